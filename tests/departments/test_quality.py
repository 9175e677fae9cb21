"""How good observations are: what visits owed and got, what arrived in time, what a second look confirmed."""

import pytest

from server.departments.quality import quality_of
from server.departments.views import find_view
from tests.departments.given import HOUR, filters


@pytest.fixture
def trade(world):
    world.route()
    world.outlets(4)
    for name in ("cola", "tea"):
        world.product(name)
    world.must_stock("product/cola", "product/tea")
    return world


def quality(world, view, **query):
    found = quality_of(world.session, find_view("sales", view).source, filters(**query))
    return found, {each.name: each for each in found.figures}


def test_report_completeness_is_of_what_finished_visits_owed(trade):
    for n in (1, 2):
        trade.visit(f"outlet/{n}")
        trade.tally(f"outlet/{n}", "product/cola")
    trade.tally("outlet/1", "product/tea", None)
    trade.visit("outlet/3", outcome="skipped")

    found, figures = quality(trade, "tally")

    complete = figures["report_completeness"]
    assert (complete.numerator, complete.denominator, found.owed) == (2, 4, True)
    assert (figures["outlets_heard_from"].numerator, figures["outlets_heard_from"].denominator) == (2, 4)


def test_a_product_that_came_on_the_list_after_the_visit_was_not_owed(trade):
    trade.product("water")
    trade.must_stock("product/water", from_on="2026-11-29")
    trade.visit("outlet/1", ago=5)
    trade.tally("outlet/1", "product/cola", ago=5)

    assert quality(trade, "tally")[1]["report_completeness"].denominator == 2


def test_report_timeliness_counts_what_came_within_a_day(trade):
    trade.tally("outlet/1", "product/cola")
    trade.tally("outlet/2", "product/cola", travelled=25 * HOUR)

    assert quality(trade, "tally")[1]["report_timeliness"].value == 0.5


def test_report_accuracy_is_of_second_looks_by_another_within_two_days(trade):
    for n, (first, second) in enumerate((("on_shelf", "on_shelf"), ("on_shelf", "out"), ("out", "out")), start=1):
        trade.tally(f"outlet/{n}", "product/cola", first, ago=3)
        trade.tally(f"outlet/{n}", "product/cola", second, ago=2, by="rosa")
    trade.tally("outlet/4", "product/cola", "on_shelf", ago=9)
    trade.tally("outlet/4", "product/cola", "out", ago=2, by="rosa")

    found, figures = quality(trade, "tally")

    assert (figures["report_accuracy"].numerator, figures["report_accuracy"].denominator) == (2, 3)
    assert figures["cohen_kappa"].value == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert found.blind == 0


def test_where_there_are_blind_second_looks_only_they_count(trade):
    for n, blind in ((1, True), (2, None)):
        trade.tally(f"outlet/{n}", "product/cola", "on_shelf", ago=3)
        trade.tally(f"outlet/{n}", "product/cola", "out", ago=2, by="rosa", blind=blind)

    found, figures = quality(trade, "tally")

    assert (figures["report_accuracy"].denominator, found.blind) == (1, 1)


def test_displays_and_material_and_promotions_are_owed_while_they_run(trade):
    trade.put("display", "display/1", ago=60, outlet="outlet/1", display_kind="shelf", until_on="2026-11-10")
    trade.put("plan_line", "plan_line/1", ago=60, outlet="outlet/1", what="pop", pop_item="pop_item/poster")
    trade.put("plan_line", "plan_line/2", ago=60, outlet="outlet/1", what="promo", promo="promo/p")
    trade.visit("outlet/1", ago=2)

    owed = {view: quality(trade, view)[1]["report_completeness"].denominator for view in (
        "terminal_display", "pop_placement", "promotion_feedback", "customer_feedback",
    )}  # fmt: skip

    assert owed == {"terminal_display": 0, "pop_placement": 1, "promotion_feedback": 1, "customer_feedback": 0}
