"""Perfect outlets, shares of shelf and display, the POP funnel: each compared with sums by hand."""

import pytest

from server.departments.run import run_view
from server.departments.standing_time import followed
from server.departments.views import find_view
from tests.departments.given import day, filters


@pytest.fixture
def town(world):
    world.route()
    world.outlets(4)
    world.product("cola")
    world.product("tea")
    world.must_stock("product/cola", "product/tea")
    return world


def answer(world, view, **query):
    return run_view(world.session, "sales", view, filters(**query)).answer


def figures(told):
    return {figure.name: figure.value for figure in told.figures}


def evidence(world, view, key=None, part=None):
    asked = find_view("marketing", view)
    return set(world.session.scalars(asked.evidence(world.session, filters(), key or {}, part)))


def check(world, n, display, state, ago=2, **fields):
    return world.put("display_check", f"v{n}-{ago}/display_check/{display}", ago=ago, outlet=f"outlet/{n}", visit=f"v{n}",
                     display=display, state_on_exit=state, **fields)  # fmt: skip


def test_a_perfect_outlet_is_scored_on_the_pillars_that_were_looked_at(town):
    town.session.execute(_hero("product/tea"))
    town.tally("outlet/1", "product/cola", "on_shelf")
    town.tally("outlet/1", "product/tea", "out")
    town.put("display", "display/a", ago=60, outlet="outlet/1", display_kind="shelf")
    check(town, 1, "display/a", "as_agreed")
    town.tally("outlet/2", "product/cola", "on_shelf")

    told = answer(town, "perfect_store")

    first, second = told.rows
    assert (first["outlet"], first["hero_missing"]) == ("outlet/1", "yes")
    assert first["perfect_store_score"] == pytest.approx(min(60, 100 * (35 * 0.5 + 25) / 60))
    assert (first["availability"], first["display"], first["price"]) == (0.5, 1, None)
    assert (second["outlet"], second["perfect_store_score"]) == ("outlet/2", 100)
    assert figures(told)["perfect_store_score"] == pytest.approx(100 * (35 * 2 / 3 + 25) / 60)
    assert figures(told)["outlets_missing_a_hero"] == 1
    assert evidence(town, "perfect_store", {"outlet": "outlet/1"}, "display") == {"v1-2/display_check/display/a"}


def _hero(sku):
    from sqlalchemy import update

    from server.flat import flat_table

    product = flat_table("product")
    return update(product).where(product.c.id == sku).values(hero=True)


def test_prices_promotions_and_material_are_pillars_too(town):
    from sqlalchemy import update

    from server.flat import flat_table

    product = flat_table("product")
    town.session.execute(update(product).where(product.c.id == "product/cola").values(price_minor=100, currency="EUR"))
    for n, price in ((1, 102), (2, 103)):
        town.put("price_check", f"v{n}/price_check/product/cola", outlet=f"outlet/{n}", visit=f"v{n}", sku="product/cola",
                 price_minor=price, currency="EUR")  # fmt: skip
    town.put("promo", "promo/p", ago=60, elements_price="required", scope="territory:north")
    town.put(
        "promo_check",
        "v1/promo_check/promo/p",
        outlet="outlet/1",
        visit="v1",
        promo="promo/p",
        elements_price="missing",
    )
    town.put("plan_line", "plan_line/1", ago=60, outlet="outlet/1", what="pop", pop_item="pop_item/poster")
    town.put("pop_placement", "v1/pop", outlet="outlet/1", visit="v1", pop_item="pop_item/poster", state="standing")

    rows = {row["outlet"]: row for row in answer(town, "perfect_store").rows}

    assert (rows["outlet/1"]["price"], rows["outlet/1"]["promotion"], rows["outlet/1"]["pop"]) == (1, 0, 1)
    assert rows["outlet/1"]["perfect_store_score"] == pytest.approx(100 * 25 / 40)
    assert rows["outlet/2"]["perfect_store_score"] == 0


def test_share_of_shelf_is_pooled_and_the_mean_stands_beside_it(town):
    for n, own, whole in ((1, 6, 20), (2, 9, 10), (3, 4, None)):
        check(town, n, f"display/{n}", "as_agreed", facings=own, category_facings=whole)

    told = answer(town, "share_of_shelf")

    assert figures(told) == {"share_of_shelf": 0.5, "mean_of_outlets": pytest.approx(0.6)}
    assert [(row["channel"], row["facings"], row["competitor_facings"]) for row in told.rows] == [
        ("grocery", 9, 1),
        ("kiosk", 6, 14),
    ]
    assert len(evidence(town, "share_of_shelf", {"channel": "kiosk", "outlet_class": "A"})) == 1


