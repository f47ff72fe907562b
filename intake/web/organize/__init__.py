"""Setting up and running an initiative: its texts, questions, sessions, tables and tablets."""

from intake.web.organize import (
    cards,
    copying,
    devices,
    files,
    glossary,
    glossary_files,
    initiatives,
    questions,
    reordering,
    room,
    sessions,
    settings,
    tables,
    translations,
    translator_files,
)
from intake.web.organize.area import area

__all__ = [
    "area",
    "cards",
    "copying",
    "devices",
    "files",
    "glossary",
    "glossary_files",
    "initiatives",
    "questions",
    "reordering",
    "room",
    "sessions",
    "settings",
    "tables",
    "translations",
    "translator_files",
]
