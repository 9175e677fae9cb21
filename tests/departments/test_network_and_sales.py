"""The network of outlets, terminal sales and regional sales, compared with sums made by hand."""

import pytest

from server.departments.run import run_view
from server.departments.sales.regional_sales import REGIONAL_SALES
from server.departments.views import find_view
from tests.departments.given import day, filters


def ask(world, name, department="sales", **query):
    return run_view(world.session, department, name, filters(**query)).answer


def figures(answer):
    return {figure.name: figure.value for figure in answer.figures}


def behind(world, name, key, part=None, **query):
    return set(world.session.scalars(find_view("sales", name).evidence(world.session, filters(**query), key, part)))


def shop(world, tail, route="route/north-1", **fields):
    return world.put("outlet", f"outlet/{tail}", ago=90, name=tail.title(), route=route, scope="route:x", **fields)


def at(metres_north: int) -> dict:
    return {"position_lat_e6": 41_600_000 + round(metres_north / 0.11132), "position_lon_e6": -93_600_000}


def test_network_tells_new_closed_moved_and_duplicate_outlets_apart(world):
    world.route()
    shop(world, "old", opened_on=day(200), **at(0))
    shop(world, "new", opened_on=day(3), status="active", **at(1_000))
    shop(world, "gone", closed_on=day(4), status="closed")
    shop(world, "long gone", closed_on=day(60), status="closed")
    shop(world, "wrong", status="wrong_pin", **at(2_000))
    shop(world, "corner market", **at(3_000))
    shop(world, "Corner  Market 1", **at(3_030))
    shop(world, "phoned", phone="+49 30 1234567")
    shop(world, "phoned too", phone="49301234567")

    answer = ask(world, "network")

    found = {(row["outlet"], row["change"], row["twin"]) for row in answer.rows}
    assert found == {
        ("outlet/new", "new", ""),
        ("outlet/gone", "closed", ""),
        ("outlet/wrong", "moved", ""),
        ("outlet/Corner  Market 1", "duplicate", "outlet/corner market"),
        ("outlet/phoned", "duplicate", "outlet/phoned too"),
    }
    assert figures(answer) == {
        "active_outlets": 7,
        "outlet_coverage": 0,
        "new_outlets": 1,
        "closed_outlets": 1,
        "moved_outlets": 1,
        "duplicate_outlets": 2,
    }
    assert [row["metres"] for row in answer.rows if row["change"] == "duplicate"] == [30, None]


def test_an_outlet_has_moved_when_two_visits_running_began_far_from_its_pin(world):
    world.route()
    world.outlets(3)
    for n, found in ((1, ("near", "far", "far")), (2, ("far", "near", "far")), (3, ("far",))):
        for ago, status in zip((9, 6, 3), found, strict=False):
            world.visit(f"outlet/{n}", ago=ago, location_status=status, distance_m=500 + ago)

    [row] = ask(world, "network").rows

    assert (row["outlet"], row["change"], row["on"], row["metres"]) == ("outlet/1", "moved", day(3), 503)
    assert behind(world, "network", {"outlet": "outlet/1", "change": "moved", "twin": ""}) == {
        f"visit-1-{ago}-10-amina" for ago in (9, 6, 3)
    }


def test_names_alike_across_the_street_are_two_shops_and_unlike_names_side_by_side_too(world):
    world.route()
    shop(world, "kiosk", **at(0))
    shop(world, "kiosk 2", **at(60))
    shop(world, "bakery", **at(5))

    assert ask(world, "network").rows == []


def sold(world, outlet, sku, ago, **fields):
    return world.put(
        "sell_out_count", f"v{outlet[-1]}-{ago}/sell_out_count/{sku}", ago=ago, outlet=outlet, sku=sku, **fields
    )


@pytest.fixture
def selling(world):
    """Cola in outlet 1: 48 + 24 − 36 = 36 in 14 days; told 6 in outlet 2 without a day; a wrong count in outlet 3."""
    world.route()
    world.outlets(4)
    world.product("cola")
    world.product("tea")
    sold(world, "outlet/1", "product/cola", 1, opening=48, received=24, closing=36, units=99, since_on=day(15))
    sold(world, "outlet/2", "product/cola", 2, units=6, source="retailer")
    sold(world, "outlet/3", "product/cola", 3, opening=10, received=0, closing=14, since_on=day(7))
    sold(world, "outlet/4", "product/tea", 4, opening=5, received=3, closing=0, since_on=day(12))
    world.tally("outlet/1", "product/cola", on_shelf=30, back_room=6)
    world.tally("outlet/2", "product/cola", on_shelf=12)
    return world


