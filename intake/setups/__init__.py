"""The set-up file: a whole initiative as one YAML 1.2 text, read into dataclasses and written from them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from intake.setups.mistakes import MAX_SHOWN, Mistake, SetUpMistakes
from intake.setups.shapes import (
    QuestionSetUp,
    SessionSetUp,
    SetUp,
    TableSetUp,
    TermSetUp,
    local_start,
    moment_of,
)

if TYPE_CHECKING:
    from intake.setups.reading import read
    from intake.setups.tree import MAX_BYTES
    from intake.setups.writing import write

__all__ = [
    "MAX_BYTES",
    "MAX_SHOWN",
    "Mistake",
    "QuestionSetUp",
    "SessionSetUp",
    "SetUp",
    "SetUpMistakes",
    "TableSetUp",
    "TermSetUp",
    "local_start",
    "moment_of",
    "read",
    "write",
]

#: What needs the YAML library, 2 MB that most servers never use, is imported when it is first asked for.
_LATER = {"read": "reading", "write": "writing", "MAX_BYTES": "tree"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
