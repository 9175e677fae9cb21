"""Reading and locking single rows of the ledger, the same on every store."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from server.ledger.ready import Ready
from server.ledger.tables import DEVICE, GRANT, HELD, LEDGER_STATE, SCOPE
from server.ledger.text import from_text
from sync.decide import Author, Record
from sync.scope import Grant, Grants
from sync.stamp import read_stamps

_GRANTS = Ready(lambda _: select(GRANT).where(GRANT.c.person == bindparam("person")))
_IS_AWAITED = select(HELD.c.id).where(HELD.c.device == DEVICE.c.id).exists().label("is_awaited")
_LOCKED_DEVICE = Ready(
    lambda _: (
        select(DEVICE, _IS_AWAITED, LEDGER_STATE.c.epoch)
        .join(LEDGER_STATE, LEDGER_STATE.c.id == 1)
        .where(DEVICE.c.id == bindparam("id"))
        .with_for_update(of=DEVICE)
    )
)
_STANDING = Ready(
    lambda store: (
        select(
            DEVICE,
            LEDGER_STATE.c.epoch,
            LEDGER_STATE.c.safe_through,
            select(store.listed(GRANT.c.pattern, GRANT.c.verbs, GRANT.c.from_at, GRANT.c.until_at))
            .where(GRANT.c.person == bindparam("person"))
            .scalar_subquery()
            .label("grants"),
        )
        .join(LEDGER_STATE, LEDGER_STATE.c.id == 1)
        .where(DEVICE.c.id == bindparam("id"))
    )
)
_SCOPES = Ready(lambda store: select(SCOPE).where(store.among(SCOPE.c.id, "names")))
_LOCKED_SCOPES = Ready(
    lambda store: select(SCOPE).where(store.among(SCOPE.c.id, "names")).order_by(SCOPE.c.id).with_for_update()
)
_STATE = select(LEDGER_STATE.c.epoch, LEDGER_STATE.c.safe_through).where(LEDGER_STATE.c.id == 1)


def read_scopes(connection: Connection, names: Sequence[str]) -> dict[str, Any]:
    """The rows of those scopes that exist."""
    return {row.id: row for row in _SCOPES.rows(connection, names=list(names))}


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
        bool(row.retired),
        row.seq,
    )


def read_grants(connection: Connection, person: str) -> Grants:
    """All grants of a person, past ones too."""
    rows = _GRANTS.rows(connection, person=person)
    return Grants(Grant(row.pattern, _verbs(row.verbs), row.from_at, row.until_at) for row in rows)


@cache
def _verbs(words: str) -> frozenset[str]:
    return frozenset(words.split())


def lock_device(connection: Connection, author: Author, now: int) -> Mapping[str, Any]:
    """The row of the author's device, locked; with the epoch, and whether changes of the device wait for others.

    A device of the server itself is made when first used.
    """
    rows = _LOCKED_DEVICE.rows(connection, id=author.device)
    if not rows:
        values = {"id": author.device, "person": author.person, "created_at": now}
        connection.execute(insert_or_leave(connection, DEVICE, values))
        rows = _LOCKED_DEVICE.rows(connection, id=author.device)
    return rows[0]._asdict()


def lock_scopes(connection: Connection, scopes: Iterable[str]) -> dict[str, Any]:
    """The rows of scopes, made when new and locked in order, so that no two writers wait for each other."""
    names = sorted(set(scopes))
    rows = {row.id: row for row in _LOCKED_SCOPES.rows(connection, names=names)}
    missing = [name for name in names if name not in rows]
    if missing:
        connection.execute(insert_or_leave(connection, SCOPE, [{"id": name} for name in missing]))
        rows = {row.id: row for row in _LOCKED_SCOPES.rows(connection, names=names)}
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


def read_standing(connection: Connection, device: str, person: str) -> tuple[Any, Grants]:
    """The row of a device, with the ledger's epoch and safe_through; and all grants of who uses it.

    One question, since an exchange asks it before anything else, and most exchanges ask little more.
    """
    row = _STANDING.rows(connection, id=device, person=person)[0]
    return row, Grants(_listed_grants(row.grants))


@lru_cache(maxsize=4_096)
def _listed_grants(text: str) -> tuple[Grant, ...]:
    return tuple(Grant(pattern, _verbs(verbs), *when) for pattern, verbs, *when in from_text(text))
