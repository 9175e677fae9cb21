"""What a device is told of the scopes it may read: pages of a state feed, out of one snapshot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from orjson import Fragment
from sqlalchemy import Connection, bindparam, literal, null, select, union_all

from server.ledger.ready import Ready
from server.ledger.rows import read_scopes
from server.ledger.snapshots import Snapshots
from server.ledger.tables import GONE, RECORD
from sync.feed import Cursor, at_head, next_cursor, read_cursor, start_from
from sync.scope import Grants

ROW_OVERHEAD = 60
MINUTE_MS = 60_000


@dataclass(slots=True)
class Budget:
    """How much one answer may still carry."""

    rows: int
    bytes: int

    @property
    def is_spent(self) -> bool:
        """Whether nothing more fits."""
        return self.rows <= 0 or self.bytes <= 0


class News(NamedTuple):
    """The part of an answer that tells of scopes."""

    scopes: list[dict[str, Any]]
    is_all: bool
    drop: list[str]
    readable: list[str]


def visit_months(now: int, zone: ZoneInfo) -> tuple[str, str]:
    """The open month of visits and the last closed one, newest first."""
    return _visit_months(now // MINUTE_MS, zone)


@lru_cache(maxsize=64)
def _visit_months(minute: int, zone: ZoneInfo) -> tuple[str, str]:
    today = datetime.fromtimestamp(minute * 60, zone)
    last = (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)
    return _month(today.year, today.month), _month(*last)


def _month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def offered(patterns: Sequence[str], now: int, zone: ZoneInfo) -> list[str]:
    """The scopes that a person's readable patterns stand for on a phone, in the order they are sent."""
    return list(_offered(tuple(patterns), visit_months(now, zone)))


@lru_cache(maxsize=4_096)
def _offered(patterns: tuple[str, ...], months: tuple[str, str]) -> tuple[str, ...]:
    names: list[str] = []
    for pattern in patterns:
        if not pattern.endswith("*"):
            names.append(pattern)
        elif pattern.startswith("visits:") and pattern.endswith(":*"):
            names += [pattern[:-1] + month for month in months]
    return tuple(sorted(set(names), key=lambda name: (_ORDER.get(name.partition(":")[0], 9), name)))


_ORDER = {"person": 0, "route": 1, "company": 2, "territory": 3, "visits": 4, "office": 5}


def read_news(
    connection: Connection,
    grants: Grants,
    have: Mapping[str, Any],
    *,
    epoch: str,
    budget: Budget,
    now: int,
    zone: ZoneInfo,
    snapshots: Snapshots | None = None,
) -> News:
    """What is new since the cursors in `have`, in the scopes that the grants let somebody read.

    Names in `have` that they do not cover come back only in `drop`. With `snapshots`, a large scope that
    must be read from its start is named as a file instead.
    """
    names = offered(grants.readable(now), now, zone)
    scopes = read_scopes(connection, names)
    parts: list[dict[str, Any]] = []
    is_all = True
    for name in names:
        if budget.is_spent:
            is_all = False
            break
        scope, sent = scopes.get(name), have.get(name)
        if sent != at_head(epoch, scope.head if scope else 0):
            parts.append(_page(connection, name, scope, sent, epoch, budget, snapshots))
    return News(parts, is_all and all(part["done"] for part in parts), sorted(set(map(str, have)) - set(names)), names)


def _page(
    connection: Connection, name: str, scope: Any, sent: Any, epoch: str, budget: Budget, snapshots: Snapshots | None
) -> dict[str, Any]:
    head, floor = (scope.head, scope.floor) if scope else (0, 0)
    cursor = read_cursor(sent)
    start = start_from(cursor, epoch=epoch, head=head, floor=floor)
    if start.reset and snapshots is not None and scope is not None and scope.alive >= snapshots.least:
        seq = snapshots.ready(epoch, scope, lambda: rows_of_scope(connection, name))
        whole: dict[str, Any] = {
            "id": name,
            "in": None,
            "reset": True,
            "rows": [],
            "done": False,
            "out": str(Cursor(epoch, seq)),
        }
        return {**whole, "snapshot": snapshots.address(name, epoch, seq)}
    is_read = start.seq == head  # as every scope is in which nobody said anything yet
    rows, last, done = ([], head, True) if is_read else _rows(connection, name, start.seq, start.started, budget)
    after = next_cursor(start, epoch=epoch, last=last, head=head, done=done)
    part: dict[str, Any] = {
        "id": name,
        "in": None if start.reset else sent,
        "out": str(after),
        "rows": rows,
        "done": done,
    }
    if start.reset:
        part["reset"] = True
    if done:
        part |= {"n": scope.alive if scope else 0, "digest": scope.digest if scope else "0" * 16}
    return part


def _rows(
    connection: Connection, scope: str, seq: int, started: int | None, budget: Budget
) -> tuple[list[dict[str, Any]], int, bool]:
    """The next rows of a scope as they travel, the seq of the last, and whether there are no more."""
    found = _PAGE.rows(connection, scope=scope, seq=seq, gone_seq=max(seq, started or 0), most=budget.rows + 1)
    fit = _how_many_fit(found, budget)
    return _as_sent(found[:fit]), found[fit - 1][0] if fit else seq, fit == len(found)


def _how_many_fit(found: Sequence[tuple], budget: Budget) -> int:
    """How many rows an answer still carries, one at least; they are taken off its budget."""
    most, left, fit = budget.rows, budget.bytes, 0
    for row in found:
        if fit and (fit >= most or left <= 0):
            break
        left -= ROW_OVERHEAD + len(row[_FIELDS] or "")
        fit += 1
    budget.rows, budget.bytes = most - fit, left
    return fit


_COLUMNS = (RECORD.c.seq, RECORD.c.id, RECORD.c.rev, RECORD.c.kind, RECORD.c.author, RECORD.c.fields, RECORD.c.retired)
_HERE = select(*_COLUMNS).where(RECORD.c.scope == bindparam("scope"), RECORD.c.seq > bindparam("seq"))
_LEFT = select(
    GONE.c.seq,
    GONE.c.record.label("id"),
    GONE.c.rev,
    null().label("kind"),
    null().label("author"),
    null().label("fields"),
    literal(False).label("retired"),
).where(GONE.c.scope == bindparam("scope"), GONE.c.seq > bindparam("gone_seq"))

_PAGE = Ready(lambda store: union_all(store.first(_HERE), store.first(_LEFT)).order_by("seq").limit(bindparam("most")))


_FIELDS = 5
"""Where the fields are in a row of a page."""


def _as_sent(rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [
        {"id": name, "rev": rev, "gone": True}
        if fields is None
        else {"id": name, "kind": kind, "rev": rev, "by": author, "fields": Fragment(fields)}
        if not retired
        else {"id": name, "kind": kind, "rev": rev, "by": author, "fields": Fragment(fields), "retired": True}
        for _, name, rev, kind, author, fields, retired in rows
    ]


def rows_of_scope(connection: Connection, scope: str) -> Iterator[bytes]:
    """Every record of a scope as a row of JSON, in order of its place in the feed."""
    query = select(*_COLUMNS).where(RECORD.c.scope == scope).order_by(RECORD.c.seq)
    for some in connection.execution_options(yield_per=2_000).execute(query).partitions():
        yield from map(orjson.dumps, _as_sent(some))


def is_readable(patterns: Sequence[str], scope: str) -> bool:
    """Whether a scope is covered by names and patterns."""
    return any(scope.startswith(each[:-1]) if each.endswith("*") else scope == each for each in patterns)
