"""Which column of a file means what: guessed from its header in any language of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.imports.words import folded, vocabulary
from intake.languages import N_, available


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can mean; `column` is what Intake's own exports call it, where they have it."""

    name: str
    label: str
    column: str = ""
    is_required: bool = False


FIELDS = (
    Field("session", N_("Session"), "session"),
    Field("date", N_("Date"), "session_date"),
    Field("place", N_("Table"), "place"),
    Field("question", N_("Question"), "question", is_required=True),
    Field("text", N_("Statement"), "statement", is_required=True),
    Field("language", N_("Language"), "language"),
    Field("kind", N_("Kind"), "kind"),
    Field("agreed", N_("Others who agreed"), "agreed"),
    Field("notetaker", N_("Notetaker")),
    Field("captured_at", N_("Captured at"), "captured_at"),
)


def guess(header: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the place of each field's column, those left out that nothing in the header looks like.

    `remembered` is what `remember` returned for an earlier file; it goes before everything else. Then come
    the names of Intake's own exports, then the languages of the pages, the one with the most matches first.
    """
    words = [folded(name) for name in header]
    own = {folded(field.column): field.name for field in FIELDS if field.column}
    labels = {field.name: field.label for field in FIELDS}
    languages = [vocabulary(labels, language.tag) for language in available()]
    languages.sort(key=lambda known: -sum(word in known for word in words))
    found: dict[str, int] = {}
    for known in (remembered or {}, own, *languages):
        for place, word in enumerate(words):
            name = known.get(word)
            if name in labels and name not in found and place not in found.values():
                found[name] = place
    return found


def remember(header: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """Return a mapping that somebody confirmed in a form that fits other files: folded header to field."""
    return {folded(header[place]): name for name, place in mapping.items()}


def missing(mapping: Mapping[str, int]) -> list[str]:
    """Return the names of required fields that have no column."""
    return [field.name for field in FIELDS if field.is_required and field.name not in mapping]
