"""Typed-up notes: a file in, rows and problems out. What an initiative has, it does not know."""

from intake.imports.content import Row
from intake.imports.mapping import FIELDS, Field, guess, missing, remember
from intake.imports.problems import ImportProblem, RowProblem
from intake.imports.rows import ImportRow, parse
from intake.imports.table import Table, read_table

__all__ = [
    "FIELDS",
    "Field",
    "ImportProblem",
    "ImportRow",
    "Row",
    "RowProblem",
    "Table",
    "guess",
    "missing",
    "parse",
    "read_table",
    "remember",
]
