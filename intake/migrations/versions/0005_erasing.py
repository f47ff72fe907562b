"""Statements whose words were erased for good, and whether the file still has to be cleared of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement", sa.Column("erased_at", Moment(), nullable=True))
    op.add_column("statement", sa.Column("erased_revision", sa.Integer(), nullable=True))
    op.add_column("store", sa.Column("leftover_since", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("store", "leftover_since")
    op.drop_column("statement", "erased_revision")
    op.drop_column("statement", "erased_at")
