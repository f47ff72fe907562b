"""What an export is told besides the rows: names for the internal ids, and the reader's choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ExportSession:
    """A listening session; `date` is the day in its zone, None while none is set."""

    code: str
    title: Mapping[str, str]
    date: date | None
    type: str
    time_zone: str
    #: Statements in the export, and renderings of them, that residents confirmed when they were read back.
    confirmed: int = 0
    confirmed_renderings: int = 0


@dataclass(frozen=True, slots=True)
class ExportQuestion:
    """One version of a question: its number and its wording in each language."""

    code: str
    version: int
    wording: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExportRenderings:
    """How many renderings into one language were made by whom, how, and how far they got.

    `made_by` is a role, `how` and `state` are stored values or `stale`.
    """

    language: str
    made_by: str
    how: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class ExportContext:
    """An initiative as an export names it; the mappings are keyed by the ids that stand in the rows.

    `places` are labels, the empty one is the full group. `renderings` are the languages, in the initiative's
    order, that have at least one rendering; each becomes a column, and `rendered` says what is in them. `made` asks
    for three columns more of each: who made it, how, and how far it is. Read it after the newest row to export is
    known, so that it has a name for every id.
    """

    slug: str
    name: Mapping[str, str]
    default_language: str
    languages: tuple[str, ...]
    sessions: Mapping[int, ExportSession]
    places: Mapping[int, str]
    questions: Mapping[int, ExportQuestion]
    renderings: tuple[str, ...] = ()
    rendered: tuple[ExportRenderings, ...] = ()
    made: bool = False


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`labels`: the language of question wordings and of the codebook, None for the initiative's default."""

    labels: str | None = None
    bom: bool = True
