"""The languages that a statement can be written in, as a list to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intake.languages.names import autonym, language_name, sort_key
from intake.languages.tags import direction

#: Languages that communities in California speak: what the list offers; any other tag is accepted too.
COMMON = tuple(
    "am apc ar ase az bn ceb chk ckb de el en es fa fa-AF fil fj fr gu haz he hi hil hmn hr ht hy id ilo it "
    "ium ja ka kjb km kmr kn ko ksw lo mam mh mix ml mn mr my nah ne nl om pa pl pnb pon ps pt pua quc rhg "
    "ro ru rw sd si sm so sq sr sw ta te tg th ti tk to tr trc uk ur uz vi yua yue zap "
    "zh-Hans zh-Hant".split()
)


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language to choose, named in the language of the page and in itself."""

    tag: str
    name: str
    autonym: str
    direction: str
    in_session: bool


def statement_languages(session_languages: Iterable[str], in_tag: str) -> tuple[SpokenLanguage, ...]:
    """Return the session's languages in their order, then the common ones by their names in `in_tag`."""
    return _statement_languages(tuple(session_languages), in_tag)


@lru_cache(maxsize=512)
def _statement_languages(session_languages: tuple[str, ...], in_tag: str) -> tuple[SpokenLanguage, ...]:
    first = [_spoken(tag, in_tag, True) for tag in dict.fromkeys(session_languages)]
    others = [_spoken(tag, in_tag, False) for tag in COMMON if tag not in session_languages]
    return (*first, *sorted(others, key=lambda one: sort_key(one.name, in_tag)))


def _spoken(tag: str, in_tag: str, in_session: bool) -> SpokenLanguage:
    return SpokenLanguage(tag, language_name(tag, in_tag), autonym(tag), direction(tag), in_session)
