"""Prices, gifts, funds, won and lost places, themes and the ladder: each compared with sums by hand."""

import pytest

from server.departments.run import run_view
from server.departments.views import find_view
from tests.departments.given import HOUR, NOW, day, filters


@pytest.fixture
def town(world):
    world.route()
    world.outlets(4)
    return world


def answer(world, view, **query):
    return run_view(world.session, "sales", view, filters(**query)).answer


def figures(told):
    return {figure.name: figure.value for figure in told.figures}


def evidence(world, view, key=None, part=None):
    asked = find_view("marketing", view)
    return set(world.session.scalars(asked.evidence(world.session, filters(), key or {}, part)))


def price(world, n, minor, ago=1, **fields):
    about = fields.get("sku") or fields.get("rival_product")
    return world.put("price_check", f"v{n}-{ago}/price_check/{about}", ago=ago, outlet=f"outlet/{n}", visit=f"v{n}-{ago}",
                     price_minor=minor, currency=fields.pop("currency", "EUR"), **fields)  # fmt: skip


def test_the_price_ladder_compares_the_same_content(town):
    town.put("product", "product/cola", ago=90, name="Cola", category="drinks", content=330, content_unit="ml",
             price_minor=360, currency="EUR", scope="company")  # fmt: skip
    town.put("competitor", "competitor/fizz", ago=90, name="Fizz", scope="company")
    town.put("rival_product", "rival_product/fizz", ago=90, name="Fizz 300", competitor="competitor/fizz", category="drinks",
             content=300, content_unit="ml", scope="company")  # fmt: skip
    for n, minor, ago in ((1, 300, 9), (1, 360, 1), (2, 360, 1)):
        price(town, n, minor, ago, sku="product/cola", on_promo=n == 2)
    price(town, 1, 320, rival_product="rival_product/fizz")
    price(town, 3, 999, sku="product/cola", currency="USD")

    told = answer(town, "price_ladder")

    ours, rival = told.rows
    assert (ours["product"], ours["whose"], ours["outlets"], ours["on_promo"], ours["price_per_content"]) == (
        "Cola",
        "own",
        2,
        1,
        109,
    )
    assert (rival["maker"], rival["price_per_content"]) == ("Fizz", 107)
    assert rival["price_index"] == pytest.approx(102.3, abs=0.05)
    assert figures(told) == {"price_compliance": 1.0, "price_index": pytest.approx(102.3, abs=0.05)}
    assert len(evidence(town, "price_ladder", {"about": "product/cola"})) == 3


def test_won_and_lost_places_need_two_looks(town):
    town.product("cola")
    for n, then, now in (
        (1, "out", "on_shelf"),
        (2, "on_shelf", "out"),
        (3, "on_shelf", "on_shelf"),
        (4, None, "on_shelf"),
    ):
        if then:
            town.tally(f"outlet/{n}", "product/cola", then, ago=45, cause="void" if then == "out" else None)
        town.tally(f"outlet/{n}", "product/cola", now, ago=3, cause="delisted" if now == "out" else None)

    told = answer(town, "distribution_changes")

    assert {(row["outlet"], row["change"]) for row in told.rows} == {("outlet/1", "gained"), ("outlet/2", "lost")}
    assert figures(told) == {"pairs_gained": 1, "pairs_lost": 1}
    assert told.figures[0].basis.n == 3
    assert "1 pairs" in told.notes[0].en
    assert len(evidence(town, "distribution_changes")) == 2


def test_gifts_are_reconciled_as_a_balance(town):
    town.put("gift", "gift/glass", ago=90, name="Glass", cost_minor=120, currency="EUR", scope="company")
    for name, units, direction, ago in (
        ("a", 100, "issued", 60),
        ("b", 90, "received", 59),
        ("c", 80, "given", 9),
        ("d", 15, "returned", 2),
    ):
        town.put("gift_movement", name, ago=ago, gift="gift/glass", units=units, direction=direction)
    town.put("promoter_shift", "s1", outlet="outlet/1", promoter="promoter/p", gifts_given=4)

    told = answer(town, "gifts")

    (row,) = told.rows
    assert (row["gift_reconciliation"], row["cost_minor"], row["name"]) == (5, 600, "Glass")
    assert figures(told) == {"gift_reconciliation": 5}
    assert "gave 4 gifts" in told.notes[0].en
    assert evidence(town, "gifts", {"gift": "gift/glass"}, "given") == {"c"}
    assert answer(town, "gifts", route="other").rows == []


