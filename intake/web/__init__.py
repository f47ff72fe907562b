"""Pages: one blueprint an area. `AREAS` is the list the app composes."""

from __future__ import annotations

from flask import Blueprint

from intake.web import account, guide, home, join, notes, organize, patterns, people

AREAS: tuple[Blueprint, ...] = (home.area, account.area, people.area, organize.area, guide.area, patterns.area, join.area, notes.area)
