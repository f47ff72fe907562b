"""What language a statement reads like, where that is not the one stated.

A statement whose stated language changes is put on the list of the search index too, which is where texts are looked at.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQLITE = """CREATE TRIGGER search_statement_language AFTER UPDATE OF language ON statement
    WHEN old.language IS NOT new.language AND old.text IS new.text BEGIN
    INSERT INTO search_pending (statement_id, slot, former) VALUES (new.id, 0, old.text); END"""
POSTGRESQL = """CREATE TRIGGER search_statement_language AFTER UPDATE OF language ON statement
    FOR EACH ROW WHEN (old.language IS DISTINCT FROM new.language AND old.text IS NOT DISTINCT FROM new.text)
    EXECUTE FUNCTION search_statement_noted()"""


def upgrade() -> None:
    op.add_column("statement", sa.Column("suggested_language", sa.String(35), nullable=True))
    op.create_index(
        "ix_statement_suggested_language",
        "statement",
        ["initiative_id", "id"],
        unique=False,
        sqlite_where=sa.text("suggested_language IS NOT NULL"),
        postgresql_where=sa.text("suggested_language IS NOT NULL"),
    )
    op.add_column("store", sa.Column("guessing_version", sa.String(40), nullable=False, server_default=""))
    op.add_column("store", sa.Column("guessing_left", sa.Integer(), nullable=False, server_default="0"))
    op.execute(SQLITE if _is_sqlite() else POSTGRESQL)


def downgrade() -> None:
    op.execute("DROP TRIGGER IF EXISTS search_statement_language" + ("" if _is_sqlite() else " ON statement"))
    op.drop_column("store", "guessing_left")
    op.drop_column("store", "guessing_version")
    op.drop_index("ix_statement_suggested_language", table_name="statement")
    op.drop_column("statement", "suggested_language")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
