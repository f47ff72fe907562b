"""Renderings of statements in other languages, and their revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rendering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("held", sa.String(length=20), nullable=True),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("made_by_device_id", sa.Integer(), nullable=True),
        sa.Column("made_by_person_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_by_device_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_by_person_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("changed_by_device_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_person_id", sa.Integer(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_device_id"], ["device.id"], name="fk_rendering_changed_by_device_id"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_person_id"], ["person.id"], name="fk_rendering_changed_by_person_id"
        ),
        sa.ForeignKeyConstraint(["made_by_device_id"], ["device.id"], name="fk_rendering_made_by_device_id"),
        sa.ForeignKeyConstraint(["made_by_person_id"], ["person.id"], name="fk_rendering_made_by_person_id"),
        sa.ForeignKeyConstraint(
            ["reviewed_by_device_id"], ["device.id"], name="fk_rendering_reviewed_by_device_id"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_person_id"], ["person.id"], name="fk_rendering_reviewed_by_person_id"
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name="fk_rendering_statement_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rendering"),
        sa.UniqueConstraint("uid", name="uq_rendering_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_rendering_statement_id_language", "rendering", ["statement_id", "language"], unique=False
    )
    op.create_index(
        "uq_rendering_statement_id_language",
        "rendering",
        ["statement_id", "language"],
        unique=True,
        sqlite_where=sa.text("status <> 'withdrawn'"),
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )

    op.create_table(
        "rendering_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rendering_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("is_conflict", sa.Boolean(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_rendering_revision_device_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_rendering_revision_person_id"),
        sa.ForeignKeyConstraint(
            ["rendering_id"], ["rendering.id"], name="fk_rendering_revision_rendering_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rendering_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_rendering_revision_rendering_id_id", "rendering_revision", ["rendering_id", "id"], unique=False
    )
    op.create_index(
        "ix_rendering_revision_uid_revision", "rendering_revision", ["uid", "revision"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_rendering_revision_uid_revision", table_name="rendering_revision")
    op.drop_index("ix_rendering_revision_rendering_id_id", table_name="rendering_revision")
    op.drop_table("rendering_revision")
    op.drop_index("uq_rendering_statement_id_language", table_name="rendering")
    op.drop_index("ix_rendering_statement_id_language", table_name="rendering")
    op.drop_table("rendering")
