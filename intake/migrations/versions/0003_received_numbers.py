"""Which of a device's saves were answered: the gap report."""

from __future__ import annotations

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: Runs that are kept of a device, as `intake.runs` had it when this was written.
MOST = 200
#: The numbers of what is stored already, with the device that gave them.
NUMBERS = """
    SELECT coalesce(changed_by_device_id, device_id) AS device, sequence FROM statement
    WHERE sequence IS NOT NULL AND coalesce(changed_by_device_id, device_id) IS NOT NULL
    UNION
    SELECT device_id, sequence FROM statement_revision WHERE sequence IS NOT NULL AND device_id IS NOT NULL
    ORDER BY 1, 2
"""


def upgrade() -> None:
    op.add_column("device", sa.Column("received", sa.Text(), nullable=False, server_default=""))
    op.add_column("device", sa.Column("refused", sa.JSON(), nullable=False, server_default=json.dumps({})))
    connection = op.get_bind()
    received: dict[int, list[list[int]]] = defaultdict(list)
    for device, number in connection.execute(sa.text(NUMBERS)):
        runs = received[device]
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    for device, runs in received.items():
        if len(runs) > MOST:
            runs[: -MOST + 1] = [[1, runs[-MOST][1]]]
        text = ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
        connection.execute(
            sa.text("UPDATE device SET received = :text WHERE id = :device"), {"text": text, "device": device}
        )


def downgrade() -> None:
    op.drop_column("device", "refused")
    op.drop_column("device", "received")
