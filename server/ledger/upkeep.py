"""What keeps a ledger in order over the years: a copy that is proved, a store put back, old departures forgotten."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import and_, delete, func, select, update

from server.database import is_sqlite
from server.ledger.rows import lock_scopes, read_epoch
from server.ledger.sitting import HELD_FOR_MS
from server.ledger.sql_ledger import SqlLedger
from server.ledger.tables import CHANGE, DEVICE, GONE, HELD, LEDGER_STATE, RECORD, SCOPE
from sync.canonical import U64, digest_text, row_hash
from sync.decide import Author

EPOCHS_BEGIN_MS = 1_767_225_600_000
"""The first moment of 2026. An epoch is numbered by the seconds since, so that two restores of one backup differ."""


class CannotBackUp(Exception):
    """A copy could not be made or does not hold what it should."""


def collect_gone(ledger: SqlLedger, scope: str, below_seq: int) -> int:
    """Forget the departures from a scope up to a number; how many. Who has not read that far starts it anew."""
    with ledger.transaction() as connection:
        lock_scopes(connection, [scope])
        forgotten = delete(GONE).where(and_(GONE.c.scope == scope, GONE.c.seq <= below_seq))
        count = connection.execute(forgotten).rowcount
        if count:
            raised = update(SCOPE).where(SCOPE.c.id == scope, SCOPE.c.floor < below_seq)
            connection.execute(raised.values(floor=below_seq))
    return count


def judge_overdue(ledger: SqlLedger) -> int:
    """Judge what waited a week for changes that never came, of phones that send no more; of how many phones."""
    now = ledger.clock()
    with ledger.reading() as connection:
        overdue = HELD.c.received_at + HELD_FOR_MS < now
        phones = connection.execute(select(HELD.c.person, HELD.c.role, HELD.c.device).distinct().where(overdue)).all()
    for person, role, device in phones:
        with ledger.transaction() as connection:
            seen_at = connection.scalar(select(DEVICE.c.seen_at).where(DEVICE.c.id == device))
            ledger.apply(Author(person, role, device), [], now=now)
            ledger.note(device, {"seen_at": seen_at})
    return len(phones)


def new_epoch(ledger: SqlLedger) -> str:
    """Begin a new epoch, after which every device compares all it has and sends what this store may have lost."""
    with ledger.transaction() as connection:
        seconds = (ledger.clock() - EPOCHS_BEGIN_MS) // 1_000
        epoch = f"e{max(_number(read_epoch(connection)) + 1, seconds)}"
        connection.execute(update(LEDGER_STATE).values(epoch=epoch))
    return epoch


def _number(epoch: str) -> int:
    match = re.fullmatch(r"e(\d+)", epoch)
    assert match is not None
    return int(match[1])


def back_up(ledger: SqlLedger, target: Path) -> int:
    """Copy an embedded store while it is in use, prove the copy, note up to when it holds everything (ms)."""
    if not is_sqlite(ledger.engine):
        raise CannotBackUp("PostgreSQL is backed up by its own means (pg_dump, or a standby and its log)")
    if target.exists():
        raise CannotBackUp(f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    _copy(ledger, part)
    through = _proved(part)
    part.replace(target)
    note_backup(ledger, through)
    return through


def _copy(ledger: SqlLedger, part: Path) -> None:
    part.unlink(missing_ok=True)
    with ledger.reading() as connection, sqlite3.connect(part) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _proved(path: Path) -> int:
    """The receipt time of the last change in a copy that is whole."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
            if said != "ok":
                raise CannotBackUp(f"the copy is damaged: {said}")
            (through,) = copy.execute("SELECT coalesce(max(received_at), 0) FROM change").fetchone()
    except sqlite3.DatabaseError as error:
        raise CannotBackUp(f"{path} is damaged, or is no copy of a store: {error}") from None
    return through


def note_backup(ledger: SqlLedger, through: int) -> None:
    """Tell devices that what was received up to then is safe."""
    with ledger.transaction() as connection:
        later = update(LEDGER_STATE).where(LEDGER_STATE.c.safe_through < through)
        connection.execute(later.values(safe_through=through))


def put_back(source: Path, store: Path) -> None:
    """Put a proved copy in the place of a store that is not in use. The next start must begin a new epoch."""
    _proved(source)
    part = store.with_name(f"{store.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy, closing(sqlite3.connect(part)) as fresh:
        copy.backup(fresh)
    for suffix in ("", "-wal", "-shm"):
        old = store.with_name(store.name + suffix)
        if old.exists():
            old.replace(old.with_name(f"{old.name}.replaced"))
    part.replace(store)


def what_is_wrong(ledger: SqlLedger) -> list[str]:
    """Every scope whose counter, count or digest does not follow from its rows, and every number used twice."""
    found: list[str] = []
    with ledger.reading() as connection:
        for scope in connection.execute(select(SCOPE)):
            rows = connection.execute(
                select(RECORD.c.id, RECORD.c.rev, RECORD.c.seq, RECORD.c.fields).where(RECORD.c.scope == scope.id)
            ).all()
            digest = digest_text(sum(row_hash(row.id, row.rev, row.fields) for row in rows) & U64)
            if (scope.alive, scope.digest) != (len(rows), digest):
                found.append(f"{scope.id}: its rows are not those it counted")
            gone = connection.scalars(select(GONE.c.seq).where(GONE.c.scope == scope.id)).all()
            numbers = [row.seq for row in rows] + list(gone)
            if len(numbers) != len(set(numbers)) or max(numbers, default=0) > scope.head:
                found.append(f"{scope.id}: its numbers are not in order")
        unanswered = select(func.count()).select_from(CHANGE).where(CHANGE.c.answer == "")
        if connection.scalar(unanswered):
            found.append("the journal holds changes without an answer")
    return found
