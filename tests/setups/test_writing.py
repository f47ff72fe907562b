"""What is written is read back as the same, and is a file for people."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.setups import (
    QuestionSetUp,
    SessionSetUp,
    SetUp,
    TableSetUp,
    TermSetUp,
    local_start,
    moment_of,
    read,
    write,
)
from intake.text import clean, problem

TAGS = st.sampled_from(["en", "es", "no", "zh-Hans", "fa-AF", "hmn"])
ANY = st.text(min_size=1, max_size=60) | st.text(
    alphabet=st.sampled_from("ab .,:#'\"|>-[]{}&*!%@`\\\n\t\u0301سلام你好\u200c\u2028\ufeff~0"),
    min_size=1,
    max_size=400,
)
TEXT = ANY.map(lambda text: clean(text).strip()).filter(
    lambda text: bool(text) and problem(text, 1000) is None
)
LINE = TEXT.map(lambda text: clean(" ".join(text.split()))[:30].strip()).filter(bool)
TEXTS = st.dictionaries(TAGS, TEXT, min_size=1, max_size=4)
TITLES = st.dictionaries(
    TAGS, st.text("Ab c:#日", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=4
)
WORDS = st.lists(st.sampled_from(["community", "cbo", "no", "yes", "1"]), min_size=1, unique=True).map(tuple)
LANGUAGES = st.lists(TAGS, min_size=1, unique=True).map(tuple)
TABLES = st.integers(0, 200) | st.lists(
    st.builds(
        TableSetUp, st.sampled_from(["1", "no", "Blue: #1", "~", "null", "表", "[x]"]), st.none() | TAGS
    ),
    unique_by=lambda table: table.label,
    max_size=5,
).map(tuple)
MINUTES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@st.composite
def set_ups(draw: st.DrawFn) -> SetUp:
    languages = draw(LANGUAGES)
    questions = st.builds(QuestionSetUp, LINE, TEXTS, st.none() | WORDS, st.booleans())
    sessions = st.builds(
        SessionSetUp,
        st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True).filter(lambda code: code not in ("new", "load")),
        TITLES,
        type=st.none() | st.sampled_from(["community", "cbo", "no"]),
        starts=st.none() | MINUTES | st.datetimes(datetime(1990, 1, 1)),
        time_zone=st.none() | st.sampled_from(["UTC", "America/Los_Angeles"]),
        place=st.none() | LINE,
        languages=st.none() | LANGUAGES,
        tables=st.none() | TABLES,
        state=st.none() | st.sampled_from(["draft", "open", "closed", "archived"]),
        practice=st.none() | st.just(True),
    )
    terms = st.builds(TermSetUp, TITLES, st.none() | LINE, st.none() | st.just(True))
    default = draw(st.sampled_from(languages))
    return SetUp(
        slug="a",
        name=draw(TITLES),
        default_language=default,
        languages=languages,
        time_zone=draw(st.none() | st.just("Europe/Berlin")),
        protocol=draw(st.just({}) | TEXTS),
        questions=tuple(
            draw(st.lists(questions, max_size=3, unique_by=lambda question: question.code.casefold()))
        ),
        sessions=tuple(draw(st.lists(sessions, max_size=3, unique_by=lambda session: session.code))),
        glossary=tuple(
            draw(st.lists(terms, max_size=3, unique_by=lambda one: one.text.get(default, "").casefold()))
        ),
    )


@settings(deadline=None, max_examples=60)
@given(set_ups())
def test_what_is_written_is_read_as_the_same(set_up: SetUp) -> None:
    text = write(set_up)
    assert read(text.encode()) == set_up, text
    assert write(read(text.encode())) == text


def test_it_is_a_file_for_people() -> None:
    long = "How did you come to live in Sacramento, and why Sacramento? " * 3
    text = write(
        SetUp(
            slug="score-2024",
            name={"en": "SCORE 2024", "fa": "اسکور"},
            default_language="en",
            languages=("en", "fa"),
            protocol={"en": "One thought, one statement.\nNo names."},
            questions=(QuestionSetUp("Q1", {"en": long.strip(), "zh-Hans": "你好" * 80}, ("cbo",)),),
            sessions=(
                SessionSetUp(
                    "july-20",
                    {"en": "July 20"},
                    starts=datetime(2024, 7, 20, 10),
                    tables=(TableSetUp("Blue"), TableSetUp("Green", "fa")),
                    practice=True,
                ),
            ),
        )
    )
    assert "fa: اسکور" in text and "\\u" not in text
    assert "languages: [en, fa]" in text and "asked_in: [cbo]" in text
    assert "en: |-\n      One thought, one statement.\n      No names.\n" in text
    assert "starts: 2024-07-20T10:00\n" in text and "- {label: Green, language: fa}" in text
    assert not [line for line in text.splitlines() if line != line.rstrip() or len(line) > 200]


@pytest.mark.parametrize("fold", [0, 1])
def test_a_time_that_the_clock_shows_twice_stays_the_same_moment(fold: int) -> None:
    zone = "America/Los_Angeles"
    moment = datetime(2024, 11, 3, 1, 30, tzinfo=ZoneInfo(zone), fold=fold)
    set_up = SetUp(
        "a",
        {"en": "A"},
        "en",
        ("en",),
        sessions=(SessionSetUp("s", {"en": "S"}, starts=local_start(moment, zone)),),
    )
    starts = read(write(set_up).encode()).sessions[0].starts
    assert starts is not None
    assert moment_of(starts, zone) == moment.astimezone(UTC)
