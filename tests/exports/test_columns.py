"""Names and order of the columns are a promise, and every id gets its name."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from intake.exports import COLUMNS, FORMATS, ExportOptions, columns
from intake.exports.codebook import blocks
from intake.exports.rows import RawRow
from tests.exports.samples import CONTEXT, NOON, expected, joined, raw

PROMISED = (
    "statement_id, initiative, session, session_date, session_type, place, question, question_text, "
    "statement, language, kind, agreed, themes, captured_at, received_at, revision, source, device, status"
).split(", ")


def exported(row: RawRow, context=CONTEXT, labels: str | None = None) -> dict[str, object]:
    return json.loads(joined(FORMATS["jsonl"].write(context, [row], options=ExportOptions(labels=labels))))


def test_the_columns_stand_in_the_promised_order() -> None:
    assert [column.name for column in COLUMNS] == PROMISED
    context = replace(CONTEXT, renderings=("es", "fa"))
    assert [column.name for column in columns(context)] == [*PROMISED, "statement_es", "statement_fa"]
    made = [f"statement_{tag}_{what}" for tag in ("es", "fa") for what in ("by", "how", "state")]
    names = [column.name for column in columns(replace(context, made=True))]
    assert names == [*PROMISED, "statement_es", "statement_fa", *made]
    assert [column.name for column in columns(replace(CONTEXT, made=True))] == PROMISED


def test_a_rendering_and_what_is_said_of_it_stand_each_in_its_own_column() -> None:
    context = replace(CONTEXT, renderings=("es", "fa"), made=True)
    of_it = {"fa": "درخت", "fa_by": "interpreter", "fa_how": "in_room", "fa_state": "stale"}
    row = exported(raw(renderings=of_it), context)
    assert {key.removeprefix("statement_"): value for key, value in list(row.items())[-8:] if value} == of_it
    book = blocks(context, "en")[0].rows
    assert [name for name, _label, meaning, values in book[-6:] if meaning and values] == list(row)[-6:]


def test_every_format_has_a_name_a_label_and_a_type() -> None:
    assert list(FORMATS) == ["csv", "xlsx", "jsonl"]
    assert [one.NAME for one in FORMATS.values()] == list(FORMATS)
    for one in FORMATS.values():
        assert one.EXTENSION.startswith(".")
        assert "/" in one.MIMETYPE
        assert str(one.LABEL)


def test_ids_become_names() -> None:
    assert list(exported(raw()).items()) == list(expected().items())


@pytest.mark.parametrize("uid", [UUID(int=7), UUID(int=7).hex, str(UUID(int=7))])
def test_a_statement_id_may_come_in_any_spelling(uid: UUID | str) -> None:
    assert exported(raw(uid=uid))["statement_id"] == "00000000-0000-0000-0000-000000000007"


def test_the_whole_room_is_called_the_full_group() -> None:
    assert exported(raw(place=1))["place"] == "full group"


@pytest.mark.parametrize(
    ("question", "labels", "wording"),
    [
        (1, None, "Why Sacramento?"),
        (1, "es", "¿Por qué Sacramento?"),
        (1, "fa", "Why Sacramento?"),
        (2, "fa", "چطور به ساکرامنتو آمدید؟"),
        (2, "es", "How did you come to live in Sacramento?"),
        (2, "xx", "How did you come to live in Sacramento?"),
    ],
)
def test_each_statement_keeps_its_wording_in_the_chosen_language(
    question: int, labels: str, wording: str
) -> None:
    assert exported(raw(question=question), labels=labels)["question_text"] == wording


@pytest.mark.parametrize(
    ("session", "moment", "written"),
    [
        (1, NOON, "2024-07-20T12:03:11-07:00"),
        (1, NOON.replace(tzinfo=None), "2024-07-20T12:03:11-07:00"),
        (2, NOON, "2024-07-21T00:33:11+05:30"),
        (1, datetime(2024, 11, 3, 8, 59, 59, tzinfo=UTC), "2024-11-03T01:59:59-07:00"),
        (1, datetime(2024, 11, 3, 9, 0, 0, tzinfo=UTC), "2024-11-03T01:00:00-08:00"),
        (1, datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00+00:00"),
        (1, datetime(1850, 1, 1, tzinfo=UTC), "1850-01-01T00:00:00+00:00"),
        (1, None, None),
    ],
)
def test_moments_have_the_offset_of_the_session(
    session: int, moment: datetime | None, written: str | None
) -> None:
    assert exported(raw(session=session, captured=moment))["captured_at"] == written


def test_kept_minutes_never_leak_into_another_zone_or_minute() -> None:
    rows = [
        raw(session=1 + number % 2, captured=NOON + timedelta(seconds=number * 17)) for number in range(400)
    ]
    lines = joined(FORMATS["jsonl"].write(CONTEXT, rows)).splitlines()
    offsets = (timezone(timedelta(hours=-7)), timezone(timedelta(hours=5, minutes=30)))
    for number, line in enumerate(lines):
        moment = (NOON + timedelta(seconds=number * 17)).astimezone(offsets[number % 2])
        assert json.loads(line)["captured_at"] == moment.isoformat(timespec="seconds")


def test_the_codebook_explains_every_column_question_and_session() -> None:
    context = replace(CONTEXT, renderings=("es",))
    about_columns, about_questions, about_sessions = blocks(context, "en")
    assert [row[0] for row in about_columns.rows] == [*PROMISED, "statement_es"]
    assert all(row[1] and row[2] for row in about_columns.rows)
    assert about_questions.header[2:] == ["en", "es", "fa"]
    assert (
        "Q1",
        2,
        "How did you come to live in Sacramento?",
        "",
        "چطور به ساکرامنتو آمدید؟",
    ) in about_questions.rows
    assert about_sessions.rows[0] == ("july-20", "July 20", "2024-07-20", "community", "America/Los_Angeles")
    assert blocks(context, "es")[2].rows[0][1] == "20 de julio"
