"""A browser in which somebody translated: nothing is read there once that sign-in is over, and no word is lost."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import delete

from intake.models import Membership
from intake.web.list_key import COOKIE as LIST_KEY
from tests.browser.desks import FIELD, TEXTS, Desk, desk, key_of, ready, translate, waiting
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import half_written, until

__all__ = ["desk"]
#: What lies in the browser's stores of keys, by name.
LISTS = """async () => {
  const told = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const db = await told(indexedDB.open("intake"));
  const names = await told(db.transaction("keys").objectStore("keys").getAllKeys());
  db.close();
  return names.filter((name) => name.startsWith("desk "));
}"""


def half_done(room: Room, desk: Desk, context: BrowserContext) -> Page:
    """One waits and one is half-written when the server goes away."""
    page = desk.take_along(context)
    assert page.evaluate(LISTS)
    room.stop()
    translate(page, "uno secreto")
    page.locator(FIELD).press_sequentially("half a secret")
    half_written(page, "half a secret")
    return page


def tells_nothing(page: Page) -> None:
    """How much there is, and not a word."""
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    expect(page.locator("#one")).to_be_hidden()
    expect(page.locator("#rows .desk-row")).to_have_count(0)
    waiting(page, 1)
    expect(page.locator("#unfinished b")).to_have_text("1")
    everything = page.content() + page.input_value(FIELD)
    assert not [text for text in (*TEXTS, "secret") if text in everything]
    until(page, lambda: page.evaluate(LISTS) == [])


def test_after_its_hours_the_kept_page_tells_nothing_and_later_all_goes_on(room: Room, desk: Desk) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = half_done(room, desk, context)
    # As the browser does by itself when its time has come.
    context.clear_cookies(name=LIST_KEY)
    page.evaluate("dispatchEvent(new Event('focus'))")
    tells_nothing(page)
    page.reload()
    ready(page)
    tells_nothing(page)
    room.start()
    desk.sign_in(context, ana)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#rows .desk-row", has_text="Being written")).to_have_count(1, timeout=WAITS)
    waiting(page, 0)
    expect(page.locator(FIELD)).to_have_value("half a secret")
    until(page, lambda: desk.stored() == [("uno secreto", ana.id, 1)])


def test_a_page_that_nobody_touches_shows_nothing_after_its_hours(room: Room, desk: Desk) -> None:
    context = desk.context(desk.person("ana"))
    context.clock.install()
    page = desk.take_along(context)
    context.clear_cookies(name=LIST_KEY)
    page.clock.run_for(31_000)
    expect(page.locator("#rows .desk-row")).to_have_count(0, timeout=WAITS)
    until(page, lambda: not [text for text in TEXTS if text in page.content()])
    until(page, lambda: page.evaluate(LISTS) == [])


def test_a_sign_in_that_is_over_elsewhere_ends_it_also_when_nothing_waits(room: Room, desk: Desk) -> None:
    context = desk.context(desk.person("ana"))
    page = desk.take_along(context)
    desk.sign_out_everywhere()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    until(page, lambda: not [text for text in TEXTS if text in page.content()])
    until(page, lambda: page.evaluate(LISTS) == [] and key_of(context) is None)


def test_a_sign_in_that_is_over_while_something_is_sent_ends_it_with_that_answer(
    room: Room, desk: Desk
) -> None:
    context = desk.context(desk.person("ana"))
    page = desk.take_along(context)

    def over(route: Route) -> None:
        """Between the token and what is sent with it; then the network is gone, so no other answer says it."""
        desk.sign_out_everywhere()
        answer = route.fetch()
        assert answer.status == 401
        context.route("**/desk/**", lambda other: other.abort())
        route.fulfill(response=answer)

    context.route("**/translate/renderings", over)
    translate(page, "uno")
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    until(page, lambda: not [text for text in TEXTS if text in page.content()])
    until(page, lambda: page.evaluate(LISTS) == [] and key_of(context) is None)
    waiting(page, 1)


def test_an_answer_to_another_page_of_the_browser_ends_it_too(room: Room, desk: Desk) -> None:
    context = desk.context(desk.person("ana"))
    page = desk.take_along(context)
    desk.sign_out_everywhere()
    context.request.get(f"{room.address}/initiatives/")
    # Sooner than the page looks by itself.
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=5_000)
    expect(page.locator("#rows .desk-row")).to_have_count(0)
    until(page, lambda: not [text for text in TEXTS if text in page.content()])


def test_whoever_may_not_translate_any_more_reads_nothing_after_the_next_contact(
    room: Room, desk: Desk
) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = desk.take_along(context)
    assert page.evaluate(LISTS)
    of_ana = delete(Membership).where(Membership.person_id == ana.id)
    room.hall.db.write(lambda session: session.execute(of_ana))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator('[data-say="refused"]')).to_be_visible(timeout=WAITS)
    expect(page.locator("#rows .desk-row")).to_have_count(0, timeout=WAITS)
    until(page, lambda: not [text for text in TEXTS if text in page.content()])
    until(page, lambda: page.evaluate(LISTS) == [])


def test_a_sign_in_that_is_over_elsewhere_ends_it_at_the_next_contact(room: Room, desk: Desk) -> None:
    context = desk.context(desk.person("ana"))
    page = half_done(room, desk, context)
    desk.sign_out_everywhere()
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    tells_nothing(page)
    assert key_of(context) is None
    room.stop()
    page.reload()
    ready(page)
    tells_nothing(page)
    room.start()


def test_the_next_persons_sign_in_ends_it_without_any_script(room: Room, desk: Desk) -> None:
    context = desk.context(desk.person("ana"))
    page = half_done(room, desk, context)
    held = key_of(context)
    assert held and held["sameSite"] == "Strict"
    address = page.url
    page.close()
    room.start()
    desk.sign_in(context, desk.person("bo"))
    other = context.new_page()
    other.goto(f"{room.address}/initiatives/")
    assert key_of(context) is None
    room.stop()
    page = desk.open(context, address)
    tells_nothing(page)
    room.start()


def test_a_key_of_another_sign_in_opens_nothing(room: Room, desk: Desk) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = half_done(room, desk, context)
    kept = key_of(context)
    lists = page.evaluate(LISTS)
    context.add_cookies([kept | {"value": kept["value"][:-4] + "AAAA"}])
    page.reload()
    ready(page)
    expect(page.locator('[data-say="no_list"]')).to_be_visible()
    until(page, lambda: not [text for text in TEXTS if text in page.content()])
    assert lists and page.evaluate(LISTS) == []
    room.start()
