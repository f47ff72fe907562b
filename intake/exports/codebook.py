"""What the columns, the questions and the sessions of an export mean, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.exports.columns import columns
from intake.exports.context import ExportContext
from intake.languages import N_, pick, said


@dataclass(frozen=True, slots=True)
class Block:
    """A table of the codebook under its title; rows may be shorter than the header."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def blocks(context: ExportContext, language: str) -> tuple[Block, ...]:
    """Return the codebook; what is not translated falls back, wordings stand in every language they have."""

    def text(message: str) -> str:
        return said(message, language)

    rendered = Block(
        text(N_("Translations")),
        [
            text(N_("Language")),
            text(N_("Made by")),
            text(N_("How")),
            text(N_("State")),
            text(N_("Statements")),
        ],
        [(one.language, one.made_by, one.how, one.state, one.count) for one in context.rendered],
    )
    sessions = context.sessions.values()
    # Only where residents were asked.
    confirmed = any(one.confirmed or one.confirmed_renderings for one in sessions)
    written = {tag for question in context.questions.values() for tag in question.wording}
    tags = [tag for tag in context.languages if tag in written] + sorted(written - set(context.languages))
    return (
        Block(
            text(N_("Columns")),
            [text(N_("Column")), text(N_("Label")), text(N_("Meaning")), text(N_("Values"))],
            [(one.name, text(one.label), text(one.meaning), one.values) for one in columns(context)],
        ),
        Block(
            text(N_("Questions")),
            [text(N_("Question")), text(N_("Version")), *tags],
            [
                (one.code, one.version, *(one.wording.get(tag, "") for tag in tags))
                for one in context.questions.values()
            ],
        ),
        Block(
            text(N_("Sessions")),
            [
                text(N_("Session")),
                text(N_("Title")),
                text(N_("Date")),
                text(N_("Session type")),
                text(N_("Time zone")),
                *(
                    [text(N_("Confirmed with residents")), text(N_("Translations confirmed with residents"))]
                    if confirmed
                    else []
                ),
            ],
            [
                (
                    one.code,
                    pick(one.title, language, context.default_language).text,
                    one.date.isoformat() if one.date else "",
                    one.type,
                    one.time_zone,
                    *((one.confirmed, one.confirmed_renderings) if confirmed else ()),
                )
                for one in sessions
            ],
        ),
        *([rendered] if context.rendered else []),
    )
