"""How soon a keystroke is on the screen of a slow tablet that has hundreds of statements and delivers some of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.goals import NONE, Goal, Line
from bench.machine import Quiet, watched
from bench.run import Run
from bench.servers import Server
from bench.store import WORDS, Instance
from bench.weighing import chromium

#: Statements on the tablet, and those of them that wait; an evening has 120.
ON_THE_TABLET, WAITING = 500, 100
KEYS = 200
#: How much slower than this machine the tablet is.
SLOWER = 4
#: Milliseconds: of the goal, between two keys, and until an answer comes, so that delivery lasts as long as the typing.
GOAL = 50
PAUSES = (60, 140)
ANSWER = 4_000
#: Milliseconds from the key to the end of the frame that shows its letter.
WATCH = """() => {
  globalThis.keys = [];
  document.getElementById("text").addEventListener("keydown", (event) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => keys.push(performance.now() - event.timeStamp);
      port2.postMessage(null);
    });
  });
}"""
#: Saves made by the page's own scripts, as if they were typed.
FILL = """async ([count, words]) => {
  const main = document.querySelector('link[href*="main.js"]').href;
  const script = (name) => import(main.replace("main.js", name));
  const [store, outbox] = [await script("store.js"), await script("outbox.js")];
  const { device } = JSON.parse(document.getElementById("settings").textContent);
  for (let number = 0; number < count; number += 1) {
    const text = Array.from({ length: 30 }, (_, index) => words[(number * 7 + index * 3) % words.length]).join(" ");
    await store.add(device, {
      id: outbox.newId(), revision: 1, base: 0, question: "Q1", text, language: "en", kind: "paraphrase", agreed: 0,
      captured_at: new Date().toISOString(), withdrawn: false,
    }, outbox.newId);
  }
}"""


def measure(run: Run) -> list[Line]:
    """The lines of this part."""
    program = chromium()
    if program is None:
        run.say("Chromium was not found: no keystroke was measured")
        return []
    instance, quiet = run.instance(), Quiet()
    with run.product(instance) as server, _tablet(program, server, instance) as (page, session):
        run.say(f"typing on a tablet with nothing, slowed {SLOWER} times")
        with watched(quiet):
            empty, _answers = _typed(page, session)
        run.say(f"filling the tablet: {ON_THE_TABLET} statements")
        page.evaluate(FILL, [ON_THE_TABLET - WAITING, WORDS])
        page.reload()
        page.locator("#state", has_not_text="1").get_by_text("Delivered").wait_for(timeout=120_000)
        session.send("Network.emulateNetworkConditions", _line(ANSWER))
        page.evaluate(FILL, [WAITING, WORDS])
        run.say(f"typing on it while {WAITING} of them are delivered")
        with watched(quiet):
            full, answers = _typed(page, session)
    if not answers:
        raise RuntimeError("nothing was delivered while it was typed: the measurement says nothing")
    what = f"keystroke to paint, tablet {SLOWER} × slower"
    return [
        _line_of(f"{what}, nothing on it: 95 of 100 keys within", empty, quiet, NONE, ""),
        _line_of(
            f"{what}, {ON_THE_TABLET} statements on it, {WAITING} being delivered: 95 of 100 keys within",
            full,
            quiet,
            Goal(GOAL, at_least=False),
            f"; {answers} answers meanwhile",
        ),
    ]


def _line_of(what: str, found: list[float], quiet: Quiet, goal: Goal, more: str) -> Line:
    ordered = sorted(found)
    p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    within = sum(one <= GOAL for one in ordered) / len(ordered)
    figures = f"p50 {p50:.1f}, worst {ordered[-1]:.1f} ms of {len(ordered)} keys; {within:.1%} within {GOAL} ms{more}"
    return Line("typing", what, p95, "ms", goal, figures, quiet.disturbed)


@contextmanager
def _tablet(program: str, server: Server, instance: Instance) -> Iterator[tuple[Any, Any]]:
    """The capture page in a browser, and the session that slows both down."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{server.port}"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            context = browser.new_context(viewport={"width": 800, "height": 1280})
            context.add_cookies([{"name": "intake_device", "value": instance.writers[0], "url": address}])
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            page.goto(f"{address}/notes/")
            page.locator("#send").wait_for()
            yield page, session
        finally:
            browser.close()


def _line(latency: int) -> dict[str, Any]:
    """A network whose answers take so long."""
    return {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}


def _typed(page: Any, session: Any) -> tuple[list[float], int]:
    """Milliseconds of each key, and how many batches were answered meanwhile."""
    answers: list[str] = []

    def note(request: Any) -> None:
        if request.method == "PUT":
            answers.append(request.url)

    chance = random.Random(1)
    page.evaluate(WATCH)
    page.focus("#text")
    page.on("requestfinished", note)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    # A drain begins as it does when somebody comes back to the page.
    page.evaluate("dispatchEvent(new Event('focus'))")
    for _ in range(KEYS):
        page.keyboard.press(chance.choice("etaoin shrdlu "))
        page.wait_for_timeout(chance.randrange(*PAUSES))
    page.wait_for_timeout(1_000)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.remove_listener("requestfinished", note)
    found: list[float] = page.evaluate("keys")
    page.fill("#text", "")
    return found, len(answers)
