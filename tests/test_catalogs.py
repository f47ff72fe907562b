"""The catalogues of the pages: complete, unbroken, and kept by a tool that guesses nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import catalogs
import rules
from intake import languages
from intake.languages.tags import script_of

ENGLISH = rules.USUAL_PLURALS[1]
RUSSIAN = catalogs.plural_forms("ru")
ARABIC = catalogs.plural_forms("ar")
STATEMENTS = ["%(num)s statement", "%(num)s statements"]


def problems(source: list[str], translated: list[str], forms: str = ENGLISH, script: str = "Latn") -> str:
    return "; ".join(rules.problems_of_translation(source, translated, forms, script))


# The catalogues that we ship


def test_the_template_is_fresh_and_every_message_is_well_made() -> None:
    wrong = [line for line in catalogs.check() if "is not translated" not in line]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("locale", catalogs.locales())
def test_every_message_is_translated(locale: str) -> None:
    if locale == languages.SOURCE:
        return
    messages = [one for one in catalogs.read(locale) if one.id]
    untranslated = [one.id for one in messages if not all(catalogs.texts_of(one.string))]
    assert not untranslated, f"{len(untranslated)} messages, such as {untranslated[:5]}"


@pytest.mark.parametrize("locale", catalogs.locales())
def test_plural_forms_count_as_cldr_does(locale: str) -> None:
    rule = languages.locale_of(languages.normalise_tag(locale)).plural_form
    forms = rules.numbers_of_forms(catalogs.plural_forms(locale))
    assert all(len({rule(number) for number in numbers}) == 1 for numbers in forms)
    with catalogs.source_of(locale).open("rb") as file:
        assert read_po(file).num_plurals == len(forms)


@pytest.mark.parametrize("locale", catalogs.locales())
def test_a_catalogue_says_that_nobody_reviewed_it_until_somebody_has(locale: str) -> None:
    head = catalogs.source_of(locale).read_text("utf-8").partition("msgid")[0]
    readme = (catalogs.HERE / "README.md").read_text("utf-8")
    name = languages.language_name(languages.normalise_tag(locale)).split()[-1]
    named = name in readme.partition("## How")[0]
    assert locale == languages.SOURCE or (catalogs.UNREVIEWED in head) == named


# The rules


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (" Save", "space"),
        ("Save\n", "new line"),
        ("Read <a>this</a>", "markup"),
        ("100% saved", "per cent"),
        ("%(num)d statements", "per cent"),
        ("{name} saved", ""),
    ],
)
def test_an_english_message_is_well_made(source: str, why: str) -> None:
    found = "; ".join(rules.problems_of_source([source]))
    assert why in found and bool(found) == bool(why)


def test_singular_and_plural_speak_of_the_same_things() -> None:
    assert not list(rules.problems_of_source(["One statement of %(who)s", "%(num)s statements of %(who)s"]))
    assert list(rules.problems_of_source(["One statement", "%(num)s statements of %(who)s"]))


@pytest.mark.parametrize(
    ("source", "translated", "why"),
    [
        ("Save", "", "is not translated"),
        ("Saved at %(time)s", "Guardado a las %(hora)s", "has %(hora)s where the message has %(time)s"),
        ("Saved at %(time)s", "Guardado", "no placeholder"),
        ("Saved at %(time)s", "Guardado a las %(time)", "has a %"),
        ("Saved at %(time)s", "Guardado al 100% a las %(time)s", "has a %"),
        ("Save", "Guardar ", "other spaces"),
        ("Save", "<b>Guardar</b>", "other markup"),
        ("Save", "Guarda\u0301r", "NFC"),
        ("Save your statement now", "Save your statement now", "left in English"),
        ("Codebook", "Codebook", ""),
        ("CSV, UTF-8", "CSV, UTF-8", ""),
        ("Saved at %(time)s", "A las %(time)s guardado", ""),
    ],
)
def test_a_translation_is_unbroken(source: str, translated: str, why: str) -> None:
    found = problems([source], [translated])
    assert why in found and bool(found) == bool(why)


def test_a_translation_is_in_its_own_script() -> None:
    assert "left in English" in problems(["Save"], ["Save"], script="Arab")
    assert "left in English" in problems(["Saved by %(name)s"], ["%(name)s (saved)"], script="Cyrl")
    assert not problems(["Save"], ["ذخیره"], script="Arab")
    assert not problems(["%(code)s · QR"], ["%(code)s · QR"], script="Arab")


def test_only_a_form_of_one_number_may_leave_the_number_out() -> None:
    arabic = ["لا مداخلات", "مداخلة واحدة", "مداخلتان", "%(num)s مداخلات", "%(num)s مداخلة", "%(num)s مداخلة"]
    assert not problems(STATEMENTS, arabic, ARABIC, "Arab")
    assert "no placeholder" in problems(STATEMENTS, [*arabic[:5], "مداخلات"], ARABIC, "Arab")
    russian = ["%(num)s высказывание", "%(num)s высказывания", "%(num)s высказываний"]
    assert not problems(STATEMENTS, russian, RUSSIAN, "Cyrl")
    assert problems(STATEMENTS, ["Одно высказывание", *russian[1:]], RUSSIAN, "Cyrl"), "said of 21, 31 … too"
    assert "2 plural forms" in problems(STATEMENTS, russian[:2], RUSSIAN, "Cyrl")
    assert "the message has none" in problems(["Save"], ["Guardar", "Guardar"])


# The tool


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with one page and catalogues in Spanish and Arabic."""
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    monkeypatch.setattr(catalogs, "HERE", tmp_path / "translations")
    monkeypatch.setattr(catalogs, "TEMPLATE", tmp_path / "translations" / "messages.pot")
    monkeypatch.setattr(catalogs, "ACCEPTED", tmp_path / "translations" / "accepted.txt")
    (tmp_path / "intake").mkdir()
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "babel.cfg").write_text("[jinja2: templates/**]\n[python: intake/**.py]\n")
    page(tmp_path, '{{ _("Save") }} {{ ngettext("%(num)s statement", "%(num)s statements", 2) }}')
    for locale in ("es", "ar"):
        assert catalogs.main(["new", locale]) == 0
    return tmp_path


