"""Paper, the last resort: sheets to write on, and typing up what was written."""

from intake.web.paper import sheets, transcribe
from intake.web.paper.area import area

__all__ = ["area", "sheets", "transcribe"]
