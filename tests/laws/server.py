"""The server of a history: the real app on a store in memory, with a clock, deaths and other people's timing."""

import io
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask

from server import create_app
from server.access import start_session
from server.database import db
from server.ledger import SqlLedger, ids, upkeep
from server.ledger.projector import Projector
from server.settings import Settings
from tests.cast import NOW
from tests.given import OFFICE, Clock, company
from tests.laws.cast import COURIER, DEVICES, known_at_first

SHARED_MEMORY = Path("/dev/shm")


class Died(BaseException):
    """The server lost its power."""


@dataclass(frozen=True)
class Reply:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes
    complaints: str


class Chance:
    """Stands in for `secrets` where the server makes names, so that a seed gives the same ones again."""

    def __init__(self) -> None:
        self.source = random.Random(0)

    def randbits(self, bits: int) -> int:
        """That many bits."""
        return self.source.getrandbits(bits)


class Server:
    """The app, its store and its clock. One is enough for many histories, one after another."""

    def __init__(self) -> None:
        parent = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
        self.folder = Path(tempfile.mkdtemp(prefix="tallyround-laws-", dir=parent))
        self.clock = Clock(NOW)
        self._settings = Settings(data=self.folder, password_rounds=1, password_memory_kib=64, session_days=10**5)
        self.app: Flask = create_app(self._settings, clock=self.clock)
        self.ledger: SqlLedger = self.app.extensions["ledger"]
        self.projector: Projector = self.app.extensions["projector"]
        self.tokens: dict[str, str] = {}
        self.deposit_keys: dict[str, str | None] = {}
        self.death: tuple[int, str] | None = None
        self.between: Callable[[], None] | None = None
        self._readings = 0
        self._chance = ids.secrets = Chance()  # type: ignore[attr-defined,assignment]
        self._furnish()
        self._watch()

    @property
    def store(self) -> Path:
        """The file of the store."""
        return self.folder / "tallyround.sqlite"

    def _furnish(self) -> None:
        company(self.app)
        with self.app.app_context():
            for person, device in (*DEVICES, COURIER):
                self.tokens[device], self.deposit_keys[device] = start_session(person, device)
            for ops in known_at_first():
                assert self.ledger.write(OFFICE, ops, now=NOW)["verdict"] == "accepted"
        self._leave_store()
        shutil.copy(self.store, self.folder / "first.sqlite")

    def _leave_store(self) -> None:
        with self.app.app_context():
            db.session.remove()
            with self.ledger.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()

    def fresh(self, seed: int, **settings: Any) -> None:
        """Begin anew, as if nothing had ever been said."""
        with self.app.app_context():
            db.engine.dispose()
        for old in self.folder.glob("tallyround.sqlite*"):
            old.unlink()
        for old in self.folder.glob("backup*"):
            old.unlink()
        shutil.copy(self.folder / "first.sqlite", self.store)
        self.app.extensions["settings"] = replace(self._settings, **settings)
        self._chance.source.seed(seed)
        self.clock.now = NOW
        self.death = self.between = None

    # -- what the network does with it

    def call(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """What it answers to a request; raises Died when it was made to."""
        self._readings = 0
        self.clock.now += 1
        told: dict[str, Any] = {}
        environ = _environ(method, path, headers, body)

        def start(status: str, given: list[tuple[str, str]], _info: Any = None) -> None:
            told.update(status=int(status[:3]), headers={name.lower(): value for name, value in given})

        try:
            # a context of its own: what somebody else sends in between must not be taken for the first caller's
            parts = Context().run(self.app.wsgi_app, environ, start)
            return Reply(told["status"], told["headers"], b"".join(parts), environ["wsgi.errors"].getvalue())
        finally:
            self.death = None

    def _watch(self) -> None:
        """Put its deaths and other people's timing where transactions begin and end."""
        transaction, reading = self.ledger.transaction, self.ledger.reading

        @contextmanager
        def watched_transaction() -> Iterator[Any]:
            is_outer = getattr(self.ledger._local, "connection", None) is None
            with transaction() as connection:
                yield connection
                if is_outer:
                    self._die("before")
            if is_outer:
                self._die("after")

        @contextmanager
        def watched_reading() -> Iterator[Any]:
            self._readings += 1
            if self._readings == 2 and self.between is not None:
                work, self.between = self.between, None
                work()
            with reading() as connection:
                yield connection

        self.ledger.transaction, self.ledger.reading = watched_transaction, watched_reading  # type: ignore[method-assign]

    def _die(self, moment: str) -> None:
        if self.death is not None and self.death[1] == moment:
            if self.death[0] == 0:
                self.death = None
                raise Died
            self.death = (self.death[0] - 1, moment)

    # -- what the office does with it

    def write(self, *ops: dict[str, Any]) -> dict[str, Any]:
        """The verdict on a change that the office makes."""
        self.clock.now += 1
        with self.app.app_context():
            return self.ledger.write(OFFICE, list(ops))

    @contextmanager
    def ledger_open(self) -> Iterator[SqlLedger]:
        """The ledger, for grants and upkeep."""
        self.clock.now += 1
        with self.app.app_context():
            yield self.ledger

    def back_up(self) -> int:
        """Make a backup in the place of the last; the receipt time up to which it holds everything."""
        with self.app.app_context():
            part = self.folder / "backup.new"
            through = upkeep.back_up(self.ledger, part)
        part.replace(self.folder / "backup.sqlite")
        return through

    def restore(self) -> str:
        """Put the last backup back, which takes some seconds; the new epoch."""
        self.clock.now += 5_000
        with self.app.app_context():
            db.engine.dispose()
            upkeep.put_back(self.folder / "backup.sqlite", self.store)
            return upkeep.new_epoch(self.ledger)

    def close(self) -> None:
        """Forget everything."""
        with self.app.app_context():
            db.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)


def _environ(method: str, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ["CONTENT_TYPE" if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ
