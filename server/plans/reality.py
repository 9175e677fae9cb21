"""A plan against what became of it: each line released, delivered, seen, complete, with the record that shows it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlalchemy.orm import Session

from server.flat import flat_table

STAGES = ("released", "delivered", "seen", "complete")
STANDING = ("placed", "standing", "replaced")
PARTS = "elements_"


@dataclass(frozen=True)
class Line:
    """One line of a plan and how far it has come. `delivered` is None where nothing is delivered for such a line."""

    id: str
    outlet: str
    what: str
    about: str
    scope: str
    units: int
    released_on: str
    delivered: str | None = ""
    seen: str = ""
    complete: bool = False
    missing: tuple[str, ...] = ()
    seen_on: str = ""

    def has_come_to(self, stage: str) -> bool:
        """Whether it has reached a stage of the funnel."""
        return {
            "released": True,
            "delivered": bool(self.delivered),
            "seen": bool(self.seen),
            "complete": self.complete,
        }[stage]

    def proof_of(self, stage: str) -> str:
        """The record that shows it."""
        return {"released": self.id, "delivered": self.delivered or "", "seen": self.seen, "complete": self.seen}[stage]


def lines_of(session: Session, plan: str) -> list[Line]:
    """Every standing line of a plan, in order of outlet, with what was seen of it since its release."""
    line = flat_table("plan_line").c
    query = (
        select(flat_table("plan_line"))
        .where(line.of_plan == plan, ~line.retired)
        .order_by(line.outlet, line.what, line.id)
    )
    found = [_line(dict(row)) for row in session.execute(query).mappings()]
    told = []
    for what in dict.fromkeys(each.what for each in found):
        some = [each for each in found if each.what == what]
        told += _LOOK[what](session, some, plan)
    return sorted(told, key=lambda each: (each.outlet, each.what, each.id))


def _line(row: Mapping[str, Any]) -> Line:
    about = {"pop": row["pop_item"], "gift": row["gift"], "promo": row["promo"]}.get(row["what"]) or row["sku"] or ""
    released = row["released_on"] or row["made_on"]
    return Line(row["id"], row["outlet"], row["what"], about, row["scope"], row["units"] or 1, released)


def funnel(lines: Iterable[Line]) -> list[tuple[str, int | None]]:
    """How many lines have come to each stage; None where it is a stage of none of them."""
    lines = list(lines)
    counts: list[tuple[str, int | None]] = [(stage, sum(each.has_come_to(stage) for each in lines)) for stage in STAGES]
    if all(each.delivered is None for each in lines):
        counts[1] = ("delivered", None)
    return counts


def _promotions(session: Session, lines: list[Line], plan: str) -> list[Line]:
    check, promo = flat_table("promo_check"), flat_table("promo").c
    names = [each.name for each in check.c if each.name.startswith(PARTS)]
    asked = {
        row["id"]: dict(row)
        for row in session.execute(select(flat_table("promo")).where(promo.of_plan == plan)).mappings()
    }
    seen = _latest(session, check, check.c.promo, lines, plan)
    sold = {row["sku"] for row in asked.values() if row["sku"]}
    delivered = _delivered(session, sold, plan)

    def look(line: Line) -> Line:
        found = seen.get((line.outlet, line.about))
        wanted: Mapping[str, Any] = asked.get(line.about, {})
        came = delivered.get((line.outlet, wanted.get("sku")), "") if wanted.get("sku") else None
        if found is None:
            return replace(line, delivered=came)
        asks = [name for name in names if wanted.get(name) != "not_applicable"]
        missing = tuple(name.removeprefix(PARTS) for name in asks if found[name] == "missing")
        unseen = [name for name in asks if wanted.get(name) == "required" and found[name] is None]
        return _met(line, found, came, not missing and not unseen, missing)

    return [look(each) for each in lines]


def _material(session: Session, lines: list[Line], plan: str) -> list[Line]:
    placed = flat_table("pop_placement")
    seen, received = _latest(session, placed, placed.c.pop_item, lines, plan), _received(session, lines)

    def look(line: Line) -> Line:
        came, found = received.get((line.scope, line.about), ""), seen.get((line.outlet, line.about))
        return replace(line, delivered=came) if found is None else _met(line, found, came, found["state"] in STANDING)

    return [look(each) for each in lines]


def _gifts(session: Session, lines: list[Line], plan: str) -> list[Line]:
    move = flat_table("gift_movement")
    came = _latest(session, move, move.c.gift, lines, plan, move.c.direction == "received")
    given = _latest(session, move, move.c.gift, lines, plan, move.c.direction == "given")
    sums = _sums(session, move, plan)

    def look(line: Line) -> Line:
        key = (line.outlet, line.about)
        arrived = came[key]["id"] if key in came else ""
        if key not in given:
            return replace(line, delivered=arrived)
        return _met(line, given[key], arrived, sums.get(key, 0) >= line.units)

    return [look(each) for each in lines]


def _listings(session: Session, lines: list[Line], plan: str) -> list[Line]:
    count = flat_table("stock_count")
    state = func.coalesce(count.c.state_on_exit, count.c.state_on_entry)
    seen = _latest(session, count, count.c.sku, lines, plan, state.is_not(None))
    delivered = _delivered(session, {each.about for each in lines}, plan)

    def look(line: Line) -> Line:
        came, found = delivered.get((line.outlet, line.about), ""), seen.get((line.outlet, line.about))
        if found is None:
            return replace(line, delivered=came)
        return _met(line, found, came, (found["state_on_exit"] or found["state_on_entry"]) == "on_shelf")

    return [look(each) for each in lines]


def _coverage(session: Session, lines: list[Line], plan: str) -> list[Line]:
    visit = flat_table("visit")
    seen = _latest(session, visit, visit.c.outlet, lines, plan, visit.c.outcome.is_not(None))

    def look(line: Line) -> Line:
        found = seen.get((line.outlet, line.outlet))
        return replace(line, delivered=None) if found is None else _met(line, found, None, found["outcome"] == "done")

    return [look(each) for each in lines]


_LOOK: dict[str, Callable[[Session, list[Line], str], list[Line]]] = {
    "promo": _promotions,
    "pop": _material,
    "gift": _gifts,
    "listing": _listings,
    "coverage": _coverage,
}


def _met(line: Line, found: Mapping, came: str | None, complete: bool, missing: tuple[str, ...] = ()) -> Line:
    return replace(line, delivered=came, seen=found["id"], complete=complete, missing=missing, seen_on=found["made_on"])


def _outlets(plan: str) -> Select:
    line = flat_table("plan_line").c
    return select(line.outlet).where(line.of_plan == plan, ~line.retired)


def _latest(
    session: Session,
    table: Table,
    about: ColumnElement,
    lines: list[Line],
    plan: str,
    *more: ColumnElement[bool],
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The latest word on each outlet and subject since the lines were released."""
    since = min(each.released_on for each in lines)
    subjects = {each.about for each in lines if each.about}
    query = (
        select(table, about.label("subject"))
        .where(~table.c.retired, table.c.made_on >= since, table.c.outlet.in_(_outlets(plan)), *more)
        .order_by(table.c.first_at, table.c.id)
    )
    if subjects:
        query = query.where(about.in_(subjects))
    return {(row["outlet"], row["subject"]): dict(row) for row in session.execute(query).mappings()}


