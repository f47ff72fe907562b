"""Real statements of residents, typed up as organizers do, and files that Intake wrote itself."""

import csv
import io
from pathlib import Path

import pytest

from intake.exports import FORMATS, ExportOptions
from intake.formula_guard import guard
from tests.exports.samples import CONTEXT, RISKY_TEXTS, SCRIPTS, joined, raw
from tests.imports.files import good, parsed, table, workbook

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "resident-statements"


@pytest.mark.parametrize(
    ("name", "count"), [("bowling-green-2018.csv", 896), ("bowling-green-2050.csv", 371)]
)
def test_the_statements_of_residents_load_as_they_are(tmp_path: Path, name: str, count: int) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"the real statements are not beside this checkout: {SHARED / name}")
    data = (SHARED / name).read_bytes()
    rows = good(table(tmp_path, data, name))
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        typed = list(csv.DictReader(file))
    assert len(rows) == len(typed) == count
    for row, cells in zip(rows, typed, strict=True):
        assert row.text == cells["Statement"]
        assert row.agreed == int(cells["Others who agreed"])
        assert (row.session, row.place, row.question) == (cells["Session"], cells["Table"], cells["Question"])
        assert row.date and row.date.isoformat() == cells["Date"]
        assert row.language == cells["Language"]


TEXTS = [text for text in RISKY_TEXTS + SCRIPTS if text.strip()]


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_our_own_exports_come_back_whole(tmp_path: Path, name: str) -> None:
    made = [raw(text, place=1 + number % 3, agreed=number * 1000) for number, text in enumerate(TEXTS)]
    data = joined(FORMATS[name].write(CONTEXT, made))
    read = table(tmp_path, data, f"statements.{name}")
    assert read.is_intake_export
    assert read.other_sheets == ()
    rows = good(read)
    assert [row.text for row in rows] == TEXTS
    assert [row.agreed for row in rows] == [number * 1000 for number in range(len(TEXTS))]
    assert [row.place for row in rows][:3] == ["full group", "3", "=Río"]
    assert rows[0].session == "july-20"
    assert rows[0].captured_at and str(rows[0].captured_at) == "2024-07-20 12:03:11-07:00"


def test_our_csv_saved_by_a_spreadsheet_comes_back_whole(tmp_path: Path) -> None:
    rows = [
        ["statement_id", "statement", "question"],
        *([str(n), guard(text), "Q1"] for n, text in enumerate(TEXTS) if "_x" not in text),
    ]
    read = good(table(tmp_path, workbook(*rows), "saved.xlsx"))
    assert [row.text for row in read] == [text for text in TEXTS if "_x" not in text]
    data = joined(FORMATS["csv"].write(CONTEXT, map(raw, TEXTS), options=ExportOptions(bom=False)))
    lines = list(csv.reader(io.StringIO(data.decode(), newline="")))
    semicolons = tmp_path / "semicolons"
    with semicolons.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    assert [row.text for row in good(table(tmp_path, semicolons.read_bytes()))] == TEXTS


def test_a_text_that_a_cell_cut_off_is_refused(tmp_path: Path) -> None:
    data = joined(FORMATS["xlsx"].write(CONTEXT, [raw("🌳" * 20_000), raw("🌳" * 16_000)]))
    first, second = parsed(table(tmp_path, data, "statements.xlsx"))
    assert [(problem.column, problem.code) for problem in first[1]] == [("text", "too_long")]
    assert second[0] and second[0].text == "🌳" * 16_000


def test_the_guard_of_others_is_left_alone(tmp_path: Path) -> None:
    (row,) = good(table(tmp_path, "Question,Statement\nQ1,'=1+1\n"))
    assert row.text == "'=1+1"
