"""A plan against what became of it: each line released, delivered, seen, complete, with the record that shows it.

The store finds the latest word on each thing; lines and words are put together here, since a store that has not counted its
tables yet (PostgreSQL after a large import) joins them one by one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, func, select
from sqlalchemy.orm import Session

from server.flat import flat_table

STAGES = ("released", "delivered", "seen", "complete")
STANDING = ("placed", "standing", "replaced")
PARTS = "elements_"
MONTH = len(":2026-11")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plan and how far it has come. `delivered` is None where nothing is delivered for such a line."""

    id: str
    outlet: str
    what: str
    about: str
    released_on: str
    delivered: str | None
    seen: str = ""
    seen_on: str = ""
    complete: bool = False
    missing: tuple[str, ...] = ()

    def has_come_to(self, stage: str) -> bool:
        """Whether it has reached a stage of the funnel."""
        if stage == "delivered":
            return bool(self.delivered)
        return stage == "released" or (bool(self.seen) if stage == "seen" else self.complete)

    def falls_short_of(self, stage: str) -> bool:
        """Whether it could have reached a stage and has not; what nobody has looked at is not incomplete."""
        if stage == "delivered":
            return self.delivered == ""
        return not self.has_come_to(stage) and (stage != "complete" or bool(self.seen))


def funnel(session: Session, plan: str) -> list[tuple[str, int | None]]:
    """How many lines have come to each stage; None where it is a stage of none of them."""
    lines = lines_of(session, plan)
    counts: list[tuple[str, int | None]] = [(stage, sum(each.has_come_to(stage) for each in lines)) for stage in STAGES]
    if lines and all(each.delivered is None for each in lines):
        counts[1] = ("delivered", None)
    return counts


def lines_at(
    session: Session, plan: str, stage: str, *, short: bool = False, limit: int = 200, offset: int = 0
) -> tuple[list[Line], int]:
    """The lines that have come to a stage, or (`short`) fall short of it; and how many there are."""
    lines = lines_of(session, plan)
    asked = [each for each in lines if (each.falls_short_of(stage) if short else each.has_come_to(stage))]
    return asked[offset : offset + limit], len(asked)


def lines_of(session: Session, plan: str) -> list[Line]:
    """Every standing line of a plan with what was seen of it since the plan's release, in order of outlet."""
    line = flat_table("plan_line").c
    released_on = func.coalesce(line.released_on, line.made_on).label("released_on")
    query = select(
        line.id,
        line.outlet,
        line.what,
        line.pop_item,
        line.promo,
        line.gift,
        line.sku,
        line.units,
        line.scope,
        released_on,
    )
    owed: dict[str, list[Row]] = {}
    for row in session.execute(
        query.where(line.of_plan == plan, ~line.retired).order_by(line.outlet, line.what, line.id)
    ):
        owed.setdefault(row.what, []).append(row)
    since = min((row.released_on for rows in owed.values() for row in rows), default="")
    told = [line for what, rows in owed.items() for line in _LOOK[what](session, rows, plan, since)]
    return sorted(told, key=lambda each: (each.outlet, each.what, each.id))


def _told(
    row: Row, about: str, delivered: str | None, seen: Row | None, complete: bool, missing: Iterable[str] = ()
) -> Line:
    if seen is None:
        return Line(row.id, row.outlet, row.what, about, row.released_on, delivered)
    found = (seen.id, seen.made_on, complete, tuple(missing))
    return Line(row.id, row.outlet, row.what, about, row.released_on, delivered, *found)


def _latest(
    session: Session, table: Table, subject: str, since: str, columns: Iterable[Any] = (), *more: ColumnElement[bool]
) -> dict[Pair, Row]:
    """The latest word on each outlet and subject, with the columns asked for."""
    same = (table.c.outlet, table.c[subject])
    order = (table.c.first_at.desc(), table.c.id.desc())
    words = (
        select(
            table.c.outlet,
            table.c[subject].label("subject"),
            table.c.id,
            table.c.made_on,
            func.row_number().over(partition_by=same, order_by=order).label("nth"),
            *columns,
        )
        .where(~table.c.retired, table.c.made_on >= since, *more)
        .subquery("words")
    )
    return {(row.outlet, row.subject): row for row in session.execute(select(words).where(words.c.nth == 1))}


def _owed(plan: str, column: str) -> Select:
    """What the lines of a plan are about."""
    line = flat_table("plan_line").c
    return select(line[column]).where(line.of_plan == plan, ~line.retired, line[column].is_not(None))


