"""A choice among many: WTForms took a third of a page's time for the two hundred options of its filters."""

from __future__ import annotations

from typing import Any

import wtforms
from markupsafe import escape
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.widgets import Select


class Options(Select):  # type: ignore[misc]
    """WTForms' own, but for options that have nothing besides a value and a label, which are written at once."""

    @classmethod
    def render_option(cls, choice: Choice) -> str:
        if choice.render_kw or isinstance(choice.value, bool):
            return str(super().render_option(choice))
        selected = "selected " if choice.selected else ""
        # Formatted as text: to put one Markup into another costs as much again.
        value, label = str(escape(choice.value)), str(escape(choice.label or choice.value))
        return f'<option {selected}value="{value}">{label}</option>'


class SelectField(wtforms.SelectField):  # type: ignore[misc]
    """A <select> of one value."""

    widget = Options()

    def _choices_from_input(self, choices: Any) -> Any:
        # Asked three times for a page; those of our forms need no reading.
        if choices and all(type(one) is SelectChoice for one in choices):
            return choices
        return super()._choices_from_input(choices)
