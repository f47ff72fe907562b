"""Pages: one blueprint an area. `AREAS` is the list the app composes."""

from __future__ import annotations

from flask import Blueprint

from intake.web import (
    account,
    desk,
    exports,
    guide,
    home,
    imports,
    install,
    interpret,
    join,
    notes,
    organize,
    paper,
    patterns,
    people,
    statements,
    suggestions,
    tablet_files,
)

AREAS: tuple[Blueprint, ...] = (
    home.area,
    account.area,
    people.area,
    organize.area,
    statements.area,
    suggestions.area,
    interpret.area,
    desk.area,
    exports.area,
    imports.area,
    tablet_files.area,
    paper.area,
    guide.area,
    patterns.area,
    install.area,
    join.area,
    notes.area,
)
