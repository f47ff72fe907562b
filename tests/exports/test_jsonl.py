"""JSON Lines for programs: types are kept, nothing is guarded."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intake.exports import FORMATS
from tests.exports.samples import CONTEXT, expected, joined, many, raw, stored_texts

write = FORMATS["jsonl"].write


def test_types_and_order_of_keys() -> None:
    data = joined(
        write(CONTEXT, [raw("=1+1", themes=["A > B", "C"]), raw(agreed=None, captured=None, session=2)])
    )
    first, second = (json.loads(line) for line in data.splitlines())
    assert list(first.items()) == list(expected(statement="=1+1", themes=["A > B", "C"]).items())
    assert second["agreed"] is second["captured_at"] is second["session_date"] is None
    assert second["themes"] == []
    assert list(first) == list(second)
    assert data.endswith(b"}\n")


def test_renderings_have_a_column_for_each_language() -> None:
    context = replace(CONTEXT, renderings=("es", "fa"))
    rows = [raw(renderings={"fa": "درخت بیشتر"}), raw()]
    first, second = (json.loads(line) for line in joined(write(context, rows)).splitlines())
    assert list(first)[-2:] == ["statement_es", "statement_fa"]
    assert (first["statement_es"], first["statement_fa"]) == (None, "درخت بیشتر")
    assert (second["statement_es"], second["statement_fa"]) == (None, None)


@given(st.lists(stored_texts(), max_size=5))
def test_any_text_comes_back(texts: list[str]) -> None:
    lines = joined(write(CONTEXT, map(raw, texts))).decode().split("\n")
    assert [json.loads(line)["statement"] for line in lines[:-1]] == texts
    assert lines[-1] == ""


def test_no_statements_make_an_empty_file() -> None:
    assert joined(write(CONTEXT, [])) == b""


def test_all_rows_arrive_whatever_the_size_of_the_pieces() -> None:
    assert joined(write(CONTEXT, many(1000))).count(b"\n") == 1000
