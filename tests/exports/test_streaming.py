"""An export of a million statements needs no more memory than one of a thousand, and begins at once."""

import gc
import tracemalloc

import pytest

from intake.exports import FORMATS
from tests.exports.samples import CONTEXT, many


def peak(name: str, rows: int) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        for piece in FORMATS[name].write(CONTEXT, many(rows)):
            assert len(piece) < 1_000_000
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_rows(name: str) -> None:
    peak(name, 10)
    assert peak(name, 30_000) - peak(name, 3_000) < 500_000


@pytest.mark.parametrize("name", FORMATS)
def test_pieces_come_while_rows_are_read(name: str) -> None:
    read = 0

    def counted():
        nonlocal read
        for row in many(20_000):
            read += 1
            yield row

    pieces = FORMATS[name].write(CONTEXT, counted())
    assert next(pieces)
    assert read < 5_000
    pieces.close()
