"""The worked values of every metric, each under the metric's name."""

import pytest

from server.departments import metrics

TURNOVER = [100, 80, 60, 50, 40, 30, 20, 10, 5, 5]
CARRIED = [1, 2, 4, 5, 7]
IN_STOCK = [1, 4, 5, 7]


def turnover_of(outlets):
    return sum(TURNOVER[outlet - 1] for outlet in outlets)


def test_numeric_distribution_universe():
    assert metrics.numeric_distribution_universe(len(CARRIED), 10).value == 0.5


def test_numeric_distribution_audited_knows_only_outlets_that_were_checked():
    assert metrics.numeric_distribution_audited(5, 8).value == 0.625


def test_weighted_distribution():
    assert metrics.weighted_distribution(turnover_of(CARRIED), sum(TURNOVER)).value == 0.725


def test_store_quality_index():
    assert metrics.store_quality_index(0.725, 0.5).value == pytest.approx(1.45)


def test_in_stock_distribution():
    assert metrics.in_stock_distribution(len(IN_STOCK), 10).value == 0.4


def test_in_stock_weighted_distribution():
    assert metrics.in_stock_weighted_distribution(turnover_of(IN_STOCK), sum(TURNOVER)).value == 0.525


def test_distribution_oos():
    assert metrics.distribution_oos(len(IN_STOCK), len(CARRIED)).value == pytest.approx(0.2)


def test_total_distribution_points():
    assert metrics.total_distribution_points([0.5, 0.4, None]).value == pytest.approx(90)


def test_average_skus_handled():
    assert metrics.average_skus_handled(90, 0.6).value == pytest.approx(1.5)


def test_must_stock_compliance():
    assert metrics.must_stock_compliance(10, 12).value == pytest.approx(0.8333, abs=1e-4)


def test_void_list():
    owed = [("outlet/1", "product/cola"), ("outlet/1", "product/tea"), ("outlet/2", "product/cola")]
    stocked = [("outlet/1", "product/cola"), ("outlet/2", "product/water")]

    assert metrics.void_list(owed, stocked) == [("outlet/1", "product/tea"), ("outlet/2", "product/cola")]


def test_distribution_gain_and_distribution_loss_are_listed_apart():
    before, now = [("outlet/1", "product/cola")], [("outlet/2", "product/cola")]

    assert metrics.distribution_gain(before, now) == [("outlet/2", "product/cola")]
    assert metrics.distribution_loss(before, now) == [("outlet/1", "product/cola")]


def test_on_shelf_availability_and_oos_rate_add_up_to_one():
    assert metrics.on_shelf_availability(10, 12).value + metrics.oos_rate(2, 12).value == pytest.approx(1)


def test_fixed_on_visit_rate():
    assert metrics.fixed_on_visit_rate(1, 4).value == 0.25


def test_share_of_shelf_counts_empty_places_only_when_told_to():
    assert metrics.share_of_shelf(6, 14).value == 0.3
    assert metrics.share_of_shelf(6, 14, 4).value == 0.25


def test_display_compliance():
    assert metrics.display_compliance(2, 3).value == pytest.approx(0.6667, abs=1e-4)


def test_price_compliance_allows_two_per_cent():
    assert metrics.price_compliance([(102, 100), (98, 100), (103, 100), (100, 100)]).value == 0.75


def test_price_index():
    assert metrics.price_index(360, 330, 320, 300).value == pytest.approx(102.3, abs=0.05)


def test_perfect_store_score():
    pillars = [(10, 12, 35), (2, 3, 25), (1, 1, 15), (1, 2, 15), (0, 0, 10)]

    assert metrics.perfect_store_score(pillars).value == pytest.approx(75.9, abs=0.05)
    assert metrics.perfect_store_score(pillars, hero_missing=True).value == 60


def test_route_rate():
    assert metrics.route_rate(15, 18).value == pytest.approx(0.833, abs=5e-4)


def test_call_compliance():
    assert metrics.call_compliance(15, 20).value == 0.75


def test_adjusted_route_rate():
    assert metrics.adjusted_route_rate(15, 18, 2).value == pytest.approx(0.938, abs=5e-4)


def test_sequence_adherence():
    assert metrics.sequence_adherence([[1, 2, 4, 3, 5, 7, 6, 8]]).value == 0.75


def test_frequency_compliance():
    assert metrics.frequency_compliance(zip([4, 4, 2, 1], [4, 6, 1, 0], strict=True)).value == pytest.approx(
        0.818, abs=5e-4
    )


def test_productive_tally_visit():
    assert metrics.productive_tally_visit(3, 4).value == 0.75


def test_time_in_store_is_the_median():
    assert metrics.time_in_store([3, 20, 5]).value == 5
    assert metrics.time_in_store([]).value is None


def test_pop_funnel():
    planned, issued, placed, revisited, standing, compliant, returned = 200, 180, 130, 130, 117, 104, 15

    assert metrics.placement_of_plan(placed, planned).value == 0.65
    assert metrics.placement_of_issued(placed, issued).value == pytest.approx(0.722, abs=5e-4)
    assert metrics.pop_survival(standing, revisited).value == 0.9
    assert metrics.pop_compliance(compliant, planned).value == 0.52
    assert metrics.pop_unaccounted(issued, placed, returned).value == 35


def test_promotion_compliance_leaves_out_what_was_not_answered():
    checks = [
        {"price": "ok", "tag": "ok", "gift": "not_applicable"},
        {"price": "ok", "tag": "missing"},
        {"price": "not_applicable"},
        {},
    ]

    assert metrics.promotion_compliance(checks).value == 0.5


def test_attitude_net():
    assert metrics.attitude_net([4, 3, 3, 2, 1]).value == pytest.approx(0.4)
    assert metrics.attitude_net([0, 1, 4]).value == pytest.approx(-1 / 3)


def test_report_completeness():
    assert metrics.report_completeness(45, 50).value == 0.9


def test_report_timeliness():
    assert metrics.report_timeliness(19, 20).value == 0.95


def test_wilson_interval():
    assert metrics.wilson_interval(5, 10) == pytest.approx((0.24, 0.76), abs=5e-3)
    assert metrics.wilson_interval(50, 100) == pytest.approx((0.40, 0.60), abs=5e-3)
    assert metrics.wilson_interval(0, 0) is None


def test_a_small_share_shows_its_interval_and_a_large_one_does_not():
    assert metrics.route_rate(5, 10).interval == pytest.approx((0.24, 0.76), abs=5e-3)
    assert metrics.route_rate(15, 30).interval is None
    assert metrics.weighted_distribution(10.0, 20.0).interval is None


def test_pooled_is_not_the_mean_of_outlets():
    parts = [(10, 12), (3, 4), (0, 2)]

    assert metrics.pooled(parts).value == pytest.approx(0.722, abs=5e-4)
    assert metrics.mean_of_outlets(parts).value == pytest.approx(0.528, abs=5e-4)


def test_nothing_observed_is_no_data_and_never_zero():
    assert metrics.oos_rate(0, 0).value is None
    assert metrics.pooled([]).value is None
    assert metrics.mean_of_outlets([(0, 0)]).value is None
    assert metrics.perfect_store_score([(0, 0, 10)]).value is None


def test_every_metric_has_a_written_definition_in_both_languages():
    for definition in metrics.DEFINITIONS.values():
        assert all((definition.title.en, definition.title.zh, definition.formula.en, definition.formula.zh))
