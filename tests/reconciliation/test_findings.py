"""What differs, found in the store: each rule with what opens it and what closes it."""

import pytest

from server.reconciliation.keeping import find_all
from tests.departments.given import NOW, TODAY, World, day

WEEK_BEFORE, LAST_WEEK = "2026-11-16", "2026-11-23"
SHOP, COLA, POSTER = "outlet/1", "product/cola", "pop_item/poster"


@pytest.fixture
def trade(world: World) -> World:
    """One shop on one route, one product."""
    world.route()
    world.outlets(1)
    world.product()
    return world


def found(world: World, rule: str) -> list:
    return [each for each in find_all(world.session, TODAY, NOW) if each.rule == rule]


def deliver(world: World, units: int, *, ago: int, line: str = "1") -> None:
    world.put(
        "sell_in",
        f"sell_in/{line}",
        ago=ago,
        outlet=SHOP,
        sku=COLA,
        units=units,
        delivered_on=day(ago),
        scope="office:sales",
    )


def owe(world: World, units: int = 2, *, due: int = 3, until: int = -30) -> None:
    world.put(
        "plan_line",
        "plan_line/autumn",
        ago=20,
        plan="autumn",
        what="pop",
        outlet=SHOP,
        pop_item=POSTER,
        units=units,
        released_on=day(20),
        due_on=day(due),
        until_on=day(until),
        scope="route:north-1",
    )


def place(world: World, state: str, *, ago: int, by: str = "amina") -> None:
    world.put(
        "pop_placement",
        f"v-{ago}-{by}/pop_placement/{POSTER}",
        ago=ago,
        by=by,
        outlet=SHOP,
        pop_item=POSTER,
        state=state,
    )


def bag(world: World, units: int, direction: str = "received", *, ago: int = 10) -> None:
    world.put("pop_movement", f"bag-{direction}-{ago}", ago=ago, pop_item=POSTER, units=units, direction=direction)


def test_delivered_and_out_in_two_visits_since_is_a_difference(trade: World) -> None:
    deliver(trade, 24, ago=10)
    trade.tally(SHOP, COLA, "out", ago=8)
    trade.tally(SHOP, COLA, "out", ago=2)

    (finding,) = found(trade, "delivered_not_on_shelf")

    assert (finding.outlet, finding.about, finding.since_on) == (SHOP, COLA, day(8))
    assert finding.said == {"delivered_units": 24, "delivered_on": day(10), "seen": "out", "visits": 2,
                            "weeks": [WEEK_BEFORE, LAST_WEEK]}  # fmt: skip
    assert [each.partition("/")[0] for each in finding.evidence] == [
        "visit-1-2-10-amina",
        "visit-1-8-10-amina",
        "sell_in",
    ]


@pytest.mark.parametrize(
    "states",
    [[("out", 8)], [("out", 8), ("on_shelf", 2)], [("on_shelf", 8), ("out", 2)], [("out", 12), ("out", 2)], []],
    ids=["seen once", "found again", "out once", "one visit before the delivery", "never seen"],
)
def test_less_than_two_visits_in_a_row_is_none(trade: World, states) -> None:
    deliver(trade, 24, ago=10)
    for state, ago in states:
        trade.tally(SHOP, COLA, state, ago=ago)

    assert found(trade, "delivered_not_on_shelf") == []


def test_what_was_taken_back_was_not_delivered(trade: World) -> None:
    deliver(trade, 24, ago=10)
    deliver(trade, -24, ago=9, line="2")
    trade.tally(SHOP, COLA, "out", ago=8)
    trade.tally(SHOP, COLA, "out", ago=2)

    assert found(trade, "delivered_not_on_shelf") == []


def test_pop_owed_and_past_due_that_does_not_stand_is_a_difference(trade: World) -> None:
    owe(trade)
    assert [each.said["seen"] for each in found(trade, "pop_not_standing")] == ["never"]

    place(trade, "missing", ago=2)
    assert [each.said["seen"] for each in found(trade, "pop_not_standing")] == ["missing"]

    place(trade, "placed", ago=1)
    assert found(trade, "pop_not_standing") == []


@pytest.mark.parametrize(("due", "until"), [(0, -30), (5, 1)], ids=["due today", "over"])
def test_pop_that_is_not_due_or_no_longer_owed_is_none(trade: World, due: int, until: int) -> None:
    owe(trade, due=due, until=until)

    assert found(trade, "pop_not_standing") == []


def test_pop_received_short_of_what_was_issued_is_a_difference_of_marketing(trade: World) -> None:
    owe(trade, 180)
    bag(trade, 160)
    place(trade, "placed", ago=1)

    (finding,) = found(trade, "pop_not_received")

    assert (finding.route, finding.outlet, finding.about) == ("route/north-1", None, POSTER)
    assert finding.said == {"issued": 180, "received": 160, "seen": 1, "weeks": [LAST_WEEK]}

    bag(trade, 20, ago=1)
    assert found(trade, "pop_not_received") == []


def test_a_route_that_says_nothing_of_its_bag_claims_nothing(trade: World) -> None:
    owe(trade, 180)

    assert found(trade, "pop_not_received") == []


def test_a_promotion_that_runs_without_its_price_tag_is_a_difference(trade: World) -> None:
    trade.put("promo", "promo/two", ago=20, name="2 for 1", from_on=day(10), until_on=day(-10), elements_tag="required",
              elements_gift="not_applicable", scope="territory:north")  # fmt: skip
    trade.put("plan_line", "plan_line/two", ago=20, plan="two", what="promo", outlet=SHOP, promo="promo/two",
              scope="route:north-1")  # fmt: skip

    def check(ago: int, **parts: str) -> None:
        elements = {f"elements_{name}": state for name, state in parts.items()}
        trade.put("promo_check", f"v-{ago}/promo_check/promo/two", ago=ago, outlet=SHOP, promo="promo/two", **elements)

    check(12, tag="missing")
    assert found(trade, "promo_without_element") == []
    check(5, tag="missing", gift="missing", price="ok")
    assert [each.said["missing"] for each in found(trade, "promo_without_element")] == [["tag"]]
    check(2, tag="ok", gift="missing")
    assert found(trade, "promo_without_element") == []


def test_two_people_who_saw_different_things_contradict_until_somebody_looks_again(trade: World) -> None:
    trade.tally(SHOP, COLA, "out", ago=4, by="amina")
    trade.tally(SHOP, COLA, "on_shelf", ago=3, by="bruno")

    (finding,) = found(trade, "observers_contradict")

    assert finding.said == {
        "kind": "stock_count",
        "earlier": {"person": "amina", "seen": "out"},
        "later": {"person": "bruno", "seen": "on_shelf"},
        "weeks": [LAST_WEEK],
    }
    trade.tally(SHOP, COLA, "on_shelf", ago=1, by="amina")
    assert found(trade, "observers_contradict") == []