def test_display_share_counts_a_competitor_once_an_outlet(town):
    for n in (1, 2, 3):
        check(town, n, f"display/{n}", "missing" if n == 3 else "partial")
    town.put("competitor", "competitor/fizz", ago=90, name="Fizz", scope="company")
    for name, n, what in (("a", 1, "display"), ("b", 1, "display"), ("c", 2, "display"), ("d", 3, "price")):
        town.put("competitor_sighting", name, outlet=f"outlet/{n}", brand="competitor/fizz", what=what)
    for n in range(1, 5):
        town.visit(f"outlet/{n}")

    told = answer(town, "display_share")

    assert figures(told)["display_share"] == 0.5
    ours, fizz = told.rows
    assert (ours["whose"], ours["displays"], ours["display_share"]) == ("own", 2, 0.5)
    assert (fizz["name"], fizz["displays"], fizz["spread"]) == ("Fizz", 2, 0.5)
    assert evidence(town, "display_share", {"competitor": "competitor/fizz"}) == {"a", "b", "c"}
    assert find_view("sales", "display_share").source_of(None, None, {"competitor": "x"}).kind == "competitor_sighting"


@pytest.fixture
def released(town):
    """One item owed by four outlets, three of the lines released; put up in two, one of which lost it."""
    town.put(
        "pop_item",
        "pop_item/poster",
        ago=90,
        name="Poster",
        mount="hung",
        cost_minor=300,
        currency="EUR",
        scope="company",
    )
    for n in range(1, 5):
        town.put("plan_line", f"plan_line/{n}", ago=60, outlet=f"outlet/{n}", what="pop", pop_item="pop_item/poster", units=1,
                 released_on=day(40) if n < 4 else "2026-12-15", scope="route:north-1")  # fmt: skip
    town.put("pop_movement", "m1", ago=39, pop_item="pop_item/poster", units=3, direction="received")
    town.put("pop_movement", "m2", ago=1, pop_item="pop_item/poster", units=1, direction="returned")
    town.put(
        "pop_movement",
        "m3",
        ago=1,
        pop_item="pop_item/poster",
        units=9,
        direction="received",
        scope="visits:other:2026-11",
    )
    for n, state, ago in (
        (1, "placed", 20),
        (1, "standing", 10),
        (1, "missing", 5),
        (2, "placed", 20),
        (2, "standing", 4),
    ):
        town.put("pop_placement", f"p{n}-{ago}", ago=ago, outlet=f"outlet/{n}", pop_item="pop_item/poster", state=state,
                 mount="hung" if n == 1 else "pasted")  # fmt: skip
    return town


def test_the_pop_funnel_starts_at_planned_and_issued(released):
    (row,) = answer(released, "pop_funnel", route="north-1").rows

    names = ("planned", "issued", "received", "placed", "standing", "compliant", "returned", "pop_unaccounted")
    assert [row[name] for name in names] == [4, 3, 3, 2, 1, 0, 1, 0]
    assert (row["placement_of_plan"], row["placement_of_issued"]) == (0.5, pytest.approx(2 / 3))


def test_a_standing_day_costs_the_pieces_over_the_days_they_stood(released):
    (row,) = answer(released, "pop_funnel").rows

    assert row["days_standing"] == 15 + 16
    assert row["cost_minor"] == 600
    assert row["cost_per_standing_item_day"] == pytest.approx(6 / 31)
    assert row["received"] == 12


def test_survival_is_followed_to_the_look_that_first_missed_it():
    looks = [
        ("o1", "i", "placed", "2026-11-01"),
        ("o1", "i", "standing", "2026-11-05"),
        ("o1", "i", "missing", "2026-11-09"),
        ("o1", "i", "missing", "2026-11-12"),
        ("o1", "i", "placed", "2026-11-12"),
        ("o1", "i", "replaced", "2026-11-20"),
        ("o2", "i", "missing", "2026-11-01"),
        ("o2", "i", "damaged", "2026-11-02"),
        ("o2", "i", "removed", "2026-11-03"),
    ]

    assert [each.piece for each in followed(looks)] == [(8, True), (8, False), (0, False), (1, False)]


def test_each_step_of_the_funnel_opens_onto_its_records(released):
    key = {"pop_item": "pop_item/poster"}

    assert evidence(released, "pop_funnel", key, "received") == {"m1", "m3"}
    assert evidence(released, "pop_funnel", key, "standing") == {"p2-4"}
    assert evidence(released, "pop_funnel", key, "planned") == {f"plan_line/{n}" for n in range(1, 5)}
    assert find_view("sales", "pop_funnel").source_of(None, "received").kind == "pop_movement"
