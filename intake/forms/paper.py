"""Which note sheets to print."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

#: Sheets of one table in one language.
MOST_SHEETS = 20
#: The choice for the language that each table speaks.
OWN = "own"


class SheetsForm(FlaskForm):  # type: ignore[misc]
    """Kept in the address; every choice has a default, so that the page can be printed at once."""

    class Meta:
        csrf = False

    paper = HiddenField()
    table = SelectField(_l("Table"), default="")
    language = SelectMultipleField(
        _l("Languages"),
        default=[OWN],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired(_l("Choose at least one language."))],
    )
    count = IntegerField(
        _l("Sheets for each table"),
        default=1,
        validators=[
            InputRequired(_l("Enter a number from 1 to %(most)s.", most=MOST_SHEETS)),
            NumberRange(1, MOST_SHEETS, _l("Enter a number from 1 to %(most)s.", most=MOST_SHEETS)),
        ],
    )

    def __init__(
        self, *args: Any, tables: list[tuple[str, Any]], languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table.choices = [SelectChoice("", _l("All tables")), *(SelectChoice(*one) for one in tables)]
        self.language.choices = [
            SelectChoice(OWN, _l("Own language of each table")),
            *(SelectChoice(tag, name) for tag, name in languages),
        ]
