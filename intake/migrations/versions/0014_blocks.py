"""Searches and lists that take no longer where the newest statements have nothing of what is asked for.

PostgreSQL's index of words is made anew with the words of each block of statements together (`intake/search/blocks.py`).
It has no list of what is not sorted in yet: each look into a block would read all of that. Statistics of words
that are different in each block say nothing. And the translations that wait, or are at one step of the work, have
an index each on both databases.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WORDS = "CREATE INDEX ix_search_words_words ON search_words USING gin (words)"


def upgrade() -> None:
    if not _is_sqlite():
        _make_anew(WORDS + " WITH (fastupdate = off)")
        op.execute("ALTER TABLE search_words ALTER COLUMN words SET STATISTICS 0")
    op.create_index(
        "ix_rendering_language_state",
        "rendering",
        ["language", "state", "statement_id"],
        unique=False,
        sqlite_where=sa.text("status <> 'withdrawn'"),
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    _few("ix_rendering_held", "rendering", "status = 'held'")
    _few("ix_rendering_has_conflict", "rendering", "has_conflict IS {true}")
    _few("ix_confirmation_held", "confirmation", "held IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_confirmation_held", table_name="confirmation")
    op.drop_index("ix_rendering_has_conflict", table_name="rendering")
    op.drop_index("ix_rendering_held", table_name="rendering")
    op.drop_index("ix_rendering_language_state", table_name="rendering")
    if not _is_sqlite():
        op.execute("ALTER TABLE search_words ALTER COLUMN words SET STATISTICS -1")
        _make_anew(WORDS)


def _few(name: str, table: str, where: str) -> None:
    op.create_index(
        name,
        table,
        ["statement_id"],
        unique=False,
        sqlite_where=sa.text(where.format(true=1)),
        postgresql_where=sa.text(where.format(true="true")),
    )


def _make_anew(index: str) -> None:
    op.execute("TRUNCATE search_words")
    op.execute("DROP INDEX ix_search_words_words")
    op.execute(index)
    # What is stored already is indexed in pieces by whoever serves next.
    op.execute("UPDATE store SET search_version = ''")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