def test_terminal_sales_by_hand(selling):
    cola, tea = ask(selling, "terminal_sales").rows

    assert (cola["units"], cola["reports"], cola["errors"]) == (36 + 6 - 4, 3, 1)
    assert cola["velocity"] == pytest.approx((36 - 4) / (14 + 4))
    assert (cola["on_hand"], cola["days_of_supply"]) == (36, pytest.approx(36 / (36 / 14)))
    assert (tea["units"], tea["days"], tea["velocity"]) == (8, 4, 2)
    assert tea["days_of_supply"] is None


def test_terminal_sales_pool_their_sums(selling):
    said = figures(ask(selling, "terminal_sales", department="marketing"))

    assert said["sell_out_units"] == 38 + 8
    assert said["velocity"] == pytest.approx((32 + 8) / (18 + 4))
    assert said["days_of_supply"] == pytest.approx(14)
    assert said["count_errors"] == 1
    assert said["promoter_units"] is None
    assert behind(selling, "terminal_sales", {"sku": "product/cola"}, "errors") == {"v3-3/sell_out_count/product/cola"}


def test_stock_without_movement_has_no_days_of_supply(world):
    world.route()
    world.outlets(1)
    world.product("cola")
    sold(world, "outlet/1", "product/cola", 1, units=0, since_on=day(8))
    world.tally("outlet/1", "product/cola", on_shelf=12)

    [row] = ask(world, "terminal_sales").rows

    assert (row["velocity"], row["days_of_supply"], row["unmoved"]) == (0, None, 1)


def test_what_promoters_sold_stands_apart(selling):
    selling.put("promoter_shift", "v1/promoter_shift/eva", outlet="outlet/1", promoter="promoter/eva", units_sold=17)

    said = figures(ask(selling, "terminal_sales"))

    assert (said["promoter_units"], said["sell_out_units"]) == (17, 46)


@pytest.fixture
def delivered(world):
    """Two regions, three routes; what each was delivered and sold."""
    world.route("north-1", "territory/north", "North")
    world.route("south-1", "territory/south", "South")
    world.put("route", "route/south-2", ago=90, name="South 2", territory="territory/south", scope="route:south-2")
    for sku in ("cola", "tea"):
        world.product(sku)
    for n, route in enumerate(("north-1", "south-1", "south-2", "south-2"), start=1):
        shop(world, str(n), f"route/{route}")
    shop(world, "5", None)
    shop(world, "6", "route/north-1", status="closed")
    lines = [
        (1, "cola", 100, 5_000, "EUR"),
        (1, "cola", -10, -500, "EUR"),
        (2, "cola", 40, 2_000, "EUR"),
        (3, "tea", 7, 900, "CNY"),
        (4, "cola", 60, 3_000, "EUR"),
        (5, "cola", 3, 150, "EUR"),
        (6, "cola", 500, 1, "EUR"),
    ]
    for number, (n, sku, units, amount, currency) in enumerate(lines):
        world.put(
            "sell_in",
            f"sell_in/{number}",
            ago=0,
            scope="office:sales",
            outlet=f"outlet/{n}",
            sku=f"product/{sku}",
            units=units,
            amount_minor=amount,
            currency=currency,
            delivered_on=day(number + 1),
        )
    world.put(
        "sell_in",
        "sell_in/old",
        scope="office:sales",
        outlet="outlet/1",
        sku="product/cola",
        units=9,
        delivered_on=day(40),
    )
    sold(world, "outlet/1", "product/cola", 1, units=45)
    sold(world, "outlet/4", "product/cola", 1, units=30)
    return world


def parts(answer):
    return {row["part"]: (row["sell_in"], row["sell_out"], row["sell_in_counted"]) for row in answer.rows}


