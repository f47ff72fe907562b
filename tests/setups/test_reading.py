"""A set-up file as people write it, and as they get it wrong."""

from __future__ import annotations

from datetime import datetime

import pytest

from intake.setups import MAX_BYTES, QuestionSetUp, SessionSetUp, SetUp, SetUpMistakes, TableSetUp, read

#: As the product's description shows it.
EXAMPLE = """\
initiative: {slug: score-2024, name: {en: SCORE 2024, es: SCORE 2024}, default_language: en, languages: [en, es, hmn, fa]}
questions:
  - {code: Q0, text: {en: "Have you yourself or …?", es: "…"}, asked_in: [cbo]}   # asked_in left out: everywhere
  - {code: Q1, text: {en: "How did you come to live in Sacramento? Why Sacramento?"}}
sessions:
  - {code: july-20, title: {en: July 20}, type: community, starts: 2024-07-20T10:00, time_zone: America/Los_Angeles,
     place: Community center, languages: [en, es], tables: 8, state: open}      # 8 makes tables labelled "1" to "8"
themes: []
"""
HEAD = "initiative: {slug: a, name: A, languages: [en]}\n"


def mistakes_in(text: str | bytes) -> list[str]:
    with pytest.raises(SetUpMistakes) as caught:
        read(text if isinstance(text, bytes) else text.encode())
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_example_of_the_documentation() -> None:
    assert read(EXAMPLE.encode()) == SetUp(
        slug="score-2024",
        name={"en": "SCORE 2024", "es": "SCORE 2024"},
        default_language="en",
        languages=("en", "es", "hmn", "fa"),
        questions=(
            QuestionSetUp("Q0", {"en": "Have you yourself or …?", "es": "…"}, ("cbo",)),
            QuestionSetUp("Q1", {"en": "How did you come to live in Sacramento? Why Sacramento?"}),
        ),
        sessions=(
            SessionSetUp(
                code="july-20",
                title={"en": "July 20"},
                type="community",
                starts=datetime(2024, 7, 20, 10, 0),
                time_zone="America/Los_Angeles",
                place="Community center",
                languages=("en", "es"),
                tables=8,
                state="open",
            ),
        ),
    )


def test_values_mean_what_their_author_meant() -> None:
    """YAML 1.2: `no` is Norwegian and not false; 007 is a code; a single text is in the default language."""
    found = read(
        b"initiative: {slug: a, name: 2024, default_language: no, languages: [no, zh_hans, EN-us]}\n"
        b"questions: [{code: 007, text: Yes, asked_in: CBO}, {code: 1e3, text: {no: null, en-US: '~'}}]\n"
        b"sessions: [{code: on, title: off, practice: true, tables: [no, 1, {label: yes, language: fa_AF}]}]\n"
    )
    assert found.name == {"no": "2024"} and found.languages == ("no", "zh-Hans", "en-US")
    assert [question.code for question in found.questions] == ["007", "1e3"]
    assert found.questions[0].text == {"no": "Yes"} and found.questions[1].text == {"en-US": "~"}
    assert found.questions[0].asked_in == ("cbo",)
    assert found.sessions[0].practice is True
    assert found.sessions[0].tables == (TableSetUp("no"), TableSetUp("1"), TableSetUp("yes", "fa-AF"))


def test_left_out_is_not_the_same_as_empty() -> None:
    found = read((HEAD + "sessions: [{code: s, title: S}]").encode())
    session = found.sessions[0]
    assert (session.type, session.starts, session.tables, session.state, session.practice) == (None,) * 5
    assert found.default_language == "en" and found.time_zone is None and found.questions == ()


def test_texts_are_stored_like_all_texts() -> None:
    found = read("\ufeffinitiative: {slug: a, name: 'Cafe\u0301 \u202eX', languages: [en]}\r\n".encode())
    assert found.name == {"en": "Café X"}


def test_every_mistake_at_once_each_with_its_line() -> None:
    text = """\
initiative:
  slug: Score 2024
  nam: x
  name: {en: SCORE 2024, spanish: x}
  default_language: pt
  languages: [en, spanish]
  time_zone: America/LosAngeles
questions:
  - {code: Q0, text: null, asked_in: []}
  - {code: q0, text: {en: a, en: b}}
  - foo
sessions:
  - code: july-20
    title: {en: July 20}
    starts: 2024-07-20
    practice: yes
    state: opened
    tables: [a, A, full group]
  - {code: july-20, title: July}
themes: [a]
extra: 1
"""
    found = mistakes_in(text)
    for line, words in (
        (2, "initiative › slug"),
        (3, "Did you mean “name”?"),
        (4, "spanish"),
        (5, "default language"),
        (6, "languages › spanish"),
        (7, "Did you mean America/Los_Angeles?"),
        (9, "questions › Q0 › text"),
        (10, "line 9 already"),
        (10, "questions › q0 › text › en"),
        (11, "questions › 3"),
        (15, "2024-07-20T10:00"),
        (16, "true, false"),
        (17, "draft, open, closed, archived"),
        (18, "tables › 2"),
        (18, "tables › 3"),
        (19, "line 13 already"),
        (20, "themes"),
        (
            21,
            "There is no key “extra” here. Possible here: initiative, questions, sessions, glossary, themes.",
        ),
    ):
        assert [one for one in found if one.startswith(f"line {line}: ") and words in one], (
            line,
            words,
            found,
        )


