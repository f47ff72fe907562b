"""The raw limits: rows put in and taken out with nothing around SQLite and the standard writers.

As a command it exports in a fresh process: `python -m bench.bare csv|jsonl|xlsx DATABASE`; prints seconds and megabytes.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.traffic import TEXT
from intake.db import new_uid
from intake.db.engine import pragmas

#: What an export needs of a statement, as it is stored: ids are not even given names.
COLUMNS = (
    "uid, session_id, place_id, question_version_id, text, language, kind, agreed, captured_at, received_at, "
    "version, source, device_id, status"
)


class Sink(io.RawIOBase):
    """Takes everything and keeps only its size; both the product's bytes and the bare writers' end here."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.size += len(piece)
        return len(piece)


def inserts(database: Path, seconds: float, per_transaction: int) -> float:
    """Statements a second that one connection stores with the product's pragmas, so many in each transaction."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for pragma, value in pragmas(connection).items():
            connection.execute(f"PRAGMA {pragma} = {value}")
        device = connection.execute(
            "SELECT d.id, d.place_id, d.session_id, s.initiative_id, (SELECT min(id) FROM question_version) "
            "FROM device d JOIN listening_session s ON s.id = d.session_id LIMIT 1"
        ).fetchone()
        insert = (
            "INSERT INTO statement (device_id, place_id, session_id, initiative_id, question_version_id, uid, text, "
            "language, kind, agreed, source, status, has_conflict, version, revision, captured_at, received_at, "
            "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'en', 'quote', 3, 'form', 'active', 0, 1, 1, ?, ?, ?)"
        )
        moment = "2024-07-20 18:03:11.000000"
        begun, done = time.perf_counter(), 0
        while (passed := time.perf_counter() - begun) < seconds:
            connection.execute("BEGIN IMMEDIATE")
            for _ in range(per_transaction):
                connection.execute(insert, (*device, new_uid().hex, TEXT, moment, moment, moment))
            connection.execute("COMMIT")
            done += per_transaction
            if done % 500 < per_transaction:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return done / passed


def write_csv(rows: sqlite3.Cursor, sink: Sink) -> None:
    with io.TextIOWrapper(io.BufferedWriter(sink, 65_536), encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)


def write_jsonl(rows: sqlite3.Cursor, sink: Sink) -> None:
    names = [column[0] for column in rows.description]
    with io.TextIOWrapper(io.BufferedWriter(sink, 65_536), encoding="utf-8", newline="") as text:
        for row in rows:
            text.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")


def write_xlsx(rows: sqlite3.Cursor, sink: Sink) -> None:
    from xlsxwriter import Workbook

    with tempfile.TemporaryFile() as file:
        with Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        file.seek(0)
        while piece := file.read(65_536):
            sink.write(piece)


WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "xlsx": write_xlsx}


def main(kind: str, database: str) -> None:
    """Export everything, and print how long it took and the most memory it needed."""
    sink = Sink()
    begun = time.perf_counter()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        WRITERS[kind](connection.execute(f"SELECT {COLUMNS} FROM statement ORDER BY id"), sink)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "bytes": sink.size}))


if __name__ == "__main__":
    main(*sys.argv[1:])