LEVELS = [
    ({}, {"North": (590, 45, 90), "South": (107, 30, 60), "": (3, None, None)}),
    ({"region": "South"}, {"territory/south": (107, 30, 60)}),
    ({"territory": "south"}, {"route/south-1": (40, None, None), "route/south-2": (67, 30, 60)}),
    ({"route": "south-2"}, {"product/cola": (60, 30, 60), "product/tea": (7, None, None)}),
    ({"route": "south-2", "brand": "Nobody"}, {}),
]


@pytest.mark.parametrize(("query", "expected"), LEVELS, ids=["company", "region", "territory", "route", "no brand"])
def test_regional_sales_add_up_by_hand_at_every_level(delivered, query, expected):
    answer = ask(delivered, "regional_sales", **query)

    assert parts(answer) == expected
    sums = [sum(part[at] or 0 for part in expected.values()) for at in range(3)]
    said = figures(answer)
    assert said["sell_in_units"] == (sums[0] if expected else None)
    assert said["sell_out_units"] == (sums[1] if expected else None)
    assert said["sell_out_of_sell_in"] == (pytest.approx(sums[1] / sums[2]) if expected else None)


def test_regional_sales_add_no_amounts_of_two_currencies(delivered):
    rows = {row["part"]: row for row in ask(delivered, "regional_sales", territory="south").rows}

    assert (rows["route/south-2"]["amount_minor"], rows["route/south-2"]["currency"]) == (3_000, "EUR")


@pytest.mark.parametrize("query", [{}, {"region": "South"}, {"territory": "south"}, {"route": "south-2"}])
def test_every_row_of_regional_sales_opens_onto_its_deliveries(delivered, query):
    for row in ask(delivered, "regional_sales", **query).rows:
        found = behind(delivered, "regional_sales", {"part": row["part"]}, "lines", **query)

        assert len(found) == row["lines"] > 0, row


def test_regional_sales_lead_one_step_down(delivered):
    view = find_view("sales", "regional_sales")

    assert [view.inside(row) for row in ask(delivered, "regional_sales", region="South").rows] == [
        {"territory": "territory/south"}
    ]
    assert [view.inside(row) for row in ask(delivered, "regional_sales", route="south-2").rows] == [{}, {}]


def test_sell_out_is_set_against_deliveries_of_the_days_it_covers(delivered):
    sold(delivered, "outlet/2", "product/cola", 2, units=20, since_on=day(10))
    delivered.put(
        "sell_in",
        "sell_in/early",
        scope="office:sales",
        outlet="outlet/2",
        sku="product/cola",
        units=25,
        delivered_on=day(10),
    )

    [_, row] = sorted(ask(delivered, "regional_sales", territory="south").rows, key=lambda row: -row["sell_in"])

    assert (row["part"], row["sell_in"], row["sell_in_counted"], row["sell_out_of_sell_in"]) == (
        "route/south-1",
        65,
        40,
        0.5,
    )


def test_the_freshness_of_deliveries_is_counted_from_the_day_they_came(delivered):
    [sell_in] = [
        each for each in ask(delivered, "regional_sales", route="south-1").figures if each.name == "sell_in_units"
    ]

    assert sell_in.basis.freshness_hours == 3 * 24 + 12
    assert (sell_in.basis.n, sell_in.basis.outlets) == (1, 1)


def test_a_part_where_nobody_reports_has_no_sell_out_and_says_how_many_do(delivered):
    rows = {row["part"]: row for row in ask(delivered, "regional_sales", territory="south").rows}
    silent = {figure.name: figure.value for figure in ask(delivered, "regional_sales", route="south-1").figures}

    assert (rows["route/south-1"]["sell_out"], rows["route/south-1"]["reporting"]) == (None, 0)
    assert (rows["route/south-2"]["sell_out"], rows["route/south-2"]["reporting"]) == (30, 1)
    assert (silent["sell_out_units"], silent["sell_out_of_sell_in"], silent["sell_in_units"]) == (None, None, 40)


