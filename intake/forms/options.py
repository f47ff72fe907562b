"""A choice among many: WTForms took a third of a page's time for the two hundred options of its filters."""

from __future__ import annotations

import wtforms
from markupsafe import Markup, escape
from wtforms.fields.choices import Choice
from wtforms.widgets import Select


class Options(Select):  # type: ignore[misc]
    """WTForms' own, but for options that have nothing besides a value and a label, which are written at once."""

    @classmethod
    def render_option(cls, choice: Choice) -> Markup:
        if choice.render_kw or isinstance(choice.value, bool):
            return Markup(super().render_option(choice))  # noqa: S704
        selected = "selected " if choice.selected else ""
        value, label = escape(choice.value), escape(choice.label or choice.value)
        return Markup(f'<option {selected}value="{value}">{label}</option>')  # noqa: S704


class SelectField(wtforms.SelectField):  # type: ignore[misc]
    """A <select> of one value."""

    widget = Options()
