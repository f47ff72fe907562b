"""What a notetaker enters: THE description of a statement's fields and rules, for the page, the API and imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unicodedata import category
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError
from wtforms.fields.choices import SelectChoice

from intake.languages import BadLanguageTag, normalise_tag
from intake.models import Kind
from intake.text import clean, problem

#: More than any hall holds; imported counts of online votes reach thousands.
MOST_AGREED = 1_000_000
#: JavaScript's largest exact whole number, which is what a device can count to.
GREATEST_COUNT = 2**53 - 1
#: Names of the fields that a person fills in, in the order of the page.
ENTERED = ("question", "text", "kind", "language", "agreed")

#: What a kind is called.
KINDS = [
    SelectChoice(Kind.QUOTE.value, _l("Quote")),
    SelectChoice(Kind.PARAPHRASE.value, _l("Paraphrase")),
    SelectChoice(Kind.OBSERVATION.value, _l("Observation")),
]
#: What is wrong with a field, in words that say what to do.
MESSAGES: dict[str, Any] = {
    "empty": _l("Write down what was said first."),
    "no_translation": _l("Write the translation first."),
    "too_long": _l("This is too long to save as one statement. Split it into two."),
    "control_character": _l("The text has characters that cannot be stored. Remove them, or type it again."),
    "lone_surrogate": _l("The text has characters that cannot be stored. Remove them, or type it again."),
    "unknown_question": _l("This question does not belong to this session. Choose another one."),
    "bad_language": _l("This is not a language tag. Choose a language from the list."),
    "bad_kind": _l("Choose quote, paraphrase or observation."),
    "bad_agreed": _l("Enter how many others agreed as a whole number, 0 or more."),
    "bad_number": _l("This number cannot be stored."),
    "bad_id": _l("This statement has no valid id."),
    "other_device": _l("This statement was written on another tablet."),
    "not_interpreter": _l("Only a tablet that joined to interpret can translate."),
    "unknown_statement": _l("This is no statement of this table."),
    "other_statement": _l("This translation belongs to another statement."),
    "too_many_renderings": _l("No more translations can be added to this statement. Ask an organizer."),
    "unconfirmed": _l("This change was still being written, so residents have not confirmed it."),
    "own_rendering": _l("A second person reviews it. Save it as a draft."),
    "malformed": _l("This statement could not be read."),
    "fault": _l("This statement could not be stored. Tell an organizer."),
}


@dataclass(frozen=True, slots=True)
class FieldProblem(Exception):
    """A rule that an entered value breaks: a code of MESSAGES and the field's name."""

    code: str
    field: str

    @property
    def message(self) -> str:
        """What to do, in the language of the page."""
        return str(MESSAGES[self.code])


def checked_uid(value: str) -> UUID:
    """The id; raises FieldProblem."""
    try:
        return UUID(value)
    except ValueError:
        raise FieldProblem("bad_id", "id") from None


def checked_text(value: str, maximum: int, *, may_be_empty: bool = False) -> str:
    """The text as it is stored; raises FieldProblem."""
    code = problem(value, maximum)
    if code is not None:
        raise FieldProblem(code, "text")
    text = clean(value)
    if not may_be_empty and not text.strip():
        raise FieldProblem("empty", "text")
    return text


def checked_translation(value: str, maximum: int) -> str:
    """The same of a translation."""
    if not value.strip():
        raise FieldProblem("no_translation", "text")
    return checked_text(value, maximum)


def checked_language(value: str) -> str:
    """The BCP 47 tag in its usual spelling; raises FieldProblem."""
    try:
        return normalise_tag(value)
    except BadLanguageTag:
        raise FieldProblem("bad_language", "language") from None


def checked_kind(value: str) -> Kind:
    """The kind; raises FieldProblem."""
    try:
        return Kind(value)
    except ValueError:
        raise FieldProblem("bad_kind", "kind") from None


def checked_agreed(value: int) -> int:
    """How many others agreed; raises FieldProblem."""
    if not 0 <= value <= MOST_AGREED:
        raise FieldProblem("bad_agreed", "agreed")
    return value


def checked_count(value: int, field: str, least: int) -> int:
    """A device's own count of revisions or saves; raises FieldProblem."""
    if not least <= value <= GREATEST_COUNT:
        raise FieldProblem("bad_number", field)
    return value


def captured(value: str | None, received: datetime) -> datetime:
    """When a device says it was captured, in UTC. A clock that is wrong or unreadable never costs a statement."""
    try:
        moment = datetime.fromisoformat(value) if value else received
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return received


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered, checked and in its stored spelling."""

    id: UUID
    question: str
    text: str
    language: str
    kind: Kind
    agreed: int


def entered(values: Mapping[str, str], maximum: int) -> Entered:
    """The fields of the plain form by these rules; raises EnteredProblems with everything that is wrong."""
    wrong: dict[str, FieldProblem] = {}

    def value(name: str, check: Callable[[str], Any]) -> Any:
        try:
            return check(values.get(name, ""))
        except FieldProblem as problem:
            wrong[name] = problem
            return None

    found = Entered(
        id=value("id", checked_uid),
        question=value("question", _code),
        text=value("text", lambda text: checked_text(text, maximum)),
        language=value("language", checked_language),
        kind=value("kind", checked_kind),
        agreed=value("agreed", _count),
    )
    if wrong:
        raise EnteredProblems(wrong)
    return found


@dataclass(frozen=True, slots=True)
class EnteredProblems(Exception):
    """Everything that is wrong with what was entered, by field."""

    fields: Mapping[str, FieldProblem]


def _code(value: str) -> str:
    if not value:
        raise FieldProblem("unknown_question", "question")
    return value


def _count(value: str) -> int:
    """Nobody agreed where nothing is entered."""
    try:
        return checked_agreed(int(value) if value.strip() else 0)
    except ValueError:
        raise FieldProblem("bad_agreed", "agreed") from None


def store_checked(field: Field, check: Callable[[Any], Any]) -> None:
    """Put the stored spelling of what was entered into the field; raises ValidationError with what to do."""
    try:
        field.data = check(field.data)
    except FieldProblem as found:
        if found.code == "control_character":
            # No page can hold them, so they are gone from the field that comes back.
            field.data = "".join(one for one in field.data if one in "\t\n" or category(one) != "Cc")
        raise ValidationError(found.message) from None


def store_agreed(field: Field) -> None:
    """The same for how many others agreed, of which an empty field means nobody."""
    if field.process_errors:
        field.errors.clear()
        raise ValidationError(MESSAGES["bad_agreed"])
    store_checked(field, lambda value: checked_agreed(value or 0))
