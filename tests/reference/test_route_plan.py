"""Planning routes: everybody once, no route too large, days that are walked in one piece."""

from itertools import count, groupby
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reference.clusters import clusters, even_runs
from server.reference.route_plan import Shop, plan_routes
from server.reference.walking_order import length_m, walking_order

WEEK = (1, 2, 3, 4, 5)
POINTS = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), max_size=80)


def names():
    return (f"north-{number}" for number in count(1))


def shop(number, lat=None, lon=None, **where):
    return Shop(f"outlet/{number}", None if lat is None else (lat, lon), **where)


@given(POINTS, st.integers(2, 20))
def test_clusters_hold_everybody_once_and_none_is_too_large(points, size):
    groups = clusters(points, size)

    assert sorted(place for group in groups for place in group) == list(range(len(points)))
    assert all(len(group) <= size for group in groups)
    assert not groups or max(map(len, groups)) - min(map(len, groups)) <= 1


@given(POINTS)
def test_a_walk_goes_everywhere_once_and_is_no_longer_than_the_list(points):
    order = walking_order(points)

    assert sorted(order) == list(range(len(points)))


def test_a_street_is_walked_from_end_to_end():
    street = [(float(metres), 0.0) for metres in (300, 0, 400, 100, 200)]

    order = walking_order(street)

    assert length_m(street, order) == 400


def test_a_walk_does_not_cross_itself():
    random = Random(7)
    points = [(random.uniform(0, 1000), random.uniform(0, 1000)) for _ in range(40)]

    order = walking_order(points)

    for i in range(len(order) - 3):
        for j in range(i + 2, len(order) - 1):
            assert not _cross(*(points[order[place]] for place in (i, i + 1, j, j + 1)))


def _cross(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@pytest.mark.parametrize(("things", "runs", "sizes"), [(10, 5, [2] * 5), (12, 5, [3, 3, 2, 2, 2]), (2, 5, [1, 1])])
def test_a_route_is_cut_into_nearly_equal_days(things, runs, sizes):
    assert [len(list(run)) for _, run in groupby(even_runs(things, runs))] == sizes


def test_each_day_is_one_piece_of_the_walk():
    shops = [shop(number, 10 + number % 7 / 1000, 20 + number // 7 / 1000) for number in range(42)]

    plan = plan_routes(shops, names(), 60, WEEK)

    (route,) = plan.routes
    assert [day for day, _ in groupby(route.stops, key=lambda stop: stop.weekday)] == [1, 2, 3, 4, 5]
    assert [stop.position for stop in route.stops] == list(range(1, 43))


def test_a_plan_is_walked_in_fewer_metres_than_the_file():
    random = Random(3)
    shops = [shop(number, 10 + random.random() / 50, 20 + random.random() / 50) for number in range(200)]

    plan = plan_routes(shops, names(), 50, WEEK)

    assert [len(route.stops) for route in plan.routes] == [50, 50, 50, 50]
    assert plan.metres < plan.unsorted_metres / 4


def test_the_same_outlets_give_the_same_plan():
    shops = [shop(number, 10 + number % 5 / 1000, 20 + number % 3 / 1000) for number in range(40)]

    assert plan_routes(shops, names(), 15, WEEK) == plan_routes(shops, names(), 15, WEEK)


def test_an_outlet_without_a_position_joins_its_street_at_the_end():
    east = [shop(f"east-{number}", 10, 20 + number / 10_000, street="Quill Lane", city="V") for number in range(6)]
    west = [shop(f"west-{number}", 10, 19 + number / 10_000, street="Old Quay", city="V") for number in range(5)]
    lost = shop("lost", street="Quill Lane", city="V")

    plan = plan_routes([lost, *east, *west], names(), 7, WEEK)

    (route,) = (route for route in plan.routes if "outlet/lost" in {stop.outlet for stop in route.stops})
    assert {stop.outlet.split("-")[0] for stop in route.stops[:-1]} == {"outlet/east"}
    assert route.stops[-1].outlet == "outlet/lost"


def test_outlets_of_which_no_position_is_known_still_get_routes():
    plan = plan_routes([shop(number, city="V", postcode=f"{number % 3}") for number in range(20)], names(), 8, WEEK)

    assert sorted(len(route.stops) for route in plan.routes) == [6, 7, 7]
    assert plan.metres == 0
