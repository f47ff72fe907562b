"""An organizer loads what was saved to a file because it could not be delivered, or a translator their own part,
and sees what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from intake import current
from intake.access import Permission, allow
from intake.actions import tablet_files as actions
from intake.api import loading_people
from intake.api.loading import Loaded, load
from intake.db import db
from intake.errors import Problem, TooLarge
from intake.forms.tablet_files import TabletFileForm
from intake.models import DeviceRole
from intake.queries import devices, store
from intake.queries.desk import Translator
from intake.queries.devices import DevicePlace
from intake.tablet_files import Content, FileProblem, Kept, opened, parts
from intake.web import gate
from intake.web.notes.sheet import UNSHOWABLE
from intake.web.problems import on_problem

area = Blueprint("tablet_files", __name__)


@dataclass(slots=True)
class Report:
    """What the page says of a file."""

    loaded: list[tuple[DevicePlace, Loaded]] = field(default_factory=list)
    people: list[tuple[Translator, Loaded]] = field(default_factory=list)
    #: Parts of devices and people that are not of this initiative, as far as anybody here may know.
    elsewhere: int = 0


@area.get("/initiatives/<slug>/tablet-file")
@allow(Permission.CORRECT)
def index(slug: str) -> str:
    """The form for a file."""
    return _page(TabletFileForm())


@area.post("/initiatives/<slug>/tablet-file")
@allow(Permission.CORRECT)
def load_file(slug: str) -> str | tuple[str, int]:
    """Load it, and show what is new, what was here, and what has to be typed up."""
    return _load()


@area.get("/initiatives/<slug>/translate/file")
@allow(Permission.RENDER)
def own(slug: str) -> str:
    """The form for a file of one's own translations."""
    return _page(TabletFileForm())


@area.post("/initiatives/<slug>/translate/file")
@allow(Permission.RENDER)
def load_own(slug: str) -> str | tuple[str, int]:
    """Load one's own part of it."""
    return _load()


def _load() -> str | tuple[str, int]:
    form = TabletFileForm()
    if not form.validate_on_submit():
        return _page(form), 400
    largest = current.settings().max_file_bytes
    data = form.file.data.stream.read(largest + 1)
    if len(data) > largest:
        return _refused(form, TooLarge.message, 413)
    try:
        content = _content(data)
    except FileProblem as problem:
        return _refused(form, problem.message, 400)
    return _page(form, _loaded(content))


@area.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response | tuple[str, int]:
    """The file was not even received: say so where it was chosen."""
    try:
        # The form was refused before anybody asked who sends it.
        gate.let_in()
    except Problem as problem:
        return on_problem(problem)
    return _refused(TabletFileForm(formdata=None), TooLarge.message, 413)


def _content(data: bytes) -> Content:
    with db.read() as session:
        here, private_key = store.store(session), store.file_key(session)
    content = parts(opened(data, here.uid, private_key))
    stores = {kept.device.store for kept in (*content.kept, *content.people.values())}
    if stores and None not in stores and here.uid not in stores:
        raise FileProblem("other_store")
    return content


def _loaded(content: Content) -> Report:
    with db.read() as session:
        here = store.store(session)
    report, done = Report(elsewhere=content.unreadable), []
    _load_people(content, report)
    if _is_own():
        report.elsewhere += len(content.kept)
        return report
    for kept in content.kept:
        is_here = kept.device.store in (None, here.uid)
        device_id = _device_id(kept) if is_here else None
        if device_id is None:
            report.elsewhere += 1
        else:
            done.append(load(kept, device_id, content.saved_at, g.actor))
    with db.read() as session:
        places = devices.places(session, [one.device for one in done])
    report.loaded = [(places[one.device], one) for one in done]
    return report


def _load_people(content: Content, report: Report) -> None:
    """What people translated, everybody's or only one's own."""
    for writer, kept in content.people.items():
        person = loading_people.author(writer, kept, g.initiative)
        if person is None or (_is_own() and person.id != g.person.id):
            report.elsewhere += 1
        else:
            report.people.append((person, loading_people.load(kept, person, g.initiative.id, g.actor)))


def _is_own() -> bool:
    return request.endpoint in ("tablet_files.own", "tablet_files.load_own")


def _device_id(kept: Kept) -> int | None:
    origin = kept.device
    return db.write(
        lambda session: actions.device_in(
            session,
            g.actor,
            g.initiative.id,
            origin.device,
            session_uid=origin.session,
            place_uid=origin.place,
            role=DeviceRole.INTERPRETER if kept.is_interpreters else DeviceRole.NOTETAKER,
        )
    )


def _refused(form: TabletFileForm, message: object, status: int) -> tuple[str, int]:
    form.file.errors = [str(message)]
    return _page(form), status


def _page(form: TabletFileForm, report: Report | None = None) -> str:
    return render_template(
        "organize/tablet_file.html", form=form, report=report, shown=_shown, is_own=_is_own()
    )


def _shown(text: str) -> str:
    """The words for the page, with a visible sign for what no page can show."""
    return UNSHOWABLE.sub("\ufffd", text)
