"""An initiative, its organizer and a glossary of two terms and a name."""

from __future__ import annotations

from typing import Any

import pytest

from intake.actions import glossary
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import Initiative
from intake.queries import glossary as queries
from intake.queries.glossary import TermRow
from intake.search import terms as looking
from tests.organize.conftest import administrator, organizer, score

__all__ = ["administrator", "organizer", "score", "terms"]


def add(db: Database, initiative: Initiative, note: str = "", is_name: bool = False, **texts: str) -> None:
    """Store a term; languages are spelt with `_`."""
    given: dict[str, Any] = {"texts": texts, "note": note, "is_name": is_name}
    db.write(lambda session: glossary.add(session, COMMAND, initiative.id, **given))


def stored(db: Database, initiative: Initiative) -> list[TermRow]:
    with db.read() as session:
        return queries.terms_of(session, initiative.id)


def count_calls(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """A list that gets longer with each call of this function of `search/terms.py`."""
    calls: list[str] = []
    called = getattr(looking, name)

    def counted(*given: Any) -> Any:
        calls.append(name)
        return called(*given)

    monkeypatch.setattr(looking, name, counted)
    return calls


@pytest.fixture
def terms(db: Database, score: Initiative) -> list[TermRow]:
    add(db, score, en="rent stabilization", es="estabilización de alquileres", fa="تثبیت اجاره‌بها")
    add(db, score, en="rent", es="alquiler", note="What a tenant pays each month.")
    add(db, score, is_name=True, en="Measure U", es="Medida U")
    return stored(db, score)
