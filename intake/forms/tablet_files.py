"""Loading what a tablet saved to a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class TabletFileForm(FlaskForm):  # type: ignore[misc]
    """The file."""

    file = FileField(_l("File that a tablet saved"), validators=[FileRequired(_l("Choose a file first."))])
