"""Deliveries and sell-out summed by part of the trade: region, territory, route or product, one step below what is looked at."""

from sqlalchemy import ColumnElement, FromClause, Select, case, func, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import Source, read
from server.departments.sell_out import ALL_SELL_OUT, sold_by_pair, spans_told
from server.flat import flat_table

SELL_IN = Source(
    "sell_in",
    "sku",
    lambda table: table.c.units,
    latest_only=False,
    by_product=True,
    day="delivered_on",
    of_closed=True,
)
READ = ("units", "amount_minor", "currency", "delivered_on")


def level_of(filters: Filters) -> str:
    """What the rows are: one step below the part looked at."""
    if filters.route:
        return "product"
    if filters.territory:
        return "route"
    return "territory" if filters.region else "region"


def part_of(level: str, lines: FromClause, route: FromClause, territory: FromClause) -> ColumnElement:
    """The part in which a line lies; the part without a name holds what lies in none."""
    if level == "product":
        return func.coalesce(lines.c.sku, "")
    names = {"region": territory.c.region, "territory": route.c.territory, "route": route.c.id}
    return func.coalesce(names[level], "")


def _joined(query: Select, lines: FromClause, level: str, of_route: ColumnElement) -> Select:
    """The query with its lines' part of the trade, summed by it."""
    route, territory = flat_table("route"), flat_table("territory")
    part = part_of(level, lines, route, territory)
    return (
        query.add_columns(part.label("part"))
        .outerjoin(route, route.c.id == of_route)
        .outerjoin(territory, territory.c.id == route.c.territory)
        .group_by(part)
    )


def delivered(filters: Filters, level: str, currency: str) -> Select:
    """Lines, units, the amount in one currency and the latest day of each part's deliveries."""
    seen, outlets = read(SELL_IN, filters, *READ), SELL_IN.outlets(filters)
    same = func.coalesce(seen.c.currency, "") == currency
    query = (
        select(
            func.count().label("lines"),
            func.sum(seen.c.answer).label("sell_in"),
            func.sum(case((same, seen.c.amount_minor))).label("amount_minor"),
            func.max(seen.c.delivered_on).label("latest_on"),
        )
        .select_from(seen)
        .join(outlets, outlets.c.id == seen.c.outlet)
    )
    return _joined(query, seen, level, outlets.c.route)


def counted_beside(session: Session, filters: Filters, level: str) -> dict[str, int]:
    """Of each part, the units delivered to outlets and on days that a sell-out report of the product covers."""
    spans = spans_told(session, filters)
    seen, outlets = read(SELL_IN, filters, *READ), SELL_IN.outlets(filters)
    route, territory = flat_table("route"), flat_table("territory")
    lines = (
        select(
            part_of(level, seen, route, territory).label("part"),
            seen.c.outlet,
            seen.c.sku,
            seen.c.delivered_on,
            seen.c.answer,
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .outerjoin(route, route.c.id == outlets.c.route)
        .outerjoin(territory, territory.c.id == route.c.territory)
        .where(seen.c.outlet.in_(select(sold_by_pair(filters, ALL_SELL_OUT).c.outlet)))
    )
    counted: dict[str, int] = {}
    for part, outlet, sku, on, units in session.execute(lines):
        if any(since_on < on <= made_on for since_on, made_on in spans.get((outlet, sku), ())):
            counted[part] = counted.get(part, 0) + units
    return counted


def sold(filters: Filters, level: str) -> Select:
    """Units told as sold in each part, and the outlets that told."""
    told = sold_by_pair(filters, ALL_SELL_OUT)
    counts = func.sum(told.c.units).label("sell_out"), func.count(told.c.outlet.distinct()).label("reporting")
    return _joined(select(*counts).select_from(told), told, level, told.c.route)


def commonest_currency(session: Session, filters: Filters) -> str:
    """The currency of most lines: amounts in another are not added to it."""
    seen, outlets = read(SELL_IN, filters, *READ), SELL_IN.outlets(filters)
    currency = func.coalesce(seen.c.currency, "")
    query = (
        select(currency)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .where(seen.c.amount_minor.is_not(None))
        .group_by(currency)
        .order_by(func.count().desc(), currency)
        .limit(1)
    )
    return session.scalar(query) or ""
