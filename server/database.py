"""The connection to the store, SQLite or PostgreSQL, and how each must be spoken to so that what it says is kept."""

import errno

from flask_sqlalchemy import SQLAlchemy
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy import BigInteger, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The root of all tables."""


db = SQLAlchemy(model_class=Base)

Whole = BigInteger()
"""A 64-bit number."""

BUSY_MS = 20_000
BUSY = ("locked", "timeout", "deadlock", "starting up", "recovery mode")
DISK_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


def is_sqlite(engine: Engine) -> bool:
    """Whether the store is the embedded one."""
    return engine.dialect.name == "sqlite"


def speak_properly(engine: Engine) -> None:
    """Make every connection durable and its transactions explicit.

    Python's SQLite driver opens transactions by itself and late; here it is told not to, and a transaction that
    means to write says so from its first word (`execution_options(writes=True)`), so that two never deadlock.
    """
    if is_sqlite(engine):
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgresql)


def _open_sqlite(connection, _record) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


class _Number(Loader):
    """A sum of whole numbers as a whole number, as SQLite gives it; PostgreSQL makes a decimal of it."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data)
        return int(text) if text.lstrip(b"-").isdigit() else float(text)


def _open_postgresql(connection, _record) -> None:
    """A page of an index costs what the next page of a table does, on any disk that has no arm to move.

    At any higher price, and before it has counted a table that was filled a minute ago, PostgreSQL sorts a whole scope
    for every page of it that a phone asks for.
    """
    connection.adapters.register_loader("numeric", _Number)
    connection.execute("SET random_page_cost = 1")
    connection.commit()


def _begin_sqlite(connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # which never waits and so never fails
        connection.connection.driver_connection.execute("BEGIN")


def trouble_of(error: Exception) -> str | None:
    """The code of the problem when what fails is the store or the disk, which may do better later; else None."""
    if isinstance(error, NoConnectionFree):
        return "server.busy"
    if isinstance(error, OperationalError):
        return "server.busy" if any(word in str(error.orig) for word in BUSY) else "server.storage"
    return "server.storage" if isinstance(error, OSError) and error.errno in DISK_FAILS else None
