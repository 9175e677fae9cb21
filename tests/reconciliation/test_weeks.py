"""Claims met week by week: each side's word in the week it is of, and the weeks that a difference names."""

import pytest

from server.reconciliation.keeping import find_all
from server.reconciliation.weeks import mondays, places_in, weeks_in
from tests.departments.given import NOW, TODAY, World, day, filters
from tests.reconciliation.test_findings import COLA, POSTER, SHOP, deliver, owe, place

WINDOW = {"from_": "2026-11-02", "to": TODAY}
FIRST, SECOND, THIRD, FOURTH, LAST = mondays("2026-11-02", TODAY)


@pytest.fixture
def trade(world: World) -> World:
    world.route()
    world.outlets(2)
    world.product()
    return world


def of(world: World, about: str, **query) -> dict:
    return weeks_in(world.session, filters(**WINDOW, **query))[SHOP, about]


def test_what_was_delivered_and_seen_stands_in_its_own_week(trade: World) -> None:
    deliver(trade, 24, ago=25)
    deliver(trade, -4, ago=24, line="2")
    trade.tally(SHOP, COLA, "out", ago=20)
    trade.tally(SHOP, COLA, "on_shelf", ago=19)
    trade.tally(SHOP, COLA, "out", ago=9)

    weeks = of(trade, COLA)

    assert (weeks[FIRST].delivered, weeks[FIRST].verdict) == (20, "unseen")
    assert (weeks[SECOND].seen, weeks[SECOND].looks, weeks[SECOND].verdict) == ("on_shelf", 2, "agree")
    assert (weeks[THIRD].delivered, weeks[THIRD].verdict) == (None, "differ")
    assert weeks[FIRST].evidence == ["sell_in/1", "sell_in/2"]


def test_a_line_claims_every_week_in_which_it_runs(trade: World) -> None:
    owe(trade, 2, due=12, until=2)
    place(trade, "placed", ago=11)
    place(trade, "missing", ago=3)

    weeks = of(trade, POSTER)

    told = [(on, week.released, week.verdict) for on, week in sorted(weeks.items())]
    assert told == [(THIRD, 2, "agree"), (FOURTH, 2, "differ")]


def test_a_delivery_to_an_outlet_that_closed_meanwhile_stays_a_claim(trade: World) -> None:
    trade.put(
        "outlet", "outlet/closed", ago=90, name="Closed", route="route/north-1", status="closed", closed_on=day(5)
    )
    trade.put("sell_in", "sell_in/c", ago=9, outlet="outlet/closed", sku=COLA, units=6, delivered_on=day(9))
    seen = {"outlet": "outlet/closed", "sku": COLA, "state_on_exit": "out"}
    for ago in (7, 6):
        trade.put("stock_count", f"v{ago}/stock_count/{COLA}", ago=ago, **seen)

    [closed] = places_in(trade.session, filters(**WINDOW))
    [finding] = find_all(trade.session, TODAY, NOW)

    assert (closed.outlet, closed.total("differ")) == ("outlet/closed", 1)
    assert (finding.outlet, finding.said["weeks"]) == ("outlet/closed", [FOURTH])


def test_outlets_that_differ_most_stand_on_top_and_filters_narrow(trade: World) -> None:
    deliver(trade, 24, ago=25)
    trade.put("sell_in", "sell_in/b", ago=25, outlet="outlet/2", sku=COLA, units=6, delivered_on=day(25))
    trade.tally("outlet/2", COLA, "out", ago=20)

    assert [each.outlet for each in places_in(trade.session, filters(**WINDOW))] == ["outlet/2", SHOP]
    assert places_in(trade.session, filters(**WINDOW, route="nowhere")) == []
