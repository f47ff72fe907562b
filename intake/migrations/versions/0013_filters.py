"""Statements by language and by question, for searches in which few of those with the words meet such a filter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_statement_initiative_id_language",
        "statement",
        ["initiative_id", "language", "id"],
        unique=False,
        # "es" finds "es-MX" too, whatever order the database's letters have.
        postgresql_ops={"language": "varchar_pattern_ops"},
    )
    op.create_index(
        "ix_statement_question_version_id_id", "statement", ["question_version_id", "id"], unique=False
    )
    op.create_index(
        "ix_statement_has_conflict",
        "statement",
        ["initiative_id", "id"],
        unique=False,
        sqlite_where=sa.text("has_conflict IS 1"),
        postgresql_where=sa.text("has_conflict IS true"),
    )


def downgrade() -> None:
    op.drop_index("ix_statement_has_conflict", table_name="statement")
    op.drop_index("ix_statement_question_version_id_id", table_name="statement")
    op.drop_index("ix_statement_initiative_id_language", table_name="statement")
