"""Sightings folded into events, and how far each has spread."""

import pytest

from server.departments.events import folded
from server.departments.run import run_view
from server.departments.views import find_view
from tests.departments.given import day, filters


@pytest.fixture
def seen(world):
    """A rival's price seen three times in two outlets, once marked same by way of another; a promotion seen long ago."""
    world.route()
    world.outlets(4)
    world.put("competitor", "competitor/fizz", ago=90, name="Fizz", scope="company")

    def sighting(name, n, ago, same_as=None, **fields):
        given = {"what": "price", "brand": "competitor/fizz"} | fields
        world.put("competitor_sighting", name, ago=ago, outlet=f"outlet/{n}", same_as=same_as, **given)

    sighting("a", 1, 40, price_minor=200, currency="EUR")
    sighting("b", 2, 12, same_as="a")
    sighting("c", 2, 5, same_as="b", price_minor=180, currency="EUR")
    sighting("d", 3, 2, what="pop", same_as="gone")
    sighting("e", 3, 50, what="promo")
    sighting("f", 3, 1, same_as="a", retired=True)
    for n, ago in ((1, 40), (2, 5), (3, 2), (4, 60)):
        world.visit(f"outlet/{n}", ago=ago)
    return world


def test_sightings_marked_the_same_are_one_event(seen):
    answer = run_view(seen.session, "marketing", "competitor_events", filters()).answer

    price, pop = answer.rows
    assert (price["event"], price["competitor"], price["what"]) == ("a", "Fizz", "price")
    assert (price["first_on"], price["latest_on"], price["sightings"]) == (day(40), day(5), 2)
    assert (price["outlets"], price["outlets_visited"]) == (2, 3)
    assert price["competitor_event_spread"] == pytest.approx(2 / 3)
    assert (price["new"], price["outlets_this_week"], price["price_minor"]) == (0, 0, 180)
    assert (pop["event"], pop["new"], pop["outlets_this_week"], pop["competitor_event_spread"]) == ("d", 1, 1, 1)
    assert {figure.name: figure.value for figure in answer.figures} == {
        "competitor_events": 2,
        "new_competitor_events": 1,
        "sightings": 3,
    }


def test_an_event_opens_onto_its_sightings_of_the_window(seen):
    view = find_view("sales", "competitor_events")

    assert list(seen.session.scalars(view.evidence(seen.session, filters(), {"event": "a"}, "sightings"))) == ["c", "b"]
    assert list(seen.session.scalars(view.evidence(seen.session, filters(), {}, None))) == ["d", "c", "b"]


def test_folding_survives_circles_and_links_that_lead_nowhere():
    event = folded({"a": "b", "b": "a", "c": "a", "d": "elsewhere", "e": None})

    assert event["a"] == event["b"] == event["c"]
    assert len({event["a"], event["d"], event["e"]}) == 3
