"""The hall of the statements' tests, and a way to bring a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from intake.settings import Settings
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, hall, organizer, sign_in

__all__ = ["hall", "organizer", "sign_in"]
START = "/initiatives/score-2024/import"
Bring = Callable[..., TestResponse]


@pytest.fixture
def uploads(settings: Settings) -> Path:
    """Where files wait."""
    return settings.instance / "uploads"


@pytest.fixture
def bring(hall: Hall, organizer: CheckingClient) -> Bring:
    """Upload a file as the organizer does."""

    def bring(content: bytes | str, name: str = "notes.csv") -> TestResponse:
        data = content.encode() if isinstance(content, str) else content
        return organizer.submit(START, {"file": (BytesIO(data), name)}, content_type="multipart/form-data")

    return bring


def where(answer: TestResponse) -> str:
    """The address of the file that waits, after it was taken."""
    assert answer.status_code == 303, re.findall(r'<p class="error">.*?</p>', answer.text)
    return str(answer.headers["Location"])
