"""The index that statements are searched with, and triggers that note what it does not know yet.

Words come to it ready made (`intake.search`), so neither database folds or parses anything. A row's number is that
of its statement times 64, plus which of the statement's texts it is; so the newest
stands last. SQLite keeps no copy of the words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content = '', tokenize = 'ascii')",
    """CREATE TRIGGER search_statement_added AFTER INSERT ON statement BEGIN
    INSERT INTO search_pending (statement_id, slot) VALUES (new.id, 0); END""",
    """CREATE TRIGGER search_statement_changed AFTER UPDATE OF text ON statement WHEN old.text IS NOT new.text BEGIN
    INSERT INTO search_pending (statement_id, slot, former) VALUES (new.id, 0, old.text); END""",
    """CREATE TRIGGER search_statement_gone AFTER DELETE ON statement BEGIN
    INSERT INTO search_pending (statement_id, slot, former) VALUES (old.id, 0, old.text); END""",
)
POSTGRESQL = (
    "CREATE TABLE search_words (id BIGINT CONSTRAINT pk_search_words PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_search_words_words ON search_words USING gin (words)",
    """CREATE FUNCTION search_statement_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO search_pending (statement_id, slot) VALUES (COALESCE(new.id, old.id), 0); RETURN NULL; END $$""",
    """CREATE TRIGGER search_statement_added AFTER INSERT OR DELETE ON statement
    FOR EACH ROW EXECUTE FUNCTION search_statement_noted()""",
    """CREATE TRIGGER search_statement_changed AFTER UPDATE OF text ON statement
    FOR EACH ROW WHEN (old.text IS DISTINCT FROM new.text) EXECUTE FUNCTION search_statement_noted()""",
)
TRIGGERS = ("search_statement_added", "search_statement_changed", "search_statement_gone")


def upgrade() -> None:
    op.create_table(
        "search_pending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("former", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_search_pending"),
        sqlite_autoincrement=True,
    )
    # Empty: what is stored already is indexed in pieces by whoever serves next.
    op.add_column("store", sa.Column("search_version", sa.String(40), nullable=False, server_default=""))
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {trigger}" + ("" if _is_sqlite() else " ON statement"))
    if not _is_sqlite():
        op.execute("DROP FUNCTION search_statement_noted()")
    op.execute("DROP TABLE search_words")
    op.drop_column("store", "search_version")
    op.drop_table("search_pending")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
