"""The worked values of what is sold, promoted, put up, forecast and answered, each under the metric's name."""

import pytest

from server.departments import metrics


def test_sell_out_from_counts():
    assert metrics.sell_out_from_counts(48, 24, 36, 2).value == 34


def test_sell_out_from_counts_below_zero_is_kept():
    assert metrics.sell_out_from_counts(10, 0, 14).value == -4


def test_velocity():
    assert metrics.velocity(34, 14 - 2).value == pytest.approx(2.83, abs=5e-3)


def test_days_of_supply():
    assert metrics.days_of_supply(36, 34 / 12).value == pytest.approx(12.7, abs=0.05)


def test_days_of_supply_without_movement_is_no_figure():
    assert metrics.days_of_supply(36, 0).value is None


def test_oos_duration_is_a_span_with_a_midpoint_for_estimates():
    span = metrics.oos_duration(4)

    assert (span.least, span.most, span.midpoint) == (0, 4, 2)


def test_sell_out_of_sell_in():
    assert metrics.sell_out_of_sell_in(34, 24).value == pytest.approx(34 / 24)


def test_uplift():
    assert metrics.uplift(620, 400, 330, 300).value == pytest.approx(0.409, abs=5e-4)
    assert metrics.uplift(620, 400, 330, 0).value is None


def test_naive_uplift():
    assert metrics.naive_uplift(620, 400).value == pytest.approx(0.55)


def test_incremental_units():
    assert metrics.incremental_units(620, 400, 330, 300).value == pytest.approx(180)


def test_promotion_roi():
    assert metrics.promotion_roi(180, 2.5, 300).value == pytest.approx(0.5)
    assert metrics.promotion_roi(180, 2.5, 0).value is None


def test_promotion_coverage_and_element_compliance():
    assert metrics.promotion_coverage(15, 20).value == 0.75
    assert metrics.element_compliance(3, 4).value == 0.75


def test_start_lag_is_the_median():
    assert metrics.start_lag([0, 9, 2]).value == 2
    assert metrics.start_lag([]).value is None


def test_gift_reconciliation():
    assert metrics.gift_reconciliation(100, 80, 15).value == 5


def test_fund_utilisation_stands_beside_time_elapsed():
    assert metrics.fund_utilisation(200, 400, 1000).value == 0.6
    assert metrics.time_elapsed(15, 30).value == 0.5
    assert metrics.time_elapsed(40, 30).value == 1


def test_evidence_coverage():
    assert metrics.evidence_coverage(90, 120).value == 0.75


def test_promoter_score_leaves_out_what_is_not_known():
    assert metrics.promoter_score(1, 0.8, 0.5, 0.6, 1).value == pytest.approx(30 + 20 + 10 + 9 + 10)
    assert metrics.promoter_score(attendance=1, stand=0.5).value == pytest.approx(100 * 40 / 50)
    assert metrics.promoter_score(sell_out=2).value == 100
    assert metrics.promoter_score().value is None


def test_pop_survival_curve_by_hand():
    pieces = [(5, True), (10, False), (10, True), (20, False)]

    assert metrics.pop_survival_curve(pieces) == [(5, 0.75), (10, pytest.approx(0.75 * 2 / 3))]


def test_pop_survival_at_knows_nothing_beyond_the_last_visit():
    pieces = [(5, True), (10, False), (10, True), (20, False)]

    assert metrics.pop_survival_at(pieces, 4).value == 1
    assert metrics.pop_survival_at(pieces, 7).value == 0.75
    assert metrics.pop_survival_at(pieces, 20).value == pytest.approx(0.5)
    assert metrics.pop_survival_at(pieces, 21).value is None
    assert metrics.pop_survival_at([(5, True)], 30).value == 0
    assert metrics.pop_survival_at([], 7).value is None


def test_cost_per_standing_item_day():
    assert metrics.cost_per_standing_item_day(300, 100, 200).value == 2


def test_display_uptime():
    assert metrics.display_uptime(21, 28).value == 0.75


def test_wape_and_bias():
    actual, forecast = [100, 120, 80], [90, 130, 100]

    assert metrics.wape(actual, forecast).value == pytest.approx(0.133, abs=5e-4)
    assert metrics.bias(actual, forecast).value == pytest.approx(0.067, abs=5e-4)


def test_mase_by_hand():
    assert metrics.mase([100, 120], [90, 130], [10, 20, 40], season=1).value == pytest.approx(10 / 15)
    assert metrics.mase([100], [90], [10], season=1).value is None


def test_forecast_value_added():
    assert metrics.forecast_value_added(0.2, 0.133).value == pytest.approx(0.067)


def test_attitude_conversion():
    assert metrics.attitude_conversion(3, 12).value == 0.25


def test_feedback_loop():
    assert metrics.time_to_first_reply([1, 4, 2]).value == 2
    assert metrics.answered_in_time(6, 8).value == 0.75
    assert metrics.told_back(2, 8).value == 0.25
    assert metrics.working_days("2026-11-27", "2026-12-01") == 2


def test_report_accuracy_and_cohen_kappa():
    assert metrics.report_accuracy(70, 8, 6, 16).value == 0.86
    assert metrics.cohen_kappa(70, 8, 6, 16).value == pytest.approx(0.60, abs=5e-3)
    assert metrics.cohen_kappa(10, 0, 0, 0).value is None


def test_the_network_is_counted():
    assert metrics.active_outlets(3).value == 3
    assert metrics.new_outlets(None).value is None
