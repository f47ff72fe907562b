"""Pages: one blueprint an area. `AREAS` is the list the app composes."""

from __future__ import annotations

from flask import Blueprint

from intake.web import home, patterns

AREAS: tuple[Blueprint, ...] = (home.area, patterns.area)
