"""What a careful reader would stumble over in a translation, and what is accepted all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import catalogs
import glossary
import quality
from intake.languages import normalise_tag
from intake.languages.tags import script_of

GLOSSARY = """| English | Spanish (`es`) | Arabic (`ar`) |
| --- | --- | --- |
| question | pregunta | سؤال (plural: أسئلة) |
| tablet; device | tableta; dispositivo | جهاز لوحي (short: الجهاز)؛ جهاز |
| save; saved | guardar; guardado | حفظ؛ حُفظ |

| English | Hmong (`hmn`) |
| --- | --- |
| organizer | tus neeg npaj |
"""


def rules_of(tag: str, source: str, text: str, is_button: bool = False) -> set[str]:
    terms = glossary.terms_of(tag.replace("-", "_"), GLOSSARY)
    script = script_of(normalise_tag(tag))
    return {rule for rule, _ in quality.stumbles_of(tag, script, source, [text], terms, is_button)}


@pytest.mark.parametrize(
    ("tag", "source", "text", "rule"),
    [
        ("es", "Saved.", "Guardado", "end"),
        ("es", "Saved", "Guardado.", "end"),
        ("ar", "Saved?", "حُفظ.", "end"),
        ("es", "Saved here", "Guardado  aquí", "space"),
        ("es", "Saved, here", "Guardado , aquí", "space"),
        ("ar", "One, two", "واحد, اثنان", "signs"),
        ("zh-Hans", "One, two", "一,二", "signs"),
        ("fa", "From 1 on", "از 1", "digits"),
        ("fa", "From 1 on", "از ١", "digits"),
        ("fa-AF", "From 1 on", "از 1", "digits"),
        ("ar", "From 1 on", "من ۱", "digits"),
        ("fa", "One", "يك", "letters"),
        ("ar", "Book", "کتاب", "letters"),
        ("fil", "Time zone", "Time zone", "same"),
        ("hmn", "Save it", "Khaws cia nwsk", "syllables"),
        ("hmn", "Save it", "Khaws ciaz", "syllables"),
        ("es", "All questions", "Todas las dudas", "word"),
        ("hmn", "Ask an organizer", "Nug tus thawj coj", "word"),
    ],
)
def test_it_stumbles(tag: str, source: str, text: str, rule: str) -> None:
    assert rules_of(tag, source, text) == {rule}


@pytest.mark.parametrize(
    ("tag", "source", "text"),
    [
        ("ar", "Saved?", "حُفظ؟"),
        ("hi", "Saved.", "सहेजा गया।"),
        ("zh-Hant", "“Saved.”", "「已儲存。」"),
        ("fa", "From 1 on, as 2024-07-20 18:03, %(name)s", "از ۱، مثل 2024-07-20 18:03، %(name)s"),
        ("es", "CSV", "CSV"),
        ("ar", "All questions", "كل الأسئلة"),
        ("ar", "On this tablet", "على هذا الجهاز"),
        ("es", "Tablets", "Tabletas"),
        ("hmn", "Ask the organizers", "Nug cov neeg npaj"),
        ("hmn", "A person who takes notes", "Ib tug neeg uas sau ntawv, ntxhais, hnub, plaub, tshuaj xyuas"),
    ],
)
def test_it_does_not_stumble(tag: str, source: str, text: str) -> None:
    assert rules_of(tag, source, text) == set()


def test_a_button_has_only_so_much_room() -> None:
    long = "Guardar todo lo que está en este archivo"
    assert rules_of("es", "Save to a file", long, is_button=True) == {"long"}
    assert rules_of("es", "Save to a file", long) == set()
    assert quality.width("保存") == 4 and quality.width("हिन्दी") == 5


def test_buttons_are_found_in_templates(tmp_path: Path) -> None:
    page = """{{ button(_("Save"), name="x") }}{{ _("No") }}
    <button type="button"><span data-swap="a">{{ _("Send") }}</span></button>"""
    (tmp_path / "page.html").write_text(page, "utf-8")
    assert quality.buttons_of(tmp_path) == {"Save", "Send"}


def test_what_is_accepted_is_passed_over_while_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "accepted.txt"
    path.write_text("# why\nfil | same | Time zone\nfil | same | Gone\n", "utf-8")
    accepted = quality.Accepted(path)
    assert accepted.has("fil", "same", "Time zone") and not accepted.has("es", "same", "Time zone")
    assert [line for line in accepted.unneeded() if "Gone" in line] == list(accepted.unneeded())
    assert len(list(accepted.unneeded())) == 1


def test_every_language_of_the_glossary_has_every_term() -> None:
    readme = catalogs.README.read_text("utf-8")
    terms = {locale: glossary.terms_of(locale, readme) for locale in catalogs.locales() if locale != "en"}
    wanted = set(terms["es"])
    assert len(wanted) > 40
    assert {
        locale: wanted - set(found) for locale, found in terms.items() if found and wanted - set(found)
    } == {}
