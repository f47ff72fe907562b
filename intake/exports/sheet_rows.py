"""Rows of an Excel sheet as XML."""

import re
from collections.abc import Callable, Sequence

from intake.exports.columns import Cell

#: What Excel allows in a cell, in UTF-16 units.
MAX_CELL = 32_767

# What XML 1.0 cannot hold or would change, and what already looks like Excel's way to write it
# (ECMA-376 part 1, 22.9.2.19). Stored text has none of the former.
_UNWRITABLE = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9a-fA-F]{4}_)")


def row_writer(
    styles: Sequence[str], shorten: Callable[[Sequence[Cell], int], str]
) -> Callable[[int, Sequence[Cell]], str]:
    """Return a function that writes a numbered row: texts as text, never as formulas, numbers as numbers.

    `shorten` is given a row and the place of a text too long for a cell, and returns what to write there.
    """
    cells = [(f'<c r="{_letters(place)}', f'" s="{style}"') for place, style in enumerate(styles)]

    def write(number: int, row: Sequence[Cell]) -> str:
        xml = [f'<row r="{number}">']
        for place, (value, (start, style)) in enumerate(zip(row, cells, strict=True)):
            if isinstance(value, str):
                if len(value) > MAX_CELL // 2 and units(value) > MAX_CELL:
                    value = shorten(row, place)
                if value:
                    space = ' xml:space="preserve"' if value[0].isspace() or value[-1].isspace() else ""
                    text = f"<is><t{space}>{escaped(value)}</t></is>"
                    xml.append(f'{start}{number}{style} t="inlineStr">{text}</c>')
            elif value is not None:
                xml.append(f"{start}{number}{style}><v>{value}</v></c>")
        xml.append("</row>")
        return "".join(xml)

    return write


def units(text: str) -> int:
    """Return the length that Excel counts: a character beyond U+FFFF is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, most: int) -> list[str]:
    """Cut a text into parts of at most so many units, never within a character."""
    found = []
    while text:
        part = text[:most]
        while units(part) > most:
            part = part[: -((units(part) - most + 1) // 2)]
        found.append(part)
        text = text[len(part) :]
    return found


def escaped(text: str) -> str:
    """Return a text as it stands in the XML of a cell."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "_x" in text or not text.isprintable():
        text = _UNWRITABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", text)
    return text


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
