"""Making the places of a session: their labels and their codes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import codes, rules
from intake.errors import Invalid
from intake.models import Place

#: What is said of a label that another table has.
SAME_LABEL = _l("Two tables have the same label.")
#: A number of tables labelled from "1", or each table's label and language.
Tables = int | Sequence[tuple[str, str | None]]


def full_group(session: Session) -> Place:
    """The place for the whole room, which every session has."""
    [(code, short)] = fresh_codes(session, 1)
    return Place(label="", position=0, language=None, code=code, short_code=short)


def tables_after(session: Session, tables: Tables, places: Sequence[Place]) -> list[Place]:
    """Tables to follow these places; a number of them continues the greatest numbered label."""
    labels = _labels(tables, [place.label for place in places if place.label])
    last = max((place.position for place in places), default=0)
    return [
        Place(label=label, position=position, language=language, code=code, short_code=short)
        for position, ((label, language), (code, short)) in enumerate(
            zip(labels, fresh_codes(session, len(labels)), strict=True), start=last + 1
        )
    ]


def fresh_codes(session: Session, number: int) -> list[tuple[str, str]]:
    """Long and short codes that no other place has."""
    short: set[str] = set()
    while len(short) < number:
        tried = {codes.new_short_code() for _n in range(number - len(short))}
        short |= tried - set(session.scalars(select(Place.short_code).where(Place.short_code.in_(tried))))
    return [(codes.new_code(), code) for code in short]


def _labels(tables: Tables, taken: list[str]) -> list[tuple[str, str | None]]:
    number = tables if isinstance(tables, int) else len(tables)
    if number + len(taken) > rules.MOST_TABLES:
        raise Invalid(
            _l("A session has at most %(number)s tables.", number=rules.MOST_TABLES), field="tables"
        )
    if isinstance(tables, int):
        last = max((int(label) for label in taken if label.isascii() and label.isdigit()), default=0)
        return [(str(last + n), None) for n in range(1, tables + 1)]
    used = {label.casefold() for label in taken}
    found = []
    for text, tag in tables:
        label = rules.table_label(text, "tables")
        if label.casefold() in used:
            raise Invalid(SAME_LABEL, field="tables")
        used.add(label.casefold())
        found.append((label, rules.language(tag, "tables") if tag else None))
    return found
