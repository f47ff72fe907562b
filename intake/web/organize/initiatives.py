"""The list of initiatives, a new one, and the overview of one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, url_for
from werkzeug.wrappers import Response

from intake import rules
from intake.access import Permission, allow
from intake.actions import initiatives as actions
from intake.db import db
from intake.errors import Invalid
from intake.forms.account import ROLES
from intake.forms.fields import put
from intake.forms.organize import NewInitiativeForm
from intake.languages import page_language
from intake.models import SessionState
from intake.queries import initiatives as queries
from intake.queries import listening
from intake.queries import questions as question_queries
from intake.queries.listening import SessionRow
from intake.queries.questions import QuestionRow
from intake.web.organize.area import area, carry_out, done, page

#: Sessions shown on the overview; the list has all.
SHOWN = 6
#: Where most who run this for the first time are; the browser's own zone is put in its place.
FIRST_ZONE = "America/Los_Angeles"


@area.get("/initiatives/")
@allow(Permission.SIGNED_IN)
def initiatives() -> tuple[str, int]:
    """Those the reader may see, newest first."""
    after = request.args.get("after")
    with db.read() as session:
        found = queries.visible_to(
            session,
            g.person.id,
            is_administrator=g.person.is_administrator,
            after=after,
            limit=queries.PAGE + 1,
        )
    rows, more = found[: queries.PAGE], len(found) > queries.PAGE
    older = url_for("organize.initiatives", after=rows[-1].slug) if more else None
    return page("initiatives", rows=rows, older=older, is_first=after is None, role_names=ROLES)


@area.route("/initiatives/new", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
def new_initiative() -> tuple[str, int] | Response:
    """Name, languages and zone; everything else comes later."""
    form = NewInitiativeForm(data=_usual())
    if form.is_sent():
        try:
            made = carry_out(
                actions.create,
                slug=form.slug.data or rules.suggested_slug(form.name.data),
                name={form.default_language.data: form.name.data},
                default_language=form.default_language.data,
                languages=form.languages.data,
                time_zone=form.time_zone.data,
            )
        except Invalid as problem:
            put(form, problem)
        else:
            return done(url_for("organize.overview", slug=made.slug))
    return page("initiative_new", form)


@area.get("/initiatives/<slug>/")
@allow(Permission.SEE)
def overview(slug: str) -> tuple[str, int]:
    """What is going on, and what is missing."""
    here = g.initiative
    with db.read() as session:
        totals = queries.totals(session, here.id)
        sessions = listening.of_initiative(session, here.id, limit=SHOWN + 1)
        open_now = listening.of_initiative(session, here.id, states=[SessionState.OPEN])
        asked = [row for row in question_queries.all_of(session, here.id) if row.retired_at is None]
    return page(
        "overview",
        totals=totals,
        open_now=open_now,
        others=[row for row in sessions[:SHOWN] if row.state is not SessionState.OPEN],
        has_more=len(sessions) > SHOWN,
        questions=asked,
        missing=missing_in(here.languages, asked, sessions),
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """What an organizer would want to add before the first session."""

    #: (language, question codes without a text in it).
    wordings: list[tuple[str, list[str]]]
    #: Sessions that are not over and have no table.
    without_tables: list[SessionRow]
    has_no_questions: bool

    def __bool__(self) -> bool:
        return bool(self.wordings or self.without_tables or self.has_no_questions)


def missing_in(languages: list[str], questions: list[QuestionRow], sessions: list[SessionRow]) -> Missing:
    """Look through what the overview read."""
    wordings = []
    for tag in languages:
        codes = [question.code for question in questions if not question.texts.get(tag)]
        if codes:
            wordings.append((tag, codes))
    upcoming = (SessionState.DRAFT, SessionState.OPEN)
    without_tables = [row for row in sessions if row.tables == 0 and row.state in upcoming]
    return Missing(wordings, without_tables, not questions)


def _usual() -> dict[str, object]:
    """What a new initiative starts from: the reader's language, and the zone of the newest initiative."""
    with db.read() as session:
        newest = queries.visible_to(session, g.person.id, is_administrator=True, limit=1)
    zone = newest[0].time_zone if newest else FIRST_ZONE
    tag = page_language().tag
    return {"default_language": tag, "languages": [tag], "time_zone": zone}
