"""What nobody observed is no data: a world with everything promised and nothing seen yet."""

import pytest

from server.departments.run import run_view
from server.departments.views import VIEWS
from tests.departments.given import day, filters

OF_WHAT_IS_KNOWN = {
    "network": {"active_outlets", "outlet_coverage", "new_outlets", "closed_outlets", "moved_outlets"}
    | {"duplicate_outlets"},
    "coverage": {"route_rate", "adjusted_route_rate", "frequency_compliance", "outlet_coverage"},
    "pop_funnel": {"pop_unaccounted"},
    "promotion_feedback": {"promotion_coverage"},
    "funds": {"fund_utilisation"},
}
"""Figures of lists, of plans, and of visits: that none was made is what they are of."""
SEEN = (
    "sell_in",
    "sell_out",
    "received",
    "returned",
    "placed",
    "standing",
    "compliant",
    "cost_minor",
    "sell_in_of_target",
)


@pytest.fixture
def promised(world):
    world.route()
    world.outlets(4)
    world.product("cola")
    world.must_stock("product/cola")
    world.put("promo", "promo/x", name="X", sku="product/cola", from_on=day(10), until_on=day(1), scope="company",
              elements_price="required")  # fmt: skip
    world.put("pop_item", "pop_item/x", name="X", cost_minor=100, currency="EUR")
    world.put("gift", "gift/x", name="X", cost_minor=100, currency="EUR")
    owed = {"scope": "route:north-1", "released_on": day(12)}
    for n in (1, 2):
        outlet = f"outlet/{n}"
        world.put("plan_line", f"plan_line/{n}", what="promo", promo="promo/x", outlet=outlet, **owed)
        world.put("plan_line", f"plan_line/p{n}", what="pop", pop_item="pop_item/x", units=3, outlet=outlet, **owed)
        world.put("plan_line", f"plan_line/g{n}", what="gift", gift="gift/x", units=3, outlet=outlet, **owed)
        world.put("display", f"display/{n}", outlet=outlet, display_kind="shelf", standard="S", scope="route:north-1")
    world.put("budget_line", "budget_line/x", name="X", amount_minor=1_000, currency="EUR", scope="route:north-1")
    for name, more in (("units", {"units": 100}), ("money", {"amount_minor": 900, "currency": "EUR"})):
        world.put("target", f"target/{name}", period="month", from_on="2026-11-01", until_on="2026-11-30",
                  level="region", part="North", **more)  # fmt: skip
    return world


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_where_nothing_was_observed_no_figure_says_zero(promised, view):
    answer = run_view(promised.session, view.departments[0], view.name, filters(from_="2026-11-01")).answer

    told = {figure.name for figure in answer.figures if figure.value is not None}
    assert told <= OF_WHAT_IS_KNOWN.get(view.name, set())
    for row in answer.rows:
        assert [name for name in SEEN if row.get(name) is not None] == []
