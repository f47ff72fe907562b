"""What a translator chooses and enters: which statements, into which language, and the text."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from intake.forms.selection import SelectionForm
from intake.forms.statement import checked_translation, store_checked

#: Values of `queries.renderings.Work`, the first one when nothing is chosen.
WORK = [
    SelectChoice("open", _l("To translate")),
    SelectChoice("draft", _l("Waiting for review")),
    SelectChoice("reviewed", _l("Reviewed")),
    SelectChoice("all", _l("All")),
]


class WorklistForm(SelectionForm):
    """The filters above the worklist; `language` is the statement's own."""

    into = SelectField(_l("Translate into"))
    work = SelectField(_l("Translations"), choices=WORK, default="open")

    def settle_on(self, usual: str) -> str:
        """The language to translate into: the chosen one, else the usual one."""
        self.into.data = self.into.data or usual
        self.into.default = self.into.data
        return str(self.into.data)


class RenderingForm(FlaskForm):  # type: ignore[misc]
    """A translation, the versions that its page showed, and the mark of the texts beside it."""

    text = TextAreaField(_l("Translation"))
    version = HiddenField()
    statement_version = HiddenField()
    beside = HiddenField()

    def __init__(self, *args: Any, maximum: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maximum = maximum

    def validate_text(self, field: Field) -> None:
        store_checked(field, lambda value: checked_translation(value or "", self.maximum))

    @property
    def seen(self) -> tuple[int, int]:
        """The versions of the statement and of its rendering; one that cannot be read was never current."""
        return _number(self.statement_version.data), _number(self.version.data)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