def test_funds_tell_use_time_pace_and_proof(town):
    town.put("budget_line", "budget_line/fees", ago=60, name="Fees", amount_minor=10_000, currency="EUR", from_on=day(14),
             until_on="2026-12-15", scope="route:north-1")  # fmt: skip
    for name, amount, state, receipt in (
        ("a", 3_000, "approved", True),
        ("b", 1_000, "approved", False),
        ("c", 2_000, None, True),
        ("d", 900, "refused", True),
    ):
        town.put(
            "promo_spend", name, outlet="outlet/1", budget_line="budget_line/fees", amount_minor=amount, currency="EUR"
        )
        if state:
            town.put("reply", f"reply/{name}", ago=0, of=name, state=state)
        if receipt:
            town.put("photo", f"photo-{name}", of=name, outlet="outlet/1", role="receipt")

    (row,) = answer(town, "funds").rows

    assert (row["spent"], row["committed"], row["left_minor"]) == (4_000, 2_000, 4_000)
    assert row["fund_utilisation"] == pytest.approx(0.6)
    assert row["time_elapsed"] == pytest.approx(15 / 30)
    assert row["spending_pace"] == pytest.approx(1.2)
    assert row["evidence_coverage"] == pytest.approx(3_000 / 6_000)
    assert row["spend_an_outlet"] == 6_000
    assert evidence(town, "funds", {"budget_line": "budget_line/fees"}) == {"a", "b", "c", "d"}


def test_feedback_themes_tell_growth_and_whether_we_answer(town):
    def said(name, ago, theme="price", answered=None, state="decided", **fields):
        town.put("feedback", name, ago=ago, outlet="outlet/1", theme=theme, **({"voice": "retailer"} | fields))
        if answered is not None:
            town.put("reply", f"reply/{name}", ago=0, of=name, state=state, read_at=NOW - answered * 24 * HOUR)

    said("a", 10, answered=9, complaint=True)
    said("b", 10, answered=2, state="read", urgency="high")
    said("c", 5, voice="tallyman")
    said("d", 5, theme="taste", voice="shopper")
    said("e", 40)

    told = answer(town, "feedback_themes")

    price_, taste = told.rows
    assert (price_["theme"], price_["remarks"], price_["before"]) == ("price", 3, 1)
    assert (price_["complaints"], price_["urgent"], price_["tallyman"]) == (1, 1, 1)
    assert price_["time_to_first_reply"] == pytest.approx((1 + 8) / 2, abs=0.1)
    assert (price_["answered_in_time"], price_["told_back"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert (taste["remarks"], taste["answered_in_time"]) == (1, 0)
    assert figures(told)["complaints"] == 1
    assert evidence(town, "feedback_themes", {"theme": "price"}, "complaints") == {"a"}


def test_the_ladder_shows_every_step_now_and_before(town):
    for n, level, ago in ((1, 1, 40), (1, 3, 9), (2, 4, 3), (3, 0, 3)):
        town.put("attitude", f"v{n}-{ago}/attitude", ago=ago, outlet=f"outlet/{n}", visit=f"v{n}-{ago}", level=level)

    told = answer(town, "attitude_ladder")

    assert {row["level"]: (row["outlets"], row["before"]) for row in told.rows} == {
        "4": (1, 0), "3": (1, 0), "2": (0, 0), "1": (0, 1), "0": (1, 0),
    }  # fmt: skip
    assert figures(told)["attitude_net"] == pytest.approx(1 / 3)
    assert evidence(town, "attitude_ladder", {"level": "3"}) == {"v1-9/attitude"}
    assert answer(town, "attitude_ladder", to="2026-01-31").rows == []
