"""Distribution as both departments read it."""

import pytest

from server.departments.run import run_view
from server.departments.views import find_view
from tests.departments.given import day, filters

TURNOVER = [100, 80, 60, 50, 40, 30, 20, 10, 5, 5]


def ask(world, **query):
    return run_view(world.session, "marketing", "distribution", filters(**query)).answer


def figures(answer):
    return {figure.name: figure for figure in answer.figures}


@pytest.fixture
def ten(world):
    """The worked example: carried in 1,2,4,5,7, in stock in 1,4,5,7, checked in the first eight."""
    world.route()
    world.product("cola")
    world.outlets(10, TURNOVER)
    for n in (1, 4, 5, 7):
        world.tally(f"outlet/{n}", "product/cola")
    world.tally("outlet/2", "product/cola", "out", cause="late_delivery")
    for n in (3, 6, 8):
        world.tally(f"outlet/{n}", "product/cola", "out", cause="void")
    return world


def test_the_worked_example_comes_out_of_the_store(ten):
    [row] = ask(ten).rows

    assert (row["outlets"], row["audited"], row["carrying"], row["in_stock"]) == (10, 8, 5, 4)
    assert row["numeric_distribution_universe"] == 0.5
    assert row["numeric_distribution_audited"] == 0.625
    assert row["weighted_distribution"] == 0.725
    assert row["store_quality_index"] == pytest.approx(1.45)
    assert row["in_stock_distribution"] == 0.4
    assert row["in_stock_weighted_distribution"] == 0.525
    assert row["distribution_oos"] == pytest.approx(0.2)


def test_marketing_and_sales_read_the_same_figure(ten):
    ours = run_view(ten.session, "marketing", "distribution", filters()).answer
    theirs = run_view(ten.session, "sales", "distribution", filters()).answer

    assert ours == theirs


def test_the_latest_observation_of_an_outlet_wins_whoever_made_it(ten):
    ten.tally("outlet/1", "product/cola", "out", ago=0, by="bruno", cause="delisted")

    [row] = ask(ten).rows

    assert (row["audited"], row["carrying"]) == (8, 4)


def test_an_observation_outside_the_window_is_not_read(ten):
    ten.tally("outlet/9", "product/cola", ago=40)

    assert ask(ten).rows[0]["audited"] == 8
    assert ask(ten, from_=day(50)).rows[0]["audited"] == 9


def test_a_retired_observation_is_not_read_and_the_one_before_stands(ten):
    ten.tally("outlet/1", "product/cola", "out", ago=0, cause="void", retired=True)

    assert ask(ten).rows[0]["carrying"] == 5


def test_an_unanswered_tally_does_not_hide_the_answer_before_it(ten):
    ten.tally("outlet/1", "product/cola", None, ago=0)

    assert ask(ten).rows[0]["carrying"] == 5


def test_a_product_nobody_checked_has_no_data(ten):
    ten.product("tea")
    ten.must_stock("product/tea")

    tea = next(row for row in ask(ten).rows if row["sku"] == "product/tea")

    assert tea["audited"] == 0
    assert tea["numeric_distribution_universe"] is None
    assert tea["weighted_distribution"] is None


def test_an_empty_world_has_no_data_and_no_rows(world):
    answer = ask(world)

    assert answer.rows == []
    assert {figure.value for figure in answer.figures} == {None}


def test_a_closed_outlet_leaves_the_universe(ten):
    ten.put("outlet", "outlet/closed", name="Gone", outlet_class="A", route="route/north-1", status="closed")
    ten.put("outlet", "outlet/later", name="Later", outlet_class="A", route="route/north-1", opened_on=day(-1))

    assert ask(ten).rows[0]["outlets"] == 10


def test_classes_weigh_when_turnover_is_unknown_and_the_view_says_so(world):
    world.route()
    world.product("cola")
    world.outlets(2, outlet_class="A")
    world.put("outlet", "outlet/c", name="Small", outlet_class="C", route="route/north-1")
    world.tally("outlet/1", "product/cola")

    answer = ask(world)

    assert answer.rows[0]["weighted_distribution"] == pytest.approx(3 / 7)
    assert "class" in answer.notes[0].en


def test_must_stock_compliance_uses_the_list_in_force_on_the_visits_day(ten):
    ten.must_stock("product/cola", from_on=day(20), until_on=day(10))
    ten.tally("outlet/9", "product/cola", ago=15)
    ten.tally("outlet/10", "product/cola", "out", ago=15, cause="void")

    listed = figures(ask(ten))["must_stock_compliance"]

    assert (listed.numerator, listed.denominator) == (1, 2)


def test_a_list_is_in_force_from_its_first_day_to_its_last(world):
    world.route()
    world.product("cola")
    world.outlets(6, TURNOVER[:6])
    world.must_stock("product/cola", from_on=day(20), until_on=day(15))
    world.must_stock("product/cola", from_on=day(10), until_on="9999-12-31")
    for n, ago in enumerate((21, 20, 15, 14, 11, 10), 1):
        world.tally(f"outlet/{n}", "product/cola", ago=ago)

    listed = figures(ask(world))["must_stock_compliance"]

    assert (listed.numerator, listed.denominator) == (3, 3)


@pytest.mark.parametrize(
    ("query", "outlets"),
    [
        ({"region": "North"}, 10),
        ({"region": "South"}, None),
        ({"territory": "north"}, 10),
        ({"route": "north-1"}, 10),
        ({"channel": "kiosk"}, 5),
        ({"outlet_class": "A"}, 10),
    ],
)
def test_filters_narrow_the_universe(ten, query, outlets):
    rows = ask(ten, **query).rows

    assert [row["outlets"] for row in rows] == ([outlets] if outlets else [])


def test_a_brand_narrows_the_products(ten):
    ten.product("tea", brand="Leaf")
    ten.tally("outlet/1", "product/tea")

    assert [row["sku"] for row in ask(ten, brand="Leaf").rows] == ["product/tea"]
    assert figures(ask(ten, brand="Leaf"))["numeric_distribution_universe"].value == 0.1


def test_a_figure_carries_n_outlets_freshness_and_window(ten):
    figure = figures(ask(ten))["numeric_distribution_audited"]

    assert (figure.basis.n, figure.basis.outlets) == (8, 8)
    assert figure.basis.freshness_hours == pytest.approx(26)
    assert (figure.basis.from_on, figure.basis.until_on) == (day(29), day(0))
    assert figure.interval is not None


def test_every_cell_leads_back_to_the_observations_behind_it(ten):
    view = find_view("marketing", "distribution")

    def behind(part):
        return set(ten.session.scalars(view.evidence(ten.session, filters(), {"sku": "product/cola"}, part)))

    assert len(behind("audited")) == 8
    assert len(behind("carrying")) == 5
    assert behind("in_stock") == {f"visit-{n}-1-10-amina/stock_count/product/cola" for n in (1, 4, 5, 7)}
