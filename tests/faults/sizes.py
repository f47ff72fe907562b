"""How large the fault tests are: reduced counts by default, as in CI; all of them with `make faults`."""

from __future__ import annotations

import os

IS_FULL = os.environ.get("INTAKE_FAULTS") == "full"


def size(reduced: int, full: int) -> int:
    """The count for this run."""
    return full if IS_FULL else reduced
