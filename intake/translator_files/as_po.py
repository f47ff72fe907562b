"""PO, as gettext's tools have it: the id of a text is its context, and what nobody reviewed is fuzzy."""

from __future__ import annotations

from io import BytesIO

from babel import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from intake.languages import BadLanguageTag, normalise_tag
from intake.translator_files.problems import BadFile
from intake.translator_files.units import State, TranslatorFile, Unit

#: Babel sees a program's format in "100 % of us"; these texts are for people.
_FORMATS = {"python-format", "python-brace-format"}


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
    try:
        catalog = read_po(BytesIO(data.removeprefix(b"\xef\xbb\xbf")), abort_invalid=True)
    # Babel has one name for a broken line, and lets through what Python calls the rest.
    except (PoFileError, UnknownLocaleError, ValueError, LookupError, TypeError, AttributeError):
        raise BadFile("unreadable") from None
    found = [message for message in catalog if message.id]
    if not found:
        raise BadFile("unreadable")
    units = tuple(_unit(message) for message in found)
    return TranslatorFile(catalog.project, "", _tag(catalog.locale_identifier or ""), units)


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
    try:
        return normalise_tag(locale) if locale else ""
    except BadLanguageTag:
        raise BadFile("unreadable") from None
