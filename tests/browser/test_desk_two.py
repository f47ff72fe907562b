"""Two people translate the same at their desks: whoever comes second reads both and decides there with one more press."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from intake.actions import desk_renderings
from intake.actions.actor import Actor
from intake.actions.submitted import SubmittedRendering
from intake.db import new_uid
from intake.models import How, Person, Rendering, RenderingRevision, RenderingState
from tests.browser.desks import FIELD, Desk, desk, ready, translate, waiting
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import until

__all__ = ["desk"]


def made_elsewhere(desk: Desk, person: Person, text: str) -> None:
    """What this person makes of the newest statement meanwhile."""
    hall = desk.room.hall
    sent = SubmittedRendering(
        id=new_uid(),
        statement=desk.said[-1].uid,
        statement_version=1,
        revision=1,
        base=0,
        sequence=None,
        text=text,
        language="es",
        how=How.AFTERWARDS,
        state=RenderingState.DRAFT,
    )
    hall.db.write(
        lambda session: desk_renderings.store(session, Actor(person_id=person.id), hall.initiative.id, [sent])
    )


def kept(desk: Desk) -> set[tuple[str, int | None, bool]]:
    """The history: text, whose it is, whether it still waits for somebody."""
    with desk.room.hall.db.read() as session:
        query = select(RenderingRevision.text, RenderingRevision.person_id, RenderingRevision.is_conflict)
        return {(text, person, waits) for text, person, waits in session.execute(query)}


def is_two(desk: Desk) -> bool:
    with desk.room.hall.db.read() as session:
        return any(session.scalars(select(Rendering.has_conflict)))


def newest(page: Page) -> Locator:
    return page.locator("#rows .desk-row").first


def met(desk: Desk) -> tuple[Person, Person, Page]:
    """Both have made something of the newest statement, and the second one's page has heard of it."""
    ana, bo = desk.person("ana"), desk.person("bo")
    page = desk.take_along(desk.context(bo))
    made_elsewhere(desk, ana, "uno")
    translate(page, "otro")
    waiting(page, 0)
    expect(newest(page)).to_contain_text("Two versions", timeout=WAITS)
    assert desk.stored() == [("uno", ana.id, 1)]
    return ana, bo, page


def read_both(page: Page) -> Any:
    """Open the one with two versions: the other text stands over one's own."""

    def shows() -> bool:
        newest(page).click()
        return page.locator("#theirs").is_visible()

    # The list with both comes a moment after the badge.
    until(page, shows)
    expect(page.locator(FIELD)).to_have_value("otro")
    expect(page.locator(FIELD)).to_be_focused()
    return page.locator("#their-texts p")


def test_who_comes_second_reads_both_and_decides_with_one_more_press(room: Room, desk: Desk) -> None:
    ana, bo, page = met(desk)
    theirs = read_both(page)
    expect(theirs).to_have_text(["uno"])
    assert (theirs.get_attribute("lang"), theirs.get_attribute("dir")) == ("es", "ltr")
    page.keyboard.press("Control+End")
    page.keyboard.type(" y uno")
    page.keyboard.press("Control+Enter")
    until(page, lambda: desk.stored() == [("otro y uno", bo.id, 2)])
    assert kept(desk) == {("otro", bo.id, False), ("uno", ana.id, False)}
    assert not is_two(desk)
    waiting(page, 0)
    expect(newest(page).locator(".desk-badge")).to_have_text("Delivered", timeout=WAITS)
    expect(page.locator("#left")).to_have_text("2")
    page.reload()
    ready(page)
    expect(page.locator("#left")).to_have_text("2")
    expect(page.locator("#rows")).not_to_contain_text("Two versions")


def test_what_was_decided_without_a_connection_is_delivered_once(room: Room, desk: Desk) -> None:
    _ana, bo, page = met(desk)
    expect(read_both(page)).to_have_text(["uno"])
    room.stop()
    page.keyboard.press("Control+End")
    page.keyboard.type(" y uno")
    page.keyboard.press("Control+Enter")
    expect(newest(page)).to_contain_text("On this computer")
    page.reload()
    ready(page)
    waiting(page, 1)
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, lambda: desk.stored() == [("otro y uno", bo.id, 2)])
    waiting(page, 0)
    until(page, lambda: not is_two(desk))


def test_a_third_text_that_came_meanwhile_is_shown_before_it_is_decided(room: Room, desk: Desk) -> None:
    ana, bo, page = met(desk)
    expect(read_both(page)).to_have_text(["uno"])
    cy = desk.person("cy")
    made_elsewhere(desk, cy, "tercero")
    page.keyboard.press("Control+Enter")
    until(page, lambda: desk.stored() == [("otro", bo.id, 2)])
    waiting(page, 0)
    expect(newest(page)).to_contain_text("Two versions", timeout=WAITS)
    expect(read_both(page)).to_have_text(["tercero"])
    page.keyboard.press("Control+Enter")
    until(page, lambda: not is_two(desk))
    assert desk.stored() == [("otro", bo.id, 3)]
    assert {("uno", ana.id, False), ("tercero", cy.id, False)} < kept(desk)
