"""A note on paper as somebody types it up: a statement, and where and when it was said."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from intake.forms.statement import (
    KINDS,
    MESSAGES,
    checked_language,
    checked_text,
    checked_uid,
    store_agreed,
    store_checked,
)
from intake.models import Kind

#: A value, what it is called, and further attributes of the choice.
Offer = tuple[str, Any, dict[str, str]]


class NoteForm(FlaskForm):  # type: ignore[misc]
    """What a notetaker enters, with lists to choose from; place, question, language and moment stay for the next.

    Its id makes a second press of Save harmless.
    """

    place = SelectField(_l("Table"), validators=[InputRequired(_l("Choose a table."))])
    question = SelectField(_l("Question"), validators=[InputRequired(MESSAGES["unknown_question"])])
    text = TextAreaField(_l("Statement"))
    kind = RadioField(
        _l("Kind"),
        choices=KINDS,
        default=Kind.PARAPHRASE.value,
        validators=[InputRequired(MESSAGES["bad_kind"])],
    )
    language = SelectField(_l("Language of the statement"))
    agreed = IntegerField(_l("Others who agreed"), default=0, validators=[Optional()])
    said_at = DateTimeLocalField(
        _l("When it was said"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional()],
    )
    id = HiddenField()

    def __init__(
        self,
        *args: Any,
        places: list[Offer],
        questions: list[Offer],
        languages: list[Offer],
        maximum: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.maximum = maximum
        for field, offered in ((self.place, places), (self.question, questions), (self.language, languages)):
            field.choices = [SelectChoice(value, label, render_kw=more) for value, label, more in offered]

    def validate_id(self, field: Field) -> None:
        store_checked(field, lambda value: str(checked_uid(value or "")))

    def validate_text(self, field: Field) -> None:
        store_checked(field, lambda value: checked_text(value or "", self.maximum))

    def validate_language(self, field: Field) -> None:
        store_checked(field, lambda value: checked_language(value or ""))

    def validate_agreed(self, field: Field) -> None:
        store_agreed(field)

    def validate_said_at(self, field: Field) -> None:
        if field.process_errors:
            field.errors.clear()
            raise ValidationError(_l("Enter a day and a time."))
