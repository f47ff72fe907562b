"""Dates and times as people type them and as spreadsheets write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time

_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?")
_NAMED = ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_TIME = re.compile(
    r"(?:(.*?)[\s,]+|)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE
)
_YEARS = range(1900, 2200)


def ascii_digits(text: str) -> str:
    """Return the text with the digits of any script written as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def is_day_first(cells: Iterable[str]) -> bool:
    """Return whether 20/7/2024 stands somewhere in a column; otherwise 3/4/2024 begins with the month."""
    for cell in cells:
        match = _NUMBERS.match(ascii_digits(cell).strip())
        if match and 12 < int(match[1]) <= 31 and int(match[3]) <= 12:
            return True
    return False


def parse_date(cell: str, *, day_first: bool) -> date | None:
    """Return the day that a cell says; a time after it is left out. None when it says no day."""
    text = ascii_digits(cell).strip()
    match = _TIME.fullmatch(text)
    if match and match[1]:
        text = match[1]
    numbers = _NUMBERS.fullmatch(text.partition("T")[0] if text[:1].isdigit() else text)
    if numbers:
        one, two, three = int(numbers[1]), int(numbers[3]), int(numbers[4])
        if len(numbers[1]) == 4:
            return _day(one, two, three)
        year = three + 2000 if len(numbers[4]) == 2 else three
        return _day(year, two, one) if day_first or numbers[2] == "." else _day(year, one, two)
    for pattern in _NAMED:
        try:
            found = datetime.strptime(text, pattern)
        except ValueError:
            continue
        return found.date() if found.year in _YEARS else None
    return None


def parse_moment(cell: str, *, day_first: bool) -> datetime | time | None:
    """Return the moment that a cell says, without a zone where it says none, or only the time of day."""
    text = ascii_digits(cell).strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return moment if moment.year in _YEARS and len(text) > 10 else None
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, half = int(match[2]), (match[5] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    try:
        at = time(hour, int(match[3]), int(match[4] or 0))
    except ValueError:
        return None
    if not match[1]:
        return at
    day = parse_date(match[1], day_first=day_first)
    return datetime.combine(day, at) if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
