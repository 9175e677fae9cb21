"""The outlets, products and must-stock lines that a figure is measured against, as in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from server.departments.filters import LATEST, Filters
from server.departments.reach import may_read
from server.flat import flat_table

CLASS_WEIGHTS = {"A": 3, "B": 2, "C": 1}


def outlets_in(filters: Filters) -> Subquery:
    """The outlets active at the window's end in the parts looked at."""
    return _of_parts(filters).where(_active(filters.until_on)).subquery("universe")


def outlets_of_parts(filters: Filters) -> Subquery:
    """The outlets of the parts looked at, whether or not they are open still."""
    return _of_parts(filters).where(~flat_table("outlet").c.retired).subquery("parts")


def _of_parts(filters: Filters) -> Select:
    outlet, route, territory = flat_table("outlet"), flat_table("route"), flat_table("territory")
    query = select(
        outlet.c.id,
        outlet.c.name,
        outlet.c.outlet_class,
        outlet.c.channel,
        outlet.c.route,
        outlet.c.turnover_minor,
        outlet.c.currency,
    ).where(may_read(outlet, filters))
    if filters.route:
        query = query.where(outlet.c.route == filters.route)
    if filters.territory or filters.region:
        query = query.join(route, route.c.id == outlet.c.route)
    if filters.territory:
        query = query.where(route.c.territory == filters.territory)
    if filters.region:
        query = query.join(territory, territory.c.id == route.c.territory).where(territory.c.region == filters.region)
    if filters.channel:
        query = query.where(outlet.c.channel == filters.channel)
    if filters.outlet_class:
        query = query.where(outlet.c.outlet_class == filters.outlet_class)
    return query


def _active(day: str) -> ColumnElement[bool]:
    """Open on a day: opened by then, and closed neither by date nor, without one, by status."""
    outlet = flat_table("outlet").c
    open_still = or_(
        outlet.closed_on > day, and_(outlet.closed_on.is_(None), func.coalesce(outlet.status, "") != "closed")
    )
    return and_(~outlet.retired, or_(outlet.opened_on.is_(None), outlet.opened_on <= day), open_still)


def outlets_count(session: Session, filters: Filters) -> int:
    """How many outlets are active."""
    return session.scalar(select(func.count()).select_from(outlets_in(filters))) or 0


@dataclass(frozen=True)
class Product:
    """What a view shows of a product."""

    id: str
    name: str
    brand: str | None
    category: str | None


def products_in(session: Session, filters: Filters) -> dict[str, Product]:
    """The products of the brand and category looked at, by id, in order of name."""
    product = flat_table("product").c
    query = select(product.id, product.name, product.brand, product.category).where(~product.retired)
    if filters.brand:
        query = query.where(product.brand == filters.brand)
    if filters.category:
        query = query.where(product.category == filters.category)
    return {row.id: Product(*row) for row in session.execute(query.order_by(product.name, product.id))}


def narrows_products(filters: Filters) -> bool:
    """Whether only a part of the range is looked at."""
    return bool(filters.brand or filters.category)


def of_products(column: ColumnElement, filters: Filters) -> ColumnElement[bool]:
    """The condition that a product id belongs to the range looked at."""
    product = flat_table("product").c
    query: Select = select(product.id).where(~product.retired)
    if filters.brand:
        query = query.where(product.brand == filters.brand)
    if filters.category:
        query = query.where(product.category == filters.category)
    return column.in_(query)


class MustStock:
    """The must-stock lists, each line in force between its days."""

    def __init__(self, session: Session) -> None:
        line = flat_table("must_stock").c
        self.lines: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in session.execute(
            select(line.sku, line.outlet_class, line.from_on, line.until_on).where(~line.retired)
        ):
            span = (row.from_on or "0000-01-01", row.until_on or "9999-12-31")
            self.lines.setdefault((row.sku, row.outlet_class), []).append(span)

    def holds(self, sku: str, outlet_class: str | None, day: str) -> bool:
        """Whether outlets of a class owe a product on a day."""
        return any(first <= day <= last for first, last in self.lines.get((sku, outlet_class or ""), ()))

    def lists(self, sku: str, day: str) -> bool:
        """Whether outlets of any class owe a product on a day."""
        return any(self.holds(sku, outlet_class, day) for outlet_class in CLASS_WEIGHTS)

    def owed(self, outlet_class: str | None, day: str) -> set[str]:
        """The products that outlets of a class owe on a day."""
        return {sku for sku, listed in self.lines if listed == outlet_class and self.holds(sku, listed, day)}