def test_targets_of_whole_months_stand_beside_the_sell_in_of_their_days(world):
    world.route()
    world.outlets(2)
    world.product("cola")
    for name, units, on in (("a", 30, "2026-10-20"), ("b", 50, "2026-11-05"), ("c", 40, "2026-11-30")):
        world.put("sell_in", f"sell_in/{name}", ago=0, outlet="outlet/1", sku="product/cola", units=units, delivered_on=on,
                  scope="office:sales")  # fmt: skip
    for name, period, first, last, units in (
        ("m", "month", "2026-11-01", "2026-11-30", 100),
        ("q", "quarter", "2026-10-01", "2026-12-31", 400),
    ):
        world.put("target", f"target/{name}", ago=50, period=period, from_on=first, until_on=last, level="region",
                  part="North", units=units, scope="office:plans")  # fmt: skip

    def north(**query):
        answer = run_view(world.session, "sales", "regional_sales", filters(**query)).answer
        return answer.rows[0], {figure.name: figure.value for figure in answer.figures}["target_attainment"]

    row, attained = north(from_="2026-10-15", to="2026-11-30")
    assert (row["sell_in"], row["target"], row["sell_in_of_target"]) == (120, 100, 90)
    assert row["target_attainment"] == attained == pytest.approx(0.9)
    assert north(from_="2026-11-02", to="2026-11-30")[1] is None
    assert north(from_="2026-11-01", to="2026-11-30", channel="kiosk")[1] is None
    assert north(from_="2026-10-01", to="2026-12-31")[0]["target"] == 100


def test_what_was_sold_to_an_outlet_that_closed_in_the_window_counts_and_counts_towards_the_target(world):
    world.route()
    world.outlets(1)
    world.product("cola")
    closed = {"name": "Shop 9", "route": "route/north-1", "status": "closed", "closed_on": "2026-11-20"}
    world.put("outlet", "outlet/9", ago=90, scope="route:north-1", **closed)
    for name, outlet, units, on in (("a", "1", 60, "2026-11-10"), ("b", "9", 30, "2026-11-12")):
        world.put("sell_in", f"sell_in/{name}", ago=0, outlet=f"outlet/{outlet}", sku="product/cola", units=units,
                  delivered_on=on, scope="office:sales")  # fmt: skip
    world.put("target", "target/m", ago=50, period="month", from_on="2026-11-01", until_on="2026-11-30", level="region",
              part="North", units=100, scope="office:plans")  # fmt: skip
    sold(world, "outlet/9", "product/cola", 15, units=12)

    answer = run_view(world.session, "sales", "regional_sales", filters(from_="2026-11-01", to="2026-11-30")).answer

    (row,), said = answer.rows, figures(answer)
    assert (row["sell_in"], row["sell_out"], row["target"], row["sell_in_of_target"]) == (90, 12, 100, 90)
    assert said["target_attainment"] == pytest.approx(0.9)
    assert said["sell_out_of_sell_in"] == pytest.approx(12 / 30)
    key = {"part": "North"}
    evidence = REGIONAL_SALES.evidence(world.session, filters(from_="2026-11-01", to="2026-11-30"), key, "lines")
    assert sorted(world.session.scalars(evidence)) == ["sell_in/a", "sell_in/b"]


def test_targets_in_money_stand_beside_the_amounts_of_their_days(world):
    world.route()
    world.outlets(2)
    world.product("cola")
    for name, amount, currency, on in (
        ("a", 30_000, "EUR", "2026-10-20"),
        ("b", 50_000, "EUR", "2026-11-05"),
        ("c", 40_000, "EUR", "2026-11-30"),
        ("d", 99_000, "CNY", "2026-11-06"),
    ):
        world.put("sell_in", f"sell_in/{name}", ago=0, outlet="outlet/1", sku="product/cola", units=1, delivered_on=on,
                  amount_minor=amount, currency=currency, scope="office:sales")  # fmt: skip
    world.put("target", "target/m", ago=50, period="month", from_on="2026-11-01", until_on="2026-11-30", level="region",
              part="North", amount_minor=120_000, currency="EUR", scope="office:plans")  # fmt: skip

    def north(**query):
        answer = run_view(world.session, "sales", "regional_sales", filters(**query)).answer
        return answer.rows[0], {figure.name: figure.value for figure in answer.figures}["target_value_attainment"]

    row, attained = north(from_="2026-10-15", to="2026-11-30")
    assert (row["amount_minor"], row["target_minor"], row["amount_of_target"]) == (120_000, 120_000, 90_000)
    assert row["target_value_attainment"] == attained == pytest.approx(0.75)
    assert (row["target"], row["target_attainment"]) == (None, None)
    assert north(from_="2026-11-02", to="2026-11-30")[1] is None
