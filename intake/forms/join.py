"""What somebody enters to join: a code, and who writes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from intake.models import DeviceRole
from intake.text import clean, problem

#: Room for a name or initials, as the table has it.
LONGEST_NAME = 80

KEEP, NEW = "keep", "new"


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The code of a card, as it is read out: capitals, spaces and dashes do not matter."""

    code = StringField(_l("Code"))


class JoinForm(FlaskForm):  # type: ignore[misc]
    """Who joins a table."""

    name = StringField(
        _l("Your name or initials"),
        description=_l("You can leave this empty. Only organizers see it."),
    )
    role = RadioField(
        _l("What you do here"),
        choices=[
            SelectChoice(DeviceRole.NOTETAKER.value, _l("I take notes")),
            SelectChoice(DeviceRole.INTERPRETER.value, _l("I interpret")),
        ],
        default=DeviceRole.NOTETAKER.value,
    )

    def validate_name(self, field: Field) -> None:
        if problem(field.data or "", LONGEST_NAME):
            raise ValidationError(_l("Enter a shorter name, or only your initials."))
        field.data = clean(field.data or "").strip()


class MoveForm(JoinForm):
    """Who joins from a browser that is a device of this session already."""

    earlier = RadioField(
        _l("This tablet was used in this session before"),
        choices=[
            SelectChoice(KEEP, _l("I am moving here and keep my statements in the list")),
            SelectChoice(NEW, _l("Somebody else is writing now")),
        ],
        default=KEEP,
    )
