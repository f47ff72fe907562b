"""An initiative and statements as the database would hand them over, without a database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from intake.exports import ExportContext, ExportQuestion, ExportSession, RawRow
from intake.text import clean, problem

CONTEXT = ExportContext(
    slug="score-2024",
    name={"en": "SCORE 2024", "fa": "اسکور ۲۰۲۴"},
    default_language="en",
    languages=("en", "es", "fa"),
    sessions={
        1: ExportSession(
            "july-20",
            {"en": "July 20", "es": "20 de julio"},
            date(2024, 7, 20),
            "community",
            "America/Los_Angeles",
        ),
        2: ExportSession("delhi", {"en": "Delhi"}, None, "cbo", "Asia/Kolkata"),
    },
    places={1: "", 2: "3", 3: "=Río"},
    questions={
        1: ExportQuestion("Q1", 1, {"en": "Why Sacramento?", "es": "¿Por qué Sacramento?"}),
        2: ExportQuestion(
            "Q1", 2, {"en": "How did you come to live in Sacramento?", "fa": "چطور به ساکرامنتو آمدید؟"}
        ),
    },
)  # fmt: skip

UID = UUID(int=7)
NOON = datetime(2024, 7, 20, 19, 3, 11, 987_654, tzinfo=UTC)

#: Cells that a spreadsheet could take for something else than text.
RISKY_TEXTS = (
    "=1+1", "+1 916 555 0142", "-5", "@SUM(A1)", "\ttab", "＝1", "＋1", "－1", "＠x", "'quoted'",
    "''", "'=x", "'", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "001", "1e5", "TRUE", "2024-07-20",
)  # fmt: skip

#: What the notes of one evening look like, in scripts that have gone wrong in other tools.
SCRIPTS = (
    "Kuv xav tau ib lub tsev", "ਮੈਂ ਇੱਥੇ ਰਹਿੰਦਾ ਹਾਂ", "می‌خواهم در شهر بمانم\u200f.", "قالت: «لا أشعر بالأمان»",
    "我們需要更多的樹，𠮷野家旁邊", "Мы живём здесь 20 лет", "श्री\u200dमान", "👩🏽‍👩🏽‍👧🏽",
    "two\nlines, and a \"quote\"",
    "  spaces stay  ", "\n", "<b>&amp;</b>", "_x0041_ and _x000D_", "a\u2028b", "tab\tin",
)  # fmt: skip


def raw(
    text: str = "More trees.",
    *,
    uid: UUID | str = UID,
    session: int = 1,
    place: int = 2,
    question: int = 1,
    language: str = "en",
    kind: str = "paraphrase",
    agreed: int | None = 3,
    themes: Sequence[str] | None = None,
    captured: datetime | None = NOON,
    received: datetime | None = NOON + timedelta(seconds=5),
    revision: int = 1,
    source: str = "form",
    device: str | None = "D-07",
    status: str = "active",
    renderings: Mapping[str, str] | None = None,
) -> RawRow:
    return (
        uid, session, place, question, text, language, kind, agreed, themes, captured, received, revision,
        source, device, status, renderings,
    )  # fmt: skip


def many(count: int) -> Iterator[RawRow]:
    for number in range(count):
        yield raw(f"{number} " + "statement with words " * 10, uid=UUID(int=number), agreed=number % 9)


def stored_texts() -> st.SearchStrategy[str]:
    """Any text that the database can hold."""
    anything = st.one_of(st.text(), st.sampled_from(RISKY_TEXTS + SCRIPTS))
    return anything.map(clean).filter(lambda text: problem(text, 20_000) is None)


def joined(pieces: Iterator[bytes]) -> bytes:
    return b"".join(pieces)


def expected(**changes: Any) -> dict[str, Any]:
    """The values of `raw()` by column, with changes."""
    return {
        "statement_id": "00000000-0000-0000-0000-000000000007",
        "initiative": "score-2024",
        "session": "july-20",
        "session_date": "2024-07-20",
        "session_type": "community",
        "place": "3",
        "question": "Q1",
        "question_text": "Why Sacramento?",
        "statement": "More trees.",
        "language": "en",
        "kind": "paraphrase",
        "agreed": 3,
        "themes": [],
        "captured_at": "2024-07-20T12:03:11-07:00",
        "received_at": "2024-07-20T12:03:16-07:00",
        "revision": 1,
        "source": "form",
        "device": "D-07",
        "status": "active",
        **changes,
    }
