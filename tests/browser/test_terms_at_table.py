"""The glossary at the interpreter's place: the terms of what was said, and of what the other side begins."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from intake.models import DeviceRole
from tests.browser.sample_glossary import add_glossary
from tests.browser.tablets import Tablet, half_written
from tests.browser.test_interpret import PATH, choose, place, said


@pytest.fixture
def reader(tablet: Tablet) -> Tablet:
    add_glossary(tablet.hall.db, tablet.hall.initiative)
    return tablet


def test_terms_follow_what_is_written_and_are_offered(reader: Tablet) -> None:
    page = place(reader)
    choose(page, "es", "en")
    page.fill("#text", "La renta sube y el autobús no pasa.")
    terms = page.locator("#terms")
    expect(terms.locator("li")).to_have_count(2)
    expect(terms).to_contain_text("rent")
    page.fill("#text", "El autobús no pasa.")
    expect(terms.locator("li")).to_have_count(1)
    page.fill("#text", "Los autobuses no pasan, suben las rentas.")
    expect(terms.locator("li")).to_have_count(2)
    page.fill("#text", "")
    expect(terms).to_be_hidden()
    page.fill("#text", "La renta sube y el autobús no pasa.")
    expect(terms.locator("li")).to_have_count(2)
    sides = [page.locator(side).bounding_box() for side in ("#text", "#translation")]
    assert sides[0] and sides[1] and sides[0]["y"] == sides[1]["y"], (
        "terms below one side leave the other where it was"
    )
    page.locator("#translation").press_sequentially("The bu")
    offered = page.get_by_role("listbox")
    expect(offered.get_by_role("option")).to_have_text(["busautobús"])
    field, below = page.locator("#translation").bounding_box(), offered.bounding_box()
    assert field and below and abs(field["y"] + field["height"] - below["y"]) < 2, (
        "they are offered right below the field"
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#translation")).to_have_value("The bus")
    page.click("#swap")
    expect(terms).to_be_hidden()
    page.locator("details.languages > summary").click()
    page.locator("button[name=switch][value=es]:visible").last.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.click("#swap")
    expect(terms.locator("li")).to_have_count(2)


def test_they_are_at_hand_without_a_network(reader: Tablet) -> None:
    context = reader.context(role=DeviceRole.INTERPRETER)
    page = place(reader, context)
    choose(page, "es", "en")
    page.fill("#text", "Aquí sube la renta")
    expect(page.locator("#terms li")).to_have_count(1)
    half_written(page, "Aquí sube la renta")
    page.route("**/api/v1/guide", lambda route: route.abort())
    page.reload()
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#terms li")).to_have_count(1)


def test_without_javascript_they_stand_below_the_translation(reader: Tablet) -> None:
    reader.hall.said(reader.hall.device(), "The bus is late and the rent is due.")
    page = reader.page(reader.context(role=DeviceRole.INTERPRETER, java_script_enabled=False), PATH)
    choose(page, "en", "es")
    page.get_by_role("button", name="Show").click()
    said(page, "The bus is late and the rent is due.").get_by_role("button").click()
    expect(page.locator("#terms li")).to_have_count(2)
    expect(page.locator("#terms")).to_contain_text("autobús")
