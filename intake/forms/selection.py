"""Picking statements out of an initiative: the filters of the list and of exports, kept in addresses."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SearchField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from intake.forms.options import SelectField
from intake.languages import guessing
from intake.models import Status
from intake.search.asking import MAX_LENGTH, typed

#: What a status is called.
STATUSES: dict[Status, Any] = {
    Status.ACTIVE: _l("Active"),
    Status.HELD: _l("Held for review"),
    Status.WITHDRAWN: _l("Withdrawn"),
    Status.HIDDEN: _l("Hidden"),
}
#: The choice of the list for statements of which two versions wait for a decision.
CONFLICT = "conflict"
#: The choice for those whose language may be wrong, where that can be guessed.
DOUBTFUL = "language"
_BAD_DAY = _l("Enter a date.")

#: A value and what it is called.
Offer = tuple[str, Any]


class SelectionForm(FlaskForm):  # type: ignore[misc]
    """What both have; the choices are handed in, each with the empty one for everything first."""

    class Meta:
        csrf = False

    search = SearchField(
        _l("Search"),
        default="",
        description=_l('Words in any language, "a phrase", a beginning*, or -without a word.'),
        filters=[lambda text: typed(text or "")],
        render_kw={"maxlength": MAX_LENGTH, "autocomplete": "off", "enterkeyhint": "search"},
    )
    session = SelectField(_l("Session"), default="")
    table = SelectField(_l("Table"), default="")
    question = SelectField(_l("Question"), default="")
    language = SelectField(_l("Language"), default="")
    first_day = DateField(_l("From"), name="from", validators=[Optional()])
    last_day = DateField(_l("Until"), name="until", validators=[Optional()])

    def __init__(self, *args: Any, offered: dict[str, list[Offer]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            self[name].choices = [SelectChoice(value, label) for value, label in choices]
        for field in (self.first_day, self.last_day):
            field.widget.input_type = "date"


class ListForm(SelectionForm):
    """The filters above the list of statements."""

    status = SelectField(_l("Status"), default="")

    def __init__(self, *args: Any, offered: dict[str, list[Offer]], **kwargs: Any) -> None:
        super().__init__(*args, offered=offered, **kwargs)
        self.status.choices = [
            SelectChoice("", _l("Any status")),
            *(SelectChoice(status.value, label) for status, label in STATUSES.items()),
            SelectChoice(CONFLICT, _l("Two versions to choose from")),
            *([SelectChoice(DOUBTFUL, _l("Language may be wrong"))] if guessing.can_guess() else []),
        ]


class ExportForm(SelectionForm):
    """What goes into a file, and which kind of file."""

    status = SelectMultipleField(
        _l("Status"),
        choices=[SelectChoice(status.value, label) for status, label in STATUSES.items()],
        default=[Status.ACTIVE.value, Status.HELD.value],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    format = RadioField(_l("Format"), default="xlsx")
    labels = SelectField(_l("Language of questions and codebook"), default="")
    details = BooleanField(_l("Say of each translation who made it, how, and whether it was reviewed"))
    no_bom = BooleanField(
        _l("CSV without byte order mark"),
        description=_l("For programs that stumble over the mark. Excel needs it to read the letters."),
    )
