"""What is written in another script of a language is to be translated into it, wherever that is asked."""

from __future__ import annotations

import pytest

from intake.languages import normalise_tag
from intake.queries import renderings, statements
from intake.queries.renderings import Work, is_in
from intake.queries.selecting import Wanted, select_statements
from tests.statements.conftest import Hall, hall

__all__ = ["hall"]

#: Into which language, what is in it already, and what is not.
CASES = {
    "pa": ("pa pa-Guru pa-IN", "pa-Arab pa-PK pa-Arab-PK pnb"),
    "sr": ("sr sr-Cyrl-BA sr-RS", "sr-Latn sr-Latn-RS"),
    "fa": ("fa fa-AF fa-IR", "prs tg"),
    "uz": ("uz uz-Latn", "uz-Arab uz-AF uz-Cyrl"),
    "zh-Hant": ("zh-Hant zh-Hant-HK", "zh-Hans zh"),
    "x-mixtec": ("x-mixtec x-mixtec-a", "x-mix"),
    "es": ("es es-MX es-419", "est"),
}


@pytest.mark.parametrize("into", CASES)
def test_the_worklist_and_its_progress_agree(hall: Hall, into: str) -> None:
    there, not_there = (tags.split() for tags in CASES[into])
    for tag in (*there, *not_there):
        hall.say(f"said in {tag}", language=normalise_tag(tag))
    with hall.db.read() as session:
        chosen = select_statements(session, hall.initiative.id, Wanted())
        page = statements.page(session, renderings.to_render(chosen, into, Work.OPEN))
        [progress] = renderings.progress(session, chosen, [into])
    assert {row.language for row in page.rows} == set(not_there)
    assert progress.total == len(not_there)
    assert [tag for tag in (*there, *not_there) if is_in(tag, into)] == there
