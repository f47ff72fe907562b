"""After one visit the page opens without the server: in every language, with what was written, and nobody else's page."""

from __future__ import annotations

import json

from playwright.sync_api import expect
from sqlalchemy import select

from intake.actions import devices
from intake.actions.actor import COMMAND
from intake.languages import available
from intake.models import Device, Status
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import first, half_written, save, until, write


def test_it_opens_without_the_server_and_keeps_what_is_written(room: Room) -> None:
    page = room.visit()
    save(page, "said with the server there")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    room.stop()
    page.close()
    page = room.tablet.contexts[0].new_page()
    page.goto(f"{room.address}/notes/")
    expect(page.locator(".bar-place")).to_contain_text("1")
    expect(page.locator("#standing")).to_contain_text("Opened without a connection")
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    save(page, "said without it")
    expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
    write(page, "half a sent")
    half_written(page, "half a sent")
    page.reload()
    expect(page.locator("#text")).to_have_value("half a sent")
    expect(first(page).locator(".entry-text")).to_have_text("said without it")
    room.start()
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered", timeout=WAITS)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#standing")).to_be_empty(timeout=WAITS)
    expect(page.locator("#entries > li")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("2")
    expect(page.locator("#text")).to_have_value("half a sent")
    assert [s.text for s in room.hall.statements()] == ["said with the server there", "said without it"]


def test_every_language_opens_without_the_server(room: Room) -> None:
    page = room.visit()
    room.stop()
    page.reload()
    write(page, "stays")
    for language in available():
        page.evaluate(f"document.querySelector('.languages-list [value={language.tag}]').click()")
        expect(page.locator("html")).to_have_attribute("lang", language.tag)
        expect(page.locator("html")).to_have_attribute("dir", language.direction)
        expect(page.locator("#text")).to_have_value("stays")
    page.evaluate("document.querySelector('.languages-list [value=fa]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    until(page, lambda: page.evaluate(KEPT)["tag"] == "fa")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fa")


def test_what_is_kept_holds_no_testimony_no_token_and_nothing_foreign(room: Room) -> None:
    page = room.tablet.page()
    save(page, "CANARY in a statement")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    page.reload()
    expect(first(page).locator(".entry-text")).to_have_text("CANARY in a statement")
    kept(page)
    bodies = page.evaluate(BODIES)
    token = next(one["value"] for one in page.context.cookies() if one["name"] == DEVICE_COOKIE)
    assert len(bodies) > 30
    for address, body in bodies.items():
        assert "CANARY" not in body and token not in body, address
        assert "csrf_token" not in body or address.endswith(".js") or 'name="csrf_token" value=""' in body


#: What is kept for opening without the server: whose page, of which version, in which language.
KEPT = "caches.match('/notes/offline/kept').then((one) => one.json())"
BODIES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found[request.url] = await (await cache.match(request)).text();
  }
  return found;
}"""


def test_a_tablet_that_joined_another_table_does_not_open_the_first_ones_page(room: Room) -> None:
    page = room.visit()
    own = page.evaluate("JSON.parse(document.getElementById('settings').textContent).device")
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[2])
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
    page.reload()
    now = page.evaluate("JSON.parse(document.getElementById('settings').textContent).device")
    assert now != own
    assert page.evaluate("caches.match('/notes/offline/kept')") is None
    kept(page)
    room.stop()
    page.reload()
    assert page.evaluate("JSON.parse(document.getElementById('settings').textContent).device") == now


def test_a_page_that_changed_is_kept_anew_and_the_one_in_use_goes_on(room: Room) -> None:
    page = room.visit()
    before = page.evaluate(KEPT)
    write(page, "half writ")
    factories.a_question(room.hall.db, room.hall.initiative, "Q3", position=3, texts={"en": "And now?"})
    other = room.tablet.page(page.context)
    kept(other)
    after = other.evaluate(KEPT)
    assert (before["version"] != after["version"], before["files"] == after["files"]) == (True, True)
    expect(page.locator("#text")).to_have_value("half writ")
    room.stop()
    other.reload()
    expect(other.locator("input[value=Q3]")).to_have_count(1)


def test_it_says_so_where_it_cannot_open_without_a_connection(room: Room) -> None:
    context = room.tablet.context()
    context.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    context.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page = room.tablet.page(context)
    expect(page.locator("#standing")).to_contain_text("Do not close or reload this page")
    expect(page.locator("#standing")).to_contain_text("cannot lock")
    expect(page.locator("html")).to_have_attribute("data-kept", "false", timeout=WAITS)
    room.stop()
    save(page, "kept all the same")
    expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
    with page.expect_download() as download:
        page.evaluate(TO_A_FILE)
    found = json.loads(download.value.path().read_text("utf-8"))
    assert [one["statement"]["text"] for one in found["saves"]] == ["kept all the same"]
    assert found["drafts"][0]["sheet"]["text"] == "half" and "token" not in found["devices"][0]


TO_A_FILE = """() => {
  const main = document.querySelector('link[href*="main.js"]').href;
  return import(main.replace('main.js', 'files.js')).then((files) => files.toFile('a-tablet', {text: 'half'}));
}"""


def test_the_offer_to_install_can_be_refused_for_good(room: Room) -> None:
    context = room.tablet.context()
    page = room.tablet.page(context, "/notes/protocol")
    expect(page.locator("#install")).to_be_hidden()
    offer = "dispatchEvent(new Event('beforeinstallprompt', {cancelable: true}))"
    page.evaluate(offer)
    expect(page.locator("#install")).to_contain_text("Put Intake on the home screen")
    page.get_by_role("button", name="Not now").click()
    page.reload()
    page.evaluate(offer)
    expect(page.locator("#install")).to_be_hidden()


def test_a_tablet_that_was_sent_away_still_delivers_what_waits(room: Room) -> None:
    page = room.visit()
    room.stop()
    save(page, "before it was sent away")
    with room.hall.db.read() as session:
        device = session.scalars(select(Device).order_by(Device.id.desc())).first()
    assert device
    room.hall.db.write(lambda session: devices.revoke(session, COMMAND, device.id))
    room.start()
    page.reload()
    expect(page.locator("h1")).to_contain_text("sent away")
    until(page, lambda: bool(room.hall.statements()))
    assert [(s.text, s.status) for s in room.hall.statements()] == [("before it was sent away", Status.HELD)]
