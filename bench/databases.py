"""The database servers of a run: a PostgreSQL that the benchmark starts itself, and the process whose CPU counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.stores import new_database, postgresql_server


@dataclass(frozen=True)
class PostgreSQL:
    """A server of ours."""

    server: str
    pid: int
    version: str

    def database(self) -> str:
        """The address of a fresh database."""
        return new_database(self.server)

    def deadlocks(self, database: str) -> int:
        """How many deadlocks a database has seen."""
        name = database.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.server, autocommit=True) as connection:
            query = "SELECT deadlocks FROM pg_stat_database WHERE datname = %s"
            found = connection.execute(query, [name]).fetchone()
        return 0 if found is None else int(found[0])


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server that lives as long as the block."""
    with postgresql_server() as server:
        with psycopg.connect(server) as connection:
            row = connection.execute("SELECT current_setting('data_directory'), version()").fetchone()
        assert row is not None
        pid = int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])
        yield PostgreSQL(server, pid, " ".join(str(row[1]).split()[:2]))
