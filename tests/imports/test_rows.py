"""Cells become fields, or problems that name row and column and quote nothing."""

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.imports import ImportRow
from intake.imports.moments import is_day_first, parse_date, parse_moment
from intake.text import clean, problem
from tests.imports.files import good, parsed, problems, table

CANARY = "words of a resident"


def one(folder: Path, **cells: str) -> ImportRow:
    (row,) = good(table(folder, csv_of(cells)))
    return row


def codes(folder: Path, **cells: str) -> list[tuple[str | None, str]]:
    return [(column, code) for _, column, code in problems(table(folder, csv_of(cells)))]


def csv_of(cells: dict[str, str]) -> str:
    cells = {"Question": "Q1", "Statement": CANARY} | {
        name.replace("_", " "): cell for name, cell in cells.items()
    }
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in cells.values())
    return ",".join(cells) + "\n" + ",".join(quoted) + "\n"


def test_only_question_and_statement_are_needed(tmp_path: Path) -> None:
    row = one(tmp_path)
    assert row == ImportRow(2, None, None, None, "Q1", CANARY, None, None, None, None, None)


def test_a_full_row(tmp_path: Path) -> None:
    row = one(
        tmp_path, Session=" July 20 -  Community ", Date="2024-07-20", Table="3", Language="zh_hans", Kind="Quote",
        Others_who_agreed="1,024", Notetaker="NT01", Captured_at="2024-07-20T18:03:11-07:00",
    )  # fmt: skip
    assert row == ImportRow(
        2, "July 20 - Community", date(2024, 7, 20), "3", "Q1", CANARY, "zh-Hans", "quote", 1024, "NT01",
        datetime(2024, 7, 20, 18, 3, 11, tzinfo=timezone(timedelta(hours=-7))),
    )  # fmt: skip


def test_the_text_keeps_its_spaces_and_is_cleaned_as_ever(tmp_path: Path) -> None:
    text = "  e\u0301tait\r\n\u202eevil\n"
    assert one(tmp_path, Statement=text).text == clean(text) == "  \u00e9tait\nevil\n"


@settings(max_examples=50, deadline=None)
@given(text=st.text(min_size=1).filter(lambda text: problem(text, 20_000) is None and text.strip()))
def test_any_text_is_read_as_it_stands(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    assert one(tmp_path_factory.mktemp("any"), Statement=text).text == clean(text)


@pytest.mark.parametrize("count", ["0", "3", "172", "1024", "1,024", "1.024", "1 024", "1\u202f024", "1'024", "1,234,567",
                                   "+3", "3.0", "3.00", "۱۷۲", "١٬٠٢٤", "१२"])  # fmt: skip
def test_numbers_as_people_write_them(tmp_path: Path, count: str) -> None:
    numbers = {
        "1,234,567": None,
        "+3": 3,
        "3.0": 3,
        "3.00": 3,
        "۱۷۲": 172,
        "१२": 12,
        "0": 0,
        "3": 3,
        "172": 172,
    }
    expected = numbers.get(count, 1024)
    if expected is None:
        assert codes(tmp_path, Others_who_agreed=count) == [("agreed", "bad_agreed")]
    else:
        assert one(tmp_path, Others_who_agreed=count).agreed == expected


@pytest.mark.parametrize(
    "count", ["-1", "3.5", "many", "1,02", "1 2", "12,34,567", "1e3", "½", "0x10", "9" * 190]
)
def test_what_is_no_count(tmp_path: Path, count: str) -> None:
    assert codes(tmp_path, Others_who_agreed=count) == [("agreed", "bad_agreed")]


@pytest.mark.parametrize("tag", ["english", "Spanish", "e", "es-", "*", "<b>", "x" * 80])
def test_what_is_no_language(tmp_path: Path, tag: str) -> None:
    assert codes(tmp_path, Language=tag) == [("language", "bad_language")]


@pytest.mark.parametrize("tag", ["es", "hmn", "fa-AF", "fa_AF", "mww", "x-oakpark", "zh-Hant-TW"])
def test_any_language_is_taken(tmp_path: Path, tag: str) -> None:
    assert one(tmp_path, Language=tag).language == tag.replace("_", "-")


def test_kinds_are_words_or_what_is_stored(tmp_path: Path) -> None:
    assert one(tmp_path, Kind="OBSERVATION").kind == "observation"
    assert codes(tmp_path, Kind="shout") == [("kind", "bad_kind")]


@pytest.mark.parametrize("place", ["full group", "Full group", "FULL GROUP ", "full-group"])
def test_the_full_group_in_any_spelling(tmp_path: Path, place: str) -> None:
    assert one(tmp_path, Table=place).place == "full group"


def test_every_problem_of_every_row_is_found_at_once_and_quotes_nothing(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "Question,Statement,Language,Others who agreed,Date,Captured at,Session\n"
        f"Q1,{CANARY},,,,,\n"
        f",  ,{CANARY},{CANARY},{CANARY},{CANARY},{CANARY}{'x' * 200}\n"
        f"Q2,{CANARY}\x07,,,,,{CANARY}\x1b\n"
        f"Q3,{'x' * 20_001},,,,,,{CANARY}\n",
    )
    assert problems(read) == [
        (3, "session", "too_long"),
        (3, "date", "bad_date"),
        (3, "question", "empty"),
        (3, "text", "empty"),
        (3, "language", "bad_language"),
        (3, "agreed", "bad_agreed"),
        (3, "captured_at", "bad_time"),
        (4, "session", "control_character"),
        (4, "text", "control_character"),
        (5, None, "extra_cells"),
        (5, "text", "too_long"),
    ]
    rows = parsed(read)
    assert [row is not None for row, _ in rows] == [True, False, False, False]
    told = [f"{problem!r} {problem.message}" for _, found in rows for problem in found]
    assert not any(CANARY in text for text in told)


def test_short_rows_end_with_blank_cells(tmp_path: Path) -> None:
    (row,) = good(table(tmp_path, "Question,Statement,Language,Session\nQ1,x\n"))
    assert (row.language, row.session) == (None, None)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-07-20", date(2024, 7, 20)),
        ("2024/7/20", date(2024, 7, 20)),
        ("2024-07-20 00:00:00", date(2024, 7, 20)),
        ("2024-07-20T18:03:11-07:00", date(2024, 7, 20)),
        ("7/20/2024", date(2024, 7, 20)),
        ("7/20/24", date(2024, 7, 20)),
        ("3/4/2024", date(2024, 3, 4)),
        ("20.7.2024", date(2024, 7, 20)),
        ("3.4.2024", date(2024, 4, 3)),
        ("20-Jul-2024", date(2024, 7, 20)),
        ("20-OCT-24", date(2024, 10, 20)),
        ("July 20, 2024", date(2024, 7, 20)),
        ("Jul 20 2024", date(2024, 7, 20)),
        ("20 July 2024", date(2024, 7, 20)),
        ("۲۰۲۴-۰۷-۲۰", date(2024, 7, 20)),
        ("20/7/2024", None),
        ("2024-13-01", None),
        ("2024-02-30", None),
        ("1403/04/30", None),
        ("0000-00-00", None),
        ("45493", None),
        ("tomorrow", None),
        ("7/20", None),
    ],
)
def test_dates(cell: str, day: date | None) -> None:
    assert parse_date(cell, day_first=False) == day


