"""The one adapter between the rules of `sync` and SQL: every write of a record goes through `apply`."""

import fcntl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, insert, select, text, update

from server.database import is_sqlite
from server.ledger.ids import new_id
from server.ledger.records import Moved
from server.ledger.rows import as_record, lock_device, read_grants
from server.ledger.sitting import Sitting
from server.ledger.tables import BESIDE_VISITS, DEVICE, GRANT, RECORD
from sync.decide import Author, Record, Rules
from sync.scope import EVERYTHING, Grants

MANY = 5_000


def wall_clock() -> int:
    """Milliseconds since 1970, by this machine."""
    return time.time_ns() // 1_000_000


@dataclass
class SqlLedger:
    """The ledger in an SQL store. `lock_file` queues the writers of an embedded store fairly."""

    engine: Engine
    rules: Rules
    lock_file: Path | None = None
    clock: Callable[[], int] = wall_clock
    _local: threading.local = field(default_factory=threading.local)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One durable transaction that writes; inside another, a part of it."""
        open_one = getattr(self._local, "connection", None)
        if open_one is not None:
            yield open_one
            return
        with self._queue(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            self._local.connection = connection
            try:
                yield connection
            finally:
                self._local.connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of everything."""
        level = {} if is_sqlite(self.engine) else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    def _queue(self):
        return _file_lock(self.lock_file) if self.lock_file else nullcontext()

    def apply(
        self,
        author: Author,
        changes: Sequence[Any],
        *,
        now: int,
        grants: Grants | None = None,
        language: str = "en",
        told: Mapping[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """The verdict on each change, in order; durable when it returns.

        Things that cannot even be answered (no id, no count) get the verdict `quarantined` without an id.
        `grants` replaces the author's own, for authors that are part of the server. `told` is what the device
        says of itself, by column of its row.
        """
        while True:
            try:
                with self.transaction() as connection:
                    return self._sit(connection, author, changes, now, grants, language, told or {})
            except Moved:
                if getattr(self._local, "connection", None) is not None:
                    raise

    def _sit(self, connection, author, changes, now, grants, language, told) -> list[dict[str, Any]]:
        device = lock_device(connection, author, now)
        if grants is None:
            grants = EVERYTHING if author.role == "system" else read_grants(connection, author.person)
        return Sitting(connection, self.rules, author, grants, now, language, device, told).judge(changes)

    def write(self, author: Author, ops: list[dict[str, Any]], *, now: int | None = None, at: int | None = None):
        """The verdict on one change made by the server itself, or by a person at the desk."""
        now = self.clock() if now is None else now
        with self.transaction() as connection:
            n = lock_device(connection, author, now)["through"] + 1
            change = {"id": new_id(now), "n": n, "at": now if at is None else at, "ops": ops}
            return self.apply(author, [change], now=now)[0]

    def note(self, device: str, told: Mapping[str, Any]) -> None:
        """Keep what a device says of itself."""
        with self.transaction() as connection:
            connection.execute(update(DEVICE).where(DEVICE.c.id == device).values(dict(told)))

    def get_many(self, ids: Iterable[str]) -> dict[str, Record]:
        """The current records of those ids that exist."""
        wanted = list(dict.fromkeys(ids))
        with self._looking() as connection:
            found: dict[str, Record] = {}
            for start in range(0, len(wanted), MANY):
                rows = connection.execute(select(RECORD).where(RECORD.c.id.in_(wanted[start : start + MANY])))
                found |= {row.id: as_record(row) for row in rows}
        return found

    def of_kind(self, kind: str, *, scope_prefix: str = "") -> Iterator[Record]:
        """All records of a kind, in order of id, retired ones too. Those of visits are found slowly."""
        last = ""
        declared = self.rules.catalogue.get(kind)
        is_indexed = declared is not None and declared.scope not in ("visits", "any")
        while True:
            query = select(RECORD).where(
                RECORD.c.kind == kind, RECORD.c.id > last, RECORD.c.scope.startswith(scope_prefix, autoescape=True)
            )
            if is_indexed:
                query = query.where(text(BESIDE_VISITS))
            with self._looking() as connection:
                rows = connection.execute(query.order_by(RECORD.c.id).limit(MANY)).all()
            if not rows:
                return
            yield from map(as_record, rows)
            last = rows[-1].id

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        open_one = getattr(self._local, "connection", None)
        if open_one is not None:
            yield open_one
        else:
            with self.reading() as connection:
                yield connection

    def grant(
        self,
        person: str,
        pattern: str,
        verbs: Iterable[str] = ("read", "write"),
        *,
        from_at: int = 0,
        until_at: int | None = None,
    ) -> None:
        """Give a person a right to scopes; the same right twice is one."""
        row = {"person": person, "pattern": pattern, "verbs": " ".join(sorted(verbs)), "from_at": from_at}
        same = and_(*(GRANT.c[name] == value for name, value in row.items()))
        with self.transaction() as connection:
            if connection.execute(update(GRANT).where(same).values(until_at=until_at)).rowcount == 0:
                connection.execute(insert(GRANT).values(**row, until_at=until_at))

    def revoke(self, person: str, pattern: str, *, until_at: int) -> None:
        """End a right; what was made before is still accepted."""
        with self.transaction() as connection:
            connection.execute(
                update(GRANT)
                .where(GRANT.c.person == person, GRANT.c.pattern == pattern)
                .where((GRANT.c.until_at.is_(None)) | (GRANT.c.until_at > until_at))
                .values(until_at=until_at)
            )


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