def page(project: Path, text: str) -> None:
    (project / "templates").mkdir(exist_ok=True)
    (project / "templates" / "page.html").write_text(text, "utf-8")


def po(project: Path, locale: str) -> str:
    return (project / "translations" / locale / "LC_MESSAGES" / "messages.po").read_text("utf-8")


def fill(project: Path, locale: str, translations: object) -> int:
    (project / "done.json").write_text(json.dumps(translations), "utf-8")
    return catalogs.main(["fill", locale, str(project / "done.json")])


def test_a_language_is_begun_and_completed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main(["--check"]) == 1
    capsys.readouterr()
    catalogs.main(["export-missing", "ar"])
    todo = json.loads(capsys.readouterr().out)
    assert len(todo["plural_forms"]) == 6
    assert [one["key"] for one in todo["messages"]] == ["Save", "%(num)s statement"]
    assert todo["messages"][1]["used in"] == ["templates/page.html"]
    forms = ["%(num)s comentario", "%(num)s comentarios"]
    assert fill(project, "es", {"Save": "Guardar", "%(num)s statement": forms}) == 0
    forms = ["لا شيء", "واحدة", "اثنتان", "%(num)s مداخلات", "%(num)s مداخلة", "%(num)s مداخلة"]
    assert fill(project, "ar", {"Save": "حفظ", "%(num)s statement": forms}) == 0
    assert catalogs.main(["--check"]) == 0
    assert (project / "translations" / "ar" / "LC_MESSAGES" / "messages.mo").exists()
    before = po(project, "ar")
    catalogs.update()
    assert po(project, "ar") == before


def test_broken_translations_are_refused_whole(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = po(project, "es")
    assert fill(project, "es", {"Save": "Guardar", "%(num)s statement": ["un comentario", "más"]}) == 1
    assert fill(project, "es", {"Save": "Guardar", "Saev": "Guardar"}) == 1
    assert po(project, "es") == before
    assert "'Saev' is not a message" in capsys.readouterr().err


def test_a_changed_message_is_empty_again_and_an_old_one_is_gone(project: Path) -> None:
    fill(project, "es", {"Save": "Guardar"})
    page(project, '{{ _("Save it") }}{# Translators: on a button #}{{ _("Send") }}')
    assert "messages.pot is stale: run `make catalogs`" in list(catalogs.check())
    catalogs.update()
    assert "Guardar" not in po(project, "es") and "fuzzy" not in po(project, "es")
    assert "#. on a button" in po(project, "es")
    assert "#~" not in po(project, "es")


def test_what_people_wrote_at_the_head_of_a_file_stays(project: Path) -> None:
    path = project / "translations" / "es" / "LC_MESSAGES" / "messages.po"
    path.write_text(po(project, "es").replace(catalogs.UNREVIEWED, "# Reviewed by Ana, 2024."), "utf-8")
    catalogs.update()
    assert "# Reviewed by Ana, 2024." in po(project, "es")
    assert catalogs.UNREVIEWED not in po(project, "es")


def test_the_rules_know_the_script_of_every_language() -> None:
    assert all(script_of(one.tag) for one in languages.available())
