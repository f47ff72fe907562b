"""An interpreter's file: renderings, what residents confirmed, and what of both was half-written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from intake.models import Confirmation, Device, DeviceRole, Held, Rendering, RenderingRevision, Status
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn, hall, organizer, sign_in
from tests.tablet_files import files
from tests.tablet_files.test_page import bring, figures, sealed, statements

__all__ = ["SignIn", "hall", "organizer", "sign_in"]
BETTER = "The bus comes once in two hours."


@pytest.fixture
def interpreter(hall: Hall) -> Device:
    device, _token = factories.a_device(hall.db, hall.session.places[1], role=DeviceRole.INTERPRETER)
    return device


class File:
    """The file of one device at table 1."""

    def __init__(self, hall: Hall, organizer: CheckingClient, device: Device) -> None:
        self.hall, self.organizer = hall, organizer
        self.device: Any = device.uid
        self.known = files.device(hall.db, device, hall.session.places[1])

    def load(self, saves: list[dict[str, Any]], *drafts: dict[str, Any]) -> tuple[list[int], str]:
        content = files.content([self.known], saves, list(drafts))
        page = bring(self.organizer, sealed(self.hall, content)).text
        [counts] = figures(page)
        return counts, page

    def draft(self, *saves: dict[str, Any], text: str = "") -> dict[str, Any]:
        return files.beside(files.draft(self.device, text), *saves)

    def all(self, model: Any) -> list[Any]:
        with self.hall.db.read() as session:
            return list(session.scalars(select(model).order_by(model.id)))


@pytest.fixture
def file(hall: Hall, organizer: CheckingClient, interpreter: Device) -> File:
    return File(hall, organizer, interpreter)


def test_everything_comes_in_in_the_order_of_its_numbers_and_once(file: File) -> None:
    said = files.save(file.device, 1)
    uid = said["statement"]["id"]
    saves = [
        files.confirmation(file.device, 3, uid, BETTER),
        files.rendering(file.device, 2, uid, "El bus pasa cada hora."),
        said,
    ]
    assert file.load(saves)[0] == [3, 0, 0, 0, 0]
    assert file.load(saves)[0] == [0, 3, 0, 0, 0]
    assert [one.text for one in statements(file.hall)] == [BETTER]
    assert [(one.text, one.status) for one in file.all(Rendering)] == [
        ("El bus pasa cada hora.", Status.ACTIVE)
    ]
    assert [one.is_change for one in file.all(Confirmation)] == [True]
    [device] = [one for one in file.all(Device) if one.uid == file.device]
    assert device.received == "1-3"


def test_a_half_written_rendering_is_held_and_one_that_stands_there_is_not_touched(file: File) -> None:
    uid = str(file.hall.say("The bus comes once an hour.").uid)
    done = files.rendering(file.device, 1, uid, "El bus pasa cada hora.")
    half = files.rendering(file.device, 2, uid, "El autobús", id=done["statement"]["id"], revision=2)
    other = files.rendering(file.device, 3, uid, "Avtobus", language="ru", state="reviewed")
    for counts in ([1, 0, 0, 2, 0], [0, 1, 0, 2, 0]):
        assert file.load([done], file.draft(half, other))[0] == counts
    spanish, russian = file.all(Rendering)
    assert (spanish.text, spanish.status, spanish.has_conflict) == (
        "El bus pasa cada hora.",
        Status.ACTIVE,
        True,
    )
    assert (russian.text, russian.status, russian.held) == ("Avtobus", Status.HELD, Held.DRAFT)
    assert [one.text for one in file.all(RenderingRevision)] == ["El autobús"]


def test_a_half_written_one_that_was_saved_since_is_known(file: File) -> None:
    uid = str(file.hall.say("The bus comes once an hour.").uid)
    done = files.rendering(file.device, 1, uid, "El bus pasa cada hora.")
    file.load([done])
    assert file.load([], file.draft(done))[0] == [0, 0, 0, 0, 0]
    assert len(file.all(Rendering)) == 1


def test_a_half_written_rendering_finds_its_half_written_statement(file: File) -> None:
    draft = file.draft(text="Half")
    half = files.rendering(file.device, 1, draft["sheet"]["id"], "Medio")
    for _ in range(2):
        assert file.load([], files.beside(draft, half))[0] == [0, 0, 0, 2, 0]
    [statement], [rendering] = statements(file.hall), file.all(Rendering)
    assert (statement.text, rendering.text) == ("Half", "Medio")
    assert rendering.statement_id == statement.id


def test_a_half_written_change_confirms_nothing_and_is_shown(file: File) -> None:
    uid = str(file.hall.say("The bus comes once an hour.").uid)
    counts, page = file.load([], file.draft(files.confirmation(file.device, 1, uid, BETTER)))
    assert counts == [0, 0, 0, 0, 1]
    assert BETTER in page and "have not confirmed it" in page
    assert file.all(Confirmation) == []
    assert [one.text for one in statements(file.hall)] == ["The bus comes once an hour."]


def test_what_is_not_taken_is_shown_with_its_words(file: File) -> None:
    saves = [
        files.rendering(file.device, 1, str(uuid4()), "Of nothing"),
        files.rendering(file.device, 2, "nonsense", "Of nonsense"),
        {**files.rendering(file.device, 3, str(uuid4()), "Of a later version"), "what": "song"},
    ]
    counts, page = file.load(saves)
    assert counts == [0, 0, 0, 0, 3]
    assert all(text in page for text in ("Of nothing", "Of nonsense", "Of a later version"))
    assert "no statement of this table" in page


@pytest.mark.parametrize("make", [files.rendering, files.confirmation])
def test_an_interpreters_tablet_that_a_restore_lost_is_made_again_as_one(file: File, make: Any) -> None:
    uid = str(file.hall.say("The bus comes once an hour.").uid)
    file.device = lost = uuid4()
    file.known |= {"device": str(lost)}
    assert file.load([make(lost, 1, uid, "The bus comes once an hour.")])[0] == [1, 0, 0, 0, 0]
    [device] = [one for one in file.all(Device) if one.uid == lost]
    assert device.role is DeviceRole.INTERPRETER


def test_a_notetakers_tablet_that_confirmed_its_own_is_made_again_as_one(file: File) -> None:
    file.device = lost = uuid4()
    file.known |= {"device": str(lost)}
    said = files.save(lost, 1)
    saves = [said, files.confirmation(lost, 2, said["statement"]["id"], BETTER)]
    assert file.load(saves)[0] == [2, 0, 0, 0, 0]
    [device] = [one for one in file.all(Device) if one.uid == lost]
    assert device.role is DeviceRole.NOTETAKER
