"""Signals raised from what lies in the store, each by a small story, and silent where a limit is not passed."""

import pytest

from server.departments.reach import reach_of
from server.departments.signals import looked_at, said_since, signals_in
from tests.departments.given import HOUR, NOW, filters

EVERYTHING = reach_of(["visits:*"])
PIN = {"position_lat_e6": 50_000_000, "position_lon_e6": 7_000_000}
HERE = {f"started_{name}": value for name, value in PIN.items()} | {"started_position_accuracy_m": 10}


@pytest.fixture
def town(world):
    world.route()
    world.outlets(3, **PIN)
    world.product("cola")
    return world


def raised(world, name, reach=EVERYTHING, **query):
    found = signals_in(world.session, filters(**query), reach)
    return [each for each in found if each.signal.name == name]


def test_a_visit_begun_far_away_is_a_signal_with_the_doubt_of_its_position_taken_off(town):
    far = town.visit("outlet/1", distance_m=400, started_position_accuracy_m=100)
    town.visit("outlet/2", ago=2, distance_m=200, started_position_accuracy_m=100)

    [one] = raised(town, "position_mismatch")

    assert (one.records, one.person, one.outlet, one.signal.seen) == ((far,), "amina", "outlet/1", 300)


def test_a_pin_that_came_to_a_far_visit(town):
    town.visit("outlet/1", distance_m=900, **HERE)
    town.visit("outlet/2", ago=2, distance_m=20, **HERE)

    [one] = raised(town, "pin_moved")

    assert (one.outlet, one.signal.seen) == ("outlet/1", 890)


def test_two_visits_farther_apart_than_anybody_drives_lie_side_by_side(town):
    there = HERE | {"started_position_lat_e6": 51_000_000}
    first = town.visit("outlet/1", hour=10, minutes=6, **HERE)
    second = town.visit("outlet/2", hour=10.5, minutes=6, **there)
    town.visit("outlet/3", hour=14, minutes=6, **HERE)

    [one] = raised(town, "impossible_travel")

    assert one.records == (second, first)
    assert one.signal.seen == pytest.approx(111.19 / 0.4, rel=1e-3)


def test_a_clock_that_jumped_between_two_visits_lies_side_by_side_and_a_steady_one_does_not(town):
    at = NOW - 24 * HOUR
    steady = [town.visit(f"outlet/{n}", hour=8 + n, started_at=at + (n - 4) * HOUR + 20 * 60_000) for n in (1, 2)]
    jumped = town.visit("outlet/3", hour=11, started_at=at - HOUR - 25 * 60_000)
    town.visit("outlet/1", ago=3, by="bruno")
    town.visit("outlet/2", ago=2, by="bruno")

    [one] = raised(town, "clock_jump")

    assert (one.records, one.person, one.signal.seen, one.signal.limit) == ((jumped, steady[1]), "amina", 45, 5)


def test_a_visit_is_short_beside_what_is_usual_for_its_class(town):
    for n in range(11):
        town.visit("outlet/1", ago=n + 2, minutes=8)
    short = town.visit("outlet/2", minutes=1)
    town.visit("outlet/3", minutes=1, ended_by="automatic")

    [one] = raised(town, "visit_too_short")

    assert (one.records, one.signal.seen, one.signal.limit) == ((short,), 1, 2)


def test_taps_within_seconds_are_one_signal_and_a_single_tap_for_all_is_none(town):
    quick, calm = town.visit("outlet/1"), town.visit("outlet/2")
    for n in range(6):
        given = {"outlet": "outlet/1", "sku": f"product/{n}", "state_on_exit": "on_shelf"}
        town.put("stock_count", f"{quick}/stock_count/{n}", hour=10 + n / 3_600, visit=quick, **given)
        town.put("stock_count", f"{calm}/stock_count/{n}", visit=calm, **given | {"outlet": "outlet/2"})

    [one] = raised(town, "batch_entry")

    assert one.records == (quick,)


def test_five_visits_that_repeat_what_stood_there_where_somebody_else_saw_a_change(town):
    def tallied(ago, on_shelf, by="amina", outlet="outlet/1"):
        visit = town.visit(outlet, ago=ago, by=by)
        for sku in ("product/a", "product/b", "product/c"):
            town.put("stock_count", f"{visit}/stock_count/{sku}", ago=ago, by=by, visit=visit, outlet=outlet, sku=sku,
                     state_on_exit="on_shelf", on_shelf=on_shelf)  # fmt: skip
        return visit

    tallied(20, 4)
    same = [tallied(ago, 4) for ago in (16, 14, 12, 10, 8)]
    assert raised(town, "straight_lining") == []
    tallied(6, 9, by="bruno")

    [one] = raised(town, "straight_lining")

    assert (one.person, set(one.records)) == ("amina", set(same))


def test_what_the_next_person_saw_the_other_way_round(town):
    first = town.tally("outlet/1", "product/cola", "on_shelf", ago=2, by="amina")
    later = town.tally("outlet/1", "product/cola", "out", ago=1, by="bruno")

    [one] = raised(town, "contradiction")

    assert (one.kind, one.records, one.person) == ("stock_count", (first, later), "amina")


def test_two_people_at_one_outlet_on_one_day_and_a_position_that_never_moves(town):
    town.visit("outlet/1", hour=9, by="rosa")
    town.visit("outlet/1", hour=11)
    same = [town.visit("outlet/2", ago=ago, **HERE) for ago in (3, 4, 5)]

    assert len(raised(town, "two_people_on_one_day")) == 1
    [one] = raised(town, "position_too_perfect")
    assert set(one.records) == set(same)


def test_two_photos_of_two_visits_that_look_alike(town):
    for name, ago, dhash in (("a", 9, "ff00ff00ff00ff00"), ("b", 2, "ff00ff00ff00ff01"), ("c", 1, "0123456789abcdef")):
        town.put("photo", name * 64, ago=ago, of=f"v{name}", visit=f"v{name}", outlet="outlet/1", dhash=dhash)

    [one] = raised(town, "photo_reuse")

    assert (one.records, one.signal.seen) == (("b" * 64, "a" * 64), 1)


def test_no_signal_is_raised_from_records_that_the_reader_may_not_see(town):
    town.visit("outlet/1", distance_m=4_000)

    assert raised(town, "position_mismatch", reach_of(["visits:south-1:*"])) == []
    assert raised(town, "position_mismatch", territory="south") == []


def test_a_signal_keeps_its_id_and_what_came_of_it(town):
    town.visit("outlet/1", distance_m=4_000)
    [one] = raised(town, "position_mismatch")
    town.put("signal", one.id, scope="person:amina", what="position_mismatch", of=one.records[0], state="dismissed")
    town.put("feedback", "f1", ago=0, hour=9, outlet="outlet/1", voice="tallyman", text="The pin is wrong.")

    assert raised(town, "position_mismatch", from_="2026-11-20")[0].id == one.id
    assert looked_at(town.session, [one])[one.id]["state"] == "dismissed"
    [said] = said_since(town.session, EVERYTHING, "amina", "outlet/1", one.at)
    assert said["text"] == "The pin is wrong."
