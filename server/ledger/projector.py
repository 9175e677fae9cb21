"""Follows the feed of every scope and lays each record out in the flat table of its kind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Inspector, Select, Table, delete, func, insert, inspect, select

from server.flat import METADATA, columns_of, flat_tables, has_own_visit
from server.ledger.rows import insert_or_leave
from server.ledger.sql_ledger import SqlLedger
from server.ledger.tables import LEDGER_STATE, PROJECTION, RECORD, SCOPE
from server.ledger.text import from_text, to_text
from sync import fields as f
from sync.kind import Catalogue, Kind
from sync.stamp import read_stamps

PAGE = 5_000
MANY = 2_000


class Projector:
    """Keeps the flat tables equal to what the records say. Many may run; one works at a time."""

    def __init__(self, ledger: SqlLedger, catalogue: Catalogue, zone: ZoneInfo) -> None:
        self._ledger = ledger
        self._zone = zone
        self._layouts = {kind.name: _Layout(kind, zone) for kind in catalogue}

    def catch_up(self) -> int:
        """Lay out everything said so far; how many records that were."""
        total = 0
        while self.is_behind():
            with self._ledger.transaction() as connection:
                done = self._step(connection)
            total += done
        return total

    def rebuild(self) -> int:
        """Empty the flat tables and lay everything out again; how many records that were."""
        with self._ledger.transaction() as connection:
            for table in flat_tables().values():
                connection.execute(delete(table))
            connection.execute(delete(PROJECTION))
        return self.catch_up()

    def is_behind(self) -> bool:
        """Whether something was said that is not laid out yet."""
        with self._ledger.reading() as connection:
            return connection.execute(_behind().limit(1)).first() is not None

    def version(self) -> int:
        """A number that grows with whatever is laid out."""
        with self._ledger.reading() as connection:
            return connection.execute(select(func.coalesce(func.sum(PROJECTION.c.seq), 0))).scalar_one()

    def _step(self, connection: Connection) -> int:
        """One page of every scope that is ahead of its projection, most PAGE records in all."""
        connection.execute(select(LEDGER_STATE).where(LEDGER_STATE.c.id == 1).with_for_update())
        left = PAGE
        for scope, head, seq in connection.execute(_behind().order_by(SCOPE.c.id).limit(PAGE)).all():
            if left <= 0:
                break
            connection.execute(insert_or_leave(connection, PROJECTION, {"scope": scope, "seq": 0}))
            rows = connection.execute(
                select(RECORD)
                .where(RECORD.c.scope == scope, RECORD.c.seq > seq, RECORD.c.seq <= head)
                .order_by(RECORD.c.seq)
                .limit(left)
            ).all()
            reached = head if len(rows) < left else rows[-1].seq
            self._lay(connection, rows)
            unmoved = (PROJECTION.c.scope == scope) & (PROJECTION.c.seq == seq)
            connection.execute(PROJECTION.update().where(unmoved).values(seq=reached))
            left -= len(rows)
        return PAGE - left

    def _lay(self, connection: Connection, rows: Sequence[Any]) -> None:
        by_kind: dict[str, list[Any]] = {}
        for row in rows:
            by_kind.setdefault(row.kind, []).append(row)
        for kind, some in by_kind.items():
            layout = self._layouts.get(kind)
            if layout is not None:
                layout.lay(connection, some)


def _behind() -> Select:
    """The scopes that are ahead of their projection: name, head, and how far it was laid out."""
    reached = func.coalesce(PROJECTION.c.seq, 0)
    projected = SCOPE.outerjoin(PROJECTION, PROJECTION.c.scope == SCOPE.c.id)
    return select(SCOPE.c.id, SCOPE.c.head, reached).select_from(projected).where(reached < SCOPE.c.head)


class _Layout:
    """How the records of one kind become rows."""

    def __init__(self, kind: Kind, zone: ZoneInfo) -> None:
        self.kind = kind
        self.table = flat_tables()[kind.name]
        self._spread = [(field, [name for name, _ in columns_of(field)]) for field in kind.fields]
        self._own_visit = has_own_visit(kind)
        self._zone = zone

    def lay(self, connection: Connection, rows: Sequence[Any]) -> None:
        """Replace the rows of these records."""
        for start in range(0, len(rows), MANY):
            some = rows[start : start + MANY]
            connection.execute(delete(self.table).where(self.table.c.id.in_([row.id for row in some])))
            connection.execute(insert(self.table), [self.row(each) for each in some])

    def row(self, record: Any) -> dict[str, Any]:
        """The flat row of a record."""
        fields, stamps = from_text(record.fields), read_stamps(from_text(record.stamps))
        latest = stamps.latest()
        flat = {
            "id": record.id,
            "scope": record.scope,
            "rev": record.rev,
            "author": record.author,
            "device": latest.device,
            "made_at": latest.time,
            "first_at": stamps.first.time,
            "received_at": record.received_at,
            "first_received_at": record.first_received_at,
            "made_on": local_day(stamps.first.time, self._zone),
            "retired": record.retired,
            "doubts": to_text(self.kind.doubts_about(fields)),
        }
        if self._own_visit:
            flat["visit"] = record.id.partition("/")[0]
        for field, columns in self._spread:
            flat |= _spread(field, columns, fields.get(field.name))
        return flat


def _spread(field: f.Field, columns: Sequence[str], value: Any) -> Mapping[str, Any]:
    match field:
        case f.Position() | f.Choices():
            parts = value or {}
            return {column: parts.get(column.removeprefix(f"{field.name}_")) for column in columns}
        case f.Numbers() | f.Payload():
            return {columns[0]: None if value is None else to_text(value)}
    return {columns[0]: value}


@lru_cache(maxsize=8_192)
def _day_of_quarter(quarter: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(quarter * 900, zone).date().isoformat()


def local_day(at: int, zone: ZoneInfo) -> str:
    """The local day of an instant in milliseconds; zones differ by quarters of an hour, so that is cached."""
    return _day_of_quarter(at // 900_000, zone)


def lay_out_tables(connection: Connection) -> None:
    """Create the flat tables that are missing; one that a kind has outgrown is made anew and filled again."""
    there = inspect(connection)
    outgrown = [table for table in METADATA.sorted_tables if there.has_table(table.name) and _is_outgrown(there, table)]
    for table in outgrown:
        table.drop(connection)
    if outgrown:
        connection.execute(delete(PROJECTION))
    METADATA.create_all(connection)


def _is_outgrown(there: Inspector, table: Table) -> bool:
    return {column["name"] for column in there.get_columns(table.name)} != set(table.c.keys())
