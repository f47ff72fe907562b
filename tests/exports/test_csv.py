"""CSV that opens correctly the first time, cannot run, and comes back as it went in."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.exports import FORMATS, ExportOptions
from intake.exports.rows import RawRow
from intake.formula_guard import RISKY, guard, unguard
from tests.exports.samples import CONTEXT, RISKY_TEXTS, SCRIPTS, expected, joined, raw, stored_texts

write = FORMATS["csv"].write


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_reads_back() -> None:
    data = joined(write(CONTEXT, [raw(themes=["Housing > Rent", "Trees"])]))
    (row,) = read(data)
    assert row == {
        **{key: str(value) for key, value in expected().items()},
        "themes": "Housing > Rent; Trees",
    }
    assert data.startswith(b"\xef\xbb\xbfstatement_id,initiative,")
    assert data.endswith(b",active\r\n")
    assert data.count(b"\r\n") == 2


def test_missing_values_are_empty() -> None:
    (row,) = read(joined(write(CONTEXT, [raw(session=2, agreed=None, captured=None, device=None)])))
    assert row["agreed"] == row["captured_at"] == row["device"] == row["session_date"] == row["themes"] == ""


def test_the_byte_order_mark_can_be_left_out() -> None:
    with_mark = joined(write(CONTEXT, [raw()]))
    without = joined(write(CONTEXT, [raw()], options=ExportOptions(bom=False)))
    assert with_mark == b"\xef\xbb\xbf" + without


@pytest.mark.parametrize("text", RISKY_TEXTS + SCRIPTS)
def test_every_text_comes_back_when_the_guard_is_taken_off(text: str) -> None:
    (row,) = read(joined(write(CONTEXT, [raw(text, place=3)])))
    assert row["statement"][:1] not in RISKY or row["statement"][0] == "'"
    assert row["place"] == "'=Río"
    assert unguard(row["statement"]) == text


@given(st.lists(stored_texts(), max_size=5))
def test_any_text_comes_back(texts: list[str]) -> None:
    rows = read(joined(write(CONTEXT, [raw(text) for text in texts])))
    assert [unguard(row["statement"]) for row in rows] == texts


@given(st.lists(stored_texts(), min_size=1))
def test_quoting_is_that_of_the_csv_module(texts: list[str]) -> None:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(list(expected()))
    for text in texts:
        values = {**expected(statement=guard(text)), "themes": ""}
        writer.writerow(values.values())
    assert (
        joined(write(CONTEXT, map(raw, texts), options=ExportOptions(bom=False))) == lines.getvalue().encode()
    )


@given(st.text())
def test_the_guard_is_reversible_and_marks_only_what_is_risky(cell: str) -> None:
    guarded = guard(cell)
    assert unguard(guarded) == cell
    assert guarded == ("'" + cell if cell and cell[0] in "=+-@\t\r＝＋－＠'" else cell)


def test_the_header_is_there_before_the_first_row_is_read() -> None:
    def never() -> Iterator[RawRow]:
        raise AssertionError("a row was read")
        yield raw()

    assert next(write(CONTEXT, never())).startswith(b"\xef\xbb\xbfstatement_id,")
