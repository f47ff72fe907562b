"""Real text in ten scripts on the capture page: pasted, saved, delivered, read back, opened again; no letter changes."""

from __future__ import annotations

from playwright.sync_api import expect

from intake.languages import direction
from tests.browser.tablets import Tablet, first, write
from tests.declaration import nfc, paragraphs

#: A language for each script, and Vietnamese, in which marks stand above marks.
ONE_EACH = ("en", "vi", "ru", "zh-Hans", "zh-Hant", "pa", "hi", "fa", "ko", "hy", "lo")
#: Of the paragraphs, the one that is pasted, and how much of it is typed letter by letter before.
ARTICLE, TYPED = 12, 6


def test_an_article_in_each_script_is_written_down_and_read_back(tablet: Tablet) -> None:
    page = tablet.page()
    said = []
    for tag in ONE_EACH:
        text = paragraphs(tag)[ARTICLE]
        page.select_option("#language", tag)
        expect(page.locator("#text")).to_have_attribute("dir", direction(tag))
        write(page, text[:TYPED])
        page.keyboard.insert_text(text[TYPED:] + "\n" + text)
        page.click("#save")
        expect(page.locator("#text")).to_have_value("")
        shown = first(page).locator(".entry-text")
        expect(shown).to_have_attribute("lang", tag)
        expect(shown).to_have_attribute("dir", direction(tag))
        expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
        assert nfc(str(shown.text_content())) == nfc(text + "\n" + text), tag
        said.append((tag, nfc(text + "\n" + text)))
    assert [(one.language, one.text) for one in tablet.hall.statements()] == said
    page.reload()
    entries = page.locator("#entries > li .entry-text")
    expect(entries).to_have_count(len(ONE_EACH))
    read = [
        (entry.get_attribute("lang"), nfc(str(entry.text_content()))) for entry in reversed(entries.all())
    ]
    assert read == said
    first(page).get_by_role("button", name="Edit").click()
    expect(page.locator("#text")).to_have_attribute("lang", ONE_EACH[-1])
    assert nfc(page.input_value("#text")) == said[-1][1]
