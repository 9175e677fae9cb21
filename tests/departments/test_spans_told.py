"""The days that sell-out reports tell of, and the deliveries set against them."""

from server.departments.run import run_view
from server.departments.sell_out import spans_told
from tests.departments.given import day, filters

COLA = "product/cola"


def told(world, ago, since=None):
    since_on = None if since is None else day(since)
    world.put("sell_out_count", f"r{ago}", ago=ago, outlet="outlet/1", sku=COLA, units=10, since_on=since_on)


def delivered(world, ago, units):
    world.put(
        "sell_in", f"d{ago}", ago=ago, outlet="outlet/1", sku=COLA, units=units, delivered_on=day(ago), currency="EUR"
    )


def outlet_with_reports(world, *reports):
    world.route()
    world.outlets(1)
    world.product()
    for report in reports:
        told(world, *report)


def test_reports_that_join_are_one_span_and_a_gap_is_left_out(world):
    outlet_with_reports(world, (20, 27), (13, 20), (2, 6), (4, 8))

    assert spans_told(world.session, filters()) == {("outlet/1", COLA): [(day(27), day(13)), (day(8), day(2))]}


def test_a_delivery_between_two_reports_is_not_set_against_them(world):
    outlet_with_reports(world, (20, 27), (2, 9))
    for ago, units in ((28, 1), (27, 2), (26, 4), (20, 8), (15, 16), (9, 32), (8, 64), (2, 128), (1, 256)):
        delivered(world, ago, units)

    [row] = run_view(world.session, "sales", "regional_sales", filters()).answer.rows

    assert (row["sell_in"], row["sell_out"], row["sell_in_counted"]) == (511, 20, 4 + 8 + 64 + 128)


def test_a_report_that_does_not_say_since_when_tells_of_all_days_before_it(world):
    outlet_with_reports(world, (5,))

    assert spans_told(world.session, filters()) == {("outlet/1", COLA): [("", day(5))]}
