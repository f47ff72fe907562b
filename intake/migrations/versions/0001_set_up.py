"""Initiatives, questions, sessions, people, and the store's own identity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db.base import Moment, new_uid, now

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "initiative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("default_language", sa.String(length=35), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("protocol", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_initiative"),
        sa.UniqueConstraint("slug", name="uq_initiative_slug"),
        sa.UniqueConstraint("uid", name="uq_initiative_uid"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email_key", name="uq_person_email_key"),
        sa.UniqueConstraint("uid", name="uq_person_uid"),
    )
    op.create_table(
        "store",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store"),
        sa.UniqueConstraint("uid", name="uq_store_uid"),
    )
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_link_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.UniqueConstraint("token_digest", name="uq_account_link_token_digest"),
    )
    op.create_index("ix_account_link_person_id", "account_link", ["person_id"], unique=False)
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_imported_file_initiative_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_imported_file_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imported_file"),
        sa.UniqueConstraint("uid", name="uq_imported_file_uid"),
    )
    op.create_index(
        "ix_imported_file_initiative_id_digest", "imported_file", ["initiative_id", "digest"], unique=False
    )
    op.create_table(
        "listening_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("starts_at", Moment(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiative.id"], name="fk_listening_session_initiative_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_listening_session"),
        sa.UniqueConstraint("initiative_id", "code", name="uq_listening_session_initiative_id_code"),
        sa.UniqueConstraint("uid", name="uq_listening_session_uid"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_membership_initiative_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.UniqueConstraint("person_id", "initiative_id", name="uq_membership_person_id_initiative_id"),
    )
    op.create_index("ix_membership_initiative_id", "membership", ["initiative_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_in", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_question_initiative_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("initiative_id", "code", name="uq_question_initiative_id_code"),
        sa.UniqueConstraint("uid", name="uq_question_uid"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_digest", name="uq_sign_in_token_digest"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["listening_session.id"], name="fk_place_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("session_id", "label", name="uq_place_session_id_label"),
        sa.UniqueConstraint("uid", name="uq_place_uid"),
    )
    op.create_index("ix_place_code", "place", ["code"], unique=True)
    op.create_index("ix_place_short_code", "place", ["short_code"], unique=True)
    op.create_table(
        "question_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_question_version_question_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question_version"),
        sa.UniqueConstraint("question_id", "number", name="uq_question_version_question_id_number"),
    )
    store = sa.table(
        "store",
        sa.column("uid", sa.Uuid()),
        sa.column("epoch", sa.Integer()),
        sa.column("created_at", Moment()),
    )
    op.bulk_insert(store, [{"uid": new_uid(), "epoch": 1, "created_at": now()}])


def downgrade() -> None:
    op.drop_table("question_version")
    op.drop_index("ix_place_short_code", table_name="place")
    op.drop_index("ix_place_code", table_name="place")
    op.drop_table("place")
    op.drop_index("ix_sign_in_person_id", table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_table("question")
    op.drop_index("ix_membership_initiative_id", table_name="membership")
    op.drop_table("membership")
    op.drop_table("listening_session")
    op.drop_index("ix_imported_file_initiative_id_digest", table_name="imported_file")
    op.drop_table("imported_file")
    op.drop_index("ix_account_link_person_id", table_name="account_link")
    op.drop_table("account_link")
    op.drop_table("store")
    op.drop_table("person")
    op.drop_table("initiative")
