"""What a released plan should have in the field, and what is left to do about it: the rules alone."""

from hypothesis import given
from hypothesis import strategies as st

from server.ledger import Record
from server.plans.differing import ops_between
from server.plans.owing import Place, owed_by
from server.plans.sharing import shared
from sync.stamp import Stamp, Stamps

PLAN = "plan/glasses"
KIOSK = Place("outlet/kiosk", "route/n1", "territory/north", "Coast")
CORNER = Place("outlet/corner", "route/n1", "territory/north", "Coast")
BAKERY = Place("outlet/bakery", "route/s1", "territory/south", "Hills")
FIELDS = {
    "name": "Glasses for four",
    "what": "promotion",
    "state": "released",
    "from_on": "2026-12-01",
    "until_on": "2026-12-31",
    "released_on": "2026-11-24",
    "budget_minor": 100,
    "currency": "EUR",
    "sku": "product/cola",
    "elements": {"tag": "required"},
    "items": [{"pop_item": "pop_item/poster", "units": 2}, {"gift": "gift/cup", "units": 12}],
}


def owed(places=(KIOSK, CORNER, BAKERY), **other):
    return owed_by(PLAN, FIELDS | other, list(places), ["territory/north", "territory/south"])


def standing(wanted, **other) -> dict[str, Record]:
    """The records as they lie once everything was written."""
    stamps = Stamps(Stamp(1, "d", 1, 1))
    return {each.record: Record(each.record, each.kind, each.scope, 4, each.fields, stamps, "mira") for each in wanted}


def test_a_promotion_is_told_to_territories_and_owed_at_outlets() -> None:
    found = {each.record: each for each in owed()}

    assert found["plan_card/glasses/north"].scope == "territory:north"
    assert found["promo/glasses-south"].fields["elements"] == {"tag": "required"}
    line = found["plan_line/glasses/kiosk/promo"]
    assert line.scope == "route:n1"
    assert line.fields["promo"] == "promo/glasses-north"
    assert (line.fields["released_on"], line.fields["due_on"], line.fields["until_on"]) == (
        "2026-11-24",
        "2026-12-01",
        "2026-12-31",
    )
    assert found["plan_line/glasses/bakery/pop/poster"].fields["units"] == 2
    assert found["plan_line/glasses/bakery/gift/cup"].scope == "route:s1"
    assert len(found) == 2 + 2 + 2 + 3 * 3


def test_the_budget_is_shared_by_outlets_to_the_last_cent() -> None:
    amounts = {each.record: each.fields["amount_minor"] for each in owed() if each.kind == "budget_line"}

    assert amounts == {"budget_line/glasses/n1": 67, "budget_line/glasses/s1": 33}


def test_a_card_holds_only_what_the_field_may_read() -> None:
    (card, *_) = owed()

    assert "budget_minor" not in card.fields
    assert "rule" not in card.fields
    assert "state" not in card.fields


def test_a_plan_without_outlets_is_told_to_its_territories() -> None:
    found = owed(places=(), what="sales_targets", items=None, budget_minor=None)

    assert [each.record for each in found] == ["plan_card/glasses/north", "plan_card/glasses/south"]


def test_a_listing_owes_its_product_and_coverage_a_visit() -> None:
    listing = owed(what="new_product_listing", items=None, budget_minor=None)
    coverage = owed(what="channel_coverage", items=None, budget_minor=None)

    assert [each.fields["sku"] for each in listing if each.kind == "plan_line"] == ["product/cola"] * 3
    assert [each.fields["what"] for each in coverage if each.kind == "plan_line"] == ["coverage"] * 3


def test_the_names_of_records_stay_within_what_a_name_may_be() -> None:
    far = Place("outlet/" + "x" * 190, "route/n1", "territory/north")

    assert max(len(each.record) for each in owed(places=(far,))) < 200


def test_nothing_is_left_to_do_when_all_is_as_it_should_be() -> None:
    assert ops_between(owed(), standing(owed()), "e1") == []


def test_a_rerun_on_a_later_day_does_not_release_anew() -> None:
    assert ops_between(owed(released_on="2026-11-30"), standing(owed()), "e1") == []


def test_an_outlet_more_adds_its_lines_and_an_outlet_less_ends_them() -> None:
    before = standing(owed(places=(KIOSK, BAKERY), budget_minor=None))

    ops = ops_between(owed(places=(KIOSK, CORNER), budget_minor=None), before, "e1")

    assert {(op["op"], op["record"]) for op in ops} == {
        ("set", "plan_line/glasses/corner/promo"),
        ("set", "plan_line/glasses/corner/pop/poster"),
        ("set", "plan_line/glasses/corner/gift/cup"),
        ("retire", "plan_line/glasses/bakery/promo"),
        ("retire", "plan_line/glasses/bakery/pop/poster"),
        ("retire", "plan_line/glasses/bakery/gift/cup"),
        ("retire", "plan_card/glasses/south"),
        ("retire", "promo/glasses-south"),
    }


def test_what_was_ended_comes_back_under_the_next_number() -> None:
    before = standing(owed(places=(KIOSK,)))
    before = {name: each._replace(retired=True) for name, each in before.items()}

    ops = ops_between(owed(places=(KIOSK,)), before, "e1")

    assert {op["op"] for op in ops} == {"set"}
    assert "plan_line/glasses/kiosk/promo/2" in {op["record"] for op in ops}


def test_an_outlet_that_went_to_another_route_takes_its_lines_along() -> None:
    moved = Place("outlet/kiosk", "route/n2", "territory/north")
    before = standing(owed(places=(KIOSK,), budget_minor=None))

    ops = ops_between(owed(places=(moved,), budget_minor=None), before, "e1")

    assert {(op["op"], op["scope"]) for op in ops} == {("move", "route:n2")}


@given(st.integers(0, 10**12), st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), min_size=1, max_size=30))
def test_parts_add_up_to_the_whole_and_none_is_off_by_more_than_one(total: int, weights: dict[str, int]) -> None:
    parts = shared(total, weights)

    assert sum(parts.values()) == total
    if any(weights.values()):
        for name, part in parts.items():
            assert abs(part - total * weights[name] / sum(weights.values())) <= 1 + total * 1e-12
