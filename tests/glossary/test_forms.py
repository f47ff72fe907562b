"""Terms in other forms of their words: one list of cases for the server and the tablet."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from intake import paths
from intake.languages import available
from intake.search import stems, terms
from intake.search.folding import fold
from intake.search.terms import found
from tests.glossary.conftest import count_calls
from tests.js.test_with_node import in_node

CASES = json.loads((Path(__file__).parent / "forms.json").read_text("utf-8"))
ROWS = [
    (tag, term, said, kind == "found")
    for tag, kinds in CASES.items()
    for kind, rows in kinds.items()
    for term, said in rows
]
#: The blocks of the scripts of our languages, and of what stands between their words.
LETTERS = [(0x20, 0x24F), (0x300, 0x3FF), (0x400, 0x52F), (0x600, 0x6FF), (0x900, 0xA7F), (0xE00, 0xEFF)]
SIGNS = [(0x1E00, 0x206F), (0x3000, 0x30FF), (0x4E00, 0x4EFF), (0xAC00, 0xADFF), (0xFB50, 0xFBFF)]


@pytest.mark.parametrize(("tag", "term", "said", "is_there"), ROWS)
def test_a_term_is_found_in_other_forms_and_not_in_other_words(
    tag: str, term: str, said: str, is_there: bool
) -> None:
    assert bool(found(said, [(term, term)], tag)) is is_there


def test_every_language_with_endings_has_twenty_cases() -> None:
    assert {tag for tag, known in stems._list().items() if not isinstance(known, str)} <= set(CASES)
    assert set(CASES) <= {page.tag for page in available()}
    for tag, kinds in CASES.items():
        assert sum(map(len, kinds.values())) >= 20 and min(map(len, kinds.values())) >= 10, tag


def test_only_the_forms_make_the_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without them most of what has to be found is not."""
    monkeypatch.setattr(terms, "forms_of", lambda _tag: stems.forms_of("und"))
    changing = [row for row in ROWS if row[3] and not row[0].startswith(("zh", "vi", "hmn", "ko", "fil"))]
    missed = [row for row in changing if not found(row[2], [(row[1], row[1])], row[0])]
    assert len(missed) > len(changing) * 2 / 3


def test_the_list_is_written_as_words_are_folded() -> None:
    for tag, known in stems._list().items():
        if isinstance(known, str):
            assert known in stems._list()
            continue
        for part in known.values():
            said = [part] if isinstance(part, str) else [together for _least, together in part]
            for one in " ".join(said).replace("-", "").split():
                assert fold(one) == one, (tag, one)


@pytest.mark.parametrize(
    ("said", "wanted", "expected"),
    [
        ("Housing costs too much", ["house", "housing"], ["housing"]),
        ("Houses", ["housing", "house"], ["house"]),
        ("the rents stabilizations", ["rent", "rent stabilization"], ["rent stabilization"]),
        ("rented rents", ["rent"], ["rent"]),
    ],
)
def test_the_word_itself_goes_before_another_form_and_the_longer_term_before_both(
    said: str, wanted: list[str], expected: list[str]
) -> None:
    assert found(said, [(word, word) for word in wanted], "en") == expected


def test_a_language_without_forms_has_whole_words_and_another_name_of_a_language_its_forms() -> None:
    assert found("Rents", [("rent", 1)], "de") == []
    assert found("Rent", [("rent", 1)], "de") == [1]
    assert found("Ang tirahang mura", [("tirahan", 1)], "tl") == [1]
    assert found("RENTS", [("rent", 1)], "en-US") == [1]


def test_words_that_are_forms_of_everything_are_followed_in_few_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_calls(monkeypatch, "_after")
    both = ("rent", "rents")
    hostile = [" ".join(both[number >> place & 1] for place in range(9)) + " x" for number in range(512)]
    count = 400
    assert found("rented " * count, [(one, one) for one in hostile], "en") == []
    assert len(calls) <= count * 10 * terms.MOST_WAYS


def test_the_tablet_folds_as_the_server_does() -> None:
    blocks = [map(chr, range(first, end + 1)) for first, end in (*LETTERS, *SIGNS)]
    # Node may know a newer Unicode.
    characters = [one for block in blocks for one in block if unicodedata.category(one) != "Cn"]
    script = f"""
      import {{ fold }} from {json.dumps((paths.STATIC / "js/shared/folding.js").as_uri())};
      const given = JSON.parse(await new Promise((done) => {{
        let all = ""; process.stdin.on("data", (part) => {{ all += part; }}).on("end", () => done(all)); }}));
      process.stdout.write(JSON.stringify(given.map(fold)));
    """
    there = json.loads(in_node(script, json.dumps(characters)))
    ours = [fold(unicodedata.normalize("NFC", one)) for one in characters]
    assert {one: (a, b) for one, a, b in zip(characters, ours, there, strict=True) if a != b} == {}
