"""What sales asks: coverage, out of stock, voids, POP."""

import pytest

from server.departments.run import run_view
from server.departments.views import find_view
from tests.departments.given import HOUR, NOW, day, filters


def ask(world, name, **query):
    return run_view(world.session, "sales", name, filters(**query)).answer


def figures(answer):
    return {figure.name: figure for figure in answer.figures}


def behind(world, name, key, part=None):
    return set(world.session.scalars(find_view("sales", name).evidence(world.session, filters(), key, part)))


@pytest.fixture
def shops(world):
    world.route()
    world.outlets(4)
    world.product("cola")
    world.product("tea")
    world.must_stock("product/cola", "product/tea")
    return world


def test_out_of_stock_reads_only_must_stock_products_and_splits_by_cause(shops):
    shops.product("water")
    shops.tally("outlet/1", "product/cola")
    shops.tally("outlet/2", "product/cola", "out", cause="on_order", state_on_entry="out")
    shops.tally("outlet/3", "product/cola", "on_shelf", state_on_entry="out")
    shops.tally("outlet/4", "product/cola", "out")
    shops.tally("outlet/1", "product/water", "out", cause="other")

    answer = ask(shops, "out_of_stock")

    [row] = answer.rows
    assert (row["checked"], row["out"], row["found_out"], row["fixed"]) == (4, 2, 2, 1)
    assert (row["cause_on_order"], row["cause_unknown"], row["cause_other"]) == (1, 1, 0)
    assert figures(answer)["oos_rate"].value == 0.5
    assert figures(answer)["on_shelf_availability"].value == 0.5
    assert figures(answer)["fixed_on_visit_rate"].value == 0.5
    assert behind(shops, "out_of_stock", {"sku": "product/cola"}, "fixed") == {
        "visit-3-1-10-amina/stock_count/product/cola"
    }


def test_the_evidence_of_out_of_stock_holds_only_what_was_owed(shops):
    shops.product("water")
    shops.tally("outlet/1", "product/cola", "out", cause="other")
    shops.tally("outlet/1", "product/water", "out", cause="other")

    assert behind(shops, "out_of_stock", {}, "out") == {"visit-1-1-10-amina/stock_count/product/cola"}


def test_without_a_must_stock_list_out_of_stock_says_so_and_has_no_data(world):
    world.route()
    world.outlets(1)
    world.product("cola")
    world.tally("outlet/1", "product/cola", "out")

    answer = ask(world, "out_of_stock")

    assert figures(answer)["oos_rate"].value is None
    assert "No must-stock list" in answer.notes[0].en


def test_the_void_list_names_pairs_that_were_checked_and_never_unchecked_ones(shops):
    shops.tally("outlet/1", "product/cola", "out", cause="void")
    shops.tally("outlet/2", "product/cola", "out", cause="on_order")
    shops.tally("outlet/3", "product/tea", "out", cause="delisted")
    shops.tally("outlet/3", "product/cola")

    answer = ask(shops, "void_list")

    assert [(row["outlet"], row["sku"], row["cause"]) for row in answer.rows] == [
        ("outlet/1", "product/cola", "void"),
        ("outlet/3", "product/tea", "delisted"),
    ]
    assert figures(answer)["voids"].value == 2
    assert figures(answer)["must_stock_compliance"].value == 0.5
    assert answer.notes[0].en.startswith("4 pairs")


def test_a_product_off_the_list_on_the_visits_day_is_no_void(world):
    world.route()
    world.outlets(1)
    world.product("cola")
    world.must_stock("product/cola", from_on=day(2))
    world.tally("outlet/1", "product/cola", "out", ago=5, cause="void")

    assert ask(world, "void_list").rows == []


