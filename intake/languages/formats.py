"""Numbers, dates and times as a language writes them; the calendar is Gregorian in all of them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers

from intake.languages.names import locale_of

# Babel knows which digits a language uses, but writes none of them itself.
_DIGITS = {
    system: str.maketrans("0123456789", digits)
    for system, digits in (
        ("arab", "٠١٢٣٤٥٦٧٨٩"),
        ("arabext", "۰۱۲۳۴۵۶۷۸۹"),
        ("deva", "०१२३४५६७८९"),
        ("beng", "০১২৩৪৫৬৭৮৯"),
        ("mymr", "၀၁၂၃၄၅၆၇၈၉"),
    )
}


@lru_cache(maxsize=1024)
def format_number(value: int | float | Decimal, tag: str) -> str:
    """Return a number with the separators and digits of a language."""
    locale = locale_of(tag)
    return _own_digits(numbers.format_decimal(value, locale=locale, numbering_system="default"), locale)


def format_date(value: date, zone: str | tzinfo | None, tag: str, style: str = "long") -> str:
    """Return a date; a moment is first put into its zone (IANA name; None is UTC), a plain date stays.

    `style` is "long" (July 20, 2024), "medium" (Jul 20, 2024) or "short" (7/20/24).
    """
    locale = locale_of(tag)
    day = in_zone(value, zone) if isinstance(value, datetime) else value
    return _own_digits(dates.format_date(day, style, locale), locale)


def format_time(value: datetime, zone: str | tzinfo | None, tag: str) -> str:
    """Return hours and minutes of a moment in its zone."""
    locale = locale_of(tag)
    return _own_digits(dates.format_time(in_zone(value, zone), "short", locale=locale), locale)


def format_datetime(value: datetime, zone: str | tzinfo | None, tag: str) -> str:
    """Return day, hours and minutes of a moment in its zone."""
    pattern = str(locale_of(tag).datetime_formats["medium"])
    day = format_date(value, zone, tag, "medium")
    return pattern.replace("{1}", day).replace("{0}", format_time(value, zone, tag)).replace("'", "")


def format_list(items: Iterable[str], tag: str) -> str:
    """Return several words as the language lists them: A, B, and C."""
    return str(lists.format_list(list(items), style="standard", locale=locale_of(tag)))


def in_zone(value: datetime, zone: str | tzinfo | None) -> datetime:
    """Return the same moment in another zone; a moment without a zone is a mistake and raises ValueError."""
    if value.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown")
    return value.astimezone(_zone(zone) if isinstance(zone, str) else zone or UTC)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _own_digits(text: str, locale: Locale) -> str:
    digits = _DIGITS.get(locale.default_numbering_system)
    return text.translate(digits) if digits else text
