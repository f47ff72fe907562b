"""The set-up file: a whole initiative as one YAML 1.2 text, read into dataclasses and written from them."""

from intake.setups.mistakes import MAX_SHOWN, Mistake, SetUpMistakes
from intake.setups.reading import read
from intake.setups.shapes import QuestionSetUp, SessionSetUp, SetUp, TableSetUp, local_start, moment_of
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
    "local_start",
    "moment_of",
    "read",
    "write",
]
