"""Alembic's entry: the steps run on the connection that `engines.sql.schema` hands over."""

from alembic import context

from engines.sql.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
