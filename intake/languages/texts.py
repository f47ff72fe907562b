"""A text that organizers wrote in several languages, and the one of them that a reader gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.languages.tags import direction, reads_as, shortened


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text with what a page needs to show it beside text in other languages."""

    text: str
    language: str
    direction: str
    is_fallback: bool  # written in another language than the one that was asked for

    def __str__(self) -> str:
        return self.text


def pick(texts: Mapping[str, str], wanted: str, default: str = "en") -> LocalText:
    """Return the text in the wanted language, else in the default language, else in any that is there.

    Tags are as `normalise_tag` returns them. A text in the same language and script (`fa` for `fa-AF`) is not
    marked as a fallback. Blank texts count as missing; with none at all the answer is an empty, marked text.
    """
    written = {tag: text for tag, text in texts.items() if text and not text.isspace()}
    tag = _closest(written, wanted) or _closest(written, default) or next(iter(written), None)
    if tag is None:
        return LocalText("", default, direction(default), True)
    return LocalText(written[tag], tag, direction(tag), reads_as(tag) != reads_as(wanted))


def _closest(written: Mapping[str, str], wanted: str) -> str | None:
    for candidate in shortened(wanted):
        if candidate in written:
            return candidate
    reading = reads_as(wanted)
    same = [tag for tag in written if reads_as(tag) == reading]
    related = [tag for tag in written if reads_as(tag)[0] == reading[0]]
    return next(iter(same or related), None)
