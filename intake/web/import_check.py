"""What a file would bring: its columns, every problem by row, and what is missing in the initiative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from intake.actions.import_matching import Matcher, Mismatch, matched
from intake.forms.statement import MOST_AGREED
from intake.imports import ImportRow, RowProblem, Table, parse
from intake.languages import guessing

#: Problems on a page of the check, and rows that are shown as an example.
PROBLEMS = 50
SHOWN = 5
#: Different problems that are counted.
KINDS = 500
#: Rows whose language is looked at (a second's work), and of the doubtful ones those that are shown.
LOOKED_AT = 10_000
DOUBTFUL = 20
#: Cells shown of each column.
SAMPLES = 3


@dataclass(slots=True)
class Check:
    """The result; `rows` holds all sound rows only when they were asked for."""

    rows: list[ImportRow] = field(default_factory=list)
    good: int = 0
    bad: int = 0
    #: Problems on the asked page; whether there are some before and after it.
    problems: list[RowProblem | Mismatch] = field(default_factory=list)
    #: How many rows have the same problem: (field, message) -> rows.
    kinds: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    before: int | None = None
    after: int | None = None
    new_sessions: list[tuple[str, int]] = field(default_factory=list)
    new_tables: int = 0
    #: Rows that read like another language than they say, and (row, language, what it reads like) of the first.
    doubtful: int = 0
    doubts: list[tuple[int, str, str]] = field(default_factory=list)


def check(
    table: Table,
    mapping: Mapping[str, int],
    matcher: Matcher,
    *,
    longest: int,
    start: int = 0,
    keep: bool = False,
) -> Check:
    """Judge every row; the problems from number `start` on are on the page."""
    found = Check()
    sessions: Counter[str] = Counter()
    seen = 0
    for row, problems in matched(parse(table, mapping, max_length=longest, most_agreed=MOST_AGREED), matcher):
        if row is None:
            found.bad += 1
            for problem in problems:
                if start <= seen < start + PROBLEMS:
                    found.problems.append(problem)
                if len(found.kinds) < KINDS:
                    found.kinds[problem.column, problem.message] += 1
                seen += 1
            continue
        found.good += 1
        sessions[(row.session or "").casefold()] += 1
        if keep or len(found.rows) < SHOWN:
            found.rows.append(row)
        if found.good <= LOOKED_AT and not keep:
            _doubt(found, row, matcher)
    found.before = max(0, start - PROBLEMS) if start else None
    found.after = start + PROBLEMS if seen > start + PROBLEMS else None
    found.new_sessions = [
        (target.name, sessions[target.name.casefold()]) for target in matcher.new_sessions.values()
    ]
    found.new_tables = sum(
        len(target.new_tables) for target in (*matcher.touched, *matcher.new_sessions.values())
    )
    return found


def _doubt(found: Check, row: ImportRow, matcher: Matcher) -> None:
    stated = matcher.language(row)
    reads_like = guessing.doubt(row.text, stated)
    if reads_like:
        found.doubtful += 1
        if len(found.doubts) < DOUBTFUL:
            found.doubts.append((row.number, stated, reads_like))


def samples(table: Table) -> list[list[str]]:
    """The first cells of each column that are not blank."""
    found: list[list[str]] = [[] for _name in table.header]
    for row in islice(table, 50):
        for cells, cell in zip(found, row.cells, strict=False):
            if cell.strip() and len(cells) < SAMPLES:
                cells.append(cell.strip())
    return found
