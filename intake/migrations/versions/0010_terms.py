"""The glossary of an initiative."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_name", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_term_initiative_id"),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
        sa.UniqueConstraint("uid", name="uq_term_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_term_initiative_id", "term", ["initiative_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_term_initiative_id", table_name="term")
    op.drop_table("term")
