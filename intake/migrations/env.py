"""Run by Alembic: uses the connection it is handed, inside the transaction that is open on it."""

from alembic import context

from intake import migrations, models  # noqa: F401  (makes the tables known)
from intake.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=migrations.is_of_models,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
