"""The page of one statement: its history, and what an organizer can do with it."""

from __future__ import annotations

import html
import re

import pytest

from intake.models import Held, Kind, Role, Statement, StatementRevision, Status
from tests.factories import make
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn


def now(hall: Hall, said: Statement) -> Statement:
    with hall.db.read() as session:
        return session.get_one(Statement, said.id)


def correction(**values: object) -> dict[str, object]:
    given = {
        "version": "1",
        "text": "corrected",
        "question": "Q1",
        "language": "en",
        "kind": "quote",
        "agreed": "2",
    }
    return given | {"reason": "Misheard"} | values


def test_a_correction_is_stored_and_the_former_text_stays(hall: Hall, organizer: CheckingClient) -> None:
    said = hall.say("as heard")
    answer = organizer.submit(hall.path(said), correction(text="  corrected\r\ntwice  ", question="Q2"))
    assert answer.status_code == 303
    found = now(hall, said)
    assert (found.text, found.kind, found.agreed, found.version) == ("  corrected\ntwice  ", Kind.QUOTE, 2, 2)
    page = organizer.get(hall.path(said)).text
    for shown in ("as heard", "Misheard", "organizer@score-2024.example.org"):
        assert shown in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reason": " "}, "Say in a few words why"),
        ({"text": "  "}, "Write down what was said"),
        ({"text": "a\x00b"}, "cannot be stored"),
        ({"agreed": "-1"}, "whole number"),
        ({"agreed": "many"}, "whole number"),
        ({"language": "xx-nowhere-at-all"}, "Not a valid choice"),
        ({"question": "Q9"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    hall: Hall, organizer: CheckingClient, wrong: dict[str, str], message: str
) -> None:
    said = hall.say("as heard")
    answer = organizer.submit(hall.path(said), correction(**({"text": "my long correction"} | wrong)))
    assert answer.status_code == 400
    assert message in html.unescape(answer.text)
    if "text" not in wrong:
        assert "my long correction" in answer.text
    assert now(hall, said).version == 1


def test_somebody_was_faster(hall: Hall, organizer: CheckingClient) -> None:
    said = hall.say("as heard")
    assert organizer.submit(hall.path(said), correction(text="theirs")).status_code == 303
    answer = organizer.submit(hall.path(said), correction(text="mine"))
    assert answer.status_code == 409
    assert "theirs" in answer.text
    assert "mine" in answer.text
    assert now(hall, said).text == "theirs"
    version = re.search(r'name="version" value="(\d+)"', answer.text.split('id="correct"')[1])
    assert version
    assert organizer.submit(hall.path(said), correction(text="mine", version=version[1])).status_code == 303
    assert now(hall, said).text == "mine"


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("withdraw", Status.ACTIVE, Status.WITHDRAWN),
        ("bring-back", Status.WITHDRAWN, Status.ACTIVE),
        ("hide", Status.ACTIVE, Status.HIDDEN),
        ("release", Status.HELD, Status.ACTIVE),
    ],
)
def test_verbs(hall: Hall, organizer: CheckingClient, verb: str, before: Status, after: Status) -> None:
    said = hall.say("as heard", status=before, held=Held.LATE if before is Status.HELD else None)
    page = organizer.get(hall.path(said)).text
    assert hall.path(said, verb) in page
    data = {"version": "1", "reason": "Because"}
    answer = organizer.submit(hall.path(said, verb), data, page=hall.path(said))
    assert answer.status_code == 303
    assert now(hall, said).status is after
    assert hall.path(said, verb) not in organizer.get(hall.path(said)).text
    again = organizer.submit(hall.path(said, verb), data, page=hall.path(said))
    assert again.status_code == 409


def test_a_verb_needs_a_reason_and_has_to_exist(hall: Hall, organizer: CheckingClient) -> None:
    said = hall.say("as heard")
    answer = organizer.submit(hall.path(said, "hide"), {"version": "1"}, page=hall.path(said))
    assert answer.status_code == 400
    assert now(hall, said).status is Status.ACTIVE
    assert (
        organizer.submit(hall.path(said, "burn"), {"version": "1"}, page=hall.path(said)).status_code == 404
    )


def test_a_conflict_is_settled(hall: Hall, organizer: CheckingClient) -> None:
    said = hall.say("one version", has_conflict=True)
    make(
        hall.db,
        StatementRevision(
            statement_id=said.id,
            version=None,
            revision=2,
            sequence=7,
            question_version_id=said.question_version_id,
            text="the other version",
            language="en",
            kind=Kind.QUOTE,
            agreed=1,
            status=Status.ACTIVE,
            is_conflict=True,
            captured_at=said.captured_at,
            device_id=hall.device.id,
        ),
    )
    page = organizer.get(hall.path(said)).text
    assert "one version" in page
    assert "the other version" in page
    data = {"version": "1", "keep": "1"}
    assert organizer.submit(hall.path(said, "settle"), data, page=hall.path(said)).status_code == 303
    found = now(hall, said)
    assert (found.text, found.has_conflict) == ("the other version", False)
    assert "one version" in organizer.get(hall.path(said)).text


def test_names_of_notetakers_are_for_organizers(hall: Hall, sign_in: SignIn) -> None:
    said = hall.say("as heard")
    assert "NT-SECRET-NAME" in sign_in(Role.ORGANIZER).get(hall.path(said)).text
    assert "NT-SECRET-NAME" not in sign_in(Role.ANALYST).get(hall.path(said)).text


@pytest.mark.parametrize("role", [Role.INTERPRETER, Role.ANALYST])
def test_readers_find_no_forms_and_change_nothing(hall: Hall, sign_in: SignIn, role: Role) -> None:
    said = hall.say("as heard")
    client = sign_in(role)
    page = client.get(hall.path(said))
    assert page.status_code == 200
    assert 'name="reason"' not in page.text
    token = {"csrf_token": client.token(hall.path(said))}
    assert client.post(hall.path(said), data=correction(**token)).status_code == 403
    assert (
        client.post(hall.path(said, "hide"), data={"version": "1", "reason": "x", **token}).status_code == 403
    )
    assert now(hall, said).version == 1
