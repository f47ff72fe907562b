"""Bringing in typed-up notes: the file, and what its rows do not say."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from intake.models import Source


class UploadForm(FlaskForm):  # type: ignore[misc]
    """The file."""

    file = FileField(
        _l("File with typed-up notes"),
        description=_l("CSV or Excel (.xlsx). The first row holds the names of the columns, in any order."),
        validators=[FileRequired(_l("Choose a file first."))],
    )


class ChoicesForm(FlaskForm):  # type: ignore[misc]
    """What is to happen with the rows."""

    create_missing = BooleanField(
        _l("Make the sessions and tables that do not exist yet"),
        description=_l("New sessions are closed and take their title and date from the file."),
    )
    source = RadioField(
        _l("Where the notes come from"),
        choices=[
            SelectChoice(Source.PAPER.value, _l("Typed up from paper")),
            SelectChoice(Source.IMPORT.value, _l("From a file of another program")),
        ],
    )
    session = SelectField(_l("Session of rows that name none"))
    language = SelectField(_l("Language of rows that name none"))
    again = BooleanField(_l("Import this file once more"))

    def __init__(
        self, *args: Any, sessions: list[tuple[str, str]], languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session.choices = [SelectChoice(code, title) for code, title in sessions]
        self.language.choices = [SelectChoice(tag, name) for tag, name in languages]
