"""Every page in the language for developers: what has no brackets is not translated, two pairs in one text are pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from intake import languages
from intake.db import Database
from intake.db.base import Base
from intake.languages import catalogues, names, pages, pseudo, wiring
from tests.browser.sample import Sample, sample
from tests.browser.tablets import TABLET
from tests.browser.views import VIEWS, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]
LOOK = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
TEXTS = (Path(__file__).parent / "texts.js").read_text(encoding="utf-8")
#: For developers, who read English.
NOT_FOR_PEOPLE = {"patterns", "patterns-capture"}
#: What a page shows as it is: names of things, codes, tags of languages; dates, times and lists as English has them.
AS_IT_IS = re.compile(
    # The word that a view searches for is one of somebody's own.
    r"Intake|UTC|CSV|XLSX|JSON Lines|YAML|XLIFF 2|PO\b|QR|nowhere|"
    r"[A-Z0-9]{8}|Q\d+|[\w.]+@[\w.]+|yue, qu, …|\.(csv|yaml|json)|"
    r"\d\d?:\d\d\s[AP]M|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d\d?|\band\b|"
    r"(?<![\w])[a-z]{2,3}(-[A-Z]\w+)?(?![\w])"
)
#: They show what stands in a file before it is taken in.
OF_A_FILE = {"import-check", "own-file-loaded", "tablet-file-loaded"}
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")


def not_translated(text: str, own: set[str]) -> str:
    """What a text says outside of brackets that is nobody's name or words; empty when there is none."""
    left = text
    while (fewer := _IN_BRACKETS.sub("·", left)) != left:
        left = fewer
    # A long text may be cut off.
    parts = [part.strip() for part in left.split("·")]
    begun = {part for part in parts if part[-1:] == "…" and any(one.startswith(part[:-1]) for one in own)}
    left = "·".join(part for part in parts if part not in begun)
    for one in sorted(own, key=len, reverse=True):
        left = left.replace(one, "·") if len(one) > 1 else left
    left = AS_IT_IS.sub("·", left)
    return left if re.search(r"[^\W\d_]{2}", left) else ""


def pieces(text: str) -> bool:
    """Whether a sentence seems to be put together: pairs of brackets with nothing that parts two texts between them."""
    outer, deep = "", 0
    for letter in text:
        deep += letter == "["
        outer += letter if deep == 0 or (letter == "[" and deep == 1) or (letter == "]" and deep == 1) else ""
        deep -= letter == "]"
    return bool(re.search(r"\]\s*[^\s·\n\[\]]*\s*\[", outer)) and not re.search(r"\]\s*[·\n]\s*\[", outer)


def words_of_people(db: Database) -> set[str]:
    """Every text in the store."""
    found: set[str] = set()

    def take(value: Any) -> None:
        if isinstance(value, str):
            found.add(value.strip())
        elif isinstance(value, dict):
            for one in value.values():
                take(one)
        elif isinstance(value, (list, tuple)):
            for one in value:
                take(one)

    with db.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()):
                take(tuple(row))
    return found


def names_of_languages() -> set[str]:
    spoken = languages.statement_languages([], "en")
    texts = {text for one in spoken for text in (one.name, one.autonym)} | {languages.language_name("und")}
    return texts | {
        text
        for one in languages.available()
        for text in (one.autonym, languages.language_name(one.tag, "en"))
    }


@pytest.fixture(scope="module")
def switched_on() -> Iterator[None]:
    """The language, in this process, and afterwards not any more."""

    def forget() -> None:
        cached = (pages.available, pages.find, names.locale_of, wiring._of_locale, wiring._in_order)
        for one in (*cached, catalogues._catalogue):
            one.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(pseudo.SWITCH, "1")
        forget()
        yield
    forget()


@pytest.fixture(scope="module")
def made(switched_on: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    with sample(tmp_path_factory.mktemp("sample")) as made:
        yield made


@pytest.fixture(scope="module")
def visitor(browser: Browser, serve: Serve, made: Sample) -> Iterator[Visitor]:
    with serve(made.app) as address, Visitor(browser, made, address, viewport=TABLET) as visitor:
        yield visitor


@pytest.mark.parametrize(
    "view", [one for one in VIEWS if one.name not in NOT_FOR_PEOPLE], ids=lambda v: v.name
)
def test_a_page_says_nothing_that_is_not_translated(visitor: Visitor, made: Sample, view: View) -> None:
    page = visitor.open(view, pseudo.TAG)
    texts: list[str] = page.evaluate(TEXTS)
    assert page.locator("html").get_attribute("lang") == pseudo.TAG
    assert any("[" in text for text in texts)
    own = words_of_people(made.db) | names_of_languages()
    assert [text for text in texts if pieces(text)] == []
    look: dict[str, Any] = page.evaluate(LOOK)
    assert {kind: what for kind, what in look.items() if what and kind not in ("lang", "dir")} == {}
    if view.name not in OF_A_FILE:
        assert {text for text in texts if not_translated(text, own)} == set()


def test_what_is_wrong_is_found() -> None:
    assert not not_translated("[Šååṽéé]", set())
    assert "Now saved" in not_translated("[Šååṽéé] · Now saved", set())
    assert not not_translated("[Ţååƀļéé [x]] · Ana · Jul 20, 8:33\u202fPM", {"Ana"})
    assert pieces("[Šååṽéé] [ñööŵ]") and pieces("[ļååšţ] 3 [ðååýš]")
    assert not pieces("[Ţååƀļéé 1] · [3 šţååţééɱééñţš]") and not pieces("[šééééñ ååţ [8:33]]")


def test_it_is_offered_only_where_it_is_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(pseudo.SWITCH, raising=False)
    pages.available.cache_clear()
    assert pseudo.TAG not in {one.tag for one in pages.available()}
    monkeypatch.setenv(pseudo.SWITCH, "1")
    pages.available.cache_clear()
    assert pseudo.TAG in {one.tag for one in pages.available()}
    pages.available.cache_clear()


def test_it_is_longer_and_keeps_placeholders() -> None:
    message = "Saved at %(time)s by the person who keeps the notes of this table"
    spelt = pseudo.spelt(message)
    assert "%(time)s" in spelt and spelt[0] + spelt[-1] == "[]"
    assert 1.25 < len(spelt) / len(message) < 1.5
