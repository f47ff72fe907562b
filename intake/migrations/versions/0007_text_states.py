"""How far the translations of an initiative's texts are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("text_mark", sa.String(length=16), nullable=False),
        sa.Column("source_mark", sa.String(length=16), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_text_state_initiative_id"),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name="fk_text_state_reviewed_by_id"),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name="fk_text_state_written_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_text_state"),
        sa.UniqueConstraint("owner", "kind", "language", name="uq_text_state_owner_kind_language"),
    )
    op.create_index("ix_text_state_initiative_id", "text_state", ["initiative_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_text_state_initiative_id", table_name="text_state")
    op.drop_table("text_state")
