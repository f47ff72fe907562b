"""What residents confirmed when it was read back to them, and the statements of a place in their order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("rendering_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("statement_revision_id", sa.Integer(), nullable=True),
        sa.Column("rendering_revision_id", sa.Integer(), nullable=True),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("held", sa.String(length=20), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_confirmation_device_id"),
        sa.ForeignKeyConstraint(["rendering_id"], ["rendering.id"], name="fk_confirmation_rendering_id"),
        sa.ForeignKeyConstraint(
            ["rendering_revision_id"],
            ["rendering_revision.id"],
            name="fk_confirmation_rendering_revision_id",
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name="fk_confirmation_statement_id"),
        sa.ForeignKeyConstraint(
            ["statement_revision_id"],
            ["statement_revision.id"],
            name="fk_confirmation_statement_revision_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_confirmation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_confirmation_device_id_id", "confirmation", ["device_id", "id"], unique=False)
    op.create_index("ix_confirmation_statement_id_id", "confirmation", ["statement_id", "id"], unique=False)
    op.create_index("ix_confirmation_uid_revision", "confirmation", ["uid", "revision"], unique=False)
    # What a table reads of its own: newest first without looking at any other table's. A statement never moves to
    # another place, so only a new one is written to it.
    op.create_index("ix_statement_place_id_id", "statement", ["place_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_statement_place_id_id", table_name="statement")
    op.drop_index("ix_confirmation_uid_revision", table_name="confirmation")
    op.drop_index("ix_confirmation_statement_id_id", table_name="confirmation")
    op.drop_index("ix_confirmation_device_id_id", table_name="confirmation")
    op.drop_table("confirmation")
