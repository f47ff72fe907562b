"""The columns of exported statements, once, in the order that is promised to everybody who reads them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from intake.exports.context import ExportContext, ExportOptions
from intake.exports.rows import ExportRow, RawRow, resolve
from intake.languages import N_

Cell = str | int | list[str] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name never changes; label, meaning and possible values are for the codebook.

    `value` is the attribute of ExportRow that holds it, or its key in the row's renderings. `width` is in characters,
    `wraps` says it is running text.
    """

    name: str
    value: str
    label: str
    meaning: str
    values: str = ""
    width: int = 12
    wraps: bool = False


COLUMNS = (
    Column(
        "statement_id",
        "statement_id",
        N_("Statement ID"),
        N_("Identifies the statement, the same in every export."),
        width=38,
    ),
    Column("initiative", "initiative", N_("Initiative"), N_("The short name of the initiative."), width=14),
    Column("session", "session.code", N_("Session"), N_("The short name of the session."), width=14),
    Column("session_date", "session.date", N_("Date"), N_("The day of the session."), "YYYY-MM-DD"),
    Column(
        "session_type",
        "session.type",
        N_("Session type"),
        N_("Some questions are asked only in sessions of some types."),
        "community, cbo, …",
        width=14,
    ),
    Column(
        "place",
        "place",
        N_("Table"),
        N_("The label of the table, or “full group” for the whole room."),
        "full group, …",
    ),
    Column("question", "question.code", N_("Question"), N_("The code of the question.")),
    Column(
        "question_text",
        "question.wording",
        N_("Wording of the question"),
        N_("The question as it was worded when the statement was written down."),
        width=40,
        wraps=True,
    ),
    Column(
        "statement",
        "text",
        N_("Statement"),
        N_("What was said, in the language in which it was written down."),
        width=80,
        wraps=True,
    ),
    Column("language", "language", N_("Language"), N_("The language of the statement."), "BCP 47"),
    Column(
        "kind",
        "kind",
        N_("Kind"),
        N_("The very words, their sense, or what the notetaker observed."),
        "quote, paraphrase, observation",
    ),
    Column("agreed", "agreed", N_("Others who agreed"), N_("How many others agreed."), "0, 1, 2, …", 9),
    Column("themes", "themes", N_("Themes"), N_("The themes it was put under."), "A > B; C", 30, True),
    Column(
        "captured_at",
        "captured_at",
        N_("Captured at"),
        N_("When it was written down, in the time zone of the session."),
        "ISO 8601",
        26,
    ),
    Column(
        "received_at",
        "received_at",
        N_("Received at"),
        N_("When it arrived, in the time zone of the session."),
        "ISO 8601",
        26,
    ),
    Column(
        "revision",
        "revision",
        N_("Revision"),
        N_("How often it was written, with corrections."),
        "1, 2, …",
        9,
    ),
    Column("source", "source", N_("Source"), N_("The way it came in."), "form, paper, import, api"),
    Column("device", "device", N_("Device"), N_("A made-up name for the tablet.")),
    Column(
        "status",
        "status",
        N_("Status"),
        N_("Held statements wait for an organizer; withdrawn and hidden ones do not count."),
        "active, held, withdrawn, hidden",
    ),
)

_RENDERING = Column(
    "statement_",
    "",
    N_("Translation"),
    N_("The statement in another language, by a person; drafts too."),
    width=80,
    wraps=True,
)
# What is added to the rendering's name, as MADE has it.
_MADE = (
    Column(
        "_by",
        "",
        N_("Made by"),
        N_("Who made the translation: a role, never a name."),
        "interpreter, notetaker, organizer, …",
        20,
    ),
    Column(
        "_how",
        "",
        N_("How"),
        N_("Whether the translation was made in the room or afterwards."),
        "in_room, afterwards",
        20,
    ),
    Column(
        "_state",
        "",
        N_("State"),
        N_("Reviewed by a second person, or a draft; stale when the statement was corrected since."),
        "draft, reviewed, stale",
        20,
    ),
)


def columns(context: ExportContext) -> tuple[Column, ...]:
    """Return the columns of one export: the fixed ones, one for each language that has renderings, three more of each."""
    texts = (
        replace(_RENDERING, name=_RENDERING.name + tag, value=tag, values=tag) for tag in context.renderings
    )
    made = (
        replace(one, name=_RENDERING.name + tag + one.name, value=tag + one.name)
        for tag in context.renderings
        for one in _MADE
    )
    return (*COLUMNS, *texts, *(made if context.made else ()))


def cells(
    context: ExportContext, raws: Iterable[RawRow], options: ExportOptions, *, lists: bool = False
) -> Iterator[tuple[Cell, ...]]:
    """Yield the values of each row in the order of `columns`; themes are one text unless `lists`."""
    fixed: Callable[[ExportRow], tuple[Cell, ...]] = attrgetter(*(column.value for column in COLUMNS))
    rows = resolve(context, raws, options.labels or context.default_language, lists)
    if not context.renderings:
        return map(fixed, rows)
    keys = [column.value for column in columns(context)[len(COLUMNS) :]]
    return (fixed(row) + tuple(row.renderings.get(key) for key in keys) for row in rows)
