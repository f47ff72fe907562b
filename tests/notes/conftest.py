"""Every test of the notes has a hall."""

from tests.halls import hall, make_hall

__all__ = ["hall", "make_hall"]
