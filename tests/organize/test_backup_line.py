"""The quiet line about backups on a session's page."""

from __future__ import annotations

import pytest

from intake.db import Database, now
from intake.models import Initiative, Role
from tests import factories
from tests.conftest import POSTGRES
from tests.pages import CheckingClient

pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
PAGE = "/initiatives/score-2024/sessions/july-20"


def test_an_organizer_sees_the_last_one_and_a_failure(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.a_session(db, score)
    assert "No backup yet" in organizer.get(PAGE).text
    backups = organizer.application.extensions["intake.backups"]
    backups.look()
    page = organizer.get(PAGE).text
    assert "Last backup: " in page and "No backup yet" not in page
    tag = organizer.get(f"{PAGE}/live").headers["ETag"]
    backups.failed_at = now()
    later = organizer.get(f"{PAGE}/live", headers={"If-None-Match": tag})
    assert later.status_code == 200 and "The last backup failed" in later.text
    assert "only in one place" in organizer.get(PAGE).text


def test_who_only_looks_sees_nothing_of_it(client: CheckingClient, db: Database, score: Initiative) -> None:
    factories.a_session(db, score)
    factories.signed_in(client, db, factories.a_member(db, score, Role.VIEWER))
    assert "ackup" not in client.get(PAGE).text
