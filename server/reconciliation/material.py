"""Marketing says issued, the field says received, the shop shows what stands."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from server.departments.movements import PREFIX, route_of
from server.flat import flat_table
from server.reconciliation.finding import Finding
from server.reconciliation.latest import nth

STANDING = ("placed", "standing", "replaced")
EVIDENCE = 5


def pop_not_received(session: Session, today: str) -> Iterator[Finding]:
    """Items of which a route owes more, on a day past due, than its tallymen say they got. A route whose tallymen
    never said anything of the item says nothing here either."""
    line, outlet = flat_table("plan_line"), flat_table("outlet")
    owed = (
        select(
            outlet.c.route,
            line.c.pop_item,
            func.sum(func.coalesce(line.c.units, 1)).label("units"),
            func.min(line.c.due_on).label("due_on"),
            func.min(func.coalesce(line.c.released_on, line.c.made_on)).label("from_on"),
        )
        .join(outlet, outlet.c.id == line.c.outlet)
        .where(_owed(line, today), outlet.c.route.is_not(None))
        .group_by(outlet.c.route, line.c.pop_item)
    )
    rows = session.execute(owed.order_by(outlet.c.route, line.c.pop_item)).all()
    moved, standing = _moved(session), _standing(session)
    for row in rows:
        received, last_on, shown = _received(moved[row.route, row.pop_item], row.from_on)
        if shown and received < row.units:
            said = {"issued": row.units, "received": received, "seen": standing.get((row.route, row.pop_item), 0)}
            since = max(row.due_on, last_on)
            yield Finding("pop_not_received", row.pop_item, since, None, row.route, said, tuple(shown[:EVIDENCE]))


def pop_not_standing(session: Session, today: str) -> Iterator[Finding]:
    """Lines past due whose item was looked for and does not stand, or was not looked for at all."""
    line, seen = flat_table("plan_line"), flat_table("pop_placement")
    latest = (
        select(seen.c.id, seen.c.outlet, seen.c.pop_item, seen.c.state, nth(seen, seen.c.outlet, seen.c.pop_item))
        .where(~seen.c.retired, seen.c.state.is_not(None), seen.c.made_on <= today)
        .subquery("latest")
    )
    query = (
        select(line.c.id, line.c.outlet, line.c.units, line.c.due_on, latest.c.id.label("seen"), latest.c.state)
        .outerjoin(
            latest,
            and_(latest.c.outlet == line.c.outlet, latest.c.pop_item == line.c.pop_item, latest.c.nth == 1),
        )
        .where(_owed(line, today), or_(latest.c.state.is_(None), latest.c.state.not_in(STANDING)))
        .order_by(line.c.id)
    )
    for row in session.execute(query):
        said = {"owed": row.units or 1, "due_on": row.due_on, "seen": row.state or "never"}
        shown = (row.seen, row.id) if row.seen else (row.id,)
        yield Finding("pop_not_standing", row.id, row.due_on, row.outlet, None, said, shown)


def _owed(line, today: str):
    return and_(
        ~line.c.retired,
        line.c.what == "pop",
        line.c.pop_item.is_not(None),
        line.c.due_on < today,
        or_(line.c.released_on.is_(None), line.c.released_on <= today),
        or_(line.c.until_on.is_(None), line.c.until_on >= today),
    )


def _moved(session: Session) -> dict[tuple[str, str], list[Any]]:
    """What went in and out of the bags of each route, by item, the latest first."""
    move = flat_table("pop_movement")
    query = (
        select(move.c.scope, move.c.id, move.c.pop_item, move.c.units, move.c.direction, move.c.made_on)
        .where(move.c.scope.startswith(PREFIX), ~move.c.retired, move.c.direction.in_(("received", "returned")))
        .order_by(move.c.first_at.desc(), move.c.id)
    )
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[route_of(row.scope), row.pop_item].append(row)
    return found


def _received(moves: list[Any], from_on: str) -> tuple[int, str, list[str]]:
    rows = [row for row in moves if row.made_on >= from_on]
    got = sum(row.units if row.direction == "received" else -row.units for row in rows)
    return got, max((row.made_on for row in rows), default=""), [row.id for row in rows]


def _standing(session: Session) -> dict[tuple[str, str], int]:
    """For each route and item, at how many outlets it stood when last looked at."""
    seen, outlet = flat_table("pop_placement"), flat_table("outlet")
    latest = (
        select(outlet.c.route, seen.c.pop_item, seen.c.state, nth(seen, seen.c.outlet, seen.c.pop_item))
        .join(outlet, outlet.c.id == seen.c.outlet)
        .where(~seen.c.retired, seen.c.state.is_not(None))
        .subquery("latest")
    )
    query = (
        select(latest.c.route, latest.c.pop_item, func.count())
        .where(latest.c.nth == 1, latest.c.state.in_(STANDING))
        .group_by(latest.c.route, latest.c.pop_item)
    )
    return {(route, item): count for route, item, count in session.execute(query)}
