"""The hall of the statements' tests, and browsers of people who translate."""

from __future__ import annotations

from tests.statements.conftest import full_hall, hall, organizer, sign_in

__all__ = ["full_hall", "hall", "organizer", "sign_in"]
