"""Verdicts, one rule each, without a store."""

import pytest

from sync.change import Change, Op, read_change
from sync.decide import Author, Decision, Record, Rules, decide
from sync.kinds import CATALOGUE
from sync.scope import Grant, Grants
from sync.stamp import Stamp, Stamps
from tests.cast import AMINA, COLA, KIOSK, MINUTE, NOW, change_id, visit_id

RULES = Rules(CATALOGUE)
VISITS = "visits:n1:2026-11"
ON_HER_ROUTE = Grants([Grant("visits:n1:*", frozenset({"read", "write"})), Grant("route:n1", frozenset({"write"}))])
TALLYMAN = Author(AMINA, "tallyman", "phone-a")
COUNT = f"{visit_id(1)}/stock_count/{COLA}"


def a_change(*ops: Op, n: int = 1, at: int = NOW, off: int = 0) -> Change:
    return Change(change_id("aaaa", n), n, at, off, (), ops)


def a_count(**fields) -> Op:
    return Op("set", COUNT, "stock_count", VISITS, None, {"outlet": KIOSK, "sku": COLA, **fields})


def verdict_on(
    change: Change, *ground: Record, author: Author = TALLYMAN, grants: Grants = ON_HER_ROUTE, **given
) -> Decision:
    found = {each.id: each for each in ground}
    given = {"epoch": "e1", "received": NOW + MINUTE, **given}
    return decide(change, author, grants=grants, ground=found, rules=RULES, **given)


def codes(decision: Decision) -> list[str]:
    return [each.code for each in decision.problems]


def an_outlet(**fields) -> Record:
    return Record(KIOSK, "outlet", "route:n1", 1, {"name": "Kiosk", **fields}, Stamps(Stamp(NOW, "desk", 1, 1)), "sven")


def test_a_good_count_is_accepted_and_stamped_no_later_than_it_was_heard() -> None:
    decision = verdict_on(a_change(a_count(on_shelf=4), at=NOW + 60 * MINUTE))

    (write,) = decision.writes
    assert decision.verdict == "accepted"
    assert write.after.stamps.first.time == NOW + MINUTE
    assert (write.after.rev, write.after.author, write.after.scope) == (1, AMINA, VISITS)


def test_a_wrong_clock_is_put_right_by_what_the_device_knew() -> None:
    decision = verdict_on(a_change(a_count(on_shelf=4), at=NOW - 86_400_000, off=86_400_000))

    assert decision.writes[0].after.stamps.first.time == NOW


