"""The files that tablets save: bytes in, checked content out. What the store has, it does not know."""
