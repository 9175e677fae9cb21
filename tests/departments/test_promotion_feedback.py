"""Whether promotions run and what they bring, compared with sums made by hand."""

import pytest
from sqlalchemy import delete, update

from server.departments.promotion_effect import Span, spans_of
from server.departments.run import run_view
from server.departments.views import find_view
from server.flat import flat_table
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


@pytest.fixture
def compared(promoted):
    """400 → 620 in outlet 1 beside 300 → 330 in outlet 3: 180 extra units; the plan states a margin of 2.50."""
    promoted.session.execute(
        update(flat_table("promo")).where(flat_table("promo").c.id == PROMO).values(of_plan="plan/cool")
    )
    promoted.put("plan", "plan/cool", name="Cool", what="promotion", state="running", margin_minor=250, currency="EUR")
    for n, before, during in ((1, 400, 620), (3, 300, 330)):
        sold(promoted, n, 11, before, since=21)
        sold(promoted, n, 1, during, since=11)
    return promoted


def paid(world, name, amount, n=1, currency="EUR", **fields):
    line = f"plan_line/{n}"
    given = {"outlet": f"outlet/{n}", "plan_line": line, "amount_minor": amount, "currency": currency}
    return world.put("promo_spend", name, **(given | fields))


def gift_given(world, n, ago, units, cost):
    world.put("gift", "gift/glass", name="Glass", cost_minor=cost, currency="EUR")
    world.put("plan_line", f"plan_line/g{n}", what="gift", gift="gift/glass", outlet=f"outlet/{n}", of_plan="plan/cool")
    fields = {"gift": "gift/glass", "outlet": f"outlet/{n}", "direction": "given"}
    return world.put("gift_movement", f"given-{n}-{ago}", ago=ago, units=units, **fields)


def roi(world, **query):
    answer = ask(world, **query)
    [figure] = [each for each in answer.figures if each.name == "promotion_roi"]
    return answer, figure


def behind(world, key, part, figure=None):
    view = find_view("marketing", "promotion_feedback")
    return set(world.session.scalars(view.behind(world.session, filters(), key, part, figure)))


def test_promotion_roi(compared):
    paid(compared, "spend-1", 20_000)
    gift_given(compared, 1, ago=3, units=50, cost=200)

    answer, figure = roi(compared)

    [row] = answer.rows
    assert row["promotion_roi"] == figure.value == pytest.approx((180 * 2.5 - 300) / 300)
    assert (row["compared_cost_minor"], row["cost_minor"], row["gift_cost_minor"]) == (30_000, 20_000, 10_000)
    assert (row["promoted"], row["not_compared"], row["matched"], row["lacks"]) == (1, 1, 1, None)
    assert (figure.basis.n, figure.basis.outlets, answer.notes) == (2, 1, [])


def test_a_return_opens_onto_its_reports_its_money_and_its_gifts(compared):
    paid(compared, "spend-1", 20_000)
    gift_given(compared, 1, ago=3, units=50, cost=200)
    key = {"promo": PROMO}

    assert behind(compared, {}, None, "promotion_roi") == {f"s1-{ago}/sell_out_count/cola" for ago in (1, 11)}
    assert behind(compared, key, "matched") == {f"s3-{ago}/sell_out_count/cola" for ago in (1, 11)}
    assert behind(compared, key, "cost") == {"spend-1"}
    assert behind(compared, key, "gifts") == {"given-1-3"}


def test_what_was_paid_where_nothing_was_compared_is_not_set_against_the_extra_units(compared):
    paid(compared, "spend-1", 30_000)
    paid(compared, "spend-2", 99_000, n=2)
    paid(compared, "refused", 50_000)
    compared.put("reply", "reply-1", of="refused", state="refused")
    gift_given(compared, 1, ago=15, units=500, cost=200)

    answer, _ = roi(compared)

    [row] = answer.rows
    assert row["promotion_roi"] == pytest.approx(0.5)
    assert (row["compared_cost_minor"], row["cost_minor"]) == (30_000, 129_000)


@pytest.mark.parametrize(
    ("lacks", "spoil"),
    [
        ("cost", lambda world: None),
        ("margin", lambda world: world.session.execute(update(flat_table("plan")).values(margin_minor=None))),
        ("comparison", lambda world: world.session.execute(delete(flat_table("sell_out_count")))),
        ("gift_cost", lambda world: gift_given(world, 1, ago=3, units=5, cost=None)),
        ("currency", lambda world: paid(world, "spend-2", 5_000, currency="CNY")),
    ],
)
def test_a_return_that_is_not_known_is_no_data_and_says_why(compared, lacks, spoil):
    if lacks != "cost":
        paid(compared, "spend-1", 30_000)
    spoil(compared)

    answer, figure = roi(compared)

    [row] = answer.rows
    assert (row["promotion_roi"], figure.value, row["lacks"]) == (None, None, lacks)
    assert len(answer.notes) == 1


def test_before_is_as_long_as_during_and_never_in_the_future():
    assert spans_of("2026-11-10", "2026-12-24", "2026-11-14") == (
        Span("2026-11-05", "2026-11-09"),
        Span("2026-11-10", "2026-11-14"),
    )
    assert spans_of("2026-11-20", None, "2026-11-14") is None
    assert spans_of(None, None, "2026-11-14") is None
