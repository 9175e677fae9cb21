"""Sales targets: shared out to the last unit, reconciled level by level, kept in the ledger."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from server.database import db
from server.errors import Problem
from server.plans.parts import COMPANY, Part, Span, cascaded, differences, span_with, tree_of
from server.plans.targets import put, share_out, sold_in, targets_of, trade
from tests.given import known
from tests.office.given import csrf_in, signed_in, text_of
from tests.plans.given import all_of, hand

ROUTES = [
    ("route/n1", "territory/north", "Coast"),
    ("route/n2", "territory/north", "Coast"),
    ("route/s1", "territory/south", "Hills"),
]
N1, N2, S1 = (Part("route", route) for route, _, _ in ROUTES)
COAST, HILLS = Part("region", "Coast"), Part("region", "Hills")
QUARTER = Span("quarter", "2026-10-01")


def test_a_span_knows_its_days_and_those_it_is_made_of() -> None:
    assert QUARTER.until_on == "2026-12-31"
    assert [each.from_on for each in QUARTER.smaller] == ["2026-10-01", "2026-11-01", "2026-12-01"]
    assert QUARTER.year_before == Span("quarter", "2025-10-01")
    assert Span("month", "2028-02-01").until_on == "2028-02-29"
    assert [len(Span(*each).smaller) for each in (("year", "2026-01-01"), ("month", "2026-01-01"))] == [4, 0]
    assert span_with("quarter", "2026-11-24") == QUARTER
    assert span_with("year", "2026-11-24") == Span("year", "2026-01-01")


def test_a_target_is_shared_out_level_by_level_in_proportion_to_last_year() -> None:
    sold = {N1: 30, N2: 10, S1: 60, Part("territory", "territory/north"): 40, Part("territory", "territory/south"): 60,
            COAST: 40, HILLS: 60}  # fmt: skip

    found = cascaded(tree_of(ROUTES), COMPANY, 1_001, sold)

    assert (found[COAST], found[HILLS]) == (400, 601)
    assert (found[N1], found[N2], found[S1]) == (300, 100, 601)


@given(st.integers(0, 10**9), st.dictionaries(st.sampled_from([N1, N2, S1, COAST, HILLS]), st.integers(0, 10**6)))
def test_every_level_adds_up_to_the_whole(total: int, sold: dict[Part, int]) -> None:
    tree = tree_of(ROUTES, {"route/n1": ["product/cola", "product/tea"]})

    found = cascaded(tree, COMPANY, total, sold)

    for part in tree.below:
        assert sum(found[each] for each in tree.of(part)) == found[part]
    assert differences(tree, found) == {}


def test_what_does_not_add_up_is_told_with_both_sums() -> None:
    (one,) = differences(tree_of(ROUTES), {COMPANY: 100, COAST: 60, HILLS: 50}).values()

    assert (one.part, one.whole, one.parts) == (COMPANY, 100, 110)


def delivered(app: Flask) -> None:
    for number, (shop, units, day) in enumerate(
        [
            ("kiosk", 30, "2025-10-05"),
            ("corner", 10, "2025-11-05"),
            ("bakery", 60, "2025-12-31"),
            ("kiosk", 99, "2026-01-01"),
        ]
    ):
        sold = {"outlet": f"outlet/{shop}", "sku": "product/cola", "units": units, "delivered_on": day}
        money = {"amount_minor": units * 100, "currency": "EUR"}
        known(app, "sell_in", f"sell_in/{number}", "office:sales", **sold, **money)
    with app.app_context():
        app.extensions["projector"].catch_up()


def test_last_years_sales_are_those_of_the_same_days(company_app: Flask) -> None:
    delivered(company_app)
    with company_app.app_context():
        sold = sold_in(db.session(), QUARTER.year_before, trade(db.session()))

        assert {part: each.units for part, each in sold.items() if part.level in ("company", "region")} == {
            COMPANY: 100,
            COAST: 40,
            HILLS: 60,
        }
        assert sold[COMPANY].amount_minor == 10_000


def test_targets_are_kept_shared_out_and_changed_by_hand(company_app: Flask) -> None:
    app = company_app
    delivered(app)
    with app.app_context():
        tree = trade(db.session())
        assert share_out(hand("mira"), db.session(), QUARTER, tree, COMPANY, 1_001, 99_999) == 8
        assert share_out(hand("mira"), db.session(), QUARTER, tree, COMPANY, 1_001, 99_999) == 0
        app.extensions["projector"].catch_up()
        found = targets_of(db.session(), QUARTER)
        assert sum(found[each].amount_minor or 0 for each in (N1, N2, S1)) == 99_999
        assert put(hand("mira"), QUARTER, tree, {HILLS: {"units": 650, "amount_minor": None}}) == 1
        app.extensions["projector"].catch_up()
        units = {part: each.units or 0 for part, each in targets_of(db.session(), QUARTER).items()}
        assert differences(tree, units)[COMPANY].parts == 1_050
        with pytest.raises(Problem, match=r"access\.role"):
            put(hand("sven"), QUARTER, tree, {HILLS: {"units": 1, "amount_minor": None}})
    assert {each.fields["above"] for each in all_of(app, "target").values() if "above" in each.fields} >= {
        "target/quarter/2026-10-01/company"
    }


PLACE = "/office/targets?period=quarter&from=2026-10-01"


def test_the_desk_begins_with_last_years_sales_and_changes_by_hand(small_app: Flask) -> None:
    app = small_app
    delivered(app)
    mira = signed_in(app, "mira")
    page = text_of(mira, PLACE)
    assert 'data-testid="empty"' in page
    span = {"csrf": csrf_in(page), "period": "quarter", "from": "2026-10-01"}

    assert mira.post("/office/targets/begin", data={**span, "more": "10"}).status_code == 303
    page = text_of(mira, PLACE)
    assert 'name="units:company" inputmode="numeric" aria-label="Target, units The company" value="110"' in page
    assert "differs" not in page
    typed = {"units:region/Hills": "70", "amount:region/Hills": "80.50"}
    assert mira.post("/office/targets", data={**span, **typed}).status_code == 303
    page = text_of(mira, PLACE)
    assert "114 (+4)" in page
    assert "owns the difference" in page
    assert mira.post("/office/targets", data={**span, "share": "region/Hills"}).status_code == 303
    assert 'data-testid="target-route/s1"' in text_of(mira, PLACE)
    told = mira.post("/office/targets", data={**span, "units:region/Hills": "many", "amount:region/Hills": ""})
    assert (told.status_code, 'value="many"' in told.get_data(as_text=True)) == (422, True)


def test_products_of_a_route_are_shared_out_below_it(small_app: Flask) -> None:
    app = small_app
    delivered(app)
    mira = signed_in(app, "mira")
    span = {"csrf": csrf_in(text_of(mira, PLACE)), "period": "quarter", "from": "2026-10-01", "route": "route/n1"}

    assert mira.post("/office/targets", data={**span, "units:route/n1": "33", "amount:route/n1": ""}).status_code == 303
    assert mira.post("/office/targets", data={**span, "share": "route/n1"}).status_code == 303

    cola = all_of(app, "target")["target/quarter/2026-10-01/product/n1/cola"].fields
    assert (cola["units"], cola["route"], cola["above"]) == (33, "route/n1", "target/quarter/2026-10-01/route/n1")


def test_months_are_compared_with_their_quarter(small_app: Flask) -> None:
    app = small_app
    delivered(app)
    mira = signed_in(app, "mira")
    csrf = csrf_in(text_of(mira, PLACE))
    for period, day, units in (
        ("quarter", "2026-10-01", "100"),
        ("month", "2026-10-01", "40"),
        ("month", "2026-11-01", "50"),
    ):
        form = {"csrf": csrf, "period": period, "from": day, "units:company": units, "amount:company": ""}
        assert mira.post("/office/targets", data=form).status_code == 303

    assert "They come to 90; this period says 100 (−10)." in text_of(mira, PLACE)


def test_targets_in_money_are_shared_out_and_reconciled_like_units(small_app: Flask) -> None:
    app = small_app
    delivered(app)
    mira = signed_in(app, "mira")
    span = {"csrf": csrf_in(text_of(mira, PLACE)), "period": "quarter", "from": "2026-10-01"}
    typed = {"units:company": "", "amount:company": "200.01"}
    assert mira.post("/office/targets", data={**span, **typed}).status_code == 303

    assert mira.post("/office/targets", data={**span, "share": "company"}).status_code == 303

    kept = {part.split("/", 3)[-1]: each.fields for part, each in all_of(app, "target").items()}
    assert [kept[part]["amount_minor"] for part in ("region/Coast", "region/Hills")] == [8_000, 12_001]
    assert all("units" not in fields and fields["currency"] == "EUR" for fields in kept.values())
    page = text_of(mira, PLACE)
    assert "parts-money" not in page
    typed = {"units:region/Hills": "", "amount:region/Hills": "130.01"}
    assert mira.post("/office/targets", data={**span, **typed}).status_code == 303
    assert "€210.01 (€10.00)" in text_of(mira, PLACE)


def test_an_amount_in_another_currency_is_shown_apart_and_stays(small_app: Flask) -> None:
    app = small_app
    place = {"period": "quarter", "from_on": "2026-10-01", "until_on": "2026-12-31", "level": "region", "part": "Hills"}
    record = "target/quarter/2026-10-01/region/Hills"
    known(app, "target", record, "office:plans", **place, units=5, amount_minor=70_000, currency="CNY")
    mira = signed_in(app, "mira")
    page = text_of(mira, PLACE)

    typed = {"units:region/Hills": "6", "amount:region/Hills": ""}
    form = {"csrf": csrf_in(page), "period": "quarter", "from": "2026-10-01", **typed}
    assert mira.post("/office/targets", data=form).status_code == 303

    assert "CN¥700.00" in page
    fields = all_of(app, "target")[record].fields
    assert (fields["units"], fields["amount_minor"], fields["currency"]) == (6, 70_000, "CNY")


def test_sales_reads_targets_and_sets_none(small_app: Flask) -> None:
    sven = signed_in(small_app, "sven")
    page = text_of(sven, PLACE)

    assert "save-targets" not in page
    form = {"csrf": csrf_in(page), "units:company": "1"}
    assert sven.post("/office/targets", data=form).status_code == 403
    assert signed_in(small_app, "rosa").get(PLACE).status_code == 403
    assert sven.get("/office/targets?period=week").status_code == 400
    assert sven.get("/office/targets?from=soon").status_code == 400


def test_last_years_targets_are_copied_part_by_part_with_a_percentage(small_app: Flask) -> None:
    app = small_app
    mira = signed_in(app, "mira")
    csrf = csrf_in(text_of(mira, PLACE))
    last = {
        "csrf": csrf,
        "period": "quarter",
        "from": "2025-10-01",
        "units:region/Hills": "60",
        "amount:region/Hills": "10",
    }
    assert mira.post("/office/targets", data=last).status_code == 303

    form = {"csrf": csrf, "period": "quarter", "from": "2026-10-01", "like": "targets", "more": "-5"}
    assert mira.post("/office/targets/begin", data=form).status_code == 303

    copied = all_of(app, "target")["target/quarter/2026-10-01/region/Hills"].fields
    assert (copied["units"], copied["amount_minor"]) == (57, 950)
    assert mira.post("/office/targets/begin", data=form | {"more": "lots"}).status_code == 400
