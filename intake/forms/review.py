"""What an organizer enters about a statement: a correction, or a reason to put it away or bring it back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from intake.forms.statement import (
    KINDS,
    checked_kind,
    checked_language,
    checked_text,
    store_agreed,
    store_checked,
)

#: Longest reason, as in `actions.review`.
MAX_REASON = 300
WHY = _l("Say in a few words why, for whoever reads it later.")


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """The version that was seen, and why it is to change."""

    version = HiddenField()
    reason = StringField(_l("Reason"), validators=[DataRequired(WHY), Length(max=MAX_REASON)])

    @property
    def seen(self) -> int:
        """The version that the page showed; one that cannot be read was never current."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class CorrectionForm(ReasonForm):
    """All of a statement that can be corrected."""

    text = TextAreaField(_l("Statement"))
    question = SelectField(_l("Question"))
    language = SelectField(_l("Language of the statement"))
    kind = RadioField(_l("Kind"), choices=KINDS)
    agreed = IntegerField(_l("Others who agreed"), validators=[Optional()])

    def __init__(
        self, *args: Any, questions: list[str], languages: list[tuple[str, str]], maximum: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question.choices = [SelectChoice(code, code) for code in questions]
        self.language.choices = [SelectChoice(tag, name) for tag, name in languages]
        self.maximum = maximum

    def validate_text(self, field: Field) -> None:
        store_checked(field, lambda value: checked_text(value or "", self.maximum))

    def validate_language(self, field: Field) -> None:
        store_checked(field, checked_language)

    def validate_kind(self, field: Field) -> None:
        store_checked(field, checked_kind)

    def validate_agreed(self, field: Field) -> None:
        store_agreed(field)
