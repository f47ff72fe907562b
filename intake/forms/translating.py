"""Translations of an initiative's texts, one field a text, and the files that agencies send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from intake import rules
from intake.errors import Invalid
from intake.forms.choices import language_choices

#: The button of a row: store this text alone, or store it and mark it as reviewed.
SAVE, REVIEW = "save", "review"


@dataclass(slots=True)
class Typed:
    """What was typed for one text; `seen` is the mark of what the page showed."""

    id: str
    text: str
    seen: str
    error: Any = None


class TypedField(Field):  # type: ignore[misc]
    """What was typed for each text, from controls named `texts-ID` and `seen-ID`."""

    def process(self, formdata: Any, data: Any = None, **kwargs: Any) -> None:
        self.process_errors: list[str] = []
        self.data: dict[str, Typed] = {}
        start = f"{self.name}-"
        for key in formdata or ():
            if key.startswith(start):
                id = key.removeprefix(start)
                text = formdata[key].replace("\r\n", "\n")
                self.data[id] = Typed(id, text, formdata.get(f"seen-{id}", ""))


class TranslationsForm(FlaskForm):  # type: ignore[misc]
    """The rows of a page; a row's own button names its text in `do`, the button below them all names none."""

    texts = TypedField(_l("Translation"))

    def act(self, sent: str) -> tuple[str, str]:
        """(what the pressed button does, the id of its text); the id is empty for all of them."""
        act, _colon, id = sent.partition(":")
        return (act if act in (SAVE, REVIEW) else SAVE), id


class AnotherLanguageForm(FlaskForm):  # type: ignore[misc]
    """A language that the texts are to be translated into; sent in the address."""

    class Meta:
        csrf = False

    language = SelectField(_l("Another language"))

    def offer(self, taken: Sequence[str]) -> None:
        """Every language but those that are listed already."""
        found = [choice for choice in language_choices() if choice.value not in taken]
        self.language.choices = [SelectChoice("", ""), *found]

    def validate_language(self, field: Field) -> None:
        try:
            field.data = rules.language(field.data or "", field.name)
        except Invalid as problem:
            raise ValidationError(problem.message) from None


class TranslatedFileForm(FlaskForm):  # type: ignore[misc]
    """A file that comes back from an agency."""

    file = FileField(
        _l("Translated file"),
        validators=[FileRequired(_l("Choose a file first."))],
        description=_l("XLIFF 2 or PO, made from the file you downloaded here."),
    )
    leave_out = BooleanField(_l("Leave out the texts that cannot be taken, and load the others"))
