"""A hall over plain http: no service worker, no locks, no encryption; what is written is kept and arrives anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, expect

from intake import former_addresses
from intake.app import create_app
from intake.settings import Settings
from tests.browser.conftest import find_chromium
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import LATE, Tablet, broken, first, save, send_now, write
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without
from tests.halls import Hall

FAULT = 18
#: A name that only the browser of these tests knows, and that is no secure context.
NAME = "intake.test"


class BasicRoom(Room):
    """A room whose tablet reaches its server at http://intake.test."""

    @property
    def address(self) -> str:
        return f"http://{NAME}:{self.port}"


@pytest.fixture(scope="module")
def resolving(browser: Browser) -> Iterator[Browser]:
    """A browser of its own, since names are resolved for a whole browser."""
    arguments = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    own = browser.browser_type.launch(executable_path=find_chromium(), args=arguments)
    yield own
    own.close()


@pytest.fixture
def room(resolving: Browser, hall: Hall) -> Iterator[Room]:
    hall.app.config["TRUSTED_HOSTS"].append(NAME)
    room = BasicRoom(resolving, hall)
    yield room
    for context in room.tablet.contexts:
        context.close()
    room.stop()
    # A header that Chromium tells us it does without over plain http.
    faults = [one for one in room.tablet.faults if "Cross-Origin-Opener-Policy" not in one]
    assert faults == [], faults


def basic(page: Page) -> Page:
    """The page has all that it will ever need, and says what it cannot do."""
    assert (
        page.evaluate("[isSecureContext, 'serviceWorker' in navigator, 'locks' in navigator]") == [False] * 3
    )
    expect(page.locator("html")).to_have_attribute("data-kept", "false", timeout=WAITS)
    expect(page.locator("#standing")).to_contain_text("Do not close or reload this page")
    return page


def misunderstand(route: Route) -> None:
    """The statement arrives with a question that nobody asked."""
    body = route.request.post_data_json
    for one in body["statements"]:
        one["question"] = "QX"
    # By the browser itself, which alone knows the name.
    route.continue_(post_data=body)


def test_a_notetaker_works_as_everywhere(room: Room) -> None:
    """From the card to the tray: joining, saving, changing, taking back, switching, delivering."""
    context: BrowserContext = room.browser.new_context(locale="en-US")
    room.tablet.contexts.append(context)
    page = room.tablet.page(context, f"/join/{room.hall.session.places[1].code}")
    page.get_by_role("button", name="Join", exact=True).click()
    page.get_by_role("button", name="I have read it").click()
    basic(page)
    save(page, "said first")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered", timeout=WAITS)
    first(page).get_by_role("button", name="Edit").click()
    save(page, "said first, changed")
    expect(first(page).locator(".entry-text")).to_have_text("said first, changed")
    save(page, "taken back")
    first(page).get_by_role("button", name="Withdraw").click()
    expect(first(page)).to_have_class(re.compile("entry-withdrawn"))
    write(page, "half a sent")
    page.evaluate("document.querySelector('.languages-list [value=es]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#text")).to_have_value("half a sent")
    page.evaluate("document.querySelector('.languages-list [value=en]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    with broken(page, misunderstand):
        save(page, "one that is not taken")
        expect(page.locator("#tray")).to_contain_text("one that is not taken", timeout=WAITS)
    page.locator("#tray").get_by_role("button", name="Send again").click()
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    stored = [(one.text, str(one.status)) for one in room.hall.statements()]
    assert sorted(stored) == [
        ("one that is not taken", "active"),
        ("said first, changed", "active"),
        ("taken back", "withdrawn"),
    ]


# The server goes away and comes back: what waits is the same after a reload that found nothing.


def the_server_goes_away(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "GET":
            asked.append(request.url)

    page = room.tablet.page(context)
    page.on("request", note)
    basic(page)
    room.stop()
    asked.clear()
    for number in range(5):
        save(page, f"said {number}")
    send_now(page)
    expect(page.locator("#send")).to_have_class(LATE)
    with suppress(Error), page.expect_download(timeout=5_000):
        page.evaluate(
            "import(document.querySelector('link[href*=\"main.js\"]').href.replace('main.js', 'files.js'))"
            ".then((files) => files.toFile({text: 'half'}))"
        )
    write(page, "half a sentence")
    page.wait_for_timeout(1_000)
    assert asked == [], "over plain http a page must have everything once it is open"
    questions: list[str] = []
    page.once("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.reload()
    assert questions == ["beforeunload"]
    page.close()
    room.start()
    page = room.tablet.page(context)
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    expect(page.locator("#text")).to_have_value("half a sentence")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert texts(room.hall.statements()) == [f"said {number}" for number in range(5)]
    page.fill("#text", "")
    page.reload()
    assert questions == ["beforeunload"], "who has nothing to lose is not asked"


def test_the_server_goes_away(room: Room) -> None:
    the_server_goes_away(room, NOTHING)


def test_control_scripts_that_come_when_they_are_wanted(room: Room) -> None:
    lazy: Patch = {"offline.js": {"await Promise.all(LATER.map((one) => import(`./${one}.js`)));": ""}}
    with fails(room, "must have everything"):
        the_server_goes_away(room, lazy)


def test_control_a_page_that_closes_without_a_question(room: Room) -> None:
    with fails(room, "beforeunload"):
        the_server_goes_away(
            room, {"standing.js": {'addEventListener("beforeunload"': 'addEventListener("never"'}}
        )


# Another port is another address: the page there names the old one, where the notes still are.


def another_port(room: Room, settings: Settings, *, told: bool) -> None:
    page = basic(room.tablet.page())
    room.stop()
    save(page, "written at the old address")
    if told:
        former_addresses.remember(settings.instance, room.address, date.today())
    old, room.port = room.port, 0
    moved = create_app(Settings.load({}, instance=settings.instance, public_url=f"http://{NAME}:1"))
    room.start(moved)
    other = Tablet(room.browser, room.address, room.hall).page(page.context, "/join")
    link = other.get_by_role("link", name=f"http://{NAME}:{old}")
    expect(link).to_be_visible()
    room.stop()
    room.port = old
    room.start()
    link.click()
    expect(other.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert texts(room.hall.statements()) == ["written at the old address"]
    moved.extensions["intake.db"].close()


def test_another_port(room: Room, settings: Settings) -> None:
    another_port(room, settings, told=True)


def test_control_a_server_that_forgot_its_address(room: Room, settings: Settings) -> None:
    with fails(room, "visible"):
        another_port(room, settings, told=False)
