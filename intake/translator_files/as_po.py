"""PO, as gettext's tools have it: the id of a text is its context, and what nobody reviewed is fuzzy."""

from __future__ import annotations

import re
from io import BytesIO

from babel import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from intake.languages import BadLanguageTag, normalise_tag
from intake.translator_files.problems import BadFile
from intake.translator_files.units import State, TranslatorFile, Unit

#: Babel sees a program's format in "100 % of us"; these texts are for people.
_FORMATS = {"python-format", "python-brace-format"}
#: What a tool says of itself in the header. We need none of it, and Babel refuses it in another shape than its own.
_ABOUT_THE_TOOL = re.compile(rb"(?:Plural-Forms|POT-Creation-Date|PO-Revision-Date):.*", re.DOTALL)
#: How a line of the header ends, which may be several lines of the file.
_END = rb"\n"
#: Texts that a tool took out when it brought a former file up to date.
_TAKEN_OUT = re.compile(rb"^[ \t]*#~.*$", re.MULTILINE)
_CONTEXT = re.compile(rb"^[ \t]*msgctxt\b", re.MULTILINE)
#: gettext's names for a script.
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}


def write(file: TranslatorFile) -> bytes:
    """The file, in UTF-8."""
    catalog = Catalog(
        locale=_locale(file.target),
        header_comment=f"# {file.name}: {file.source} > {file.target}",
        project=file.name,
        version=file.target,
        charset="utf-8",
        fuzzy=False,
    )
    for unit in file.units:
        is_draft = bool(unit.target) and unit.state in (State.INITIAL, State.TRANSLATED)
        message = catalog.add(
            unit.source,
            unit.target,
            context=unit.id,
            flags=["fuzzy"] if is_draft else [],
            auto_comments=[unit.note] if unit.note else [],
        )
        message.flags -= _FORMATS
    out = BytesIO()
    write_po(out, catalog, width=0)
    return out.getvalue()


def read(data: bytes) -> TranslatorFile:
    """What is in the file. Raises BadFile."""
    data = _TAKEN_OUT.sub(b"", data.removeprefix(b"\xef\xbb\xbf"))
    header, context, texts = data.partition(b"msgctxt")
    if context:
        data = _without_the_tool(header) + context + texts
    try:
        catalog = read_po(BytesIO(data), abort_invalid=True)
    # Babel has one name for a broken line, and lets through what Python calls the rest.
    except (PoFileError, UnknownLocaleError, ValueError, LookupError, TypeError, AttributeError):
        raise BadFile("unreadable") from None
    found = [message for message in catalog if message.id]
    if not found or len(found) < len(_CONTEXT.findall(data)):
        # Nothing to translate, or a text that stands there twice, of which Babel would keep one.
        raise BadFile("unreadable")
    units = tuple(_unit(message) for message in found)
    return TranslatorFile(catalog.project, "", _tag(catalog.locale_identifier or ""), units)


def _without_the_tool(header: bytes) -> bytes:
    # Line by line, so that one that never ends is not looked for again from each of its letters.
    *lines, rest = header.split(_END)
    kept = [_ABOUT_THE_TOOL.sub(b"", line) for line in lines]
    ended = [one + (_END if one == line else b"") for one, line in zip(kept, lines, strict=True)]
    return b"".join([*ended, rest])


def _unit(message: Message) -> Unit:
    id, text = message.id, message.string or ""
    if not isinstance(id, str) or not isinstance(text, str):
        # Plural forms, which none of ours has.
        raise BadFile("unreadable")
    state = State.TRANSLATED if text and not message.fuzzy else State.INITIAL
    return Unit(message.context or "", id, text, state)


def _locale(tag: str) -> str | None:
    """The name that PO files have for a language; None for one that Babel cannot spell."""
    name = tag.replace("-", "_")
    try:
        Catalog(locale=name)
    except ValueError:
        return None
    return name


def _tag(locale: str) -> str:
    """The tag that the header's name of a language means: `sr@latin` is `sr-Latn`."""
    name, _at, script = locale.partition("@")
    language, *country = re.split("[_-]", name.partition(".")[0])
    try:
        return (
            normalise_tag("-".join([language, *filter(None, [_SCRIPTS.get(script)]), *country]))
            if locale
            else ""
        )
    except BadLanguageTag:
        raise BadFile("language") from None
