"""Which charts stand on which page: known without loading what draws them."""

from dataclasses import dataclass

from server.departments.view import View


@dataclass(frozen=True)
class Place:
    """Where a chart goes on a page: its name, and whether it comes only when asked for."""

    name: str
    when_asked: bool


OWN = {
    "pop_funnel": ("funnel", "survival"),
    "attitude_ladder": ("ladder",),
    "price_ladder": ("rungs",),
    "network": ("map",),
    "coverage": ("map",),
    "competitor_events": ("spread",),
}


def places_for(view: View) -> list[Place]:
    """The charts of a view's page, in order, without drawing any."""
    own = [Place(each, False) for each in OWN.get(view.name, ())]
    return [*own, *([Place("trend", False), Place("parts", True)] if view.leads_with else [])]
