"""`intake export` and `intake import`: the same as the pages, from the keyboard."""

from __future__ import annotations

import csv
import json
import os
import stat
import unicodedata
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from intake.db import Database
from intake.formula_guard import unguard
from intake.models import How, Initiative, ListeningSession, Source, Statement, Status
from tests import guesses
from tests.cli.conftest import Run
from tests.factories import a_question, a_rendering, a_session, a_statement, an_initiative

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "resident-statements"


@pytest.fixture
def score(db: Database) -> Initiative:
    """SCORE 2024 with its questions and nothing else."""
    initiative = an_initiative(db)
    for number in range(4):
        a_question(db, initiative, f"Q{number}", position=number)
    return initiative


@pytest.fixture
def told(db: Database) -> Initiative:
    """Some statements in one session, and one of a practice session."""
    initiative = an_initiative(db)
    question = a_question(db, initiative, "Q1")
    hall, trial = a_session(db, initiative), a_session(db, initiative, "trial", is_practice=True)
    a_statement(db, hall.places[1], initiative, question, "=1+1")
    a_statement(db, hall.places[2], initiative, question, "dos", language="es", status=Status.HELD)
    a_statement(db, hall.places[0], initiative, question, "hidden", status=Status.HIDDEN)
    a_statement(db, trial.places[1], initiative, question, "practice")
    return initiative


def said(text: str) -> list[str]:
    return [row["statement"] for row in csv.DictReader(StringIO(text.lstrip("\ufeff"), newline=""))]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["'=1+1", "dos"]),
        (["--status", "active,hidden"], ["'=1+1", "hidden"]),
        (["--session", "july-20", "--language", "es"], ["dos"]),
        (["--session", "trial"], []),
        (["--table", "full group", "--status", "hidden"], ["hidden"]),
        (["--table", "1", "--table", "2"], ["'=1+1", "dos"]),
        (["--from", "2024-07-21"], []),
        (["--until", "2024-07-20", "--question", "Q1"], ["'=1+1", "dos"]),
        # No server has put them into the index yet.
        (["--search", "DOS"], ["dos"]),
        (["--search", "-dos"], ["'=1+1"]),
        (["--search", "\N{BUS}"], []),
        (["--search", "dos", "--for-server"], []),
    ],
)
def test_export_to_standard_output(
    told: Initiative, run: Run, options: list[str], expected: list[str]
) -> None:
    status, out, err = run("export", "score-2024", "--format", "csv", *options)
    assert (status, err) == (0, "")
    assert out.startswith("\ufeffstatement_id,")
    assert said(out) == expected


def test_export_options(told: Initiative, run: Run) -> None:
    _status, out, _err = run("export", "score-2024", "--format", "csv", "--no-bom", "--labels", "es")
    assert out.startswith("statement_id,")
    assert "¿Qué es Q1?" in out
    _status, out, _err = run("export", "score-2024", "--format", "jsonl")
    assert [json.loads(line)["statement"] for line in out.splitlines()] == ["=1+1", "dos"]


def test_export_says_of_translations_how_they_were_made_when_asked(
    told: Initiative, db: Database, run: Run
) -> None:
    a_rendering(db, rows(db)[1], "en", "two", how=How.IN_ROOM)
    command = ("export", "score-2024", "--format", "jsonl", "--status", "held")
    _status, out, _err = run(*command)
    assert list(json.loads(out))[-2:] == ["status", "statement_en"]
    _status, out, _err = run(*command, "--translation-details")
    assert list(json.loads(out).items())[-4:] == [
        ("statement_en", "two"),
        ("statement_en_by", "administrator"),
        ("statement_en_how", "in_room"),
        ("statement_en_state", "draft"),
    ]


def test_export_to_a_file_is_whole_or_not_there(
    told: Initiative, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "score.xlsx"
    target.parent.mkdir()
    assert run("export", "score-2024", "--format", "xlsx", "--output", str(target)) == (0, "", "")
    assert load_workbook(target).worksheets[0].max_row == 3
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    status, _out, err = run("export", "score-2024", "--format", "csv", "--output", str(target))
    assert (status, err) == (1, "intake: No space left on device\n")
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["nobody", "--format", "csv"], 1, "there is no initiative called 'nobody'"),
        (["score-2024"], 2, "Missing option '--format'"),
        (["score-2024", "--format", "docx"], 2, "'docx' is not one of"),
        (["score-2024", "--format", "csv", "--status", "active,gone"], 2, "is not of active, held"),
        (["score-2024", "--format", "csv", "--language", "Spanish"], 2, "is not a language tag"),
        (["score-2024", "--format", "csv", "--session", "x"], 1, "There is no session called x."),
        (["score-2024", "--format", "csv", "--from", "July"], 2, "does not match the format"),
        (["score-2024", "--format", "csv", "--output", "/nowhere/x.csv"], 1, "/nowhere/"),
    ],
)
def test_export_used_wrongly(
    told: Initiative, run: Run, arguments: list[str], status: int, message: str
) -> None:
    code, out, err = run("export", *arguments)
    assert (code, out) == (status, "")
    assert message in err
    assert err.startswith("intake: ")
    assert err.count("\n") == 1


