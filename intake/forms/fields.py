"""Fields for what organizers write: texts in several languages, lists of languages, rules shared with files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from intake import rules
from intake.errors import Invalid

#: Buttons of a list of languages; a form sent by one of them is shown again and not stored.
UP, DOWN, REMOVE, ADD = "up", "down", "remove", "add"


def by_rule(rule: Callable[[str, str], Any]) -> Callable[[Any, Field], None]:
    """A validator that keeps what one of `intake.rules` returns."""

    def check(form: Any, field: Field) -> None:
        try:
            field.data = rule(field.data or "", field.name)
        except Invalid as problem:
            raise ValidationError(problem.message) from None

    return check


@dataclass(frozen=True, slots=True)
class Wording:
    """One language of a text, as the page shows it."""

    tag: str
    name: str
    id: str
    text: str
    error: str
    #: Whether this one must not be empty.
    needed: bool


class TextsField(Field):  # type: ignore[misc]
    """One text in several languages, `{tag: text}`, from controls named `field-tag`.

    Templates draw `wordings()`; `ask(languages, needed)` says in which languages the page asks,
    and which one must be there.
    """

    def __init__(self, *args: Any, maximum: int = rules.MAX_WORDING, lines: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maximum, self.lines = maximum, lines
        self.problems: dict[str, str] = {}
        self.languages: list[str] = []
        self.needed: str | None = None
        #: The language in which the reader asked for the built-in text to begin with.
        self.begin: str | None = None

    def ask(self, languages: Iterable[str], needed: str | None = None) -> None:
        """Show these languages, and others only where there is a text."""
        written = (tag for tag, text in (self.data or {}).items() if text)
        self.languages = list(dict.fromkeys([*languages, *written]))
        self.needed = needed

    def process(self, formdata: Any, data: Any = None, **kwargs: Any) -> None:
        self.process_errors: list[str] = []
        self.object_data = dict(data or {})
        self.data = dict(self.object_data)
        if formdata:
            start, act = f"{self.name}-", f"{self.name}-do"
            sent = (key for key in formdata if key.startswith(start) and key != act)
            self.data = {key.removeprefix(start): formdata[key] for key in sent}
            self.begin = formdata.get(act, "").removeprefix("begin:") or None

    @property
    def acted(self) -> bool:
        """Whether a button of the field itself sent the form."""
        return self.begin is not None

    def pre_validate(self, form: Any) -> None:
        self.problems = {}
        kept: dict[str, str] = {}
        for tag, text in self.data.items():
            try:
                kept |= rules.texts({tag: text}, self.name, self.maximum, needed=False) or {tag: ""}
            except Invalid as problem:
                self.problems[tag] = str(problem.message)
        if self.needed and not kept.get(self.needed) and self.needed not in self.problems:
            self.problems[self.needed] = str(_l("Enter a text here."))
        if self.problems:
            raise ValidationError(next(iter(self.problems.values())))
        self.data = kept

    def wordings(self, name_of: Callable[[str], str]) -> list[Wording]:
        """The languages to draw, named by `name_of`."""
        return [
            Wording(
                tag,
                name_of(tag),
                f"{self.id}-{tag}",
                self.data.get(tag, ""),
                self.problems.get(tag, ""),
                tag == self.needed,
            )
            for tag in self.languages
        ]


class LanguagesField(Field):  # type: ignore[misc]
    """Languages in an order: those chosen, ticked ones of the offered, and one further one from a list.

    Sent by one of its own buttons (`acted`), the form is to be shown again instead of stored.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered: list[str] = []
        self.acted = False

    def offer(self, tags: Sequence[str]) -> None:
        """Languages to tick, besides those chosen already."""
        self.offered = [tag for tag in tags if tag not in (self.data or [])]

    def process(self, formdata: Any, data: Any = None, **kwargs: Any) -> None:
        self.process_errors: list[str] = []
        self.object_data = list(data or [])
        self.data = list(self.object_data)
        if not formdata:
            return
        given = [*formdata.getlist(self.name), formdata.get(f"{self.name}-other", "")]
        self.data = list(dict.fromkeys(tag for tag in given if tag))
        act, _, tag = formdata.get(f"{self.name}-do", "").partition(":")
        self.acted = bool(act)
        if tag in self.data:
            self.data = _moved(self.data, act, tag)

    def pre_validate(self, form: Any) -> None:
        try:
            self.data = rules.languages(self.data, self.name)
        except Invalid as problem:
            raise ValidationError(problem.message) from None


def _moved(tags: list[str], act: str, tag: str) -> list[str]:
    if act == REMOVE:
        return [other for other in tags if other != tag]
    here = tags.index(tag)
    there = here + {UP: -1, DOWN: 1}.get(act, 0)
    if 0 <= there < len(tags):
        tags[here], tags[there] = tags[there], tags[here]
    return tags


def put(form: Any, problem: Invalid) -> None:
    """Show a rule that an action found broken beside its field, or above the form where it has none."""
    name, _, tag = (problem.field or "").partition("-")
    field = form._fields.get(name)
    message = str(problem.message)
    if field is None:
        form.form_errors.append(message)
        return
    field.errors = [*field.errors, message]
    if tag and isinstance(field, TextsField):
        field.problems[tag] = message


def differing(label: Any, saved: Mapping[str, str], typed: Mapping[str, str]) -> list[tuple[Any, str, str]]:
    """(label, text, language) of what is stored and not what was typed, for the page of a conflict."""
    return [(label, text, tag) for tag, text in saved.items() if (typed.get(tag) or "").strip() != text]
