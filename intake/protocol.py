"""What notetakers read once before they begin: the initiative's own text, or the built-in one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from intake.languages import N_, LocalText, available, direction, pick, reads_as, said

#: A sentence a message, so that each can be translated and read by itself.
SENTENCES = (
    N_("Write down what people say: one thought, one statement."),
    N_("If it is exactly what they said, mark it as a quote; in your own words, as a paraphrase."),
    N_("What you noticed yourself, such as many people nodding, is an observation."),
    N_("When others agree, count them instead of writing the same thing again."),
    N_("Never write down names, addresses, phone numbers or anybody's immigration status."),
    N_("Leave out whatever points to one person: write “a school nearby” instead of its name."),
    N_("When somebody asks you not to write something down, do not write it down."),
    N_("You can correct or withdraw a statement later, so do not worry about mistakes."),
)


@lru_cache(maxsize=64)
def built_in(tag: str) -> str:
    """Intake's own protocol in this language (English where there is none), one sentence a line."""
    return "\n".join(said(sentence, tag) for sentence in SENTENCES)


def default_protocol(own: Mapping[str, str]) -> dict[str, str]:
    """The protocol in every page language: the initiative's own text, and ours where it has none."""
    built = {page.tag: built_in(page.tag) for page in available()}
    return built | {tag: text for tag, text in own.items() if text.strip()}


def protocol_in(own: Mapping[str, str], tag: str) -> LocalText:
    """The protocol for a reader of this language; ours when the initiative wrote none that they can read."""
    found = pick(own, tag)
    if found.text and reads_as(found.language) == reads_as(tag):
        return found
    return LocalText(built_in(tag), tag, direction(tag), False)
