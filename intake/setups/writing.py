"""A SetUp written as a file for people: short things in one line, long texts as blocks, no escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from intake.setups.shapes import QuestionSetUp, SessionSetUp, SetUp, TableSetUp, TermSetUp

HEADER = "# A set-up of Intake. Read it in with: intake initiative load FILE\n"
#: Line ends of old, which the parser would take for new lines of a block.
NOT_IN_BLOCKS = frozenset("\x85\u2028\u2029\ufeff")
#: Longer texts become blocks.
LONG = 90


def write(set_up: SetUp) -> str:
    """The text of the file; `read` makes the same set-up of it."""
    initiative = {
        "slug": set_up.slug,
        "name": _texts(set_up.name),
        "default_language": set_up.default_language,
        "languages": _in_one_line(set_up.languages),
        "time_zone": set_up.time_zone,
        "protocol": _texts(set_up.protocol) or None,
    }
    parts = {
        "initiative": _given(initiative),
        "questions": [_question(question) for question in set_up.questions],
        "sessions": [_session(session) for session in set_up.sessions],
    }
    if set_up.glossary:
        parts["glossary"] = [_term(term) for term in set_up.glossary]
    return HEADER + "".join("\n" + _emitted({key: value}) for key, value in parts.items())


def _question(question: QuestionSetUp) -> CommentedMap:
    return _given(
        {
            "code": question.code,
            "text": _texts(question.text),
            "asked_in": _in_one_line(question.asked_in) if question.asked_in else None,
            "retired": question.retired or None,
        }
    )


def _session(session: SessionSetUp) -> CommentedMap:
    return _given(
        {
            "code": session.code,
            "title": _texts(session.title),
            "type": session.type,
            "starts": session.starts.isoformat(timespec=_precision(session)) if session.starts else None,
            "time_zone": session.time_zone,
            "place": session.place or None,
            "languages": _in_one_line(session.languages) if session.languages else None,
            "tables": _tables(session.tables),
            "state": session.state,
            "practice": session.practice or None,
        }
    )


def _term(term: TermSetUp) -> CommentedMap:
    return _given(
        {
            "text": _texts(term.text),
            "note": _block(term.note) if term.note else None,
            "do_not_translate": term.do_not_translate or None,
        }
    )


def _precision(session: SessionSetUp) -> str:
    return "auto" if session.starts and (session.starts.second or session.starts.microsecond) else "minutes"


def _tables(tables: int | tuple[TableSetUp, ...] | None) -> Any:
    if tables is None or isinstance(tables, int):
        return tables
    rows = [
        _in_one_line({"label": table.label, "language": table.language}) if table.language else table.label
        for table in tables
    ]
    return _in_one_line(rows) if all(isinstance(row, str) for row in rows) else rows


def _texts(texts: Mapping[str, str]) -> CommentedMap:
    return CommentedMap((tag, _block(text)) for tag, text in texts.items())


def _block(text: str) -> Any:
    """A text of several lines as a block that keeps them, a long one as a block that is folded at spaces."""
    if not NOT_IN_BLOCKS.isdisjoint(text):
        return DoubleQuotedScalarString(text)
    if "\n" in text:
        return LiteralScalarString(text)
    if len(text) <= LONG:
        return text
    block, start = FoldedScalarString(text), 0
    block.fold_pos = []
    while len(text) - start > LONG and (space := _space(text, start)) > 0:
        block.fold_pos.append(space)
        start = space + 1
    return block


def _space(text: str, start: int) -> int:
    """Where to fold the line that begins at `start`: at a single space between two words; -1 for nowhere."""
    for found in re.finditer(r"(?<=\S) (?=\S)", text[start:]):
        if found.start() >= LONG - 10:
            return start + found.start()
    return -1


def _given(values: Mapping[str, Any]) -> CommentedMap:
    return CommentedMap((key, value) for key, value in values.items() if value is not None)


def _in_one_line(values: Mapping[str, str | None] | Iterable[Any]) -> CommentedMap | CommentedSeq:
    made = CommentedMap(values) if isinstance(values, Mapping) else CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def _emitted(value: Any) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    out = StringIO()
    yaml.dump(value, out)
    return out.getvalue()
