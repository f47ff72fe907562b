"""The capture page as a plain form, without any script."""

from __future__ import annotations

import html
import re

import pytest

from intake.models import Kind, Status
from tests.halls import Hall
from tests.notes.forms import entries, press, sheet


def test_save_and_write_on(hall: Hall) -> None:
    tablet = hall.tablet()
    page = tablet.get("/notes/")
    answer = press(
        tablet, page, question="Q2", text="  Aquí\r\nvivimos bien ", language="es", kind="quote", agreed="3"
    )
    assert answer.status_code == 303
    (stored,) = hall.statements()
    assert (stored.text, stored.language, stored.kind, stored.agreed) == (
        "  Aquí\nvivimos bien ",
        "es",
        Kind.QUOTE,
        3,
    )
    assert str(stored.uid) == sheet(page)["id"]
    after = tablet.get(answer.location)
    left = sheet(after)
    assert (left["text"], left["question"], left["language"], left["agreed"]) == ("", "Q2", "es", "0")
    assert left["kind"] == "paraphrase", "nobody's words become a quote by mistake"
    assert left["id"] != sheet(page)["id"]
    assert entries(after) == ["  Aquí\nvivimos bien "]
    assert "Delivered" in after.text


def test_pressing_save_twice_stores_once(hall: Hall) -> None:
    tablet = hall.tablet()
    page = tablet.get("/notes/")
    for _ in range(3):
        assert press(tablet, page, text="once").status_code == 303
    assert [s.text for s in hall.statements()] == ["once"]
    assert hall.revisions() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"text": " \n "}, "Write down what was said first."),
        ({"text": "x" * 20_001}, "too long to save"),
        ({"text": "a\x07b"}, "cannot be stored"),
        ({"text": "kept", "agreed": "-1"}, "whole number"),
        ({"text": "kept", "agreed": "many"}, "whole number"),
        ({"text": "kept", "language": "other", "tag": "Spanish"}, "not a language tag"),
        ({"text": "kept", "language": "other", "tag": ""}, "not a language tag"),
        ({"text": "kept", "kind": "shouting"}, "Choose quote"),
        ({"text": "kept", "question": "Q9"}, "does not belong to this session"),
        ({"text": "kept", "id": "not one"}, "no valid id"),
    ],
)
def test_what_cannot_be_stored_is_said_and_kept_in_the_form(
    hall: Hall, typed: dict[str, str], says: str
) -> None:
    tablet = hall.tablet()
    answer = press(tablet, tablet.get("/notes/"), **typed)
    assert answer.status_code == 400 and says in html.unescape(answer.text)
    kept = sheet(answer)
    assert kept["text"] == typed["text"].replace("\x07", "\ufffd"), "what is wrong can be seen"
    assert kept.get("tag", "") == typed.get("tag", "")
    assert hall.statements() == []


def test_a_language_that_is_not_in_the_list(hall: Hall) -> None:
    tablet = hall.tablet()
    answer = press(tablet, tablet.get("/notes/"), text="Habrá", language="other", tag="quc_latn")
    assert [s.language for s in hall.statements()] == ["quc-Latn"]
    assert sheet(tablet.get(answer.location))["language"] == "quc-Latn", "it is offered for the next one"


def test_switching_the_language_keeps_everything_that_was_typed(hall: Hall) -> None:
    tablet = hall.tablet()
    typed = {
        "text": "a half\nsent ",
        "question": "Q2",
        "kind": "observation",
        "language": "hmn",
        "agreed": "2",
    }
    page = press(tablet, tablet.get("/notes/"), "switch", "fa", **typed)
    assert page.status_code == 200 and '<html lang="fa" dir="rtl">' in page.text
    kept = sheet(page)
    assert {name: kept[name] for name in typed} == typed
    assert 'lang="hmn" dir="ltr"' in page.text, "the statement's field follows the statement"
    assert '<html lang="fa"' in tablet.get("/notes/").text, "and it is remembered"
    page = press(tablet, page, "switch", "no such")
    assert '<html lang="fa"' in page.text and sheet(page)["text"] == typed["text"]
    assert hall.statements() == []


def test_a_statements_field_has_its_own_direction(hall: Hall) -> None:
    tablet = hall.tablet()
    page = press(tablet, tablet.get("/notes/"), "switch", "en", text="سلام", language="fa-AF")
    area = re.search(r"<textarea[^>]*>", page.text)
    assert area and 'lang="fa-AF" dir="rtl"' in area[0]


