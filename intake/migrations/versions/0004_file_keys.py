"""The store's key pair for the files that tablets save, and when a tablet was cleared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment
from intake.tablet_files.sealing import new_keys

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("finished_at", Moment(), nullable=True))
    for name in ("file_key", "file_public_key"):
        op.add_column("store", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    # Only one process migrates, in one transaction, so that there is one pair from the first moment on.
    private, public = new_keys()
    op.get_bind().execute(
        sa.text("UPDATE store SET file_key = :private, file_public_key = :public"),
        {"private": private, "public": public},
    )


def downgrade() -> None:
    op.drop_column("store", "file_public_key")
    op.drop_column("store", "file_key")
    op.drop_column("device", "finished_at")
