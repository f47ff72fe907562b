"""The weight of the capture page over the wire in every language, cold and warm, as Chromium counts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.goals import Goal, Line
from bench.run import Run
from bench.servers import Server
from bench.store import Instance
from intake.languages import available

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: A device with the fonts of one folder.
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"""
#: What a page waits for before it shows anything.
BLOCKING = ("Document", "Stylesheet")


@dataclass
class Weight:
    """What one visit took over the wire, heads of answers included; bytes."""

    requests: int = 0
    total: int = 0
    before_paint: int = 0
    other_hosts: set[str] = field(default_factory=set)
    #: Type of resource -> bytes.
    kinds: dict[str, int] = field(default_factory=dict)


def chromium() -> str | None:
    """The program of the browser, if there is one."""
    return os.environ.get("INTAKE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def measure(run: Run) -> list[Line]:
    """The lines of this part: the heaviest language of each."""
    program = chromium()
    if program is None:
        run.say("Chromium was not found: the capture page was not weighed")
        return []
    instance = run.instance()
    cold: dict[str, Weight] = {}
    warm: dict[str, Weight] = {}
    old: dict[str, Weight] = {}
    with run.product(instance) as server, tempfile.TemporaryDirectory() as folder:
        few = few_letters(Path(folder))
        for language in available():
            run.say(f"weighing the capture page in {language.tag}")
            cold[language.tag], warm[language.tag] = _visit(program, server, instance, language.tag)
            if few:
                old[language.tag], _ = _visit(program, server, instance, language.tag, few)
    hosts = set().union(*(one.other_hosts for one in (*cold.values(), *warm.values())))
    return [
        _heaviest(
            "capture page, empty cache, heaviest language", {t: w.total for t, w in cold.items()}, 30, cold
        ),
        _heaviest("of it before the first paint", {t: w.before_paint for t, w in cold.items()}, 14, cold),
        _heaviest("capture page again, heaviest language", {t: w.total for t, w in warm.items()}, 5, warm),
        _fonts("fonts where the device has the letters, heaviest language", cold, 0),
        *([_fonts("fonts where it lacks them, heaviest language", old, 120)] if old else []),
        Line(
            "weight",
            "other hosts asked",
            len(hosts),
            "hosts",
            Goal(0, at_least=False),
            " ".join(sorted(hosts)),
        ),
    ]


def _heaviest(what: str, sizes: dict[str, int], most: float, weights: dict[str, Weight]) -> Line:
    tag = max(sizes, key=lambda one: sizes[one])
    one = weights[tag]
    parts = ", ".join(f"{kind.lower()} {size / 1000:.1f}" for kind, size in sorted(one.kinds.items()))
    figures = f"{tag}: {one.requests} requests, {parts}; en {sizes['en'] / 1000:.1f} kB"
    return Line("weight", what, sizes[tag] / 1000, "kB", Goal(most, at_least=False), figures)


def few_letters(folder: Path) -> dict[str, str] | None:
    """The environment of a browser on a device with few scripts; None where that cannot be set up."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = [program, "-f", "%{file}", "Noto Sans:style=Regular"]
    font = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    (folder / "fonts").mkdir()
    shutil.copy(font, folder / "fonts")
    config = folder / "fonts.conf"
    config.write_text(FONTS_CONF.format(folder=folder), "utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(config)}


def _fonts(what: str, weights: dict[str, Weight], most: float) -> Line:
    sizes = {tag: weight.kinds.get("Font", 0) / 1000 for tag, weight in weights.items()}
    figures = ", ".join(f"{tag} {size:.1f}" for tag, size in sizes.items() if size)
    return Line("weight", what, max(sizes.values()), "kB", Goal(most, at_least=False), figures)


def _visit(
    program: str, server: Server, instance: Instance, tag: str, environment: dict[str, str] | None = None
) -> tuple[Weight, Weight]:
    """The page opened by a browser that was never there, and opened again."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            env=dict(environment) if environment else None,
        )
        try:
            context = browser.new_context(viewport={"width": 800, "height": 1280})
            context.add_cookies(
                [
                    {"name": "intake_device", "value": instance.writers[0], "url": address},
                    {"name": "intake_language", "value": tag, "url": address},
                ]
            )
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            found = []
            for _ in range(2):
                weight = Weight()
                counter = _Counter(weight, urlsplit(address).netloc)
                for event, listener in counter.listeners.items():
                    session.on(event, listener)
                page.goto(f"{address}/notes/", wait_until="networkidle")
                assert page.locator("html").get_attribute("lang") == tag
                for event, listener in counter.listeners.items():
                    session.remove_listener(event, listener)
                found.append(weight)
            return found[0], found[1]
        finally:
            browser.close()


class _Counter:
    """Adds the events of Chromium's network domain up."""

    def __init__(self, weight: Weight, host: str) -> None:
        self.weight, self.host = weight, host
        self.kinds: dict[str, str] = {}
        self.listeners = {
            "Network.responseReceived": self._received,
            "Network.loadingFinished": self._finished,
        }

    def _received(self, event: dict[str, Any]) -> None:
        response = event["response"]
        host = urlsplit(response["url"]).netloc
        if host and host != self.host:
            self.weight.other_hosts.add(host)
        if not response.get("fromDiskCache") and host:
            self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        kind = self.kinds.get(event["requestId"])
        if kind is None:
            return
        size = int(event["encodedDataLength"])
        if not size:
            return
        self.weight.requests += 1
        self.weight.total += size
        self.weight.kinds[kind] = self.weight.kinds.get(kind, 0) + size
        if kind in BLOCKING:
            self.weight.before_paint += size
