"""How a tally is read: on the shelf, in stock, carried; and its latest observations summed in the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.observations import Source, ids_of, read
from server.departments.universe import outlets_in, owed_on_lists, reign_of

NOT_LISTED = ("void", "delisted")
READ = ("cause", "on_shelf", "back_room", "state_on_entry", "state_on_exit")
Measure = Callable[[Subquery, Subquery], ColumnElement]


def state(table: FromClause) -> ColumnElement:
    """On the shelf or out, as left; by the count when no state was tapped; null when not checked."""
    counted = case((table.c.on_shelf > 0, "on_shelf"), (table.c.on_shelf == 0, "out"))
    return func.coalesce(table.c.state_on_exit, table.c.state_on_entry, counted)


STOCK = Source("stock_count", "sku", state, by_product=True)


def is_out(seen: FromClause) -> ColumnElement[bool]:
    """Not on the shelf."""
    return seen.c.answer == "out"


def is_carried(seen: FromClause) -> ColumnElement[bool]:
    """The outlet handles the product, on the shelf or out for a cause that passes."""
    return or_(seen.c.answer == "on_shelf", func.coalesce(seen.c.cause, "").not_in(NOT_LISTED))


def is_in_stock(seen: FromClause) -> ColumnElement[bool]:
    """On hand, on the shelf or behind it."""
    behind = or_(func.coalesce(seen.c.back_room, 0) > 0, func.coalesce(seen.c.cause, "") == "back_room")
    return or_(seen.c.answer == "on_shelf", behind)


def was_out(seen: FromClause) -> ColumnElement[bool]:
    """Out when the tallyman came."""
    return seen.c.state_on_entry == "out"


def was_fixed(seen: FromClause) -> ColumnElement[bool]:
    """Out when the tallyman came, on the shelf when he left."""
    return and_(was_out(seen), seen.c.state_on_exit == "on_shelf")


def count_if(condition: ColumnElement[bool]) -> ColumnElement:
    """How many rows of a group hold a condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


@dataclass(frozen=True)
class Cell:
    """The latest tallies of one product in outlets of one class, made while one must-stock list held, summed."""

    sku: str
    outlet_class: str | None
    made_on: str
    """The last day of them; on each of them the same products were owed."""
    sums: Mapping[str, Any]


def cells(session: Session, filters: Filters, measures: Mapping[str, Measure], *columns: str) -> list[Cell]:
    """The latest tallies in cells fine enough to look up which must-stock list was in force."""
    seen, outlets = read(STOCK, filters, *READ, *columns), outlets_in(filters)
    by = (seen.c.sku, outlets.c.outlet_class)
    reign = reign_of(seen.c.made_on, session, filters)
    sums = [measure(seen, outlets).label(name) for name, measure in measures.items()]
    query = select(*by, func.max(seen.c.made_on), *sums).join(outlets, outlets.c.id == seen.c.outlet)
    rows = session.execute(query.group_by(*by, *reign))
    return [Cell(row[0], row[1], row[2], dict(zip(measures, row[3:], strict=True))) for row in rows]


def total(parts: list[Cell], name: str) -> int:
    """The sum of one measure over cells."""
    return sum(cell.sums[name] or 0 for cell in parts)


def by_product(parts: list[Cell]) -> dict[str, list[Cell]]:
    """The cells of each product."""
    groups: dict[str, list[Cell]] = {}
    for cell in parts:
        groups.setdefault(cell.sku, []).append(cell)
    return groups


PARTS: dict[str, Callable[[FromClause], ColumnElement[bool]]] = {
    "out": is_out,
    "on_shelf": lambda seen: ~is_out(seen),
    "carrying": is_carried,
    "void": lambda seen: ~is_carried(seen),
    "in_stock": is_in_stock,
    "found_out": was_out,
    "fixed": was_fixed,
}


def stock_evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None) -> Select:
    """The latest tallies behind a product, an outlet, or both; perhaps only those of a part."""
    return ids_of(STOCK, filters, READ, lambda seen, _outlets: _of(seen, key, part))


def must_stock_evidence(session: Session, filters: Filters, key: Mapping[str, str], part: str | None) -> Select:
    """The same, of products that were owed on the day of the visit."""

    def owed(seen: Subquery, outlets: Subquery) -> list[ColumnElement[bool]]:
        return [*_of(seen, key, part), is_owed(session, filters, seen, outlets)]

    return ids_of(STOCK, filters, READ, owed)


def _of(seen: Subquery, key: Mapping[str, str], part: str | None) -> list[ColumnElement[bool]]:
    conditions = [seen.c[name] == key[name] for name in ("sku", "outlet") if key.get(name)]
    return [*conditions, PARTS[part](seen)] if part in PARTS else conditions


def is_owed(session: Session, filters: Filters, seen: FromClause, outlets: FromClause) -> ColumnElement[bool]:
    """The product was on the must-stock list of the outlet's class on the day it was looked at."""
    return owed_on_lists(session, filters, seen.c.sku, outlets.c.outlet_class, seen.c.made_on)
