"""What stands in a file for translators, whatever its format."""

from __future__ import annotations

import enum
import re
from collections import Counter
from dataclasses import dataclass

#: What a program would put something in place of: {name}, %(name)s, %s, %1$s, ${name}.
_PLACEHOLDER = re.compile(r"\$?\{[A-Za-z_][\w.]*\}|%\([A-Za-z_]\w*\)[sd]|%(?:\d+\$)?[sd]\b")


class State(enum.StrEnum):
    """How far a translation is, in the words of XLIFF 2."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text; `note` is for people."""

    id: str
    source: str
    target: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class TranslatorFile:
    """All of it; languages are tags of BCP 47, empty where a file does not say."""

    name: str
    source: str
    target: str
    units: tuple[Unit, ...]


def placeholders(text: str) -> Counter[str]:
    """The placeholders of a text, each with how often it stands there; a translation has the same."""
    return Counter(_PLACEHOLDER.findall(text))
