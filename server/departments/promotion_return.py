"""What a promotion earned for what it cost: extra units at the plan's margin against money and gifts, where it was compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.promotion_effect import Effect
from server.departments.universe import outlets_in
from server.flat import flat_table
from sync.fields import options

LACKS = options(
    margin=("no margin with the plan", "计划未填毛利"),
    comparison=("no comparison", "无法对比"),
    cost=("no cost recorded", "无成本记录"),
    gift_cost=("cost of a gift unknown", "赠品成本未知"),
    currency=("several currencies", "币种不一"),
)
"""Why a promotion has no return, the first that applies."""


@dataclass
class Costs:
    """What a promotion cost: money by outlet and currency, gifts likewise, and where gifts of unknown cost were given."""

    money: dict[tuple[str, str], int] = field(default_factory=dict)
    gifts: dict[tuple[str, str], int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def by_currency(
        self, outlets: Collection[str] | None = None, *, money: bool = True, gifts: bool = True
    ) -> dict[str, int]:
        """Sums by currency, in some outlets only where they are named."""
        sums: dict[str, int] = {}
        for part in (*((self.money,) if money else ()), *((self.gifts,) if gifts else ())):
            for (outlet, currency), amount in part.items():
                if outlets is None or outlet in outlets:
                    sums[currency] = sums.get(currency, 0) + amount
        return sums


@dataclass(frozen=True)
class Return:
    """The return of one promotion, or why there is none."""

    earned_minor: float | None = None
    cost_minor: int | None = None
    currency: str | None = None
    lacks: str | None = None

    @property
    def figure(self) -> Figure:
        """(Incremental units × unit margin − cost) ÷ cost, over the outlets compared."""
        known = self.lacks is None
        return (
            metrics.promotion_roi(self.earned_minor, 1, self.cost_minor) if known else metrics.promotion_roi(None, 1, 0)
        )


def return_of(effect: Effect | None, margin: tuple[int, str] | None, costs: Costs) -> Return:
    """What a promotion returned where it was compared; what was paid elsewhere brought units that nobody measured."""
    compared = effect.compared if effect else frozenset()
    spent = costs.by_currency(compared)
    currency = next(iter(spent), None)
    cost = spent[currency] if currency is not None and len(spent) == 1 else None
    extra = effect.figures()["incremental_units"].value if effect else None
    if margin is None:
        return Return(None, cost, currency, "margin")
    if extra is None:
        return Return(None, cost, currency, "comparison")
    if costs.unknown & compared:
        return Return(None, None, currency, "gift_cost")
    if len(spent) > 1 or (currency is not None and currency != margin[1]):
        return Return(None, None, None, "currency")
    if not cost:
        return Return(None, None, margin[1], "cost")
    return Return(extra * margin[0], cost, currency)


def pooled_return(returns: Collection[Return]) -> Figure:
    """The return of several promotions: what they earned together against their cost, in the commonest currency."""
    known = [each for each in returns if each.lacks is None]
    currencies = sorted(str(each.currency) for each in known)
    if not known:
        return metrics.promotion_roi(None, None, None)
    same = [each for each in known if each.currency == max(currencies, key=currencies.count)]
    earned = sum(each.earned_minor or 0 for each in same)
    return metrics.promotion_roi(earned, 1, sum(each.cost_minor or 0 for each in same))


def margins_of(session: Session) -> Mapping[str, tuple[int, str]]:
    """The margin of a unit that the plan of each promotion states, with its currency."""
    promo, plan = flat_table("promo").c, flat_table("plan").c
    query = (
        select(promo.id, plan.margin_minor, plan.currency)
        .join(flat_table("plan"), plan.id == promo.of_plan)
        .where(~plan.retired, plan.margin_minor.is_not(None))
    )
    return {row[0]: (int(row[1]), row[2] or "") for row in session.execute(query)}


def costs_of(session: Session, filters: Filters) -> dict[str, Costs]:
    """What each promotion cost up to the window's end, in the outlets looked at."""
    costs: dict[str, Costs] = {}
    for promo, outlet, currency, amount in session.execute(_money(filters)):
        costs.setdefault(promo, Costs()).money[outlet, currency or ""] = int(amount or 0)
    for promo, outlet, units, each, currency in session.execute(_gifts(filters)):
        some = costs.setdefault(promo, Costs())
        if each is None:
            some.unknown.add(outlet)
        else:
            key = (outlet, currency or "")
            some.gifts[key] = some.gifts.get(key, 0) + int(units) * int(each)
    return costs