def turns_of_must_stock(session: Session, filters: Filters) -> list[str]:
    """The days of the window, after its first, on which a must-stock list begins or has just ended, in order."""
    line = flat_table("must_stock").c
    spans = session.execute(select(line.from_on, line.until_on).where(~line.retired).distinct()).all()
    begin = {from_on for from_on, _ in spans if from_on and filters.from_on < from_on <= filters.until_on}
    ended = {until_on for _, until_on in spans if until_on and filters.from_on <= until_on < filters.until_on}
    return sorted(begin | {(date.fromisoformat(day) + timedelta(days=1)).isoformat() for day in ended})


def reign_of(day: ColumnElement, session: Session, filters: Filters) -> list[ColumnElement]:
    """What days of the window are grouped by so that in a group no must-stock list begins or ends; perhaps nothing."""
    turns = turns_of_must_stock(session, filters)
    return [case(*((day >= turn, turn) for turn in reversed(turns)), else_="")] if turns else []


def owed_on_lists(session: Session, filters: Filters, sku: Any, outlet_class: Any, day: Any) -> ColumnElement[bool]:
    """The condition that a class of outlets owes a product on a day of the window: a look-up for each list in force."""
    starts = [filters.from_on, *turns_of_must_stock(session, filters)]
    line = flat_table("must_stock").c
    during = []
    for start, end in zip(starts, [*starts[1:], LATEST], strict=True):
        listed = select(line.sku, line.outlet_class).where(
            ~line.retired,
            or_(line.from_on.is_(None), line.from_on <= start),
            or_(line.until_on.is_(None), line.until_on >= start),
        )
        during.append(and_(day >= start, day < end, tuple_(sku, outlet_class).in_(listed)))
    return or_(*during)


@dataclass(frozen=True)
class Weights:
    """How much of the trade each outlet is: by turnover, or by class where turnover is unknown."""

    of_outlet: Callable[[FromClause], ColumnElement]
    total: float
    by_turnover: bool
    outlets: int
    known: int


def weights_of(session: Session, filters: Filters) -> Weights:
    """Turnover in the commonest currency when at least half of the outlets have it, else class weights.

    Which of the two is decided for the whole trade, so that the weights of its parts add up to its own.
    """
    groups = _turnovers(session, outlets_in(filters.whole()))
    everywhere = sum(group.outlets for group in groups)
    outlets = outlets_in(filters)
    if groups and groups[0].known * 2 >= everywhere > 0:
        commonest = groups[0].currency
        here = {group.currency: group for group in _turnovers(session, outlets)}
        known, money = (here[commonest].known, here[commonest].money) if commonest in here else (0, 0)
        count = sum(group.outlets for group in here.values())
        return Weights(lambda seen: _turnover(seen, commonest), float(money or 0), True, count, known)
    weight = _class_weight(outlets)
    count, in_all = session.execute(select(func.count(), func.sum(weight)).select_from(outlets)).one()
    return Weights(_class_weight, float(in_all or 0), False, count, groups[0].known if groups else 0)


def _turnovers(session: Session, outlets: Subquery) -> Sequence[Any]:
    """For each currency how many outlets have it, of how many the turnover is known, and the money; the commonest first."""
    currency, known = func.coalesce(outlets.c.currency, ""), func.count(outlets.c.turnover_minor)
    sums = (func.count().label("outlets"), known.label("known"), func.sum(outlets.c.turnover_minor).label("money"))
    query = select(currency.label("currency"), *sums).group_by(currency).order_by(known.desc(), currency)
    return session.execute(query).all()


def _turnover(outlets: FromClause, currency: str) -> ColumnElement:
    same = func.coalesce(outlets.c.currency, "") == currency
    return case((and_(outlets.c.turnover_minor.is_not(None), same), outlets.c.turnover_minor), else_=0)


def _class_weight(outlets: FromClause) -> ColumnElement:
    return case(CLASS_WEIGHTS, value=outlets.c.outlet_class, else_=1)
