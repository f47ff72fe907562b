"""A set-up file's text made into a SetUp, or a list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches

from flask_babel import gettext as _

from intake import rules
from intake.errors import Invalid
from intake.models import SessionState
from intake.setups.fields import ARROW, Fields, language_tag
from intake.setups.mistakes import Mistake, SetUpMistakes
from intake.setups.shapes import QuestionSetUp, SessionSetUp, SetUp, TableSetUp, TermSetUp
from intake.setups.tree import Mapping, Node, Scalar, Sequence, parse

FILE = ("initiative", "questions", "sessions", "glossary", "themes")
INITIATIVE = ("slug", "name", "default_language", "languages", "time_zone", "protocol")
QUESTION = ("code", "text", "asked_in", "retired")
SESSION = (
    "code", "title", "type", "starts", "time_zone", "place", "languages", "tables", "state", "practice",
)  # fmt: skip
TABLE = ("label", "language")
TERM = ("text", "note", "do_not_translate")
#: YAML 1.2 has these words for yes and no, and no others.
WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read(data: bytes) -> SetUp:
    """The set-up that the file holds. Raises SetUpMistakes with everything that is wrong in it."""
    root = parse(data)
    mistakes: list[Mistake] = []
    file = Fields(root, "", FILE, mistakes)
    if file.mistakes and not any(file.node(key) for key in FILE):
        raise SetUpMistakes(mistakes)
    file.need("initiative")
    if file.items("themes"):
        said = _("Themes cannot be loaded from a file. Leave this list empty.")
        file.note(file.line_of("themes"), "themes", said)
    node = file.node("initiative")
    made = _initiative(Fields(node, "initiative", INITIATIVE, mistakes)) if node else None
    default = made.default_language if made else "en"
    questions = _questions(file, default)
    sessions = _sessions(file, default)
    glossary = _glossary(file, default)
    if mistakes or made is None:
        raise SetUpMistakes(mistakes)
    return SetUp(
        made.slug,
        made.name,
        made.default_language,
        made.languages,
        made.time_zone,
        made.protocol,
        tuple(questions),
        tuple(sessions),
        tuple(glossary),
    )


def _initiative(fields: Fields) -> SetUp:
    fields.need("slug", "name", "languages")
    languages = fields.words("languages", language_tag) or ()
    if len(languages) > rules.MOST_LANGUAGES:
        said = _("Choose at most %(number)s languages.", number=rules.MOST_LANGUAGES)
        fields.note(fields.line_of("languages"), fields.path("languages"), said)
    default = fields.scalar("default_language", language_tag) or (languages[0] if languages else "en")
    if languages and default not in languages:
        said = _("The default language must be one of the languages.")
        fields.note(fields.line_of("default_language"), fields.path("default_language"), said)
    return SetUp(
        slug=fields.scalar("slug", rules.slug) or "",
        name=fields.texts("name", default, rules.MAX_NAME),
        default_language=default,
        languages=languages,
        time_zone=fields.scalar("time_zone", _zone),
        protocol=fields.texts("protocol", default, rules.MAX_PROTOCOL),
    )


def _questions(file: Fields, default: str) -> Iterable[QuestionSetUp]:
    seen: dict[str, int] = {}
    found = []
    for node, where in file.items("questions"):
        fields = Fields(node, _named(where, node), QUESTION, file.mistakes)
        code = fields.scalar("code", lambda text: rules.needed_line(text, "code", rules.MAX_CODE)) or ""
        fields.need("code", "text")
        _once(fields, "code", code.casefold(), seen)
        found.append(
            QuestionSetUp(
                code=code,
                text=fields.texts("text", default, rules.MAX_WORDING),
                asked_in=fields.words("asked_in", rules.session_type),
                retired=_yes(fields, "retired") or False,
            )
        )
    return found


def _sessions(file: Fields, default: str) -> Iterable[SessionSetUp]:
    seen: dict[str, int] = {}
    found = []
    for node, where in file.items("sessions"):
        fields = Fields(node, _named(where, node), SESSION, file.mistakes)
        code = fields.scalar("code", lambda text: rules.slug(text, "code")) or ""
        fields.need("code", "title")
        _once(fields, "code", code, seen)
        found.append(
            SessionSetUp(
                code=code,
                title=fields.texts("title", default, rules.MAX_NAME),
                type=fields.scalar("type", rules.session_type),
                starts=fields.scalar("starts", _start),
                time_zone=fields.scalar("time_zone", _zone),
                place=fields.scalar("place", lambda text: rules.line(text, "place", rules.MAX_VENUE)),
                languages=fields.words("languages", language_tag),
                tables=_tables(fields),
                state=fields.choice("state", tuple(state.value for state in SessionState)),
                practice=_yes(fields, "practice"),
            )
        )
    return found


def _glossary(file: Fields, default: str) -> Iterable[TermSetUp]:
    """A term is known by its text in the default language, so that stands once."""
    items = file.items("glossary")
    if len(items) > rules.MOST_TERMS:
        said = _("A glossary has at most %(number)s terms.", number=rules.MOST_TERMS)
        file.note(file.line_of("glossary"), "glossary", said)
    seen: dict[str, int] = {}
    found = []
    for node, where in items[: rules.MOST_TERMS]:
        fields = Fields(node, where, TERM, file.mistakes)
        fields.need("text")
        text = fields.texts("text", default, rules.MAX_TERM)
        _once(fields, "text", text.get(default, "").casefold(), seen)
        note = fields.scalar("note", lambda given: rules.line(given, "note", rules.MAX_NOTE))
        found.append(TermSetUp(text, note, _yes(fields, "do_not_translate")))
    return found


def _tables(fields: Fields) -> int | tuple[TableSetUp, ...] | None:
    node = fields.node("tables")
    if not isinstance(node, Sequence):
        return fields.scalar("tables", _number_of_tables)
    if len(node.items) > rules.MOST_TABLES:
        fields.note(node.line, fields.path("tables"), _too_many_tables())
        return None
    seen: dict[str, int] = {}
    found = []
    for number, item in enumerate(node.items, 1):
        where = f"{fields.path('tables')}{ARROW}{number}"
        if isinstance(item, Scalar):
            item = Mapping(item.line, [(Scalar(item.line, "label", True), item)])
        table = Fields(item, where, TABLE, fields.mistakes)
        table.need("label")
        label = table.scalar("label", rules.table_label) or ""
        _once(table, "label", label.casefold(), seen)
        found.append(TableSetUp(label, table.scalar("language", language_tag)))
    return tuple(found)


def _named(where: str, node: Node) -> str:
    """`questions › Q1` says more than `questions › 2`."""
    pairs = node.pairs if isinstance(node, Mapping) else []
    code = next((value.text for key, value in pairs if key.text == "code" and isinstance(value, Scalar)), "")
    return f"{where.rpartition(ARROW)[0]}{ARROW}{code[:40]}" if code.strip() else where


def _once(fields: Fields, key: str, value: str, seen: dict[str, int]) -> None:
    line = fields.line_of(key)
    if value in seen:
        fields.note(line, fields.path(key), _("This stands in line %(line)s already.", line=seen[value]))
    elif value:
        seen[value] = line


def _zone(text: str) -> str:
    try:
        return rules.time_zone(text)
    except Invalid as problem:
        close = get_close_matches(text, rules.zone_names(), 1, 0.6)
        if close:
            said = _("This is not a time zone. Did you mean %(other)s?", other=close[0])
            raise Invalid(said) from None
        raise problem from None


def _start(text: str) -> datetime:
    try:
        if len(text) < len("2024-07-20T10:00"):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        said = _("This is not a date and time such as %(example)s.", example="2024-07-20T10:00")
        raise Invalid(said) from None


def _number_of_tables(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Invalid(_("Write a number of tables or a list of labels."))
    if int(text[:9]) > rules.MOST_TABLES:
        raise Invalid(_too_many_tables())
    return int(text)


def _too_many_tables() -> str:
    return str(_("A session has at most %(number)s tables.", number=rules.MOST_TABLES))


def _yes(fields: Fields, key: str) -> bool | None:
    def check(text: str) -> bool:
        if text not in WORDS:
            raise Invalid(_("Possible here: %(words)s.", words="true, false"))
        return WORDS[text]

    return fields.scalar(key, check)
