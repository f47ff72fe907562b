"""One field of each kind, for the page that shows every component; the texts are samples, not translated."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from intake.forms.fields import LanguagesField, TextsField

LANGUAGES = {"en": "English", "es": "Spanish", "fa": "Persian", "hmn": "Hmong"}
KINDS = {"quote": "Quote", "paraphrase": "Paraphrase", "observation": "Observation"}
TYPES = {"community": "Community sessions", "cbo": "Sessions for community-based organizations"}


def _choices(names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in names.items()]


class PatternsForm(FlaskForm):  # type: ignore[misc]
    """Every kind of field; `PatternsForm.wrong()` is the same after a bad answer."""

    name = StringField(
        "Name of the initiative",
        [InputRequired("Give the initiative a name."), Length(max=200)],
        description="As residents will read it in the report.",
    )
    email = EmailField("E-mail", [Regexp(r"\S+@\S+", message="This is not an e-mail address.")])
    password = PasswordField("Password", [InputRequired("Enter your password.")])
    code = StringField("Code from the card", description="Eight letters and digits.")
    starts = DateField("Date", [InputRequired("Choose a date.")])
    text = TextAreaField("What was said", [InputRequired("Write down what was said first.")])
    language = SelectField("Language", choices=_choices(LANGUAGES), default="es")
    kind = RadioField("Kind", choices=_choices(KINDS), default="quote")
    asked_in = SelectMultipleField(
        "Asked in",
        choices=_choices(TYPES),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="Nothing chosen means everywhere.",
    )
    wording = TextsField("Wording", lines=2, description="What is missing is shown in English, with a mark.")
    languages = LanguagesField("Languages")
    agreed = IntegerField("Others who agreed", [NumberRange(0, 99, "Enter 0 to 99.")], default=0)
    practice = BooleanField("This is a practice session", description="Left out of exports.")

    class Meta:
        csrf = False

    @classmethod
    def sample(cls) -> PatternsForm:
        """The form with something in it."""
        wording = {
            "en": "What is a good neighbor?",
            "es": "¿Qué es un buen vecino?",
            "fa": "همسایهٔ خوب کیست؟",
        }
        form = cls(data={"wording": wording, "languages": ["en", "es", "fa"]})
        form.wording.ask(["en", "es", "fa", "hmn"], needed="en")
        form.languages.offer(["en", "es", "fa", "hmn", "pa"])
        return form

    @classmethod
    def wrong(cls) -> PatternsForm:
        """The form with a problem at every field that can have one."""
        form = cls(formdata=None, prefix="wrong-")
        form.email.data, form.agreed.data = "maria at example", -1
        form.validate()
        return form
