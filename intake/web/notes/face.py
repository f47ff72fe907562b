"""The capture page without what is the reader's own: rendered once for everybody who would see the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, url_for
from markupsafe import Markup

from intake import languages
from intake.languages import LocalText, PageLanguage, SpokenLanguage
from intake.models import DeviceRole, SessionState
from intake.queries.devices import DeviceRow
from intake.queries.questions import QuestionRow
from intake.web.notes.sheet import OTHER, Sheet
from intake.web.notes.slots import Slotted, slot
from intake.web.notes.words import current_version

#: Languages of the session that stand beside the menu, one tap away.
QUICK = 3
#: The page's script, all of which the browser may fetch at once.
MODULES = ("store", "outbox", "sync", "language", "list", "form", "main")
#: What is the reader's own on a page with an empty form.
SLOTS = ("csrf", "device", "entries", "more", "total", "shown_total")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to choose; interpreters see it in a second language too."""

    code: str
    text: LocalText
    second: LocalText | None


@dataclass(frozen=True, slots=True)
class Face:
    """What decides how the page looks, but for the values in the form and the reader's statements."""

    #: Of the page.
    tag: str
    #: Where the app is mounted; it stands in every address.
    root: str
    place: str
    title: LocalText
    role: DeviceRole
    state: SessionState
    is_practice: bool
    is_admitted: bool
    zone: str
    spoken: tuple[str, ...]
    questions: tuple[Asked, ...]
    protocol: LocalText
    #: The question and the language that are chosen.
    chosen: str
    language: str
    longest: int
    has_own: bool

    @property
    def is_over(self) -> bool:
        return self.state is SessionState.ARCHIVED

    @property
    def quick(self) -> tuple[PageLanguage, ...]:
        """The session's languages that there are pages in."""
        found = [one for tag in self.spoken if (one := languages.find(tag))]
        return tuple(dict.fromkeys(found))[:QUICK]

    @property
    def near(self) -> tuple[SpokenLanguage, ...]:
        """The session's languages, and the chosen one, so that nobody looks for it twice."""
        every = languages.statement_languages(self.spoken, self.tag)
        near = tuple(one for one in every if one.in_session or one.tag == self.language)
        if self.language in ("", OTHER) or any(one.tag == self.language for one in near):
            return near
        tag, name = self.language, languages.language_name(self.language, self.tag)
        return (*near, SpokenLanguage(tag, name, languages.autonym(tag), languages.direction(tag), False))

    @property
    def more_languages(self) -> Markup:
        """All the others as options."""
        return _options(self.spoken, self.tag)


def asked(device: DeviceRow, questions: list[QuestionRow], tag: str) -> tuple[Asked, ...]:
    """The questions in the language of the page."""
    return tuple(_asked(device, question.texts, question.code, tag) for question in questions)


def render(face: Face, sheet: Sheet, **values: object) -> str:
    """The page with these values in its form and beside it."""
    words = url_for("notes.words", version=current_version(), tag="")
    return render_template(
        "notes/capture.html", face=face, sheet=sheet, modules=MODULES, words=words, **values
    )


@lru_cache(maxsize=512)
def blank(face: Face) -> Slotted:
    """The page with an empty form; its slots are the names that `render` takes, and the form's `id`."""
    sheet = Sheet(id=slot("id"), question=face.chosen, language=face.language)
    slots = {name: Markup(slot(name)) for name in SLOTS}  # noqa: S704
    return Slotted(render(face, sheet, errors={}, aside="", **slots))


@lru_cache(maxsize=512)
def _options(spoken: tuple[str, ...], tag: str) -> Markup:
    others = (one for one in languages.statement_languages(spoken, tag) if not one.in_session)
    return Markup("").join(Markup('<option value="{}">{}').format(one.tag, one.name) for one in others)


def _asked(device: DeviceRow, texts: Mapping[str, str], code: str, tag: str) -> Asked:
    text = languages.pick(texts, tag, device.default_language)
    if device.role is not DeviceRole.INTERPRETER:
        return Asked(code, text, None)
    others = (languages.pick(texts, other, other) for other in device.session_languages)
    second = next((one for one in others if one.text and one.language != text.language), None)
    return Asked(code, text, second)
