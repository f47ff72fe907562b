"""From the filters in an address to the statements they pick out, for the list and for exports."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import g, request, url_for
from flask_babel import gettext as _

from intake.errors import Invalid
from intake.forms.selection import CONFLICT, DOUBTFUL, STATUSES, SelectionForm
from intake.forms.statement import FieldProblem, checked_language
from intake.languages import format_date, language_name, page_language, pick, spoken_languages
from intake.models import Status
from intake.queries.choices import Choices
from intake.queries.selecting import COUNTED, Wanted
from intake.rules import FULL_GROUP

F = TypeVar("F", bound=SelectionForm)


def filter_form(
    kind: type[F], choices: Choices, *, strict: bool = False, **offered: list[tuple[str, Any]]
) -> F:
    """The form filled from the address. A value that is not offered is left out.

    With `strict` it is refused instead, so that a file never holds more than was asked for.
    """
    form = kind(request.args, offered=_offered(choices) | offered)
    if not form.validate() and strict:
        name, messages = next(iter(form.errors.items()))
        raise Invalid(str(messages[0]), field=name)
    for field in form:
        if field.errors and field.type in ("SelectField", "RadioField"):
            field.data, field.errors = field.default, []
        elif field.errors:
            field.data = field.default
    return form


def wanted(form: SelectionForm, *, practice: bool = False) -> Wanted:
    """What the form asks for; one that has no statuses asks for what counts."""
    status = form.status.data if "status" in form else list(COUNTED)
    # In the list somebody looks for what to decide; a file has statements by what they are.
    statuses = (
        status if isinstance(status, list) else [status] if status in set(Status) - {Status.HELD} else []
    )
    return Wanted(
        sessions=(form.session.data,) if form.session.data else (),
        tables=(form.table.data,) if form.table.data else (),
        questions=(form.question.data,) if form.question.data else (),
        language=form.language.data or None,
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        statuses=tuple(Status(one) for one in statuses),
        conflicts=status == CONFLICT,
        doubtful=status == DOUBTFUL,
        waiting=status == Status.HELD,
        practice=practice,
        words=form.search.data,
    )


def query(form: SelectionForm, **other: Any) -> dict[str, Any]:
    """The form as the arguments of an address, without what asks for everything."""
    chosen: dict[str, Any] = {}
    for field in form:
        if field.type == "DateField":
            chosen[field.name] = field.data.isoformat() if field.data else None
        elif field.data not in (field.default, "", None):
            chosen[field.name] = "1" if field.data is True else field.data
    return {name: value for name, value in (chosen | other).items() if value is not None}


def chosen(form: SelectionForm, endpoint: str, **kept: Any) -> list[tuple[Any, str, str]]:
    """Label, value and the address without it, for each filter that is set; `kept` stands in every address."""
    own = query(form)
    found = []
    for field in form:
        if field.name in own:
            rest: dict[str, Any] = {name: value for name, value in own.items() if name != field.name} | kept
            found.append((field.label.text, _shown(field), url_for(endpoint, slug=g.initiative.slug, **rest)))
    return found


def is_practice(choices: Choices, code: str | None) -> bool:
    """Whether the chosen session is one for training."""
    return any(session.code == code and session.is_practice for session in choices.sessions)


def status_label(status: Status) -> str:
    """What a status is called."""
    return str(STATUSES[status])


def place_name(label: str) -> str:
    """What a place is called on a page, by its label; the empty one is the full group."""
    return str(_("Table %(label)s", label=label) if label else _("Full group"))


def _shown(field: Any) -> str:
    if field.type == "DateField":
        return format_date(field.data, None, page_language().tag, "medium")
    if field.type == "SearchField":
        return str(field.data)
    return next(
        (str(choice.label) for choice in field.choices if choice.value == field.data), str(field.data)
    )


def _offered(choices: Choices) -> dict[str, list[tuple[str, Any]]]:
    reader, default = page_language().tag, g.initiative.default_language
    others = [(one.tag, one.name) for one in spoken_languages(choices.languages)]
    offered = {
        "session": [
            ("", _("All sessions")),
            *((one.code, pick(one.title, reader, default).text or one.code) for one in choices.sessions),
        ],
        "table": [
            ("", _("All tables")),
            (FULL_GROUP, _("Full group")),
            *((label, _("Table %(label)s", label=label)) for label in choices.tables),
        ],
        "question": [
            ("", _("All questions")),
            *((code, question_name(code, wording, reader, default)) for code, wording in choices.questions),
        ],
        "language": [("", _("All languages")), *others],
    }
    asked = request.args.get("language", "")
    if is_tag(asked) and asked not in {tag for tag, _name in offered["language"]}:
        offered["language"].append((asked, language_name(asked, reader)))
    return offered


def is_tag(text: str) -> bool:
    """Whether this is the tag of a language in its usual spelling, as statements have it."""
    try:
        return checked_language(text) == text
    except FieldProblem:
        return False


def question_name(code: str, wording: dict[str, str], reader: str, default: str, longest: int = 60) -> str:
    """A question in a list: its code and the beginning of its wording."""
    text = pick(wording, reader, default).text
    shown = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return f"{code} · {shown}" if shown else code
