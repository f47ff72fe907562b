"""What organizers enter: initiatives, protocols, questions, sessions, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from intake import rules
from intake.errors import Invalid
from intake.forms.choices import language_choices, tag_of, type_choices, zone_choices
from intake.forms.fields import LanguagesField, TextsField, by_rule
from intake.languages import available

EVERYWHERE, SOME = "all", "some"

_SHORT_NAME = _l("Short name in addresses and files")
_SHORT_NAME_HINT = _l("Small letters, digits and hyphens. Left empty, it is made from the name.")


class SetUpForm(FlaskForm):  # type: ignore[misc]
    """A form that knows what its page showed, so that an older page does not undo a newer save."""

    seen = HiddenField()

    def is_sent(self) -> bool:
        """Whether it is to be stored: sent, not by a button of a field of its own, and sound."""
        if not self.is_submitted() or any(getattr(field, "acted", False) for field in self):
            return False
        return bool(self.validate())


class NewInitiativeForm(SetUpForm):
    """What an initiative cannot be without."""

    name = StringField(
        _l("Name of the initiative"),
        [InputRequired(_l("Enter a text here.")), by_rule(rules.needed_line)],
        description=_l("As residents will read it in the report."),
    )
    slug = StringField(_SHORT_NAME, [Optional(), by_rule(rules.slug)], description=_SHORT_NAME_HINT)
    default_language = SelectField(
        _l("Default language"), description=_l("Shown where a text is missing in the reader's language.")
    )
    languages = LanguagesField(_l("Languages"))
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_language.choices = language_choices(self.languages.data)
        self.time_zone.choices = zone_choices()
        self.languages.offer([language.tag for language in available()])


class InitiativeForm(SetUpForm):
    """An initiative's name, languages and zone."""

    name = TextsField(
        _l("Name of the initiative"),
        maximum=rules.MAX_NAME,
        description=_l("As residents will read it in the report."),
    )
    default_language = SelectField(
        _l("Default language"), description=_l("Shown where a text is missing in the reader's language.")
    )
    languages = LanguagesField(_l("Languages"))
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_language.choices = language_choices(self.languages.data)
        self.time_zone.choices = zone_choices()
        self.languages.offer([language.tag for language in available()])
        self.name.ask(self.languages.data, needed=self.default_language.data)


class ProtocolForm(SetUpForm):
    """What notetakers read before they begin."""

    protocol = TextsField(_l("Protocol"), maximum=rules.MAX_PROTOCOL, lines=8)


class CopyForm(SetUpForm):
    """The name of a copy."""

    name = StringField(
        _l("Name of the new initiative"),
        [InputRequired(_l("Enter a text here.")), by_rule(rules.needed_line)],
    )
    slug = StringField(_SHORT_NAME, [Optional(), by_rule(rules.slug)], description=_SHORT_NAME_HINT)


