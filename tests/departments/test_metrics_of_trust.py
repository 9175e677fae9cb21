"""The worked values of what makes a figure trusted or doubted, each under the metric's name; and no metric without one."""

import re
from pathlib import Path

import pytest

from server.departments import metrics

MINUTE, HOUR = 60_000, 3_600_000


def test_oos_by_cause():
    shares = metrics.oos_by_cause(["void", "void", "late_delivery", "other"])

    assert {cause: figure.value for cause, figure in shares.items()} == {
        "void": 0.5,
        "late_delivery": 0.25,
        "other": 0.25,
    }
    assert metrics.oos_by_cause([]) == {}


def test_competitor_event_spread():
    assert metrics.competitor_event_spread(6, 40).value == 0.15
    assert metrics.competitor_event_spread(0, 0).value is None


def test_display_share():
    assert metrics.display_share(6, 2).value == 0.75


def test_outlets_heard_from_and_outlet_coverage():
    assert metrics.outlets_heard_from(45, 60).value == 0.75
    assert metrics.outlet_coverage(30, 60).value == 0.5


def test_displays_rebuilt_and_shelf_gaps():
    assert metrics.displays_rebuilt(3, 4).value == 0.75
    assert metrics.shelf_gaps(1, 8).value == 0.125


def test_spending_pace_and_spend_an_outlet():
    assert metrics.spending_pace(0.6, 0.5).value == pytest.approx(1.2)
    assert metrics.spend_an_outlet(120.0, 8).value == 15
    assert metrics.spending_pace(0.6, 0).value is None


def test_target_value_attainment():
    assert metrics.target_value_attainment(900.0, 1200.0).value == 0.75
    assert metrics.target_value_attainment(None, 1200.0).value is None


def test_target_attainment():
    assert metrics.target_attainment(95, 100).value == 0.95
    assert metrics.target_attainment(95, None).value is None


COUNTS = (
    metrics.units_on_shelf, metrics.units_in_back_room, metrics.voids, metrics.sightings, metrics.remarks,
    metrics.urgent_remarks, metrics.complaints, metrics.competitor_events, metrics.new_competitor_events,
    metrics.closed_outlets, metrics.moved_outlets, metrics.duplicate_outlets, metrics.promotion_increment,
    metrics.sell_in_units, metrics.sell_out_units, metrics.count_errors, metrics.promoter_units, metrics.pairs_gained,
    metrics.pairs_lost, metrics.outlets_missing_a_hero,
)  # fmt: skip


@pytest.mark.parametrize("count", COUNTS, ids=lambda count: count.definition.name)
def test_a_count_is_what_was_counted_and_nothing_counted_is_no_data(count):
    assert count(7).value == 7
    assert count(None).value is None


def test_position_mismatch():
    assert metrics.position_mismatch(260, 50, 200).seen == 210
    assert metrics.position_mismatch(240, 50, 200) is None


def test_position_missing_rate():
    assert metrics.position_missing_rate(3, 60).value == 0.05


def test_position_too_perfect():
    assert metrics.position_too_perfect([(1, 2)] * 3)
    assert metrics.position_too_perfect([(1, 2), (1, 3), (1, 2)]) is None
    assert metrics.position_too_perfect([(1, 2)] * 2) is None


def test_impossible_travel():
    one_degree = 111.19  # kilometres along a meridian

    assert metrics.impossible_travel((50, 7), (51, 7), 48 * MINUTE).seen == pytest.approx(one_degree / 0.8, rel=1e-3)
    assert metrics.impossible_travel((50, 7), (51, 7), 52 * MINUTE) is None
    assert metrics.impossible_travel((50, 7), (51, 7), 48 * MINUTE, skew_ms=5 * MINUTE) is None
    assert metrics.impossible_travel((50, 7), (50, 7), 0) is None
    assert metrics.impossible_travel((50, 7), (51, 7), 0)


def test_pin_moved():
    assert metrics.pin_moved(900, 10, 200).seen == 900
    assert metrics.pin_moved(900, 300, 200) is None
    assert metrics.pin_moved(150, 10, 200) is None


def test_clock_jump():
    assert metrics.clock_jump(0, 65 * MINUTE).seen == 65
    assert metrics.clock_jump(-2 * MINUTE, 2 * MINUTE) is None
    assert metrics.clock_jump(60 * MINUTE, 60 * MINUTE) is None  # wrong, but steadily so


def test_clock_skew():
    assert metrics.clock_skew(-6 * MINUTE).seen == 6 * MINUTE
    assert metrics.clock_skew(5 * MINUTE) is None


def test_photo_reuse():
    assert metrics.photo_reuse("ff00ff00ff00ff00", "ff00ff00ff00ff3f", 30).seen == 6
    assert metrics.photo_reuse("ff00ff00ff00ff00", "ff00ff00ff00ff7f", 30) is None
    assert metrics.photo_reuse("ff00ff00ff00ff00", "ff00ff00ff00ff00", 181) is None


def test_visit_too_short():
    assert metrics.visit_too_short(1.5, 3).limit == 3
    assert metrics.visit_too_short(3, 3) is None


def test_batch_entry():
    assert metrics.batch_entry([0, 5_000, 10_000, 15_000, 20_000, 300_000]).seen == pytest.approx(5 / 6)
    assert metrics.batch_entry([0, 5_000, 10_000, 15_000, 300_000]) is None
    assert metrics.batch_entry([0, 1, 2, 3]) is None


def test_straight_lining():
    assert metrics.straight_lining([False, *[True] * 5], others_saw_change=True)
    assert metrics.straight_lining([True] * 5, others_saw_change=False) is None
    assert metrics.straight_lining([True] * 4, others_saw_change=True) is None


def test_contradiction():
    assert metrics.contradiction(True, True, 47 * HOUR, same_person=False)
    assert metrics.contradiction(True, True, 49 * HOUR, same_person=False) is None
    assert metrics.contradiction(True, True, 2 * HOUR, same_person=True) is None


def test_two_people_on_one_day():
    assert metrics.two_people_on_one_day(["amina", "rosa"]).seen == 2
    assert metrics.two_people_on_one_day(["amina", "amina"]) is None


def test_every_metric_has_a_worked_value_under_its_name():
    told = "".join(path.read_text() for path in Path(__file__).parent.glob("test_metrics*.py"))

    assert {name for name in metrics.DEFINITIONS if not re.search(rf"\bmetrics\.{name}\b", told)} == set()