REFUSED = {
    "an unknown kind": (Op("set", "x/1", "nonsense", VISITS, None, {}), "record.unknown_kind"),
    "a field nobody declared": (a_count(author="sven"), "field.unknown"),
    "a number out of range": (a_count(on_shelf=100_000), "field.out_of_range"),
    "a number that is text": (a_count(on_shelf="4"), "field.wrong_type"),
    "a number that is true": (a_count(on_shelf=True), "field.wrong_type"),
    "an answer not offered": (a_count(cause="weather"), "field.not_an_option"),
    "a day that never was": (a_count(oldest_expiry_on="2026-02-30"), "field.out_of_range"),
    "a scope of another sort": (a_count()._replace(scope="route:n1"), "record.wrong_scope"),
    "a scope not granted": (a_count()._replace(scope="visits:n2:2026-11"), "access.scope"),
    "a name that does not fit": (
        a_count()._replace(record=f"{visit_id(1)}/stock_count/product/tea"),
        "record.wrong_name",
    ),
    "a kind of the office": (Op("set", COLA, "product", "company", None, {"name": "Mine"}), "access.role"),
    "a required field missing": (a_count()._replace(fields={"sku": COLA}), "field.required"),
    "retiring what is not there": (Op("retire", "outlet/none"), "record.unknown"),
    "moving what is not there": (Op("move", "outlet/none", scope="route:n1"), "record.unknown"),
    "text that cannot be stored": (a_count(outlet="outlet/\0"), "field.wrong_type"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_says_why(what: str) -> None:
    op, code = REFUSED[what]

    decision = verdict_on(a_change(op))

    assert decision.verdict == "quarantined"
    assert codes(decision) == [code]
    assert decision.writes == ()


def test_a_tallyman_moves_nothing() -> None:
    assert codes(verdict_on(a_change(Op("move", KIOSK, scope="route:n2")), an_outlet())) == ["access.role"]


def test_a_record_outside_of_ones_grants_is_answered_like_one_that_is_not_there() -> None:
    foreign = an_outlet()._replace(scope="route:n2")

    there = verdict_on(a_change(Op("retire", KIOSK)), foreign)
    not_there = verdict_on(a_change(Op("retire", KIOSK)))

    assert there == not_there


def test_odd_answers_are_doubted_never_refused() -> None:
    decision = verdict_on(a_change(a_count(state_on_exit="on_shelf", on_shelf=0)))

    assert decision.verdict == "accepted"
    assert CATALOGUE["stock_count"].doubts_about(decision.writes[0].after.fields) == ["stock_count.on_shelf_but_none"]


def test_an_edit_that_changes_nothing_keeps_the_records_revision() -> None:
    op = Op("set", KIOSK, "outlet", "route:n1", ("e1", 1), {"name": "Kiosk"})

    (write,) = verdict_on(a_change(op), an_outlet()).writes

    assert not write.is_shown


def test_null_clears_a_field_but_not_a_required_one() -> None:
    cleared = verdict_on(
        a_change(a_count(on_shelf=4), Op("set", COUNT, "stock_count", VISITS, None, {"on_shelf": None}))
    )
    refused = verdict_on(a_change(a_count(), Op("set", COUNT, "stock_count", VISITS, None, {"outlet": None})))

    assert "on_shelf" not in cleared.writes[0].after.fields
    assert codes(refused) == ["field.required"]


def test_different_values_that_met_unseen_are_a_dispute_and_equal_ones_are_not() -> None:
    other = Op("set", KIOSK, "outlet", "route:n1", None, {"name": "Tor"})
    same = Op("set", KIOSK, "outlet", "route:n1", None, {"name": "Kiosk"})

    assert verdict_on(a_change(other), an_outlet()).verdict == "merged"
    assert verdict_on(a_change(same), an_outlet()).verdict == "accepted"


def test_a_base_of_before_a_restore_tells_of_values_from_before_and_not_of_those_since() -> None:
    tor, gate = (Op("set", KIOSK, "outlet", "route:n1", ("e1", 7), {"name": name}) for name in ("Tor", "Gate"))
    on_another_phone = Author(AMINA, "tallyman", "phone-b")
    since = verdict_on(a_change(tor), an_outlet(), epoch="e2")

    assert since.verdict == "accepted"
    assert verdict_on(a_change(gate), since.writes[0].after, author=on_another_phone, epoch="e2").verdict == "merged"


def test_a_clock_put_right_between_two_edits_stamps_nothing_past_the_receipt() -> None:
    ahead = verdict_on(a_change(a_count(on_shelf=4), at=NOW + 60 * MINUTE)).writes[0].after
    right = verdict_on(a_change(a_count(on_shelf=5), n=2, at=NOW), ahead).writes[0].after

    assert right.fields["on_shelf"] == 5
    assert right.stamps.latest().time == NOW + MINUTE


def test_two_ops_of_one_change_make_one_revision() -> None:
    decision = verdict_on(a_change(a_count(on_shelf=4), a_count(on_shelf=5)))

    assert [(write.after.rev, write.after.fields["on_shelf"]) for write in decision.writes] == [(1, 5)]


BAD_SHAPES = [
    None,
    {},
    {"id": "x", "n": 1},
    {"id": change_id("aaaa", 1), "n": 0},
    {"id": change_id("aaaa", 1), "n": True},
    {"id": change_id("aaaa", 1), "n": 2**60},
]


@pytest.mark.parametrize("raw", BAD_SHAPES)
def test_what_cannot_be_answered_is_not_read(raw) -> None:
    assert read_change(raw) is None


UNREADABLE = [
    {"at": "now"},
    {"ops": []},
    {"ops": [{"op": "erase", "record": KIOSK}]},
    {"ops": [{"op": "retire", "record": "../../etc"}]},
    {"ops": [{"op": "retire", "record": KIOSK, "rev": 3}]},
    {"after": ["x"]},
    {"author": "sven"},
]


@pytest.mark.parametrize("part", UNREADABLE)
def test_a_malformed_change_is_kept_under_its_name(part: dict) -> None:
    good = {"id": change_id("aaaa", 1), "n": 1, "at": NOW, "ops": [{"op": "retire", "record": KIOSK}]}

    assert isinstance(read_change(good), Change)
    assert read_change(good | part).code == "change.malformed"