def test_correct_withdraw_and_undo(hall: Hall) -> None:
    tablet = hall.tablet()
    press(tablet, tablet.get("/notes/"), text="furst", agreed="1")
    uid = str(hall.statements()[0].uid)
    page = press(tablet, tablet.get("/notes/"), "edit", uid)
    change = sheet(page)
    assert (change["id"], change["revision"], change["text"], change["agreed"]) == (uid, "2", "furst", "1")
    assert "entry-changing" in page.text
    press(tablet, page, text="first")
    press(tablet, tablet.get("/notes/"), "withdraw", uid)
    press(tablet, tablet.get("/notes/"), "withdraw", uid)
    withdrawn = tablet.get("/notes/")
    assert "entry-withdrawn" in withdrawn.text
    assert hall.statements()[0].status is Status.WITHDRAWN
    press(tablet, withdrawn, "restore", uid)
    (stored,) = hall.statements()
    assert (stored.text, stored.status, stored.version, stored.agreed) == ("first", Status.ACTIVE, 4, 1)
    assert [(r.version, r.text) for r in hall.revisions()] == [(1, "furst"), (2, "first"), (3, "first")]


def test_what_is_being_written_waits_while_another_statement_is_changed(hall: Hall) -> None:
    tablet = hall.tablet()
    press(tablet, tablet.get("/notes/"), text="saved")
    uid = str(hall.statements()[0].uid)
    page = press(tablet, tablet.get("/notes/"), "edit", uid, text="half <written>", question="Q2")
    assert sheet(page)["text"] == "saved"
    page = press(tablet, page, "switch", "es")
    back = press(tablet, page, "cancel")
    assert (sheet(back)["text"], sheet(back)["question"]) == ("half <written>", "Q2")
    page = press(tablet, press(tablet, back, "edit", uid), text="saved better")
    assert page.status_code == 200 and sheet(page)["text"] == "half <written>"
    press(tablet, page)
    assert [s.text for s in hall.statements()] == ["saved better", "half <written>"]


def test_withdrawing_leaves_the_form_alone(hall: Hall) -> None:
    tablet = hall.tablet()
    press(tablet, tablet.get("/notes/"), text="saved")
    uid = str(hall.statements()[0].uid)
    page = press(tablet, tablet.get("/notes/"), "withdraw", uid, text="half written")
    assert sheet(page)["text"] == "half written" and "entry-withdrawn" in page.text


def test_each_tablet_sees_and_changes_its_own_statements_only(hall: Hall) -> None:
    ana, ben = hall.tablet(), hall.tablet()
    press(ana, ana.get("/notes/"), text="heard by Ana")
    press(ben, ben.get("/notes/"), text="heard by Ben")
    assert entries(ana.get("/notes/")) == ["heard by Ana"]
    assert entries(ben.get("/notes/")) == ["heard by Ben"]
    of_ana = hall.statements()[0]
    for button in ("edit", "withdraw", "restore", "before"):
        page = press(ben, ben.get("/notes/"), button, str(of_ana.uid))
        assert "heard by Ana" not in page.text
    assert "heard by Ana" not in ben.get(f"/notes/?before={of_ana.uid}").text
    answer = press(ben, ben.get("/notes/"), id=str(of_ana.uid), revision="2", text="taken over")
    assert answer.status_code == 400 and sheet(answer)["text"] == "taken over"
    assert [s.text for s in hall.statements()] == ["heard by Ana", "heard by Ben"]


def test_older_statements_are_a_page_away_and_nothing_typed_is_lost(hall: Hall) -> None:
    tablet = hall.tablet()
    (device,) = hall.devices()
    for number in range(30):
        hall.said(device, f"statement {number}")
    page = tablet.get("/notes/")
    assert entries(page)[0] == "statement 29" and len(entries(page)) == 12
    assert 'data-count="30"' in page.text
    seen = entries(page)
    while more := re.search(r'id="older" name="before" value="([^"]+)"', page.text):
        page = press(tablet, page, "before", more[1], text="half written")
        assert sheet(page)["text"] == "half written"
        seen += entries(page)
    assert seen == [f"statement {number}" for number in reversed(range(30))]
