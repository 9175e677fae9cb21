"""A plan against what became of it: each line released, delivered, seen, complete, with the record that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Table,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from server.flat import flat_table

STAGES = ("released", "delivered", "seen", "complete")
STANDING = ("placed", "standing", "replaced")
PARTS = "elements_"
MONTH = len(":2026-11")


@dataclass(frozen=True)
class Line:
    """One line of a plan and how far it has come. `delivered` is None where nothing is delivered for such a line."""

    id: str
    outlet: str
    what: str
    about: str
    released_on: str
    delivered: str | None
    seen: str
    seen_on: str
    complete: bool
    missing: tuple[str, ...]


def funnel(session: Session, plan: str) -> list[tuple[str, int | None]]:
    """How many lines have come to each stage; None where it is a stage of none of them."""
    lines = _progress(session, plan)
    if lines is None:
        return [(stage, 0) for stage in STAGES]
    counts = [func.count().filter(_has_come_to(lines, stage)) for stage in STAGES]
    row = session.execute(select(*counts, func.count().filter(lines.c.is_delivered)).select_from(lines)).one()
    found: list[tuple[str, int | None]] = list(zip(STAGES, row[: len(STAGES)], strict=True))
    return found if row[-1] else [(stage, None if stage == "delivered" else n) for stage, n in found]


def lines_at(
    session: Session, plan: str, stage: str, *, short: bool = False, limit: int = 200, offset: int = 0
) -> tuple[list[Line], int]:
    """The lines that have come to a stage, or (`short`) came close and have not; and how many there are."""
    lines = _progress(session, plan)
    if lines is None:
        return [], 0
    came = _has_come_to(lines, stage)
    asked = and_(_has_come_to(lines, "seen" if stage == "complete" else "released"), not_(came)) if short else came
    if short and stage == "delivered":
        asked = and_(asked, lines.c.is_delivered)
    query = select(lines, func.count().over().label("total")).where(asked)
    rows = session.execute(query.order_by(lines.c.outlet, lines.c.what, lines.c.id).limit(limit).offset(offset)).all()
    return [_line(row) for row in rows], rows[0].total if rows else 0


def _line(row) -> Line:
    return Line(
        id=row.id,
        outlet=row.outlet,
        what=row.what,
        about=row.about or "",
        released_on=row.released_on,
        delivered=(row.delivered or "") if row.is_delivered else None,
        seen=row.seen or "",
        seen_on=row.seen_on or "",
        complete=bool(row.complete),
        missing=tuple((row.missing or "").split()),
    )


def _has_come_to(lines: Subquery, stage: str) -> ColumnElement[bool]:
    reached: dict[str, ColumnElement[bool]] = {
        "released": true(),
        "delivered": lines.c.delivered.is_not(None),
        "seen": lines.c.seen.is_not(None),
        "complete": lines.c.complete == 1,
    }
    return reached[stage]


def _progress(session: Session, plan: str) -> Subquery | None:
    """Every standing line of a plan with what was seen of it since the plan's release; None when it owes nothing."""
    line = flat_table("plan_line").c
    owed = (line.of_plan == plan, ~line.retired)
    since = session.scalar(select(func.min(func.coalesce(line.released_on, line.made_on))).where(*owed))
    if since is None:
        return None
    sorts = session.scalars(select(line.what).where(*owed).distinct())
    return union_all(*(_LOOK[what](plan, since) for what in sorted(sorts))).subquery("progress")


def _told(
    what: str,
    plan: str,
    about: ColumnElement,
    delivered: ColumnElement | None,
    seen: Subquery,
    complete: ColumnElement[bool],
    missing: ColumnElement | None = None,
) -> Select:
    """The columns that every sort of line has."""
    line = flat_table("plan_line").c
    return select(
        line.id,
        line.outlet,
        line.what,
        about.label("about"),
        func.coalesce(line.released_on, line.made_on).label("released_on"),
        (null() if delivered is None else delivered).label("delivered"),
        (false() if delivered is None else true()).label("is_delivered"),
        seen.c.id.label("seen"),
        seen.c.made_on.label("seen_on"),
        case((and_(seen.c.id.is_not(None), complete), 1), else_=0).label("complete"),
        (literal("") if missing is None else missing).label("missing"),
    ).where(line.of_plan == plan, line.what == what, ~line.retired)


def _latest(table: Table, subject: str, since: str, name: str, *more: ColumnElement[bool]) -> Subquery:
    """The latest word on each outlet and subject, with `units_in_all` of it where there are units."""
    same = (table.c.outlet, table.c[subject])
    order = (table.c.first_at.desc(), table.c.id.desc())
    columns: list[Any] = [table, func.row_number().over(partition_by=same, order_by=order).label("nth")]
    if "units" in table.c:
        columns.append(func.sum(table.c.units).over(partition_by=same).label("units_in_all"))
    words = select(*columns).where(~table.c.retired, table.c.made_on >= since, *more).subquery(f"words_{name}")
    return select(words).where(words.c.nth == 1).subquery(name)


