"""Renderings in the search index: which of its statement's texts each one is, and triggers that note its changes.

A rendering gets its number among the statement's texts when it is added, and keeps it. The row of the index has room
for 63 of them beside the original, those that were taken back included; what comes after them is not searched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SQLITE = (
    # The next number of the statement's texts, none after the last one.
    """CREATE TRIGGER search_rendering_added AFTER INSERT ON rendering BEGIN
    UPDATE rendering SET search_slot = (SELECT NULLIF(COALESCE(MAX(search_slot), 0) + 1, 64)
    FROM rendering WHERE statement_id = new.statement_id) WHERE id = new.id;
    INSERT INTO search_pending (statement_id, slot)
    SELECT statement_id, search_slot FROM rendering WHERE id = new.id AND search_slot IS NOT NULL; END""",
    """CREATE TRIGGER search_rendering_changed AFTER UPDATE OF text, status ON rendering
    WHEN (old.text IS NOT new.text OR old.status IS NOT new.status) AND old.search_slot IS NOT NULL BEGIN
    INSERT INTO search_pending (statement_id, slot, former)
    VALUES (old.statement_id, old.search_slot, CASE old.status WHEN 'active' THEN old.text END); END""",
    """CREATE TRIGGER search_rendering_gone AFTER DELETE ON rendering WHEN old.search_slot IS NOT NULL BEGIN
    INSERT INTO search_pending (statement_id, slot, former)
    VALUES (old.statement_id, old.search_slot, CASE old.status WHEN 'active' THEN old.text END); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION search_rendering_numbered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    new.search_slot := (SELECT NULLIF(COALESCE(MAX(search_slot), 0) + 1, 64)
    FROM rendering WHERE statement_id = new.statement_id); RETURN new; END $$""",
    """CREATE TRIGGER search_rendering_numbered BEFORE INSERT ON rendering
    FOR EACH ROW EXECUTE FUNCTION search_rendering_numbered()""",
    """CREATE FUNCTION search_rendering_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO search_pending (statement_id, slot)
    SELECT COALESCE(new.statement_id, old.statement_id), COALESCE(new.search_slot, old.search_slot)
    WHERE COALESCE(new.search_slot, old.search_slot) IS NOT NULL; RETURN NULL; END $$""",
    """CREATE TRIGGER search_rendering_added AFTER INSERT OR DELETE ON rendering
    FOR EACH ROW EXECUTE FUNCTION search_rendering_noted()""",
    """CREATE TRIGGER search_rendering_changed AFTER UPDATE OF text, status ON rendering FOR EACH ROW
    WHEN (old.text IS DISTINCT FROM new.text OR old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION search_rendering_noted()""",
)
TRIGGERS = (
    "search_rendering_numbered",
    "search_rendering_added",
    "search_rendering_changed",
    "search_rendering_gone",
)


def upgrade() -> None:
    op.add_column("rendering", sa.Column("search_slot", sa.SmallInteger(), nullable=True))
    op.execute(
        "UPDATE rendering SET search_slot = counted.slot FROM (SELECT id, row_number()"
        " OVER (PARTITION BY statement_id ORDER BY id) AS slot FROM rendering) AS counted"
        " WHERE counted.id = rendering.id AND counted.slot < 64"
    )
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)
    # What is stored already is indexed in pieces by whoever serves next.
    op.execute("UPDATE store SET search_version = ''")


def downgrade() -> None:
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {trigger}" + ("" if _is_sqlite() else " ON rendering"))
    if not _is_sqlite():
        op.execute("DROP FUNCTION search_rendering_numbered()")
        op.execute("DROP FUNCTION search_rendering_noted()")
    op.drop_column("rendering", "search_slot")
    op.execute("UPDATE store SET search_version = ''")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