@pytest.fixture
def walked(world):
    """Four stops due on Monday 2026-11-23: 1 to 3 visited (in the order 1, 3, 2), 4 skipped as closed; 5 off plan."""
    world.route()
    world.outlets(5)
    for n in range(1, 5):
        world.put(
            "route_stop",
            f"route_stop/north-1/{n}",
            route="route/north-1",
            outlet=f"outlet/{n}",
            position=n,
            weekdays="[1]",
        )
    world.visit("outlet/1", ago=7, hour=8, minutes=4)
    world.visit("outlet/3", ago=7, hour=9, minutes=6)
    world.visit("outlet/2", ago=7, hour=10, minutes=50, ended_by="automatic")
    world.visit("outlet/5", ago=7, hour=11, minutes=8)
    world.visit(
        "outlet/4",
        ago=7,
        hour=12,
        outcome="skipped",
        skip_reason="closed_today",
        started_at=None,
        ended_at=None,
    )
    return world


WEEK = {"from_": "2026-11-23", "to": "2026-11-29"}


def test_coverage_by_hand(walked):
    answer = ask(walked, "coverage", **WEEK)

    [row] = answer.rows
    assert (row["planned"], row["planned_visited"], row["visits"], row["skipped"], row["excused"]) == (
        4,
        3,
        4,
        1,
        1,
    )
    assert row["route_rate"] == 0.75
    assert row["adjusted_route_rate"] == 1
    assert row["call_compliance"] == 0.75
    assert row["sequence_adherence"] == pytest.approx(2 / 3)
    assert row["frequency_compliance"] == 0.75
    assert row["outlet_coverage"] == 0.8
    assert row["time_in_store"] == 6
    assert figures(answer)["route_rate"].value == 0.75
    assert len(behind(walked, "coverage", {"route": "route/north-1"}, "skipped")) == 1


def test_a_second_visit_on_one_day_is_off_plan(walked):
    walked.visit("outlet/1", ago=7, hour=15)

    [row] = ask(walked, "coverage", **WEEK).rows

    assert (row["planned_visited"], row["visits"]) == (3, 5)
    assert row["call_compliance"] == 0.6


def test_a_visit_that_improved_something_is_productive(walked):
    walked.tally("outlet/1", "product/cola", "on_shelf", ago=7, hour=8, state_on_entry="out")

    assert ask(walked, "coverage", **WEEK).rows[0]["productive_tally_visit"] == 0.25


def test_a_route_without_a_plan_has_no_route_rate(world):
    world.route()
    world.outlets(1)
    world.visit("outlet/1")

    [row] = ask(world, "coverage").rows

    assert row["route_rate"] is None
    assert row["call_compliance"] == 0


def test_pop_funnel_from_plan_lines_to_what_still_stands(world):
    world.route()
    world.outlets(4)
    world.put("pop_item", "pop_item/banner", name="Banner", mount="hung")
    for n in (1, 2, 3, 4):
        world.put(
            "plan_line",
            f"plan_line/{n}",
            plan="spring",
            what="pop",
            outlet=f"outlet/{n}",
            pop_item="pop_item/banner",
            units=2,
            released_on=day(20),
        )

    def seen(n, state, ago, mount="hung"):
        world.put(
            "pop_placement",
            f"v{n}-{ago}/pop_placement/pop_item/banner",
            ago=ago,
            outlet=f"outlet/{n}",
            pop_item="pop_item/banner",
            state=state,
            mount=mount,
        )

    seen(1, "placed", 50)
    seen(1, "standing", 5)
    seen(2, "placed", 10)
    seen(2, "missing", 3)
    seen(3, "placed", 2, mount="stood")

    answer = ask(world, "pop_placement")

    [row] = answer.rows
    assert (row["planned"], row["units_planned"], row["placed"], row["revisited"]) == (4, 8, 3, 2)
    assert (row["standing"], row["missing"], row["compliant"]) == (2, 1, 1)
    assert figures(answer)["placement_of_plan"].value == 0.75
    assert figures(answer)["pop_survival"].value == 0.5
    assert figures(answer)["pop_compliance"].value == 0.25


def test_freshness_is_the_median_age_of_the_latest_observation(walked):
    basis = figures(ask(walked, "coverage", **WEEK))["route_rate"].basis

    assert basis.freshness_hours == pytest.approx((NOW - (NOW - 7 * 24 * HOUR - 2 * HOUR)) / HOUR)
