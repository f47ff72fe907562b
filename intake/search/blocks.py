"""PostgreSQL: words are kept by blocks of neighbouring statements, so that its index can be walked in their order.

Such an index knows no order: whoever wants the newest rows with a frequent word has to fetch every row that has it. So
each word begins with the number of its block, `244:bus`, and is asked for in one block after the other. What begins
with some letters, and words that follow each other, are looked for in one block alone too.
"""

from __future__ import annotations

#: The block of a statement is its id divided by two to the power of this.
SHIFT = 12
#: Stands for the number of the block in a question; no word has one of these two.
BLOCK, AFTER = "#", ":"


def within(word: str, statement_id: int) -> str:
    """The word as the index has it for this statement."""
    return f"{statement_id >> SHIFT}{AFTER}{word}"


def anywhere(word: str) -> str:
    """The word as a question has it, for a block that takes the place of BLOCK."""
    return f"{BLOCK}{AFTER}{word}"
