"""Which outlets a plan reaches: by rule (class, channel, region, territory, sales) or by list, as they are known now."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from server.flat import flat_table
from server.plans.owing import Place

WEEKS = 12


def places_of(session: Session, fields: Mapping[str, Any], today: str) -> list[Place]:
    """The active outlets on a route that a plan's rule or list names, in order of route and outlet."""
    outlet, route = flat_table("outlet").c, flat_table("route").c
    query = _chosen(fields, today).where(route.territory.is_not(None)).order_by(outlet.route, outlet.id)
    return [Place(row.id, row.route, row.territory, row.region or "") for row in session.execute(query)]


def without_route(session: Session, fields: Mapping[str, Any], today: str) -> int:
    """How many outlets are named too, and cannot be reached because they are on no route of a territory."""
    route = flat_table("route").c
    query = _chosen(fields, today).where(route.territory.is_(None)).subquery()
    return session.scalar(select(func.count()).select_from(query)) or 0


def territories(session: Session, fields: Mapping[str, Any]) -> list[str]:
    """The territories of a plan's rule; all when it names none."""
    territory, rule = flat_table("territory").c, fields.get("rule") or {}
    query = select(territory.id).where(~territory.retired).order_by(territory.id)
    for column, name in ((territory.region, "regions"), (territory.id, "territories")):
        if rule.get(name):
            query = query.where(column.in_(rule[name]))
    return list(session.scalars(query))


def outlets_called(session: Session, words: list[str]) -> tuple[list[str], list[str]]:
    """The outlets that words name by their id or code, and the words that name none or more than one."""
    outlet = flat_table("outlet").c
    wanted = [word if word.startswith("outlet/") else f"outlet/{word}" for word in words]
    query = select(outlet.id, outlet.code).where(~outlet.retired, or_(outlet.id.in_(wanted), outlet.code.in_(words)))
    known: dict[str, set[str]] = {}
    for row in session.execute(query):
        for name in (row.id, row.id.removeprefix("outlet/"), row.code):
            known.setdefault(name, set()).add(row.id)
    meant = {word: known.get(word, set()) for word in words}
    found = sorted({next(iter(ids)) for ids in meant.values() if len(ids) == 1})
    return found, [word for word, ids in meant.items() if len(ids) != 1]


def _chosen(fields: Mapping[str, Any], today: str) -> Select:
    outlet, route, territory = flat_table("outlet"), flat_table("route"), flat_table("territory")
    rule, listed = fields.get("rule") or {}, fields.get("outlets") or []
    return (
        select(outlet.c.id, outlet.c.route, route.c.territory, territory.c.region)
        .select_from(outlet)
        .outerjoin(route, and_(route.c.id == outlet.c.route, ~route.c.retired))
        .outerjoin(territory, territory.c.id == route.c.territory)
        .where(_active(outlet, today), or_(_by_rule(rule, today), outlet.c.id.in_(listed)))
    )


def _by_rule(rule: Mapping[str, Any], today: str) -> ColumnElement[bool]:
    outlet, route, territory = flat_table("outlet").c, flat_table("route").c, flat_table("territory").c
    if not any(rule.values()):
        return false()
    columns = {"classes": outlet.outlet_class, "channels": outlet.channel}
    columns |= {"regions": territory.region, "territories": route.territory, "routes": outlet.route}
    parts = [column.in_(rule[name]) for name, column in columns.items() if rule.get(name)]
    if rule.get("sold_at_least"):
        parts.append(outlet.id.in_(_sold(rule["sold_at_least"], today)))
    return and_(true(), *parts)


def _sold(least: int, today: str) -> Select:
    """Outlets into which at least so many units went in the last twelve weeks."""
    line = flat_table("sell_in").c
    since = (date.fromisoformat(today) - timedelta(weeks=WEEKS)).isoformat()
    return (
        select(line.outlet)
        .where(~line.retired, line.delivered_on > since, line.delivered_on <= today)
        .group_by(line.outlet)
        .having(func.sum(line.units) >= least)
    )


def _active(outlet, today: str) -> ColumnElement[bool]:
    opened = or_(outlet.c.opened_on.is_(None), outlet.c.opened_on <= today)
    by_day = or_(
        outlet.c.closed_on > today, and_(outlet.c.closed_on.is_(None), func.coalesce(outlet.c.status, "") != "closed")
    )
    return and_(~outlet.c.retired, opened, by_day)
