"""How sell-out is read: reports of units sold, the days they cover, the days the product was there to be sold."""

from dataclasses import replace

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from server.departments.days import days_from
from server.departments.filters import Filters
from server.departments.observations import Source, read

READ = ("opening", "received", "closing", "since_on", "source", "units")


def units_sold(table: FromClause) -> ColumnElement:
    """Opening + received − closing where all was counted, else the units told; never clipped at zero."""
    counted = and_(table.c.opening.is_not(None), table.c.received.is_not(None), table.c.closing.is_not(None))
    return case((counted, table.c.opening + table.c.received - table.c.closing), else_=table.c.units)


SELL_OUT = Source("sell_out_count", "sku", units_sold, latest_only=False, by_product=True)
ALL_SELL_OUT = replace(SELL_OUT, of_closed=True)


def days_covered(seen: FromClause) -> ColumnElement:
    """The days a report is of; null without the day it counts from."""
    return case((days_from(seen.c.since_on, seen.c.made_on) > 0, days_from(seen.c.since_on, seen.c.made_on)))


def days_in_stock(seen: FromClause) -> ColumnElement:
    """The days covered, less those out of stock: half of them where nothing was left, by the midpoint of the span."""
    return case((seen.c.closing == 0, days_covered(seen) / 2.0), else_=days_covered(seen))


def is_negative(seen: FromClause) -> ColumnElement[bool]:
    """A count that cannot be: more left than there was."""
    return seen.c.answer < 0


def sold_by_pair(filters: Filters, source: Source = SELL_OUT) -> Subquery:
    """For each outlet and product with reports in the window: units, reports, errors, units and days of timed ones."""
    seen, outlets = read(source, filters, *READ), source.outlets(filters)
    timed = days_in_stock(seen)
    return (
        select(
            seen.c.outlet,
            seen.c.sku,
            outlets.c.route,
            func.count().label("reports"),
            func.sum(seen.c.answer).label("units"),
            func.sum(case((is_negative(seen), 1), else_=0)).label("errors"),
            func.sum(case((timed.is_not(None), seen.c.answer))).label("timed_units"),
            func.sum(timed).label("days"),
            func.max(seen.c.made_on).label("latest_on"),
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .group_by(seen.c.outlet, seen.c.sku, outlets.c.route)
        .subquery("sold")
    )


def spans_told(session: Session, filters: Filters) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each outlet and product the days its reports cover, from after a day to a day; those that join are one.

    A report that does not say since when covers all days up to its own; days between two reports that do not join are not told of.
    """
    seen, outlets = read(ALL_SELL_OUT, filters, "since_on"), ALL_SELL_OUT.outlets(filters)
    since_on = func.coalesce(seen.c.since_on, "")
    query = select(seen.c.outlet, seen.c.sku, since_on, seen.c.made_on).join(outlets, outlets.c.id == seen.c.outlet)
    told: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for outlet, sku, since, made in session.execute(query.order_by(since_on, seen.c.made_on)):
        spans = told.setdefault((outlet, sku), [])
        if spans and since <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], made))
        else:
            spans.append((since, made))
    return told
