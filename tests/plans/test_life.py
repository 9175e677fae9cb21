"""What may become of a plan: the rules alone, without a store."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.plans.life import ACTS, Asked, Refusal, Taken, due_act, lacks, possible, take
from sync.kind import ROLES

TODAY, LIMIT = "2026-11-24", 100_000
WHOLE = {
    "name": "Glasses for four",
    "what": "promotion",
    "state": "draft",
    "from_on": "2026-12-01",
    "until_on": "2026-12-31",
    "budget_minor": 90_000,
    "sku": "product/cola",
    "rule": {"classes": ["A"]},
}


def plan(**other):
    return {name: value for name, value in {**WHOLE, **other}.items() if value is not None}


def asked(act: str, role: str = "marketing", why: str = "", today: str = TODAY) -> Asked:
    return Asked(act, role, today, LIMIT, why)


def refused(found) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_a_draft_is_approved_by_marketing_within_its_limit_and_released_by_hand() -> None:
    approved = take(plan(), asked("approve"))
    assert approved == Taken("approved", {})

    released = take(plan(state="approved"), asked("release"))
    assert released == Taken("released", {"released_on": TODAY})


def test_a_budget_above_the_limit_wants_a_manager() -> None:
    dear = plan(budget_minor=LIMIT + 1)

    assert refused(take(dear, asked("approve"))) == "plan.above_limit"
    assert take(dear, asked("submit")) == Taken("submitted", {})
    assert take(dear | {"state": "submitted"}, asked("approve", "manager")) == Taken("approved", {})


@pytest.mark.parametrize("role", ["tallyman", "representative", "sales", "system"])
@pytest.mark.parametrize("act", ["submit", "approve", "send_back", "withdraw", "evaluate"])
def test_only_marketing_and_those_above_it_lead_a_plan(role: str, act: str) -> None:
    assert refused(take(plan(), asked(act, role, "because"))) == "access.role"


def test_what_is_embargoed_is_released_by_nobody_before_its_day() -> None:
    embargoed = take(plan(embargo_on="2026-11-28"), asked("approve"))
    assert embargoed == Taken("embargoed", {})

    waiting = plan(state="embargoed", embargo_on="2026-11-28")
    for role in ("marketing", "manager", "admin", "system"):
        assert refused(take(waiting, asked("release", role))) == "plan.embargoed"
    assert due_act(waiting, "2026-11-27") is None
    assert due_act(waiting, "2026-11-28") == "release"
    assert take(waiting, asked("release", "system", today="2026-11-28")) == Taken(
        "released", {"released_on": "2026-11-28"}
    )


def test_an_embargo_that_has_passed_holds_nothing() -> None:
    assert take(plan(embargo_on=TODAY), asked("approve")) == Taken("approved", {})


def test_a_plan_released_within_its_days_runs_at_once() -> None:
    late = plan(state="approved", from_on="2026-11-20")

    assert take(late, asked("release")) == Taken("running", {"released_on": TODAY})


def test_what_is_over_is_not_released_any_more() -> None:
    over = plan(state="approved", from_on="2026-10-01", until_on="2026-10-31")

    assert refused(take(over, asked("release"))) == "plan.over"
    assert due_act(over | {"state": "embargoed", "embargo_on": "2026-10-01"}, TODAY) is None


def test_running_and_closed_follow_from_the_days() -> None:
    released = plan(state="released")
    assert due_act(released, "2026-11-30") is None
    assert due_act(released, "2026-12-01") == "start"
    assert take(released, asked("start", "system", today="2026-12-01")) == Taken("running", {})

    running = plan(state="running")
    assert due_act(running, "2026-12-31") is None
    assert due_act(running, "2027-01-01") == "close"
    assert due_act(released, "2027-01-01") == "close"
    assert take(running, asked("close", "system", today="2027-01-01")) == Taken("closed", {"closed_on": "2027-01-01"})


def test_a_person_closes_a_running_plan_early_and_says_why() -> None:
    assert refused(take(plan(state="running"), asked("close"))) == "plan.why"
    assert take(plan(state="running"), asked("close", why="The glasses are gone.")) == Taken(
        "closed", {"closed_on": TODAY}
    )


def test_an_evaluation_is_kept_as_the_result() -> None:
    assert take(plan(state="closed"), asked("evaluate", why="A third more sold.")) == Taken(
        "evaluated", {"result": "A third more sold."}
    )


@pytest.mark.parametrize("state", ["submitted", "approved", "embargoed"])
def test_what_is_not_released_may_go_back_to_the_drawing_board_with_a_reason(state: str) -> None:
    assert refused(take(plan(state=state), asked("send_back"))) == "plan.why"
    assert take(plan(state=state), asked("send_back", why="No price tag.")) == Taken("draft", {})


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("approve", "approved"),
        ("approve", "running"),
        ("release", "draft"),
        ("release", "submitted"),
        ("release", "running"),
        ("release", "withdrawn"),
        ("send_back", "released"),
        ("withdraw", "running"),
        ("evaluate", "running"),
        ("close", "draft"),
        ("revise", "approved"),
        ("acknowledge", "approved"),
    ],
)
def test_a_step_out_of_its_turn_is_refused(act: str, state: str) -> None:
    role = "sales" if act == "acknowledge" else "manager"

    assert refused(take(plan(state=state), asked(act, role, "because"))) == "plan.not_now"


def test_the_outlets_of_a_released_plan_are_changed_with_a_reason() -> None:
    assert refused(take(plan(state="running"), asked("revise"))) == "plan.why"
    assert take(plan(state="running"), asked("revise", why="Two more shops.")) == Taken("running", {})


def test_sales_acknowledges_and_the_plan_stays_where_it_is() -> None:
    assert take(plan(state="released"), asked("acknowledge", "sales")) == Taken("released", {})
    assert refused(take(plan(state="released"), asked("acknowledge", "marketing"))) == "access.role"


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"from_on": None}, ["from_on"]),
        ({"until_on": "2026-11-30"}, ["until_on"]),
        ({"rule": None}, ["outlets"]),
        ({"rule": {}}, ["outlets"]),
        ({"rule": None, "outlets": ["outlet/kiosk"]}, []),
        ({"sku": None}, ["sku"]),
        ({"what": "pop_release"}, ["items"]),
        ({"what": "pop_release", "items": [{"gift": "gift/cup", "units": 1}]}, ["items"]),
        ({"what": "gift_distribution", "items": [{"gift": "gift/cup", "units": 1}]}, []),
        ({"what": "sales_targets", "rule": None, "sku": None}, []),
        ({"what": "channel_coverage", "sku": None}, []),
        ({"quiz": [{"question": "?", "answers": ["a", "b"], "right": 0}] * 6}, ["quiz"]),
        ({"quiz": [{"question": "?", "answers": ["a"], "right": 0}]}, ["quiz"]),
        ({"quiz": [{"question": "?", "answers": ["a", "b"], "right": 2}]}, ["quiz"]),
    ],
)
def test_a_plan_that_lacks_something_is_not_approved(changed: dict, missing: list[str]) -> None:
    drawn = plan(**changed)

    assert lacks(drawn) == missing
    found = take(drawn, asked("approve"))
    assert found == (Refusal("plan.incomplete", {"fields": missing}) if missing else Taken("approved", {}))


def test_what_somebody_can_do_now_is_what_would_be_taken() -> None:
    assert possible(plan(), "marketing", TODAY, LIMIT) == ["submit", "approve", "withdraw"]
    assert possible(plan(budget_minor=LIMIT + 1), "marketing", TODAY, LIMIT) == ["submit", "withdraw"]
    assert possible(plan(state="released"), "sales", TODAY, LIMIT) == ["acknowledge"]
    assert possible(plan(state="evaluated"), "manager", TODAY, LIMIT) == []


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(ROLES), st.integers(-3, 45)), max_size=30))
def test_whatever_is_tried_nothing_is_released_unapproved_or_before_its_day(tried: list[tuple[str, str, int]]) -> None:
    first = date(2026, 11, 24)
    fields = plan(embargo_on="2026-12-05", budget_minor=LIMIT + 1)
    approved_by, taken = None, None
    for act, role, ahead in tried:
        taken = take(fields, Asked(act, role, (first + timedelta(days=ahead)).isoformat(), LIMIT, "because"))
        if isinstance(taken, Refusal):
            continue
        approved_by = role if act == "approve" else None if act == "send_back" else approved_by
        if act == "release":
            assert approved_by in ("manager", "admin")
            assert fields["embargo_on"] <= taken.fields["released_on"] <= fields["until_on"]
        fields = fields | {"state": taken.state} | taken.fields
