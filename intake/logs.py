"""The log: what happened to the program, never what was said, by whom, or from where."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

logger = logging.getLogger("intake")


class OneLine(logging.Formatter):
    """One JSON object a line. Only our own fields; arguments of exceptions are left out, since they may quote rows."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if record.name.startswith("intake") else record.name,
        }
        line.update(getattr(record, "facts", {}))
        return json.dumps(line, ensure_ascii=False)


def init_logs() -> None:
    """Log to standard error; called once by a process that serves."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def log_fault(error: BaseException, endpoint: str | None) -> None:
    """Log a bug: its type and the places in the code, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    logger.error(
        "fault", extra={"facts": {"error": type(error).__name__, "endpoint": endpoint, "places": places}}
    )