def rows(db: Database) -> list[Statement]:
    with db.read() as session:
        return list(session.scalars(select(Statement).order_by(Statement.id)))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "notes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_import_names_each_bad_row_and_stores_nothing(
    score: Initiative, db: Database, run: Run, tmp_path: Path
) -> None:
    file = written(
        tmp_path, "Session,Question,Statement,Others who agreed\nhall,Q1,fine,1\nhall,Q9,bad,many\n,Q1,,2\n"
    )
    status, out, err = run("import", "score-2024", str(file), "--create-missing")
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        "row 3, Others who agreed: Enter how many others agreed as a whole number, 0 or more.",
        "row 4, Statement: This cell must not be empty.",
        "intake: 2 of 3 rows cannot be imported, so nothing was stored",
    ]
    assert rows(db) == []


@guesses.NEEDED
def test_a_dry_run_hints_at_languages_that_may_be_wrong(score: Initiative, run: Run, tmp_path: Path) -> None:
    said = f'hall,Q1,"{guesses.SPANISH}"'
    file = written(tmp_path, f"Session,Question,Statement,Language\n{said},ru\n{said},es\n")
    status, out, err = run("import", "score-2024", str(file), "--create-missing", "--dry-run")
    assert (status, err) == (0, "row 2: says ru, reads like es (only a hint)\n")
    assert "2 statements can be imported" in out


def test_import_step_by_step(score: Initiative, db: Database, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, "Saal,Frage,Aussage\nhall,1,eins\n")
    named = ["--map", "session=Saal", "--map", "question=Frage", "--map", "text=Aussage", "--language", "de"]
    status, _out, err = run("import", "score-2024", str(file))
    assert status == 1
    assert "--map question=HEADER" in err
    assert "no session called hall" in run("import", "score-2024", str(file), *named)[2]
    named.append("--create-missing")
    assert run("import", "score-2024", str(file), *named, "--dry-run") == (
        0,
        "1 statements can be imported; new sessions: 1\n",
        "",
    )
    assert rows(db) == []
    status, out, _err = run("import", "score-2024", str(file), *named)
    assert (status, out) == (0, "imported 1 statements; new sessions: 1, new tables: 0\n")
    [one] = rows(db)
    assert (one.text, one.language, one.source) == ("eins", "de", Source.PAPER)
    status, _out, err = run("import", "score-2024", str(file), *named)
    assert status == 1
    assert "--again" in err
    # What the columns meant is remembered.
    assert run("import", "score-2024", str(file), "--again", "--source", "import")[0] == 0
    assert [one.source for one in rows(db)] == [Source.PAPER, Source.IMPORT]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["notes.xlsx"], 1, "neither a CSV file nor an Excel workbook"),
        (["missing.csv"], 2, "does not exist"),
        (["notes.csv", "--map", "statement"], 2, "write FIELD=HEADER"),
        (["notes.csv", "--map", "text=Nothing"], 2, "has no column 'Nothing'"),
    ],
)
def test_import_used_wrongly(
    score: Initiative,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "Question,Statement\nQ1,a\n")
    Path("notes.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x10\x08\x06")
    code, _out, err = run("import", "score-2024", *arguments)
    assert code == status
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["bowling-green-2018.csv", "bowling-green-2050.csv"])
def test_the_real_statements_come_in_and_go_out_as_they_are(
    score: Initiative, db: Database, run: Run, tmp_path: Path, name: str
) -> None:
    file = REAL / name
    if not file.is_file():
        pytest.skip(f"needs {name} of the shared data, which is not beside this checkout")
    status, out, err = run("import", "score-2024", str(file), "--create-missing")
    assert (status, err) == (0, "")
    with file.open(encoding="utf-8-sig", newline="") as source:
        typed = list(csv.DictReader(source))
    assert out.startswith(f"imported {len(typed)} statements")
    run("export", "score-2024", "--format", "csv", "--output", str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as result:
        exported = list(csv.DictReader(result))
    assert [unguard(row["statement"]).encode() for row in exported] == [
        unicodedata.normalize("NFC", row["Statement"]).encode() for row in typed
    ]
    for column, header in (("agreed", "Others who agreed"), ("language", "Language"), ("place", "Table")):
        assert [row[column] for row in exported] == [row[header] for row in typed]
    assert [row["session_date"] for row in exported] == [row["Date"] for row in typed]
    assert {row["question"] for row in exported} == {"Q3"}
    assert {row["source"] for row in exported} == {"paper"}
    devices = Counter((row["session"], row["place"], row["device"]) for row in exported)
    notetakers = Counter((row["Session"], row["Table"], row["Notetaker"]) for row in typed)
    assert sorted(devices.values()) == sorted(notetakers.values())
    with db.read() as session:
        titles = set(session.scalars(select(ListeningSession.title["en"].as_string())))
    assert titles == {row["Session"] for row in typed}
    # And what went out comes in again as it is.
    again = an_initiative(db, "again")
    a_question(db, again, "Q3")
    assert run("import", "again", str(tmp_path / "out.csv"), "--create-missing")[0] == 0
    run("export", "again", "--format", "csv", "--output", str(tmp_path / "again.csv"))
    with (tmp_path / "again.csv").open(encoding="utf-8-sig", newline="") as result:
        assert [row["statement"] for row in csv.DictReader(result)] == [row["statement"] for row in exported]
