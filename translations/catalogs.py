"""Keeps the catalogues: finds the messages, brings every language up to date, compiles and checks.

    python translations/catalogs.py                    find messages, update every language (make catalogs)
    python translations/catalogs.py --check            is everything there, up to date and unbroken?
    python translations/catalogs.py export-missing fa  what is not translated yet, as JSON
    python translations/catalogs.py fill fa FILE       take JSON in: {key: text or [plural forms]}
    python translations/catalogs.py new so             begin a language
    python translations/catalogs.py compile            only make the .mo files

A changed message is a new one: no old translation is guessed to fit. README.md is for translators.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from glossary import terms_of
from intake.languages import SOURCE, language_name, locale_of, normalise_tag
from intake.languages.tags import script_of
from quality import Accepted, buttons_of, stumbles_of
from rules import USUAL_PLURALS, numbers_of_forms, problems_of_source, problems_of_translation

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEMPLATE = HERE / "messages.pot"
README = HERE / "README.md"
ACCEPTED = HERE / "accepted.txt"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2),
            "lazy_pgettext": ((1, "c"), 2)}  # fmt: skip
NOTE_TO_TRANSLATORS = "Translators:"
UNREVIEWED = "# Not reviewed by a native speaker yet. Whoever reviews it puts their name here instead."
_KEPT_HEADERS = ("Last-Translator", "Language-Team")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something is wrong with a catalogue."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is wrong")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("compile")
    for name in ("export-missing", "new"):
        commands.add_parser(name).add_argument("locale")
    fill_parser = commands.add_parser("fill")
    fill_parser.add_argument("locale")
    fill_parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    if given.check:
        return report(check())
    if given.command == "compile":
        compile_all()
    elif given.command == "export-missing":
        print(json.dumps(missing(given.locale), ensure_ascii=False, indent=1))
    elif given.command == "new":
        return begin(given.locale)
    elif given.command == "fill":
        return report(fill(given.locale, json.loads(given.file.read_text("utf-8"))))
    else:
        update()
    return 0


def locales() -> list[str]:
    """Return the folders that hold a catalogue."""
    return sorted(path.parent.parent.name for path in HERE.glob("*/LC_MESSAGES/messages.po"))


def source_of(locale: str) -> Path:
    """Return where the catalogue of a locale is."""
    return HERE / locale / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Find every message of code and templates, in the order of files and of lines."""
    with (HERE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    template = Catalog(charset="utf-8")
    for filename, line, message, comments, context in extract_from_dir(
        ROOT, methods, options, KEYWORDS, (NOTE_TO_TRANSLATORS,), strip_comment_tags=True
    ):
        template.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return template


def read(locale: str) -> Catalog:
    """Return the catalogue of a locale as it is on disk."""
    with source_of(locale).open("rb") as file:
        return read_po(file, abort_invalid=True)


def merged(template: Catalog, locale: str) -> Catalog:
    """Return a catalogue of the template's messages with this locale's translations of exactly these."""
    old, new = read(locale), Catalog(charset="utf-8")
    forms = len(numbers_of_forms(plural_forms(locale)))
    new._num_plurals = forms  # what Babel looks at when it writes plurals
    for message in template:
        if not message.id:
            continue
        before = old.get(message.id, message.context)
        kept = before if before is not None and before.id == message.id and not before.fuzzy else None
        if kept is not None and locale == SOURCE and not all(texts_of(kept.string)):
            kept = None
        new.add(
            message.id, kept.string if kept else _untranslated(message, locale, forms), message.locations,
            auto_comments=message.auto_comments, user_comments=kept.user_comments if kept else (),
            context=message.context,
        )  # fmt: skip
    return new


def _untranslated(message: Message, locale: str, forms: int) -> str | tuple[str, ...]:
    """The message itself in the language it is written in, and nothing in any other."""
    if locale == SOURCE:
        return message.id
    return ("",) * forms if message.pluralizable else ""


def as_text(catalog: Catalog, header: str) -> str:
    """Return a catalogue as it stands on disk: no dates, no line numbers, lines not wrapped."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return header + out.getvalue().decode().rstrip("\n") + "\n"


def header_of(locale: str | None) -> str:
    """Return the head of a file: comments that people wrote stay, the rest follows from the language."""
    if locale is None:
        lines = ["# Messages of Intake. Made by `make catalogs`: not to be edited.", "#"]
        values = {"Project-Id-Version": "Intake"}
    else:
        tag = normalise_tag(locale)
        text = source_of(locale).read_text("utf-8") if source_of(locale).exists() else ""
        lines = [line for line in text.partition("msgid")[0].splitlines() if line.startswith("#")]
        if not lines:
            lines = [f"# {language_name(tag)} messages of Intake.", *([UNREVIEWED] if tag != SOURCE else [])]
        kept = dict(re.findall(r'^"([\w-]+): (.*)\\n"$', text, re.MULTILINE))
        values = {"Project-Id-Version": "Intake", "Language-Team": language_name(tag)}
        values |= {name: kept[name] for name in _KEPT_HEADERS if name in kept}
        values |= {"Language": locale, "Plural-Forms": plural_forms(locale)}
    values |= {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    fields = [f'"{name}: {value}\\n"' for name, value in values.items()]
    return "\n".join([*lines, 'msgid ""', 'msgstr ""', *fields, "", ""])


def plural_forms(locale: str) -> str:
    """Return the Plural-Forms header of a locale: written the usual way where that counts as CLDR does."""
    rule = locale_of(normalise_tag(locale)).plural_form
    said = [rule(number) for number in range(1000)]
    for usual in USUAL_PLURALS:
        forms = [{said[number] for number in numbers} for numbers in numbers_of_forms(usual)]
        if len(forms) == len(set(said)) and all(len(form) == 1 for form in forms):
            return usual
    return str(to_gettext(rule))


def update() -> None:
    """Find messages, bring every catalogue up to date and compile; what has not changed is not written."""
    template = extract()
    _write(TEMPLATE, as_text(template, header_of(None)))
    for locale in locales():
        catalog = merged(template, locale)
        _write(source_of(locale), as_text(catalog, header_of(locale)))
        done = sum(1 for message in catalog if message.id and all(texts_of(message.string)))
        print(f"{locale:8} {done:4} of {len(catalog)}")
    compile_all()


def compile_all(*only: str) -> None:
    """Make the `.mo` beside the `.po` of these locales, or of all."""
    for locale in only or locales():
        with source_of(locale).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(locale))


def check() -> Iterator[str]:
    """Yield what is stale, missing or broken, each in one line."""
    template = extract()
    if not TEMPLATE.exists() or TEMPLATE.read_text("utf-8") != as_text(template, header_of(None)):
        yield "messages.pot is stale: run `make catalogs`"
    for message in template:
        for problem in problems_of_source(texts_of(message.id)) if message.id else ():
            yield f"{message.locations[0][0]}: {texts_of(message.id)[0]!r} {problem}"
    for locale in locales():
        text = source_of(locale).read_text("utf-8")
        if text != as_text(merged(template, locale), header_of(locale)):
            yield f"{locale}: is stale: run `make catalogs`"
        if "\n#, fuzzy" in text:
            yield f"{locale}: has fuzzy messages; translate them or leave them empty"
        for message in read(locale):
            for problem in _problems(locale, message, texts_of(message.string)):
                yield f"{locale}: {texts_of(message.id)[0]!r} {problem}"
    yield from careful_reading()


def careful_reading() -> Iterator[str]:
    """Yield what a reader would stumble over in the translations that are there."""
    words, accepted, buttons = README.read_text("utf-8"), Accepted(ACCEPTED), buttons_of(ROOT / "templates")
    for locale in locales():
        terms, tag = terms_of(locale, words), normalise_tag(locale)
        for message in read(locale) if locale != SOURCE else ():
            source, texts = texts_of(message.id), texts_of(message.string)
            if not message.id or not all(texts):
                continue
            is_button = source[0] in buttons
            for rule, problem in stumbles_of(tag, script_of(tag), source[-1], texts, terms, is_button):
                if not accepted.has(locale, rule, source[0]):
                    yield f"{locale}: {source[0]!r} {problem} ({rule})"
    yield from accepted.unneeded()


def missing(locale: str) -> dict[str, Any]:
    """Return what is not translated yet, with all that helps to translate it; `fill` takes the keys back."""
    forms = numbers_of_forms(plural_forms(locale))
    return {
        "language": locale,
        "plural_forms": [f"said of {', '.join(map(str, numbers[:8]))} …" for numbers in forms],
        "messages": [
            {
                "key": _key(message),
                **({"plural": message.id[1]} if message.pluralizable else {}),
                **({"note": " ".join(message.auto_comments)} if message.auto_comments else {}),
                "used in": sorted({location[0] for location in message.locations}),
            }
            for message in merged(extract(), locale)
            if message.id and not all(texts_of(message.string))
        ],
    }


def fill(locale: str, translations: dict[str, str | list[str]]) -> Iterator[str]:
    """Take translations into a catalogue: all or, where one is broken, none; yield what is wrong."""
    catalog = merged(extract(), locale)
    messages = {_key(message): message for message in catalog if message.id}
    wrong = []
    for key, given in translations.items():
        texts = [given] if isinstance(given, str) else list(given)
        if key not in messages:
            wrong.append(f"{locale}: {key!r} is not a message")
            continue
        wrong += [f"{locale}: {key!r} {problem}" for problem in _problems(locale, messages[key], texts)]
        messages[key].string = tuple(texts) if messages[key].pluralizable else texts[0]
    if not wrong:
        _write(source_of(locale), as_text(catalog, header_of(locale)))
        compile_all(locale)
    yield from wrong


def begin(locale: str) -> int:
    """Make an empty catalogue for a language that has none."""
    if source_of(locale).exists():
        print(f"{locale} is there already", file=sys.stderr)
        return 1
    source_of(locale).parent.mkdir(parents=True)
    _write(source_of(locale), header_of(locale))
    update()
    return 0


def report(problems: Iterator[str]) -> int:
    """Print the problems; the exit status says whether there were any."""
    found = list(problems)
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(found)} problems" if found else "no problems")
    return 1 if found else 0


def _problems(locale: str, message: Message, texts: list[str]) -> Iterator[str]:
    # English is the source: its catalogue says each message as it is, unless somebody says it differently there.
    if message.id and not (locale == SOURCE and texts == texts_of(message.id)):
        script = script_of(normalise_tag(locale))
        yield from problems_of_translation(texts_of(message.id), texts, plural_forms(locale), script)


def _key(message: Message) -> str:
    return (f"{message.context}\x04" if message.context else "") + texts_of(message.id)[0]


def texts_of(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return the texts of a message or of its translation: one, or one for each plural form."""
    return [value or ""] if isinstance(value, str) or value is None else [text or "" for text in value]


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
