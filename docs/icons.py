"""Writes the app's icons as PNG from the circles of intake/static/img/icon.svg: `python docs/icons.py`.

Home screens cut icons into a shape of their own (maskable): everything stays within the
middle 80 %, on a ground of its own.
"""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

IMAGES = Path(__file__).resolve().parent.parent / "intake" / "static" / "img"
SIZES = (192, 512)
GROUND = (0xFA, 0xF6, 0xEE)
#: Of the picture, for the drawing of 32 units.
SHARE = 0.66
#: Steps between ground and colour at an edge.
STEPS = 16


def circles(svg: str) -> list[tuple[float, float, float, int]]:
    """(x, y, radius, which colour) in units of the drawing."""
    second = svg.index('fill="#e07a2c"')
    found = re.finditer(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)
    return [(*map(float, one.groups()), int(one.start() > svg.rindex("<", 0, second) - 1)) for one in found]  # type: ignore[misc]


def palette() -> list[tuple[int, ...]]:
    """Ground, then the steps to each colour."""
    colours = ((0x1C, 0x7C, 0x86), (0xE0, 0x7A, 0x2C))
    mixed = [
        tuple(round(a + (b - a) * step / STEPS) for a, b in zip(GROUND, colour, strict=True))
        for colour in colours
        for step in range(1, STEPS + 1)
    ]
    return [GROUND, *mixed]


def pixels(size: int, drawn: list[tuple[float, float, float, int]]) -> bytes:
    """Rows of palette indices, each after a filter byte of 0."""
    unit, margin = size * SHARE / 32, size * (1 - SHARE) / 2
    placed = [(margin + x * unit, margin + y * unit, r * unit, which) for x, y, r, which in drawn]
    rows = bytearray()
    for line in range(size):
        rows.append(0)
        for column in range(size):
            rows.append(_index(column + 0.5, line + 0.5, placed))
    return bytes(rows)


def _index(x: float, y: float, placed: list[tuple[float, float, float, int]]) -> int:
    for cx, cy, radius, which in placed:
        covered = radius - ((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 + 0.5
        if covered > 0:
            step = min(STEPS, round(covered * STEPS))
            return which * STEPS + step if step else 0
    return 0


def png(size: int, rows: bytes, colours: list[tuple[int, ...]]) -> bytes:
    """The file, with a palette."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)
    flat = bytes(value for colour in colours for value in colour)
    parts = [(b"IHDR", head), (b"PLTE", flat), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in parts)


if __name__ == "__main__":
    drawn = circles((IMAGES / "icon.svg").read_text(encoding="utf-8"))
    for size in SIZES:
        (IMAGES / f"icon-{size}.png").write_bytes(png(size, pixels(size, drawn), palette()))
