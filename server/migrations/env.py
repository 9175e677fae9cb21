"""Alembic's way into the transaction that is open already."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=True, transactional_ddl=True)
context.run_migrations()