def _delivered(session: Session, skus: set[str], plan: str) -> dict[tuple[str, str | None], str]:
    """The latest delivery of each product into each outlet of a plan since its release."""
    line, owed = flat_table("sell_in").c, flat_table("plan_line").c
    since = select(func.min(owed.released_on)).where(owed.of_plan == plan, ~owed.retired).scalar_subquery()
    query = (
        select(line.outlet, line.sku, line.id)
        .where(~line.retired, line.units > 0, line.sku.in_(skus), line.outlet.in_(_outlets(plan)))
        .where(line.delivered_on >= since)
        .order_by(line.delivered_on, line.id)
    )
    return {(row.outlet, row.sku): row.id for row in session.execute(query)}


def _received(session: Session, lines: list[Line]) -> dict[tuple[str, str], str]:
    """The latest time each route said that it got an item, since the release."""
    move, since = flat_table("pop_movement").c, min(each.released_on for each in lines)
    query = (
        select(move.scope, move.pop_item, move.id)
        .where(~move.retired, move.direction == "received", move.made_on >= since)
        .where(move.pop_item.in_({each.about for each in lines}))
        .order_by(move.first_at)
    )
    return {(f"route:{row.scope.split(':')[1]}", row.pop_item): row.id for row in session.execute(query)}


def _sums(session: Session, move: Table, plan: str) -> dict[tuple[str, str], int]:
    query = (
        select(move.c.outlet, move.c.gift, func.sum(move.c.units))
        .where(~move.c.retired, move.c.direction == "given", move.c.outlet.in_(_outlets(plan)))
        .group_by(move.c.outlet, move.c.gift)
    )
    return {(outlet, gift): int(units) for outlet, gift, units in session.execute(query)}