def test_a_glossary_names_each_mistake_with_its_line() -> None:
    text = (
        HEAD + "glossary:\n"
        "- {text: {en: rent, es: renta}, note: Each month., do_not_translate: false}\n"
        "- {text: Rent}\n- {text: sweep, do_not_translate: perhaps}\n- {note: alone}\n"
        f"- {{text: {'x' * 121}}}\n"
    )
    with pytest.raises(SetUpMistakes) as caught:
        read(text.encode())
    first = HEAD.count("\n") + 2
    told = {mistake.line: f"{mistake.where}: {mistake.message}" for mistake in caught.value.mistakes}
    assert sorted(told) == [first + n for n in range(1, 5)]
    assert f"line {first} already" in told[first + 1] and "true, false" in told[first + 2]


def test_no_more_than_twenty_are_shown() -> None:
    many = HEAD + "questions:\n" + "- {cod: 1}\n" * 30
    with pytest.raises(SetUpMistakes) as caught:
        read(many.encode())
    assert len(caught.value.mistakes) == 20 and caught.value.has_more


@pytest.mark.parametrize(("text", "line", "words"), [
    ("", 1, "empty"),
    ("# only a remark\n", 1, "empty"),
    ("- a\n- b\n", 1, "keys and values"),
    ("just words", 1, "keys and values"),
    ("initiative: {slug: a\nname: b\n", 2, "not YAML"),
    ("initiative:\n\tslug: a\n", 2, "not YAML"),
    ("initiative:\n  slug: a\n bad", 3, "not YAML"),
    ("a: 1\n---\nb: 2\n", 2, "one document"),
    ("a: &x 1\nb: *x\n", 1, "Anchors"),
    ("a: 1\nb: *x\n", 2, "Anchors"),
    ("a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
    ("<<: {a: 1}\n", 1, "There is no key"),
    ("? [a]\n: b\n", 1, "A key must be a word"),
    (b"initiative:\n  slug: \xff\xfe", 2, "UTF-8"),
    ("initiative:\n\n  slug: a\0b", 3, "cannot be stored"),
    ("initiative: {slug: a, name: A, languages: [en]}\nquestions: {code: a}\n", 2, "Write a list"),
    ("initiative: {slug: new, name: A, languages: [en]}\n", 1, "taken"),
    ("initiative: {slug: a, name: '', languages: [en]}\n", 1, "at least one language"),
    (HEAD + f"questions: [{{code: Q1, text: '{'x' * 4001}'}}]\n", 2, "too long"),
    (HEAD + "sessions: [{code: s, title: S, tables: 201}]\n", 2, "at most 200"),
    (HEAD + "sessions: [{code: s, title: S, tables: -1}]\n", 2, "number of tables"),
    (HEAD + "sessions: [{code: s, title: S, tables: " + "9" * 5000 + "}]\n", 2, "at most 200"),
    (HEAD + "sessions: [{code: s, title: S, place: [a]}]\n", 2, "single value"),
    (HEAD + "sessions: [{code: s, title: S, starts: 2024-02-30T10:00}]\n", 2, "date and time"),
])  # fmt: skip
def test_what_cannot_be_used(text: str | bytes, line: int, words: str) -> None:
    found = mistakes_in(text)
    assert [one for one in found if one.startswith(f"line {line}: ") and words in one], found


@pytest.mark.parametrize("bomb", [
    b"{" * MAX_BYTES,
    b"[" * 400_000,
    b"[a, " * 100_000,
    b"? " * 200_000,
    b"- " * 200_000,
    b"a: [" + b"x," * 200_000 + b"]",
    b"a: {" + b"x," * 200_000 + b"}",
    b"k: 1\n" * 90_000,
    b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
    b"x" * (MAX_BYTES + 1),
    b"sessions:\n" + b"- {time_zone: Amerika/Los_Angelos}\n" * 9000,
])  # fmt: skip
def test_a_bomb_costs_little(bomb: bytes) -> None:
    """Unguarded, the first of these takes the parser minutes; the suite's own time-out would be the failure."""
    assert len(mistakes_in(bomb)) in (1, 20)
