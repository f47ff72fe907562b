"""Write a new revision from what the models say and the newest revision does not: `make migration M="…"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from intake import migrations
from intake.db import Database
from intake.settings import Settings


def write(message: str) -> None:
    """Bring an empty database to the newest revision and write the difference to the models as the next one."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Settings.load({}, instance=folder))
        migrations.upgrade(database)
        number = f"{int(migrations.head()) + 1:04}"
        with database.writer.connect() as connection, connection.begin():
            settings = migrations.config()
            settings.attributes["connection"] = connection
            settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(settings, message, autogenerate=True, rev_id=number)
        database.close()
    sys.stderr.write(f"Read it and mend it: {Path(migrations.__file__).parent / 'versions'}\n")


if __name__ == "__main__":
    write(" ".join(sys.argv[1:]))