def _deliveries(session: Session, since: str, skus: Iterable[str]) -> dict[Pair, str]:
    """A delivery of each product into each outlet since the release, if there was any."""
    line = flat_table("sell_in").c
    query = (
        select(line.outlet, line.sku, func.max(line.id).label("id"))
        .where(~line.retired, line.units > 0, line.delivered_on >= since, line.sku.in_(sorted(set(skus))))
        .group_by(line.outlet, line.sku)
    )
    return {(row.outlet, row.sku): row.id for row in session.execute(query)}


def _promotions(session: Session, rows: list[Row], plan: str, since: str) -> Iterable[Line]:
    check, promo = flat_table("promo_check"), flat_table("promo")
    names = [each.name for each in check.c if each.name.startswith(PARTS)]
    asked = {row["id"]: dict(row) for row in session.execute(select(promo).where(promo.c.of_plan == plan)).mappings()}
    columns = [check.c[name] for name in names]
    seen = _latest(session, check, "promo", since, columns, check.c.promo.in_(_owed(plan, "promo")))
    came = _deliveries(session, since, (each["sku"] for each in asked.values() if each["sku"]))
    for row in rows:
        wanted: Mapping[str, Any] = asked.get(row.promo, {})
        sku, found = wanted.get("sku"), seen.get((row.outlet, row.promo))
        parts = found._mapping if found else {}
        missing = [name for name in names if parts.get(name) == "missing" and wanted.get(name) != "not_applicable"]
        unseen = any(wanted.get(name) == "required" and parts.get(name) is None for name in names)
        delivered = came.get((row.outlet, sku), "") if sku else None
        lacks = [name.removeprefix(PARTS) for name in missing]
        yield _told(row, row.promo, delivered, found, not missing and not unseen, lacks)


def _material(session: Session, rows: list[Row], plan: str, since: str) -> Iterable[Line]:
    placed, move = flat_table("pop_placement"), flat_table("pop_movement").c
    items = _owed(plan, "pop_item")
    known = (placed.c.pop_item.in_(items), placed.c.state.is_not(None))
    seen = _latest(session, placed, "pop_item", since, [placed.c.state], *known)
    route = func.substr(move.scope, len("visits:") + 1, func.length(move.scope) - len("visits:") - MONTH)
    received = (
        select(route.label("route"), move.pop_item, func.max(move.id).label("id"))
        .where(~move.retired, move.direction == "received", move.made_on >= since, move.pop_item.in_(items))
        .group_by(route, move.pop_item)
    )
    came = {(row.route, row.pop_item): row.id for row in session.execute(received)}
    for row in rows:
        found = seen.get((row.outlet, row.pop_item))
        delivered = came.get((row.scope.removeprefix("route:"), row.pop_item), "")
        yield _told(row, row.pop_item, delivered, found, found is not None and found.state in STANDING)


def _gifts(session: Session, rows: list[Row], plan: str, since: str) -> Iterable[Line]:
    move = flat_table("gift_movement")
    gifts, same = move.c.gift.in_(_owed(plan, "gift")), (move.c.outlet, move.c.gift)
    in_all = func.sum(move.c.units).over(partition_by=same).label("in_all")
    came = _latest(session, move, "gift", since, (), gifts, move.c.direction == "received")
    given = _latest(session, move, "gift", since, [in_all], gifts, move.c.direction == "given")
    for row in rows:
        pair = (row.outlet, row.gift)
        found, arrived = given.get(pair), came.get(pair)
        enough = found is not None and found.in_all >= (row.units or 1)
        yield _told(row, row.gift, arrived.id if arrived else "", found, enough)


def _listings(session: Session, rows: list[Row], plan: str, since: str) -> Iterable[Line]:
    count = flat_table("stock_count")
    state = func.coalesce(count.c.state_on_exit, count.c.state_on_entry)
    known = (count.c.sku.in_(_owed(plan, "sku")), state.is_not(None))
    seen = _latest(session, count, "sku", since, [state.label("state")], *known)
    came = _deliveries(session, since, (row.sku for row in rows))
    for row in rows:
        found = seen.get((row.outlet, row.sku))
        on_shelf = found is not None and found.state == "on_shelf"
        yield _told(row, row.sku, came.get((row.outlet, row.sku), ""), found, on_shelf)


def _coverage(session: Session, rows: list[Row], plan: str, since: str) -> Iterable[Line]:
    visit = flat_table("visit")
    ended = (visit.c.outlet.in_(_owed(plan, "outlet")), visit.c.outcome.is_not(None))
    seen = _latest(session, visit, "outlet", since, [visit.c.outcome], *ended)
    for row in rows:
        found = seen.get((row.outlet, row.outlet))
        yield _told(row, "", None, found, found is not None and found.outcome == "done")


_LOOK: dict[str, Callable[[Session, list[Row], str, str], Iterable[Line]]] = {
    "promo": _promotions,
    "pop": _material,
    "gift": _gifts,
    "listing": _listings,
    "coverage": _coverage,
}