def _paid(filters: Filters) -> tuple[Any, Any, Any]:
    """The spends that count and their plan lines: not retired, not refused, by the window's end."""
    spend, line, reply = flat_table("promo_spend"), flat_table("plan_line"), flat_table("reply")
    refused = select(reply.c.id).where(reply.c.of == spend.c.id, ~reply.c.retired, reply.c.state == "refused").exists()
    counts = and_(~spend.c.retired, line.c.promo.is_not(None), spend.c.made_on <= filters.until_on, ~refused)
    return spend, line, counts


def _money(filters: Filters) -> Select:
    spend, line, counts = _paid(filters)
    outlets = outlets_in(filters)
    return (
        select(line.c.promo, spend.c.outlet, spend.c.currency, func.sum(spend.c.amount_minor))
        .join(line, line.c.id == spend.c.plan_line)
        .join(outlets, outlets.c.id == spend.c.outlet)
        .where(counts)
        .group_by(line.c.promo, spend.c.outlet, spend.c.currency)
    )


def money_behind(filters: Filters, promo: str | None) -> Select:
    """The ids of the spends of one promotion, or of all, newest first."""
    spend, line, counts = _paid(filters)
    outlets = outlets_in(filters)
    query = select(spend.c.id).join(line, line.c.id == spend.c.plan_line)
    query = query.join(outlets, outlets.c.id == spend.c.outlet).where(counts)
    return _of(query, line.c.promo, promo).order_by(spend.c.first_at.desc(), spend.c.id)


def _given(filters: Filters) -> Subquery:
    """Gifts given while a promotion ran, in outlets where its plan owes that gift."""
    move, line, promo = flat_table("gift_movement"), flat_table("plan_line"), flat_table("promo")
    gift, outlets = flat_table("gift"), outlets_in(filters)
    owed = (
        select(promo.c.id.label("promo"), line.c.outlet, line.c.gift, promo.c.from_on, promo.c.until_on)
        .join(line, line.c.of_plan == promo.c.of_plan)
        .where(~line.c.retired, ~promo.c.retired, line.c.what == "gift", line.c.gift.is_not(None))
        .distinct()
        .subquery("owed")
    )
    return (
        select(
            owed.c.promo, move.c.id, move.c.outlet, move.c.units, move.c.first_at, gift.c.cost_minor, gift.c.currency
        )
        .select_from(move)
        .join(owed, and_(owed.c.gift == move.c.gift, owed.c.outlet == move.c.outlet))
        .join(outlets, outlets.c.id == move.c.outlet)
        .outerjoin(gift, gift.c.id == move.c.gift)
        .where(~move.c.retired, move.c.direction == "given")
        .where(move.c.made_on.between(owed.c.from_on, func.coalesce(owed.c.until_on, filters.until_on)))
        .where(move.c.made_on <= filters.until_on)
        .subquery("given")
    )


def _gifts(filters: Filters) -> Select:
    given = _given(filters).c
    by = (given.promo, given.outlet, given.cost_minor, given.currency)
    return select(given.promo, given.outlet, func.sum(given.units), given.cost_minor, given.currency).group_by(*by)


def gifts_behind(filters: Filters, promo: str | None) -> Select:
    """The ids of the gifts given for one promotion, or for all, newest first."""
    given = _given(filters).c
    query = select(given.id, given.first_at).distinct().order_by(given.first_at.desc(), given.id)
    return select(_of(query, given.promo, promo).subquery("gifts").c.id)


def _of(query: Select, column: ColumnElement, promo: str | None) -> Select:
    return query if promo is None else query.where(column == promo)
