"""CSV as spreadsheets of many places write it."""

from pathlib import Path

import pytest

from tests.imports.files import good, refused, table

ROWS = 'Question,Statement\r\nQ1,More trees\r\nQ2,"Two\nlines, and ""quotes"""\r\n'
EXPECTED = [("Q1", "More trees"), ("Q2", 'Two\nlines, and "quotes"')]


def texts(read) -> list[tuple[str, str]]:
    return [(row.question, row.text) for row in good(read)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_what_they_are(tmp_path: Path, encoding: str) -> None:
    text = ROWS + "Q3,می‌خواهم 𠮷野家\r\n"
    read = table(tmp_path, text.encode(encoding))
    assert texts(read) == [*EXPECTED, ("Q3", "می‌خواهم 𠮷野家")]
    assert read.encoding == encoding or encoding == "utf-8"


def test_other_scripts_in_utf_16_and_32(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-32", "utf-32-be"):
        mark = "" if encoding in ("utf-16", "utf-32") else "\ufeff"
        data = (mark + "Question,Statement\nQ1,Больше деревьев\n").encode(encoding)
        assert texts(table(tmp_path, data)) == [("Q1", "Больше деревьев")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = f'Question{delimiter}Statement\nQ1{delimiter}"a, b; c\td"\n'
    assert texts(table(tmp_path, text)) == [("Q1", "a, b; c\td")]
    assert texts(table(tmp_path, f"sep={delimiter}\n{text}")) == [("Q1", "a, b; c\td")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_rows_keep_the_row_numbers(tmp_path: Path, end: str) -> None:
    read = table(tmp_path, end.join(["", "Question,Statement", "", "Q1,first", ",", "  , ", "Q2,second"]))
    assert read.count == 2
    assert [row.number for row in read] == [4, 7]
    assert [row.cells for row in read] == [["Q1", "first"], ["Q2", "second"]]


def test_a_row_is_numbered_as_a_spreadsheet_shows_it(tmp_path: Path) -> None:
    read = table(tmp_path, 'Question,Statement\nQ1,"one\ntwo\nthree"\nQ2,second\n')
    assert [row.number for row in read] == [2, 3]


def test_a_table_can_be_read_again(tmp_path: Path) -> None:
    read = table(tmp_path, ROWS)
    assert list(read) == list(read)


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1+1", "+3", "-5", "@x", "'tis true", "''", "＝x", "'", '"quoted"', "{{ 7*7 }}"]
)
def test_a_text_is_taken_literally(tmp_path: Path, text: str) -> None:
    cell = '"' + text.replace('"', '""') + '"'
    assert texts(table(tmp_path, f"Question,Statement\nQ1,{cell}\n")) == [("Q1", text)]


@pytest.mark.parametrize(
    "encoding", ["cp1252", "latin-1", "cp1251", "shift-jis", "gb18030", "utf-16-le", "utf-16-be"]
)
def test_other_encodings_are_refused_and_not_guessed(tmp_path: Path, encoding: str) -> None:
    text = {"cp1251": "Больше деревьев", "shift-jis": "木を", "gb18030": "更多的树"}.get(
        encoding, "más árboles"
    )
    problem = refused(tmp_path, f"Question,Statement\nQ1,one\nQ2,{text}\n".encode(encoding))
    assert problem.code == "encoding"
    if not encoding.startswith("utf"):
        assert problem.row == 3


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Question,Statement\nQ1,one\nQ2,"never closed\nQ3,swallowed\n', 3),
        ('Question,Statement\nQ1,"She said" no\n', 2),
    ],
)
def test_a_quotation_mark_in_the_wrong_place_is_found(tmp_path: Path, text: str, row: int) -> None:
    problem = refused(tmp_path, text)
    assert (problem.code, problem.row) == ("quotation_marks", row)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "  \n , \n", "\ufeff", "Question,Statement\n", "Question,Statement\n\n,\n"]
)
def test_a_file_without_rows_says_so(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).code == "empty_file"
