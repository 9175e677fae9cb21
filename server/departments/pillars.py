"""The five pillars of a perfect outlet, counted for every outlet from the latest looks of the window."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, read
from server.departments.promotion_checks import CHECKS, ELEMENTS, is_complete, is_counted
from server.departments.stock import STOCK, count_if, is_owed
from server.departments.universe import outlets_in
from server.flat import flat_table

WEIGHTS = {"availability": 35, "display": 25, "price": 15, "promotion": 15, "pop": 10}
TOLERANCE = 50  # a price may be off by one part in fifty
STANDING = ("placed", "standing", "replaced")


def _state_left(table: FromClause) -> ColumnElement:
    return func.coalesce(table.c.state_on_exit, table.c.state_on_entry)


DISPLAYS = Source("display_check", "display", _state_left)
PRICES = Source("price_check", "sku", lambda table: case((table.c.sku.is_not(None), table.c.price_minor)))
POP = Source("pop_placement", "pop_item", lambda table: table.c.state)
LATEST_CHECKS = Source(CHECKS.kind, CHECKS.subject, CHECKS.answer)


@dataclass
class Outlet:
    """For each pillar (as it should be, looked at), and whether a hero product was missing."""

    parts: dict[str, tuple[int, int]] = field(default_factory=lambda: dict.fromkeys(WEIGHTS, (0, 0)))
    hero_missing: bool = False
    latest_on: str = ""

    def score(self) -> Figure:
        """The outlet's own score."""
        return score_of(self.parts, hero_missing=self.hero_missing)


def score_of(parts: dict[str, tuple[int, int]], *, hero_missing: bool = False) -> Figure:
    """The score over the pillars that were looked at."""
    pillars = [(float(parts[name][0]), float(parts[name][1]), float(weight)) for name, weight in WEIGHTS.items()]
    return metrics.perfect_store_score(pillars, hero_missing=hero_missing)


def outlets_scored(session: Session, filters: Filters) -> dict[str, Outlet]:
    """Every outlet with at least one pillar looked at."""
    found: dict[str, Outlet] = defaultdict(Outlet)
    for name, query in _queries(session, filters).items():
        for row in session.execute(query).all():
            outlet = found[row.outlet]
            outlet.parts[name] = (int(row.well), int(row.looked_at))
            outlet.latest_on = max(outlet.latest_on, row.latest_on)
            if name == "availability":
                outlet.hero_missing = bool(row.heroes_out)
    return {outlet: each for outlet, each in found.items() if any(looked_at for _, looked_at in each.parts.values())}


def _queries(session: Session, filters: Filters) -> dict[str, Select]:
    outlets = outlets_in(filters)
    return {
        "availability": _availability(session, filters, outlets),
        "display": _displays(filters, outlets),
        "price": _prices(filters, outlets),
        "promotion": _promotions(filters, outlets),
        "pop": _pop(filters, outlets),
    }


def _sums(seen: FromClause, well: ColumnElement[bool], looked_at: ColumnElement | None = None) -> Select:
    return select(
        seen.c.outlet,
        count_if(well).label("well"),
        (func.count() if looked_at is None else looked_at).label("looked_at"),
        func.max(seen.c.made_on).label("latest_on"),
    )


def _availability(session: Session, filters: Filters, outlets: FromClause) -> Select:
    seen, product = read(STOCK, filters), flat_table("product")
    on_shelf = seen.c.answer == "on_shelf"
    return (
        _sums(seen, on_shelf)
        .add_columns(count_if(and_(product.c.hero, ~on_shelf)).label("heroes_out"))
        .join(outlets, outlets.c.id == seen.c.outlet)
        .join(product, product.c.id == seen.c.sku)
        .where(is_owed(session, filters, seen, outlets))
        .group_by(seen.c.outlet)
    )


def _displays(filters: Filters, outlets: FromClause) -> Select:
    seen, display = read(DISPLAYS, filters), flat_table("display")
    agreed = and_(
        func.coalesce(display.c.from_on, seen.c.made_on) <= seen.c.made_on,
        func.coalesce(display.c.until_on, seen.c.made_on) >= seen.c.made_on,
    )
    return (
        _sums(seen, seen.c.answer == "as_agreed")
        .join(outlets, outlets.c.id == seen.c.outlet)
        .join(display, and_(display.c.id == seen.c.display, ~display.c.retired, agreed))
        .group_by(seen.c.outlet)
    )


def _prices(filters: Filters, outlets: FromClause) -> Select:
    seen, product = read(PRICES, filters, "currency"), flat_table("product")
    listed = and_(
        product.c.id == seen.c.sku,
        product.c.price_minor > 0,
        func.coalesce(product.c.currency, "") == func.coalesce(seen.c.currency, ""),
    )
    return (
        _sums(seen, func.abs(seen.c.answer - product.c.price_minor) * TOLERANCE <= product.c.price_minor)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .join(product, listed)
        .group_by(seen.c.outlet)
    )


def _promotions(filters: Filters, outlets: FromClause) -> Select:
    seen, promo = read(LATEST_CHECKS, filters, *ELEMENTS), flat_table("promo")
    return (
        _sums(seen, is_complete(seen, promo), count_if(is_counted(seen, promo)))
        .join(outlets, outlets.c.id == seen.c.outlet)
        .join(promo, promo.c.id == seen.c.promo)
        .group_by(seen.c.outlet)
    )


def _pop(filters: Filters, outlets: FromClause) -> Select:
    seen, line = read(POP, filters), flat_table("plan_line")
    owed = (
        select(line.c.id)
        .where(
            ~line.c.retired,
            line.c.what == "pop",
            line.c.outlet == seen.c.outlet,
            line.c.pop_item == seen.c.pop_item,
            or_(line.c.released_on.is_(None), line.c.released_on <= seen.c.made_on),
            or_(line.c.until_on.is_(None), line.c.until_on >= seen.c.made_on),
        )
        .exists()
    )
    return (
        _sums(seen, seen.c.answer.in_(STANDING))
        .join(outlets, outlets.c.id == seen.c.outlet)
        .where(owed)
        .group_by(seen.c.outlet)
    )
