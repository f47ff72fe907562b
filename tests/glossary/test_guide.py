"""The glossary on tablets: in the guide of interpreters who were let in, and of nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from intake.db import Database, now
from intake.models import DeviceRole, Initiative
from intake.queries.glossary import TermRow
from tests import factories
from tests.glossary.conftest import add


@pytest.mark.parametrize(
    ("role", "is_admitted", "sources"),
    [
        (DeviceRole.INTERPRETER, True, ["Measure U", "rent", "rent stabilization"]),
        (DeviceRole.INTERPRETER, False, []),
        (DeviceRole.NOTETAKER, True, []),
    ],
)
def test_who_gets_it(
    client: FlaskClient,
    db: Database,
    score: Initiative,
    terms: list[TermRow],
    role: DeviceRole,
    is_admitted: bool,
    sources: list[str],
) -> None:
    add(db, factories.an_initiative(db, "parks"), en="another initiative's")
    assert [term["texts"]["en"] for term in guide(client, db, score, role, is_admitted)] == sources


def test_it_is_bounded_and_the_source_stands_first(
    client: FlaskClient, db: Database, score: Initiative, terms: list[TermRow], monkeypatch: Any
) -> None:
    add(db, score, es="barrido", en="sweep")
    found = guide(client, db, score, DeviceRole.INTERPRETER, True)
    assert list(found[-1]["texts"]) == ["en", "es"]
    assert found[0] == {"texts": {"en": "Measure U", "es": "Medida U"}, "note": "", "is_name": True}
    settings = client.application.extensions["intake.settings"]
    object.__setattr__(settings, "guide_terms", 2)
    assert len(guide(client, db, score, DeviceRole.INTERPRETER, True, code="another")) == 2


def guide(
    client: FlaskClient,
    db: Database,
    initiative: Initiative,
    role: DeviceRole,
    is_admitted: bool,
    code: str = "july-20",
) -> Any:
    place = factories.a_session(db, initiative, code).places[1]
    admitted = now() if is_admitted else None
    _device, token = factories.a_device(db, place, role=role, admitted_at=admitted)
    answer = client.get("/api/v1/guide", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer.json is not None
    return answer.json["terms"]