class QuestionForm(SetUpForm):
    """A question's code, wording and the types of session in which it is asked."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Enter a text here.")),
            by_rule(lambda text, name: rules.needed_line(text, name, rules.MAX_CODE)),
        ],
        description=_l("A label such as Q1. It stays the same in every language and in every file."),
    )
    texts = TextsField(_l("Wording"), lines=3)
    scope = RadioField(
        _l("Asked in"),
        choices=[
            SelectChoice(EVERYWHERE, _l("All sessions")),
            SelectChoice(SOME, _l("Only sessions of these types")),
        ],
        default=EVERYWHERE,
    )
    types = SelectMultipleField(
        _l("Types of session"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        choices=[],
    )
    more_types = StringField(_l("Other types"), description=_l("Separate them with commas."))

    def ask(self, languages: Sequence[str], default: str, types: Iterable[str]) -> None:
        """The languages and types of the initiative."""
        self.texts.ask(languages, needed=default)
        self.types.choices = type_choices([*types, *(self.types.data or [])])

    @property
    def asked_in(self) -> list[str] | None:
        """The types that were chosen; None for all."""
        if self.scope.data == EVERYWHERE:
            return None
        more = (word.strip() for word in (self.more_types.data or "").replace("،", ",").split(","))
        return [*(self.types.data or []), *filter(None, more)]

    def validate_types(self, field: Field) -> None:
        if self.scope.data == SOME:
            try:
                rules.session_types(self.asked_in, "types")
            except Invalid as problem:
                raise ValidationError(problem.message) from None


class SessionForm(SetUpForm):
    """A listening session."""

    title = TextsField(
        _l("Title"), maximum=rules.MAX_NAME, description=_l("Such as July 20, or the name of the place.")
    )
    code = StringField(
        _SHORT_NAME,
        [Optional(), by_rule(rules.slug)],
        description=_l("Left empty, it is made from the title."),
    )
    day = DateField(_l("Date"), [Optional()])
    at = TimeField(_l("Begins at"), [Optional()])
    time_zone = SelectField(_l("Time zone"))
    venue = StringField(_l("Place"), [by_rule(lambda text, name: rules.line(text, name, rules.MAX_VENUE))])
    type = SelectField(_l("Type"), description=_l("Questions can be limited to types of session."))
    other_type = StringField(
        _l("Another type"), [by_rule(lambda text, name: rules.line(text, name, rules.MAX_TYPE))]
    )
    languages = LanguagesField(_l("Languages spoken"))
    is_practice = BooleanField(
        _l("This is a practice session"),
        description=_l("For training: marked everywhere and left out of exports."),
    )

    def ask(self, languages: Sequence[str], default: str, types: Iterable[str]) -> None:
        """The languages and types of the initiative."""
        self.title.ask(languages, needed=default)
        self.languages.offer(languages)
        self.type.choices = type_choices(types)
        self.time_zone.choices = zone_choices()

    @property
    def chosen_type(self) -> str:
        """The type from the list, or another one that was typed."""
        return str(self.other_type.data or self.type.data)

    @property
    def starts_at(self) -> datetime | None:
        """The moment it begins, from the clock on the wall of the place."""
        if self.day.data is None or self.at.data is None:
            return None
        return datetime.combine(self.day.data, self.at.data, ZoneInfo(self.time_zone.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """Date and time go together: the one without the other is no moment."""
        sound = bool(super().validate(extra_validators))
        if (self.day.data is None) == (self.at.data is None) or self.day.errors or self.at.errors:
            return sound
        missing, said = (
            (self.at, _l("Enter the time too.")) if self.day.data else (self.day, _l("Enter the date too."))
        )
        missing.errors = [said]
        return False


class TablesForm(SetUpForm):
    """Tables to add: so many, or named ones."""

    tables = IntegerField(
        _l("Number of tables"),
        [Optional(), NumberRange(0, rules.MOST_TABLES, _l("Enter a number from 0 to 200."))],
    )
    labels = TextAreaField(
        _l("Or name the tables"),
        description=_l("One on each line. Its language can follow after a bar, such as: Window | es"),
    )

    @property
    def named(self) -> list[tuple[str, str | None]]:
        """(label, language) of each line."""
        parts = (line.partition("|") for line in (self.labels.data or "").splitlines() if line.strip())
        return [
            (label.strip(), tag_of(language) if language.strip() else None) for label, _bar, language in parts
        ]

    @property
    def wanted(self) -> int | list[tuple[str, str | None]]:
        """What `actions.listening` takes."""
        return self.named or self.tables.data or 0

    def validate_labels(self, field: Field) -> None:
        try:
            for label, language in self.named:
                rules.table_label(label, field.name)
                if language:
                    rules.language(language, field.name)
        except Invalid as problem:
            raise ValidationError(problem.message) from None


class NewSessionForm(SessionForm, TablesForm):
    """A session with its tables."""


class TableForm(SetUpForm):
    """A table's label and language."""

    label = StringField(_l("Label"), [by_rule(rules.table_label)])
    language = SelectField(_l("Language"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = [
            SelectChoice("", _l("Not known")),
            *language_choices([self.language.data or ""]),
        ]


class HandOverForm(SetUpForm):
    """The tablet that gets another one's statements."""

    to = RadioField(_l("Tablet that goes on with them"), [InputRequired(_l("Choose a tablet."))])


class FileForm(SetUpForm):
    """A set-up file."""

    file = FileField(_l("Set-up file"), description=_l("A text file in YAML, as Intake writes it."))
