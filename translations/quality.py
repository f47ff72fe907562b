"""What a careful reader would stumble over in a translation that is not broken: rules about texts, without catalogues.

Each rule is kept to what it can say with few false alarms; what is right all the same stands in `accepted.txt`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from glossary import not_used
from rules import PLACEHOLDER

#: How a text ends, whatever the script's own sign for it.
_ENDS = {".": ".。।۔", "?": "?？؟", "!": "!！", ":": ":：", "…": "…"}
_CLOSING = "»”\"'）)」』›"
#: Signs that these scripts have their own for.
_FOREIGN_SIGNS = {"Arab": ",;?%", "Hans": ",;?!:", "Hant": ",;?!:"}
_OTHER_DIGITS = {"fa": "0123456789٠١٢٣٤٥٦٧٨٩", "ar": "0123456789۰۱۲۳۴۵۶۷۸۹"}
_OTHER_LETTERS = {"fa": "يكىة", "ar": "یکگپچژ"}
#: Names that every language has as they are.
_SAME_EVERYWHERE = re.compile(r"CSV|JSON Lines|Excel|Intake|A4")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ADDRESS = re.compile(r"%\(\w+\)s|\S*[@/]\S*")
#: Stays as it is everywhere: placeholders, addresses, codes, names of formats, dates and times to type.
_AS_IT_IS = re.compile(r"%\(\w+\)s|\S*[A-Za-z@/]\S*|\d{4}-\d\d-\d\d|\d\d:\d\d")

# White Hmong in RPA letters: a beginning, a vowel, and a letter for the tone, which the middle tone has none of.
_HMONG = re.compile(
    r"(ntxh|nplh|ntsh|npl|ntx|nts|nch|nkh|nph|nqh|nth|nrh|hml|hny|plh|tsh|txh|hm|hn|hl|ny|ml|pl|ph|th|rh|ch|kh|qh|"
    r"xy|dh|dl|np|nt|nr|nc|nk|nq|ts|tx|f|v|m|n|l|p|t|r|d|c|k|q|x|s|y|z|h|g|ndl|mlh)?"
    r"(ee|oo|ai|au|aw|ia|ua|a|e|i|o|u|w)[bjvsgmd]?"
)
#: Words of other languages that our Hmong texts have on purpose.
_HMONG_LOANS = frozenset(
    "account app backup browser byte code comma disk email file home immigration internet link mark order "
    "password program scan screen server spreadsheet tablet web wifi xlsx".split()
)
#: The words of a button: never wider than this, unless English is long too.
WIDEST_BUTTON, TIMES_ENGLISH = 22, 2.2


class Accepted:
    """The lines of `accepted.txt`: "locale | rule | English message"."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        given = (line.split(" | ", 2) for line in lines if line and not line.startswith("#"))
        self._lines = {tuple(parts) for parts in given}
        self._used: set[tuple[str, ...]] = set()

    def has(self, locale: str, rule: str, source: str) -> bool:
        """Whether this was found to be right."""
        self._used.add((locale, rule, source))
        return (locale, rule, source) in self._lines

    def unneeded(self) -> Iterator[str]:
        """Yield the lines that no rule stumbled over."""
        for line in sorted(self._lines - self._used):
            yield f"accepted.txt: {' | '.join(line)!r} is not needed any more"


def buttons_of(templates: Path) -> frozenset[str]:
    """Return the English messages that stand on buttons alone."""
    pattern = re.compile(r"""(?:button\(|<button[^>]*>(?:<span[^>]*>)?\{\{ )_\("([^"]+)"\)""")
    return frozenset(
        text for path in templates.rglob("*.html") for text in pattern.findall(path.read_text("utf-8"))
    )


def stumbles_of(
    tag: str, script: str, source: str, texts: Sequence[str], terms: Mapping[str, list[str]], is_button: bool
) -> Iterator[tuple[str, str]]:
    """Yield the rule and what is odd about a translation, each once."""
    found = [one for text in texts for one in stumbles(tag, script, source, text)]
    if is_button and too_long(source, texts[0]):
        found.append(("long", f"is {width(texts[0])} letters wide, too long for a button"))
    # Forms of one or two may leave the number's noun to the sentence; the last form says it.
    found += [("word", problem) for problem in not_used(terms, script, source, texts[-1])]
    yield from dict(reversed(found)).items()


def stumbles(tag: str, script: str, source: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the rule and what is odd about one text in a language."""
    language = tag.partition("-")[0]
    if _end(source) != _end(text):
        yield "end", f"ends with {_end(text) or 'no sign'} where English has {_end(source) or 'none'}"
    if "  " in text or re.search(r"\s[.,;:!?،؛؟。，](\s|$)", text):
        yield "space", "has a space too many"
    plain = _AS_IT_IS.sub("", text)
    for rule, signs, why in (
        ("signs", _FOREIGN_SIGNS.get(script, ""), "where the script has its own sign"),
        ("digits", _OTHER_DIGITS.get(language, ""), "where the language has its own digits"),
        ("letters", _OTHER_LETTERS.get(language, ""), "which are letters of a neighbour"),
    ):
        wrong = sorted(set(plain) & set(signs))
        if wrong:
            yield rule, f"has {' '.join(wrong)} {why}"
    if (
        script == "Latn"
        and tag != "en"
        and text == source
        and _LETTERS.search(_SAME_EVERYWHERE.sub("", PLACEHOLDER.sub("", text)))
    ):
        yield "same", "is the same as in English"
    if language == "hmn":
        odd = [word for word in _words(text) if not _is_hmong(word)]
        if odd:
            yield "syllables", f"has {', '.join(odd)}, no syllables of White Hmong"


def _end(text: str) -> str:
    last = PLACEHOLDER.sub("x", text).rstrip(_CLOSING + " ")[-1:]
    return next((sign for sign, same in _ENDS.items() if last and last in same), "")


def _words(text: str) -> list[str]:
    """The words in small letters, since names begin with a capital."""
    return [word for word in re.findall(r"[^\W\d_]+", _ADDRESS.sub(" ", text)) if word[0].islower()]


def _is_hmong(word: str) -> bool:
    return bool(_HMONG.fullmatch(word)) or word in _HMONG_LOANS


def too_long(source: str, text: str) -> bool:
    """Whether the words of a button are too wide for its place."""
    return width(text) > max(WIDEST_BUTTON, TIMES_ENGLISH * len(source))


def width(text: str) -> int:
    """How wide a text is, in Latin letters: Chinese and Korean ones count twice, marks on a letter not at all."""
    letters = (letter for letter in text if unicodedata.category(letter) not in ("Mn", "Cf", "Me"))
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in letters)
