"""Who changed a term, when, and what it said before."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from intake import migrations
from intake.actions import glossary, initiatives
from intake.actions.actor import COMMAND, Actor
from intake.db import Database
from intake.models import Initiative, Role, TermVersion
from intake.queries import glossary as queries
from intake.queries.glossary import TermRow, VersionRow
from tests import factories
from tests.conftest import POSTGRES
from tests.glossary.conftest import stored
from tests.pages import CheckingClient

HERE = "/initiatives/score-2024/glossary"


def versions(db: Database, term: TermRow) -> list[VersionRow]:
    with db.read() as session:
        return queries.versions_of(session, term.id)


def number(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(TermVersion)) or 0


def parts(page: str) -> list[str]:
    """The history on a term's page, newest first, without its markup."""
    found = re.search(r'<ol class="revisions" reversed>(.*?)</ol>', page, re.S)
    assert found
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found[1].split("<li>")[1:]]


def test_the_page_says_who_wrote_what_and_what_it_was_before(
    app: Flask, db: Database, score: Initiative, organizer: CheckingClient
) -> None:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    ana = factories.a_member(db, score, Role.INTERPRETER, "ana@example.org")
    factories.signed_in(client, db, ana)
    entry = {"texts-en": "rent", "texts-fa": "اجاره", "note": "Each month."}
    assert organizer.submit(f"{HERE}/new", entry).status_code == 303
    [term] = stored(db, score)
    edit = f"{HERE}/{term.uid}"
    seen = glossary.mark_of(term.texts, term.note, term.is_name)
    assert client.submit(edit, entry | {"texts-fa": "کرایه", "note": "", "seen": seen}).status_code == 303
    page = organizer.get(edit).text
    [now, before] = parts(page)
    assert now.startswith("Present text ana@example.org · ")
    assert "organizer@" in before and before.endswith("rent اجاره Each month.")
    assert '<p class="quoted" lang="fa" dir="rtl">اجاره</p>' in page
    assert parts(client.get(edit).text) == [now, before]
    assert 'id="history"' not in client.get(f"{HERE}/new").text


def test_what_changes_nothing_leaves_no_trace_and_a_removed_term_none_at_all(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    rent = next(term for term in terms if term.source.text == "rent")
    for es in ("renta", "renta", "la renta"):
        db.write(lambda session, es=es: glossary.change(session, COMMAND, rent.id, texts={"es": es}))  # type: ignore[misc]
    assert [(one.texts["es"], one.person) for one in versions(db, rent)] == [
        ("la renta", ""),
        ("renta", ""),
        ("alquiler", ""),
    ]
    assert number(db) == len(terms) + 2
    db.write(lambda session: glossary.remove(session, COMMAND, score.id, rent.id))
    assert (versions(db, rent), number(db)) == ([], len(terms) - 1)


def test_a_copy_begins_with_what_each_term_says_now(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    rent = next(term for term in terms if term.source.text == "rent")
    db.write(lambda session: glossary.change(session, COMMAND, rent.id, texts={"es": "renta"}))
    ana = factories.a_member(db, score, Role.ORGANIZER, "ana@example.org")
    actor = Actor(person_id=ana.id)
    copy = db.write(
        lambda session: initiatives.copy_as_template(
            session, actor, score.id, slug="next", name={"en": "Next"}
        )
    )
    copied = next(term for term in stored(db, copy) if term.source.text == "rent")
    assert [(one.texts["es"], one.person) for one in versions(db, copied)] == [("renta", "ana@example.org")]


@pytest.mark.skipif(bool(POSTGRES), reason="there the fixture of every test runs the migrations up")
def test_terms_of_before_have_what_they_said_then(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    with db.writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE term SET changed_at = '2024-07-20 18:00:00.000000'"))
    migrations.downgrade(db, "0013")
    migrations.upgrade(db)
    for term in terms:
        [one] = versions(db, term)
        assert (one.texts, one.note, one.is_name, one.person) == (term.texts, term.note, term.is_name, "")
        assert one.at.year == 2024
