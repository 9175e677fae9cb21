"""What becomes of the ledger's tables when a store was made by an older version. Flat tables are laid out anew instead.

A new store is made whole by `create_all`. One revision in `versions/` tells of each change to a table that is there
already; new tables need none.
"""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

HEAD = "0001"
"""The newest revision; a store that bears it needs nothing."""

HERE = Path(__file__).parent
OLDEST = "record"
"""A table that every store has had from the first."""

_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


class StoreIsNewer(RuntimeError):
    """The store was made by a version of Tallyround that this one does not know."""


def make_or_change(connection: Connection, tables: MetaData) -> None:
    """Make what is missing, and bring what is there to the newest revision, in the transaction that is open.

    StoreIsNewer when the store's revision is not known here; nothing is changed then.
    """
    is_new = not inspect(connection).has_table(OLDEST)
    _VERSION.metadata.create_all(connection)
    revision = connection.execute(select(_VERSION.c.version_num)).scalar_one_or_none()
    if not is_new and revision != HEAD:
        _upgrade(connection, revision)
    tables.create_all(connection)
    if is_new:
        connection.execute(insert(_VERSION).values(version_num=HEAD))


def _upgrade(connection: Connection, revision: str | None) -> None:
    from alembic import command  # needed once in the life of a store, so no start waits for it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE))
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreIsNewer(f"this store has revision {revision}; the newest that is known here is {HEAD}")
    command.upgrade(config, "head")
