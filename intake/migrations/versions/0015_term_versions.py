"""What each term of a glossary said before, who wrote it and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "term_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_name", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_term_version_person_id"),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name="fk_term_version_term_id"),
        sa.PrimaryKeyConstraint("id", name="pk_term_version"),
    )
    op.create_index("ix_term_version_term_id", "term_version", ["term_id"], unique=False)
    op.execute(
        "INSERT INTO term_version (term_id, texts, note, is_name, at)"
        " SELECT id, texts, note, is_name, changed_at FROM term ORDER BY id"
    )


def downgrade() -> None:
    op.drop_index("ix_term_version_term_id", table_name="term_version")
    op.drop_table("term_version")
