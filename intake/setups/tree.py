"""YAML 1.2 read into a tree in which every value knows its line.

Scalars stay as they were written: what a value means is decided by the key it stands under, so that the
language `no`, the code `007` and the title `2024` are what their author meant. Anchors, aliases and tags have
no place in a set-up, and without them no text can grow when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from intake.setups.mistakes import Mistake, SetUpMistakes
from intake.text import problem

#: Fifty questions and forty sessions in a dozen languages take a quarter of it.
MAX_BYTES = 500_000
#: Keys, values and lists; a hundred sessions with forty tables each have fewer.
MAX_NODES = 30_000
#: initiative > sessions > session > tables > table is five.
MAX_DEPTH = 8
#: What YAML 1.2 calls null.
NULL = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was written; `plain` when it has no quotes."""

    line: int
    text: str
    plain: bool

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in NULL


@dataclass(frozen=True, slots=True)
class Sequence:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their lines and values, in order; a key that stands there twice is listed twice."""

    line: int
    pairs: list[tuple[Scalar, Node]] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


def parse(data: bytes) -> Node:
    """The one document of a file; raises SetUpMistakes with the first thing that cannot be understood."""
    text = _decoded(data)
    try:
        return _Builder(YAML(typ="safe", pure=True).parse(text)).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(error.problem or error.context or "").split())
        raise _stop(mark.line + 1 if mark else 1, _("This is not YAML: %(reason)s.", reason=reason)) from None
    except (YAMLError, ValueError, IndexError) as error:
        reason = " ".join(str(error).split())[:120]
        raise _stop(1, _("This is not YAML: %(reason)s.", reason=reason)) from None


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _stop(1, _("This file is too large for a set-up."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _stop(line, _("This is not UTF-8 text. Save the file as UTF-8.")) from None
    if problem(text, len(text)):
        line = next(n for n, part in enumerate(text.split("\n"), 1) if problem(part, len(part)))
        raise _stop(line, _("This text has characters that cannot be stored. Type it again."))
    return text


class _Builder:
    """Puts the parser's events together; stops at what a set-up does not need before it costs anything."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._documents = self._nodes = 0

    def document(self) -> Node:
        found: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise _stop(_line(event), _("The file may hold one document only."))
            elif isinstance(event, NodeEvent):
                found = self._node(event, 1)
        if found is None:
            raise _stop(1, _("The file is empty."))
        return found

    def _node(self, event: Event, depth: int) -> Node:
        line = _line(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _stop(line, _("This file is too large for a set-up."))
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _stop(line, _("Anchors, aliases and tags (&, *, !) are not possible here."))
        if depth > MAX_DEPTH:
            raise _stop(line, _("This is nested too deeply."))
        if isinstance(event, ScalarEvent):
            return Scalar(line, event.value, event.style is None)
        if isinstance(event, SequenceStartEvent):
            items = Sequence(line)
            while not isinstance(event := next(self._events), SequenceEndEvent):
                items.items.append(self._node(event, depth + 1))
            return items
        assert isinstance(event, MappingStartEvent)
        mapping = Mapping(line)
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise _stop(key.line, _("A key must be a word."))
            mapping.pairs.append((key, self._node(next(self._events), depth + 1)))
        return mapping


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _stop(line: int, message: str) -> SetUpMistakes:
    return SetUpMistakes([Mistake(line, "", message)])
