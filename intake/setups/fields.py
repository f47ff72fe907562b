"""Reading one value of a mapping at a time; every mistake is noted with its line and reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TypeVar

from flask_babel import gettext as _

from intake import rules
from intake.errors import Invalid
from intake.languages import BadLanguageTag, normalise_tag
from intake.setups.mistakes import MAX_SHOWN, Mistake, SetUpMistakes
from intake.setups.tree import Mapping, Node, Scalar, Sequence

T = TypeVar("T")

#: Between the keys that lead to a value.
ARROW = " › "


class Fields:
    """The keys of one mapping. Whatever cannot be used counts as left out and is noted in `mistakes`."""

    def __init__(self, node: Node, where: str, known: tuple[str, ...], mistakes: list[Mistake]) -> None:
        self.line, self.where, self.mistakes = node.line, where, mistakes
        self._is_mapping = isinstance(node, Mapping)
        self._values: dict[str, Node] = {}
        if not isinstance(node, Mapping):
            example = f"{known[0]}: …"
            self.note(
                node.line, where, _("Write keys and values here, such as %(example)s.", example=example)
            )
            return
        for key, value in node.pairs:
            if key.text not in known:
                self.note(key.line, where, _unknown(key.text, known))
            elif key.text in self._values:
                self.note(key.line, self.path(key.text), _("This key stands here twice."))
            else:
                self._values[key.text] = value

    def note(self, line: int, where: str, message: object) -> None:
        """Keep a mistake; with more than can be shown reading ends, so that a hostile file costs little."""
        self.mistakes.append(Mistake(line, where, message))
        if len(self.mistakes) > MAX_SHOWN:
            raise SetUpMistakes(self.mistakes)

    def path(self, key: str | int) -> str:
        return f"{self.where}{ARROW}{key}" if self.where else str(key)

    def node(self, key: str) -> Node | None:
        """The value of a key that is there and not null."""
        value = self._values.get(key)
        return None if isinstance(value, Scalar) and value.is_null else value

    def line_of(self, key: str) -> int:
        value = self._values.get(key)
        return value.line if value else self.line

    def need(self, *keys: str) -> None:
        """Note what has to be there and is not."""
        for key in keys:
            if self._is_mapping and self.node(key) is None:
                self.note(self.line_of(key), self.path(key), _("This key is missing or empty."))

    def scalar(self, key: str, check: Callable[[str], T]) -> T | None:
        """A single value as `check` returns it; None when it is left out or wrong."""
        node = self.node(key)
        return None if node is None else self._checked(node, self.path(key), check)

    def texts(self, key: str, default_language: str, maximum: int) -> dict[str, str]:
        """A text in several languages; a single text is in the default language, blank ones are left out."""
        node, before = self.node(key), len(self.mistakes)
        found: dict[str, str] = {}
        given: list[tuple[Scalar, Node, str]]
        if isinstance(node, Scalar):
            given = [(Scalar(node.line, default_language, False), node, self.path(key))]
        elif isinstance(node, Mapping):
            given = [(tag, text, self.path(key) + ARROW + tag.text) for tag, text in node.pairs]
        else:
            if node is not None:
                example = f"{{{default_language}: …}}"
                message = _("Write a text, or one for each language, such as %(example)s.", example=example)
                self.note(node.line, self.path(key), message)
            return {}

        def checked(words: str) -> dict[str, str]:
            return rules.texts({"en": words}, "", maximum, needed=False)

        for tag, text, where in given:
            if isinstance(text, Scalar) and text.is_null:
                continue
            tag_found = self._checked(tag, where, language_tag)
            words = self._checked(text, where, checked)
            if tag_found in found:
                self.note(tag.line, where, _("This key stands here twice."))
            elif tag_found and words:
                found[tag_found] = words["en"]
        if not found and len(self.mistakes) == before:
            self.note(node.line, self.path(key), _("Enter a text in at least one language."))
        return found

    def words(self, key: str, check: Callable[[str], str]) -> tuple[str, ...] | None:
        """A list of words, each as `check` returns it; a single word counts as a list of one."""
        node = self.node(key)
        if node is None:
            return None
        items = node.items if isinstance(node, Sequence) else [node]
        if not items:
            self.note(node.line, self.path(key), _("This key is missing or empty."))
            return None
        found: dict[str, None] = {}
        for item in items:
            said = item.text if isinstance(item, Scalar) else ""
            word = self._checked(item, self.path(key) + (ARROW + said if said else ""), check)
            if word is not None:
                found[word] = None
        return tuple(found)

    def choice(self, key: str, possible: tuple[str, ...]) -> str | None:
        """One of a few words."""

        def check(text: str) -> str:
            if text not in possible:
                raise Invalid(_("Possible here: %(words)s.", words=", ".join(possible)))
            return text

        return self.scalar(key, check)

    def items(self, key: str) -> list[tuple[Node, str]]:
        """The elements of a list, each with the keys that lead to it."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, Sequence):
            message = _("Write a list here: each element on a line that begins with a hyphen.")
            self.note(node.line, self.path(key), message)
            return []
        return [(item, f"{self.path(key)}{ARROW}{number}") for number, item in enumerate(node.items, 1)]

    def _checked(self, node: Node, where: str, check: Callable[[str], T]) -> T | None:
        if not isinstance(node, Scalar):
            self.note(node.line, where, _("Write a single value here."))
            return None
        try:
            return check(node.text)
        except Invalid as problem:
            self.note(node.line, where, problem.message)
            return None


def language_tag(text: str) -> str:
    """A language tag in its usual spelling."""
    try:
        return normalise_tag(text)
    except BadLanguageTag:
        raise Invalid(_("This is not a language tag such as es, zh-Hans or fa-AF.")) from None


def _unknown(key: str, known: tuple[str, ...]) -> str:
    close, key = get_close_matches(key.lower(), known, 1, 0.6), key[:40]
    if close:
        return str(_("There is no key “%(key)s” here. Did you mean “%(other)s”?", key=key, other=close[0]))
    return str(
        _("There is no key “%(key)s” here. Possible here: %(words)s.", key=key, words=", ".join(known))
    )
