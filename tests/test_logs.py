"""What a line of the log says; that nothing else reaches it is tried in tests/faults/server/test_canary.py."""

from __future__ import annotations

import io
import json
import logging

from intake.logs import OneLine, log_fault, logger

CANARY = "CANARY-they-called-the-police-on-my-son"


def test_a_fault_is_logged_with_its_place_and_without_its_message() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    logger.addHandler(handler)
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        log_fault(error, "notes.capture")
    finally:
        logger.removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["error"], line["endpoint"]) == ("fault", "ValueError", "notes.capture")
    assert any("test_logs.py" in place for place in line["places"])
    assert CANARY not in stream.getvalue()
