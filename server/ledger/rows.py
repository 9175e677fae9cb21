"""Reading and locking single rows of the ledger, the same on every store."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from server.ledger.tables import DEVICE, GRANT, LEDGER_STATE, SCOPE
from server.ledger.text import from_text, to_text
from sync.decide import Author, Record
from sync.scope import Grant, Grants
from sync.stamp import read_stamps

# Made once: building a statement costs more than running a small one.
_GRANTS = select(GRANT).where(GRANT.c.person == bindparam("person"))
_DEVICE = select(DEVICE).where(DEVICE.c.id == bindparam("id"))
_DEVICE_LOCKED = _DEVICE.with_for_update()
_DEVICE_AND_STATE = (
    select(DEVICE, LEDGER_STATE.c.epoch, LEDGER_STATE.c.safe_through)
    .select_from(DEVICE.join(LEDGER_STATE, LEDGER_STATE.c.id == 1))
    .where(DEVICE.c.id == bindparam("id"))
)
_SCOPES = select(SCOPE).where(SCOPE.c.id.in_(bindparam("names", expanding=True)))
_SCOPES_LOCKED = _SCOPES.order_by(SCOPE.c.id).with_for_update()
_STATE = select(LEDGER_STATE.c.epoch, LEDGER_STATE.c.safe_through).where(LEDGER_STATE.c.id == 1)


def read_scopes(connection: Connection, names: Sequence[str]) -> dict[str, Any]:
    """The rows of those scopes that exist."""
    return {row.id: row for row in connection.execute(_SCOPES, {"names": names})}


def as_record(row: Any) -> Record:
    """The record in a row of its table."""
    return Record(
        row.id,
        row.kind,
        row.scope,
        row.rev,
        from_text(row.fields),
        read_stamps(from_text(row.stamps)),
        row.author,
        row.retired,
        row.seq,
    )


def read_grants(connection: Connection, person: str) -> Grants:
    """All grants of a person, past ones too."""
    rows = connection.execute(_GRANTS, {"person": person})
    return Grants(Grant(row.pattern, frozenset(row.verbs.split()), row.from_at, row.until_at) for row in rows)


def lock_device(connection: Connection, author: Author, now: int) -> Mapping[str, Any]:
    """The row of the author's device, locked; a device of the server itself is made when first used."""
    row = connection.execute(_DEVICE_LOCKED, {"id": author.device}).one_or_none()
    if row is None:
        values = {"id": author.device, "person": author.person, "created_at": now}
        connection.execute(insert_or_leave(connection, DEVICE, values))
        row = connection.execute(_DEVICE_LOCKED, {"id": author.device}).one()
    return dict(row._mapping)


def lock_scopes(connection: Connection, scopes: Iterable[str]) -> dict[str, Any]:
    """The rows of scopes, made when new and locked in order, so that no two writers wait for each other."""
    names = sorted(set(scopes))
    rows = {row.id: row for row in connection.execute(_SCOPES_LOCKED, {"names": names})}
    missing = [name for name in names if name not in rows]
    if missing:
        connection.execute(insert_or_leave(connection, SCOPE, [{"id": name} for name in missing]))
        rows = {row.id: row for row in connection.execute(_SCOPES_LOCKED, {"names": names})}
    return rows


def insert_or_leave(connection: Connection, table: Table, values: Any) -> Insert:
    """An insert that leaves a row alone that is there already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).values(values).on_conflict_do_nothing()


def read_state(connection: Connection) -> tuple[str, int]:
    """The epoch, and the receipt time up to which a proved backup holds everything."""
    epoch, safe_through = connection.execute(_STATE).one()
    return epoch, safe_through


def read_epoch(connection: Connection) -> str:
    """The epoch of the ledger."""
    return read_state(connection)[0]


def read_device_and_state(connection: Connection, device: str) -> Mapping[str, Any]:
    """What is known of a device, with the ledger's epoch and safe_through."""
    return connection.execute(_DEVICE_AND_STATE, {"id": device}).one()._asdict()


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that each name every column; the statement is made once and the driver gets the values as they are."""
    sql, order = _insert_of(table, connection.dialect.name)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(sql, [tuple([row[name] for name in order]) for row in rows])
    else:
        connection.exec_driver_sql(sql, (to_text(rows),))


@cache
def _insert_of(table: Table, dialect: str) -> tuple[str, tuple[str, ...]]:
    """The statement and the order of its values: row by row on SQLite, one JSON of all rows on PostgreSQL."""
    names = tuple(table.c.keys())
    into = f'INSERT INTO "{table.name}" ({", ".join(names)})'
    if dialect == "sqlite":
        return f"{into} VALUES ({', '.join('?' * len(names))})", names
    typed = [f"{name} {table.c[name].type.compile(postgresql.dialect())}" for name in names]
    return f"{into} SELECT {', '.join(names)} FROM json_to_recordset(%s) AS rows ({', '.join(typed)})", names
