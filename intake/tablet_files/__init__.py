"""The files that tablets save: bytes in, checked content out. What the store has, it does not know."""

from intake.tablet_files.content import Content, Draft, FromDevice, Kept, Other, Save, Sheet, What, parts
from intake.tablet_files.people import proof, proven
from intake.tablet_files.problems import FileProblem
from intake.tablet_files.reading import opened

__all__ = [
    "Content",
    "Draft",
    "FileProblem",
    "FromDevice",
    "Kept",
    "Other",
    "Save",
    "Sheet",
    "What",
    "opened",
    "parts",
    "proof",
    "proven",
]
