"""Devices, statements with their revisions, and the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("admitted_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("protocol_read_at", Moment(), nullable=True),
        sa.Column("last_seen_at", Moment(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("highest_sequence", sa.Integer(), nullable=False),
        sa.Column("safe_sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["device.id"], name="fk_device_chain_id"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_device_place_id"),
        sa.ForeignKeyConstraint(["session_id"], ["listening_session.id"], name="fk_device_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("token_digest", name="uq_device_token_digest"),
        sa.UniqueConstraint("uid", name="uq_device_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_device_chain_id", "device", ["chain_id"], unique=False)
    op.create_index("ix_device_session_id", "device", ["session_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_entry_device_id"),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_entry_initiative_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_entry_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_initiative_id_id", "entry", ["initiative_id", "id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("held", sa.String(20), nullable=True),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("captured_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("changed_by_device_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_person_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_device_id"], ["device.id"], name="fk_statement_changed_by_device_id"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_person_id"], ["person.id"], name="fk_statement_changed_by_person_id"
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_statement_device_id"),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_statement_initiative_id"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_statement_place_id"),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name="fk_statement_question_version_id"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["listening_session.id"], name="fk_statement_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.UniqueConstraint("uid", name="uq_statement_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_statement_device_id_id", "statement", ["device_id", "id"], unique=False)
    op.create_index("ix_statement_initiative_id_id", "statement", ["initiative_id", "id"], unique=False)
    op.create_index("ix_statement_session_id_id", "statement", ["session_id", "id"], unique=False)
    op.create_index(
        "ix_statement_session_id_status",
        "statement",
        ["session_id", "status"],
        unique=False,
        sqlite_where=sa.text("status <> 'active'"),
        postgresql_where=sa.text("status <> 'active'"),
    )
    op.create_table(
        "statement_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("is_conflict", sa.Boolean(), nullable=False),
        sa.Column("captured_at", Moment(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_statement_revision_device_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_statement_revision_person_id"),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name="fk_statement_revision_question_version_id"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="fk_statement_revision_statement_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statement_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_statement_revision_statement_id_id", "statement_revision", ["statement_id", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_statement_revision_statement_id_id", table_name="statement_revision")
    op.drop_table("statement_revision")
    op.drop_index(
        "ix_statement_session_id_status",
        table_name="statement",
        sqlite_where=sa.text("status <> 'active'"),
        postgresql_where=sa.text("status <> 'active'"),
    )
    op.drop_index("ix_statement_session_id_id", table_name="statement")
    op.drop_index("ix_statement_initiative_id_id", table_name="statement")
    op.drop_index("ix_statement_device_id_id", table_name="statement")
    op.drop_table("statement")
    op.drop_index("ix_entry_initiative_id_id", table_name="entry")
    op.drop_table("entry")
    op.drop_index("ix_device_session_id", table_name="device")
    op.drop_index("ix_device_chain_id", table_name="device")
    op.drop_table("device")