def _about(plan: str, column: str) -> Select:
    line = flat_table("plan_line").c
    return select(line[column]).where(line.of_plan == plan, ~line.retired, line[column].is_not(None))


def _deliveries(since: str, skus: Select) -> Subquery:
    """One delivery of each product into each outlet since the release, if there was any."""
    line = flat_table("sell_in").c
    query = (
        select(line.outlet, line.sku, func.max(line.id).label("id"))
        .where(~line.retired, line.units > 0, line.delivered_on >= since, line.sku.in_(skus))
        .group_by(line.outlet, line.sku)
    )
    return query.subquery("deliveries")


def _promotions(plan: str, since: str) -> Select:
    line, promo, check = flat_table("plan_line"), flat_table("promo"), flat_table("promo_check")
    seen = _latest(check, "promo", since, "checks", check.c.promo.in_(_about(plan, "promo")))
    came = _deliveries(since, select(promo.c.sku).where(promo.c.of_plan == plan))
    names = [each.name for each in check.c if each.name.startswith(PARTS)]
    wanted = {name: func.coalesce(promo.c[name], "") for name in names}
    lacks = {
        name: and_(wanted[name] != "not_applicable", func.coalesce(seen.c[name], "") == "missing") for name in names
    }
    unseen = [and_(wanted[name] == "required", seen.c[name].is_(None)) for name in names]
    missing: ColumnElement = literal("")
    for name in names:
        missing = missing + case((lacks[name], f"{name.removeprefix(PARTS)} "), else_="")
    complete = not_(or_(*lacks.values(), *unseen))
    told = _told("promo", plan, line.c.promo, came.c.id, seen, complete, missing)
    return (
        told.outerjoin(promo, promo.c.id == line.c.promo)
        .outerjoin(seen, and_(seen.c.outlet == line.c.outlet, seen.c.promo == line.c.promo))
        .outerjoin(came, and_(came.c.outlet == line.c.outlet, came.c.sku == promo.c.sku))
    )


def _material(plan: str, since: str) -> Select:
    line, placed, move = flat_table("plan_line"), flat_table("pop_placement"), flat_table("pop_movement").c
    items = _about(plan, "pop_item")
    seen = _latest(placed, "pop_item", since, "placements", placed.c.pop_item.in_(items), placed.c.state.is_not(None))
    route = func.substr(move.scope, len("visits:") + 1, func.length(move.scope) - len("visits:") - MONTH)
    came = (
        select(route.label("route"), move.pop_item, func.max(move.id).label("id"))
        .where(~move.retired, move.direction == "received", move.made_on >= since, move.pop_item.in_(items))
        .group_by(route, move.pop_item)
        .subquery("received")
    )
    own_route = func.substr(line.c.scope, len("route:") + 1)
    told = _told("pop", plan, line.c.pop_item, came.c.id, seen, seen.c.state.in_(STANDING))
    return told.outerjoin(seen, and_(seen.c.outlet == line.c.outlet, seen.c.pop_item == line.c.pop_item)).outerjoin(
        came, and_(came.c.route == own_route, came.c.pop_item == line.c.pop_item)
    )


def _gifts(plan: str, since: str) -> Select:
    line, move = flat_table("plan_line"), flat_table("gift_movement")
    gifts = move.c.gift.in_(_about(plan, "gift"))
    came = _latest(move, "gift", since, "gifts_received", gifts, move.c.direction == "received")
    given = _latest(move, "gift", since, "gifts_given", gifts, move.c.direction == "given")
    told = _told("gift", plan, line.c.gift, came.c.id, given, given.c.units_in_all >= func.coalesce(line.c.units, 1))
    for each in (came, given):
        told = told.outerjoin(each, and_(each.c.outlet == line.c.outlet, each.c.gift == line.c.gift))
    return told


def _listings(plan: str, since: str) -> Select:
    line, count = flat_table("plan_line"), flat_table("stock_count")
    state = func.coalesce(count.c.state_on_exit, count.c.state_on_entry)
    skus = _about(plan, "sku")
    seen = _latest(count, "sku", since, "counts", count.c.sku.in_(skus), state.is_not(None))
    came = _deliveries(since, skus)
    on_shelf = func.coalesce(seen.c.state_on_exit, seen.c.state_on_entry) == "on_shelf"
    told = _told("listing", plan, line.c.sku, came.c.id, seen, on_shelf)
    for each in (seen, came):
        told = told.outerjoin(each, and_(each.c.outlet == line.c.outlet, each.c.sku == line.c.sku))
    return told


def _coverage(plan: str, since: str) -> Select:
    line, visit = flat_table("plan_line"), flat_table("visit")
    ended = (visit.c.outlet.in_(_about(plan, "outlet")), visit.c.outcome.is_not(None))
    seen = _latest(visit, "outlet", since, "visits", *ended)
    told = _told("coverage", plan, null(), None, seen, seen.c.outcome == "done")
    return told.outerjoin(seen, seen.c.outlet == line.c.outlet)


_LOOK: dict[str, Callable[[str, str], Select]] = {
    "promo": _promotions,
    "pop": _material,
    "gift": _gifts,
    "listing": _listings,
    "coverage": _coverage,
}
