"""Which stops are due on a day."""

import json
from pathlib import Path

import pytest

from server.departments.metrics import due_stops

VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "due_stops.json"


def stop(name, position, weekdays, **rest):
    return {"id": f"route_stop/north-1/{name}", "position": position, "weekdays": weekdays, **rest}


def due(stops, day, week_a_on=None):
    return [each["id"].rsplit("/", 1)[-1] for each in due_stops(stops, day, week_a_on)]


def test_a_stop_is_due_on_its_weekdays_in_walking_order():
    stops = [stop("b", 2, [1]), stop("a", 1, [1, 4]), stop("c", 3, [2])]

    assert due(stops, "2026-11-02") == ["a", "b"]
    assert due(stops, "2026-11-05") == ["a"]


def test_a_stop_without_weekdays_is_never_due():
    assert due([stop("a", 1, []), stop("b", 2, None)], "2026-11-02") == []


def test_weeks_alternate_from_the_routes_monday_of_week_a():
    stops = [stop("a", 1, [1], weeks="a"), stop("b", 2, [1], weeks="b"), stop("e", 3, [1], weeks="every")]

    assert due(stops, "2026-11-02", "2026-11-02") == ["a", "e"]
    assert due(stops, "2026-11-09", "2026-11-02") == ["b", "e"]
    assert due(stops, "2026-10-26", "2026-11-02") == ["b", "e"]


def test_a_stop_is_due_only_between_its_days():
    stops = [stop("a", 1, [1], from_on="2026-11-03"), stop("b", 2, [1], until_on="2026-11-02")]

    assert due(stops, "2026-11-02") == ["b"]
    assert due(stops, "2026-11-09") == ["a"]


def test_stops_at_one_place_in_the_order_follow_their_ids():
    assert due([stop("b", 1, [1]), stop("a", 1, [1])], "2026-11-02") == ["a", "b"]


@pytest.mark.skipif(not VECTORS.exists(), reason="the phone's vectors are not laid down yet")
def test_phone_and_desk_agree_on_every_vector():
    for case in json.loads(VECTORS.read_text())["cases"]:
        week_a_on = (case.get("route") or {}).get("week_a_on")

        stops = [{"id": each["id"], **each["fields"]} for each in case["stops"]]

        assert [each["id"] for each in due_stops(stops, case["day"], week_a_on)] == case["due"], case["name"]
