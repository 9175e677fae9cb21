"""What went into the shops: a sum a month for two years back, then every delivery of the weeks that were lived."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import cos, pi
from random import Random

from server.demo.goods import CURRENCY, articles
from server.demo.ops import Op, put, tail
from server.demo.world import SOLD_A_DAY, Delivered, State

MONTHS = 26
MARGIN_FOR_RETAILERS = 0.7
GROWTH_A_MONTH = 1.006
PRICES = {each.id: each.price_minor for each in articles()}


def monthly_sums(states: Iterable[State], first_day: date, random: Random) -> Iterator[Delivered]:
    """Every product of every shop, month by month, up to the day before the lived weeks."""
    states = list(states)
    for month in _months_before(first_day):
        days = _days_before(month, first_day)
        swing = 1 + 0.28 * cos(2 * pi * (month.month - 7) / 12)
        growth = GROWTH_A_MONTH ** -((first_day.year - month.year) * 12 + first_day.month - month.month)
        for state in states:
            for sku, stock in state.stock.items():
                a_day = SOLD_A_DAY[state.shop.outlet_class] * stock.popularity * swing * growth
                if units := round(a_day * days * random.uniform(0.85, 1.15)):
                    yield Delivered(month.isoformat(), state.shop.id, sku, units)


def _months_before(first_day: date) -> list[date]:
    months = [first_day.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return [month for month in reversed(months) if month < first_day]


def _days_before(month: date, first_day: date) -> int:
    whole = calendar.monthrange(month.year, month.month)[1]
    return min(whole, (first_day - month).days)


def sell_in_ops(delivered: Iterable[Delivered]) -> list[Op]:
    """A sell-in line for each."""
    return [
        put(
            f"sell_in/demo/{each.on}/{tail(each.outlet)}/{tail(each.sku)}",
            "office:sales",
            delivered_on=each.on,
            outlet=each.outlet,
            sku=each.sku,
            units=each.units,
            amount_minor=round(each.units * PRICES[each.sku] * MARGIN_FOR_RETAILERS),
            currency=CURRENCY,
        )
        for each in delivered
    ]
