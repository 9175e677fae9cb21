"""The funnel of a plan, released to complete, on the flat tables of both stores."""

import pytest

from server.plans.reality import Line, funnel, lines_at
from tests.departments.given import World, day

PLAN, PROMO, COLA, POSTER, CUP = "plan/x", "promo/x-north", "product/cola", "pop_item/poster", "gift/cup"


@pytest.fixture
def trade(world: World) -> World:
    world.route()
    world.outlets(3)
    world.product()
    world.put("promo", PROMO, ago=20, name="X", sku=COLA, from_on=day(10), until_on=day(-10), of_plan=PLAN,
              elements_tag="required", elements_gift="not_applicable", scope="territory:north")  # fmt: skip
    return world


def owe(world: World, outlet: str, what: str, **fields) -> None:
    world.put("plan_line", f"plan_line/x/{outlet.partition('/')[2]}/{what}", ago=12, plan="X", of_plan=PLAN, what=what,
              outlet=outlet, released_on=day(12), due_on=day(5), scope="route:north-1", **fields)  # fmt: skip


def stages(world: World) -> dict[str, int | None]:
    return dict(funnel(world.session, PLAN))


def lines(world: World, stage: str = "released", **asked) -> list[Line]:
    return lines_at(world.session, PLAN, stage, **asked)[0]


def check(world: World, outlet: str, ago: int, **parts: str) -> None:
    elements = {f"elements_{name}": state for name, state in parts.items()}
    world.put(
        "promo_check", f"v-{outlet[-1]}-{ago}/promo_check/{PROMO}", ago=ago, outlet=outlet, promo=PROMO, **elements
    )


def test_a_promotion_is_delivered_seen_and_complete_outlet_by_outlet(trade: World) -> None:
    for n in (1, 2, 3):
        owe(trade, f"outlet/{n}", "promo", promo=PROMO)
    trade.put(
        "sell_in", "sell_in/1", ago=9, outlet="outlet/1", sku=COLA, units=24, delivered_on=day(9), scope="office:sales"
    )
    trade.put(
        "sell_in", "sell_in/2", ago=9, outlet="outlet/2", sku=COLA, units=-4, delivered_on=day(9), scope="office:sales"
    )
    assert stages(trade) == {"released": 3, "delivered": 1, "seen": 0, "complete": 0}

    check(trade, "outlet/1", 5, tag="ok", gift="missing")
    check(trade, "outlet/2", 5, tag="missing", price="ok")
    check(trade, "outlet/3", 13, tag="ok")
    assert stages(trade) == {"released": 3, "delivered": 1, "seen": 2, "complete": 1}
    (two,) = lines(trade, "complete", short=True)
    assert (two.missing, two.seen, two.delivered) == (("tag",), f"v-2-5/promo_check/{PROMO}", "")

    assert [each.outlet for each in lines(trade, "seen", short=True)] == ["outlet/3"]
    assert [each.outlet for each in lines(trade, "delivered", short=True)] == ["outlet/2", "outlet/3"]

    check(trade, "outlet/2", 1, tag="ok")
    assert stages(trade)["complete"] == 2


def test_a_required_element_that_was_not_looked_at_is_not_complete(trade: World) -> None:
    owe(trade, "outlet/1", "promo", promo=PROMO)
    check(trade, "outlet/1", 5, price="ok")

    assert stages(trade) == {"released": 1, "delivered": 0, "seen": 1, "complete": 0}


def test_material_is_delivered_to_the_route_and_complete_where_it_stands(trade: World) -> None:
    owe(trade, "outlet/1", "pop", pop_item=POSTER)
    owe(trade, "outlet/2", "pop", pop_item=POSTER)
    trade.put("pop_movement", "bag-1", ago=8, pop_item=POSTER, units=2, direction="received")
    trade.put("pop_placement", f"v1/pop_placement/{POSTER}", ago=4, outlet="outlet/1", pop_item=POSTER, state="placed")
    trade.put("pop_placement", f"v2/pop_placement/{POSTER}", ago=4, outlet="outlet/2", pop_item=POSTER, state="missing")

    assert stages(trade) == {"released": 2, "delivered": 2, "seen": 2, "complete": 1}


def test_gifts_are_complete_when_as_many_were_given_as_were_owed(trade: World) -> None:
    owe(trade, "outlet/1", "gift", gift=CUP, units=6)
    gift = {"outlet": "outlet/1", "gift": CUP}
    trade.put("gift_movement", "g1", ago=8, units=6, direction="received", **gift)
    trade.put("gift_movement", "g2", ago=7, units=4, direction="given", **gift)
    assert stages(trade) == {"released": 1, "delivered": 1, "seen": 1, "complete": 0}

    trade.put("gift_movement", "g3", ago=6, units=2, direction="given", **gift)
    assert stages(trade)["complete"] == 1


def test_a_listing_is_complete_while_the_product_is_on_the_shelf(trade: World) -> None:
    owe(trade, "outlet/1", "listing", sku=COLA)
    trade.tally("outlet/1", COLA, "out", ago=13)
    assert stages(trade) == {"released": 1, "delivered": 0, "seen": 0, "complete": 0}

    trade.tally("outlet/1", COLA, "on_shelf", ago=3)
    assert stages(trade)["complete"] == 1
    trade.tally("outlet/1", COLA, "out", ago=2)
    assert stages(trade) == {"released": 1, "delivered": 0, "seen": 1, "complete": 0}


def test_coverage_needs_nothing_delivered_and_a_visit_that_was_made(trade: World) -> None:
    owe(trade, "outlet/1", "coverage")
    owe(trade, "outlet/2", "coverage")
    trade.visit("outlet/1", ago=3)
    trade.visit("outlet/2", ago=3, outcome="skipped")

    assert stages(trade) == {"released": 2, "delivered": None, "seen": 2, "complete": 1}


def test_a_plan_without_lines_has_an_empty_funnel(trade: World) -> None:
    assert lines(trade) == []
    assert stages(trade)["released"] == 0
