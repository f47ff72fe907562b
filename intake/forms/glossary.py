"""What organizers and interpreters enter for the glossary: a term, a word to find one by, a file of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SearchField, TextAreaField

from intake import rules
from intake.forms.fields import TextsField, by_rule
from intake.forms.organize import SetUpForm
from intake.search.asking import MAX_LENGTH, typed


def _note(text: str, field: str) -> str:
    return rules.line(text, field, rules.MAX_NOTE)


class TermForm(SetUpForm):
    """A term in every language of the initiative."""

    texts = TextsField(_l("Term"), maximum=rules.MAX_TERM)
    note = TextAreaField(
        _l("Note for interpreters"),
        [by_rule(_note)],
        description=_l("What is meant, and what to watch for. Residents never see it."),
    )
    is_name = BooleanField(
        _l("A name that is not translated"),
        description=_l("Where a language has no text for it, the name stays as it is."),
    )


class FindTermForm(FlaskForm):  # type: ignore[misc]
    """The box above the list; sent in the address."""

    class Meta:
        csrf = False

    search = SearchField(
        _l("Search"),
        default="",
        filters=[lambda text: typed(text or "")],
        render_kw={"maxlength": MAX_LENGTH, "autocomplete": "off", "enterkeyhint": "search"},
    )


class GlossaryFileForm(FlaskForm):  # type: ignore[misc]
    """A whole glossary, from a spreadsheet."""

    file: Any = FileField(
        _l("Glossary"),
        validators=[FileRequired(_l("Choose a file first."))],
        description=_l("CSV or Excel (.xlsx), with the columns of the file that you download here."),
    )
