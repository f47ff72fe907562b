"""An initiative's name, languages and protocol."""

from __future__ import annotations

from flask import g, url_for
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import initiatives as actions
from intake.db import db
from intake.errors import Conflict, Invalid
from intake.forms.fields import differing, put
from intake.forms.organize import InitiativeForm, ProtocolForm
from intake.languages import language_name, page_language
from intake.protocol import built_in
from intake.queries import access
from intake.queries.access import InitiativeRow
from intake.web.organize.area import area, carry_out, done, page


@area.route("/initiatives/<slug>/settings", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def edit(slug: str) -> tuple[str, int] | Response:
    """Name, languages, zone."""
    here = g.initiative
    form = InitiativeForm(
        data={
            "name": here.name,
            "default_language": here.default_language,
            "languages": here.languages,
            "time_zone": here.time_zone,
            "seen": actions.mark_of(here),
        }
    )
    if form.is_sent():
        try:
            carry_out(
                actions.update,
                here.id,
                seen=form.seen.data,
                name=form.name.data,
                default_language=form.default_language.data,
                languages=form.languages.data,
                time_zone=form.time_zone.data,
            )
        except Invalid as problem:
            put(form, problem)
        except Conflict:
            now = _as_it_is_now()
            form.seen.data = actions.mark_of(now)
            return page("settings", form, 409, meanwhile=_differing(form, now))
        else:
            return done(url_for("organize.edit", slug=here.slug))
    return page("settings", form, meanwhile=[])


@area.route("/initiatives/<slug>/protocol", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def protocol(slug: str) -> tuple[str, int] | Response:
    """What notetakers read once; where nothing is written, they read the built-in text."""
    here = g.initiative
    form = ProtocolForm(data={"protocol": here.protocol, "seen": actions.mark_of(here)})
    form.protocol.ask(here.languages)
    built = {tag: built_in(tag) for tag in form.protocol.languages}
    if form.protocol.begin in built:
        form.protocol.data[form.protocol.begin] = built[form.protocol.begin]
    if form.is_sent():
        try:
            carry_out(actions.update, here.id, seen=form.seen.data, protocol=form.protocol.data)
        except Invalid as problem:
            put(form, problem)
        except Conflict:
            now = _as_it_is_now()
            form.seen.data = actions.mark_of(now)
            theirs = differing(form.protocol.label.text, now.protocol, form.protocol.data)
            return page("protocol", form, 409, built=built, meanwhile=theirs)
        else:
            return done(url_for("organize.protocol", slug=here.slug))
    return page("protocol", form, built=built, meanwhile=[])


def _differing(form: InitiativeForm, now: InitiativeRow) -> list[tuple[object, str, str]]:
    """What somebody else stored meanwhile, in the words of the page."""
    tag = page_language().tag
    found = differing(form.name.label.text, now.name, form.name.data)
    if form.default_language.data != now.default_language:
        found.append((form.default_language.label.text, language_name(now.default_language, tag), tag))
    if form.languages.data != now.languages:
        names = ", ".join(language_name(one, tag) for one in now.languages)
        found.append((form.languages.label.text, names, tag))
    if form.time_zone.data != now.time_zone:
        found.append((form.time_zone.label.text, now.time_zone, "en"))
    return found


def _as_it_is_now() -> InitiativeRow:
    with db.read() as session:
        now = access.initiative_by_slug(session, g.initiative.slug)
    assert now is not None
    return now
