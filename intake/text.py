"""The one way text written by people becomes text that is stored."""

import re
import unicodedata
from typing import Literal

TextProblem = Literal["lone_surrogate", "control_character", "too_long"]

_TOUCHED = re.compile("[\r\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n?")
# Embeddings and overrides (and the mark that closes them) reach into the text around them.
_OVERRIDES = re.compile("[\u202a-\u202e]")
_ISOLATE_OR_PARAGRAPH = re.compile("[\u2066-\u2069\n\u2029]")
_OPENERS = "\u2066\u2067\u2068"
_CLOSER = "\u2069"
# CR is not here because `clean` makes it a line end.
_REFUSED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, LF line ends, nothing that turns the text around it.

    Leading and trailing spaces stay, and so do the joiners and direction marks that honest text needs.
    Cleaning twice changes nothing more. What must be refused is left in place for `problem` to find.
    """
    if _TOUCHED.search(text):
        text = _LINE_END.sub("\n", text)
        text = _balance_isolates(_OVERRIDES.sub("", text))
    return unicodedata.normalize("NFC", text)


def problem(text: str, maximum: int) -> TextProblem | None:
    """Return why a text cannot be stored, or None; `maximum` counts code points after `clean`.

    Whether an empty text is a problem is for the caller to say.
    """
    refused = _REFUSED.search(text)
    if refused:
        return "lone_surrogate" if refused.group() >= "\ud800" else "control_character"
    if len(clean(text)) > maximum:
        return "too_long"
    return None


def _balance_isolates(text: str) -> str:
    """Close every isolate in its own paragraph and drop closers that were never opened.

    An isolate ends with its paragraph whatever follows (UAX 9, BD9), and a closer without an opener
    would close the isolate that a page puts around the text.
    """
    if not _ISOLATE_OR_PARAGRAPH.search(text):
        return text
    depth = 0

    def balanced(match: re.Match[str]) -> str:
        nonlocal depth
        mark = match.group()
        if mark in _OPENERS:
            depth += 1
            return mark
        if mark == _CLOSER:
            if not depth:
                return ""
            depth -= 1
            return mark
        missing, depth = depth, 0
        return _CLOSER * missing + mark

    text = _ISOLATE_OR_PARAGRAPH.sub(balanced, text)
    return text + _CLOSER * depth
