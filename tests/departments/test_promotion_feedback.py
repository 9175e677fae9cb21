"""Whether promotions run and what they bring, compared with sums made by hand."""

import pytest

from server.departments.promotion_effect import Span, spans_of
from server.departments.run import run_view
from server.departments.views import find_view
from tests.departments.given import day, filters

PROMO = "promo/cool"


def ask(world, **query):
    return run_view(world.session, "marketing", "promotion_feedback", filters(**query)).answer


@pytest.fixture
def promoted(world):
    """A promotion of cola for ten days, owed in outlets 1 and 2; outlets 3 and 4 are like them, 5 is of another class."""
    world.route()
    world.outlets(4)
    world.product("cola")
    world.put("outlet", "outlet/5", ago=90, name="Five", outlet_class="C", channel="kiosk", route="route/north-1")
    world.put(
        "promo",
        PROMO,
        ago=40,
        name="Cool",
        sku="product/cola",
        from_on=day(10),
        until_on=day(1),
        scope="company",
        elements_price="required",
        elements_gift="not_applicable",
    )
    for n in (1, 2):
        world.put(
            "plan_line",
            f"plan_line/{n}",
            ago=40,
            plan="p",
            what="promo",
            promo=PROMO,
            outlet=f"outlet/{n}",
            released_on=day(12),
            scope="route:north-1",
        )
    return world


def check(world, n, ago, **elements):
    states = {f"elements_{name}": state for name, state in elements.items()}
    return world.put(
        "promo_check", f"v{n}-{ago}/promo_check/{PROMO}", ago=ago, outlet=f"outlet/{n}", promo=PROMO, **states
    )


def sold(world, n, ago, units, since):
    world.put(
        "sell_out_count",
        f"s{n}-{ago}/sell_out_count/cola",
        ago=ago,
        outlet=f"outlet/{n}",
        sku="product/cola",
        units=units,
        since_on=day(since),
    )


def test_compliance_coverage_elements_and_start_lag_by_hand(promoted):
    check(promoted, 1, 9, price="missing", tag="ok", gift="missing")
    check(promoted, 1, 6, price="ok", tag="ok", gift="missing")
    check(promoted, 1, 3, price="ok", tag="not_applicable")
    check(promoted, 3, 2, gift="missing")

    answer = ask(promoted)

    [row] = answer.rows
    said = {figure.name: figure.value for figure in answer.figures}
    assert (row["due"], row["seen"], row["checks"], row["complete"]) == (2, 1, 3, 2)
    assert row["in_place_price"] == said["promotion_compliance"] == pytest.approx(2 / 3)
    assert (row["in_place_tag"], row["in_place_gift"], row["in_place_pop"]) == (1, None, None)
    assert said["element_compliance"] == pytest.approx(4 / 5)
    assert (said["promotion_coverage"], said["start_lag"]) == (0.5, 4)
    view = find_view("marketing", "promotion_feedback")
    behind = promoted.session.scalars(view.evidence(promoted.session, filters(), {"promo": PROMO}, "complete"))
    assert list(behind) == [f"v1-{ago}/promo_check/{PROMO}" for ago in (3, 6)]


def test_uplift_takes_matched_outlets_off(promoted):
    for n, before, during in ((1, 250, 400), (3, 300, 330), (2, 150, 220), (5, 10, 1_000)):
        sold(promoted, n, 11, before, since=21)
        sold(promoted, n, 1, during, since=11)
    sold(promoted, 4, 5, 999, since=15)

    [row] = ask(promoted).rows

    assert (row["promoted"], row["matched"]) == (1, 1)
    assert row["naive_uplift"] == pytest.approx(400 / 250 - 1)
    assert row["uplift"] == pytest.approx((400 / 250) / (330 / 300) - 1)
    assert row["incremental_units"] == pytest.approx(400 - 250 * 330 / 300)


def test_the_worked_uplift_comes_out_of_the_store(promoted):
    for n, before, during in ((1, 400, 620), (3, 300, 330)):
        sold(promoted, n, 11, before, since=21)
        sold(promoted, n, 1, during, since=11)

    [row] = ask(promoted).rows

    assert (row["naive_uplift"], row["uplift"]) == (pytest.approx(0.55), pytest.approx(0.409, abs=5e-4))
    assert row["incremental_units"] == pytest.approx(180)


def test_without_a_matched_outlet_there_is_no_uplift(promoted):
    sold(promoted, 1, 11, 400, since=21)
    sold(promoted, 1, 1, 620, since=11)

    [row] = ask(promoted).rows

    assert (row["uplift"], row["incremental_units"], row["matched"]) == (None, None, 0)


def test_what_was_paid_for_a_promotion_stands_beside_it(promoted):
    for number, (amount, currency) in enumerate(((500, "EUR"), (-100, "EUR"), (30, "CNY"))):
        promoted.put(
            "promo_spend",
            f"spend-{number}",
            outlet="outlet/1",
            plan_line="plan_line/1",
            amount_minor=amount,
            currency=currency,
        )

    [row] = ask(promoted).rows

    assert (row["cost_minor"], row["currency"]) == (400, "EUR")


def test_before_is_as_long_as_during_and_never_in_the_future():
    assert spans_of("2026-11-10", "2026-12-24", "2026-11-14") == (
        Span("2026-11-05", "2026-11-09"),
        Span("2026-11-10", "2026-11-14"),
    )
    assert spans_of("2026-11-20", None, "2026-11-14") is None
    assert spans_of(None, None, "2026-11-14") is None