def test_one_date_tells_how_its_column_is_written(tmp_path: Path) -> None:
    assert is_day_first(["", "3/4/2024", "20/7/2024"])
    assert not is_day_first(["3/4/2024", "7/20/2024", "2024-07-20"])
    rows = good(table(tmp_path, "Question,Statement,Date\nQ1,x,3/4/2024\nQ1,x,20/7/2024\n"))
    assert [row.date for row in rows] == [date(2024, 4, 3), date(2024, 7, 20)]
    assert codes(tmp_path, Date="7/20/2024") == []
    mixed = "Question,Statement,Date\nQ1,x,7/20/2024\nQ1,x,20/7/2024\n"
    assert problems(table(tmp_path, mixed)) == [(2, "date", "bad_date")]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("18:03", time(18, 3)),
        ("6:03 PM", time(18, 3)),
        ("12:00 a.m.", time(0, 0)),
        ("12:30pm", time(12, 30)),
        ("2024-07-20 18:03", datetime(2024, 7, 20, 18, 3)),
        ("2024-07-20T18:03:11Z", datetime(2024, 7, 20, 18, 3, 11, tzinfo=timezone.utc)),  # noqa: UP017
        ("7/20/2024 6:03:11 PM", datetime(2024, 7, 20, 18, 3, 11)),
        ("7/20/2024, 6:03 PM", datetime(2024, 7, 20, 18, 3)),
        ("July 20, 2024 18:03", datetime(2024, 7, 20, 18, 3)),
        ("۱۸:۰۳", time(18, 3)),
        ("25:00", None),
        ("13:00 PM", None),
        ("2024-07-20", None),
        ("noon", None),
        ("0001-01-01 00:00", None),
    ],
)
def test_moments(cell: str, moment: datetime | time | None) -> None:
    assert parse_moment(cell, day_first=False) == moment


def test_a_statement_that_was_erased_is_passed_over_in_our_own_export_and_nowhere_else(
    tmp_path: Path,
) -> None:
    lines = "a,Q1,,hidden", f"b,Q1,{CANARY},hidden", "c,Q1,,active"
    own = table(tmp_path, "\n".join(("statement_id,question,statement,status", *lines)))
    assert [row.text for row, _ in parsed(own) if row] == [CANARY]
    assert problems(own) == [(4, "text", "empty")]
    other = table(tmp_path, "\n".join(("id,question,statement,status", *lines)))
    assert problems(other) == [(2, "text", "empty"), (4, "text", "empty")]
