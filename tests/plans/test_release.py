"""A plan led through its life on real stores: what the field is told, when, and that a rerun changes nothing."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from server.access import Person, start_session
from server.jobs.clock import follow_plans
from server.plan_photos import keep_photo
from server.plans.acting import follow_the_days, write_again
from server.plans.keeping import THE_CLOCK
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, DAY, ROSA
from tests.given import Phone, known, record
from tests.plans.given import PLAN, SECRET, act, all_of, drafted
from tests.server.test_photos import jpeg

ROSAS_PHONE = "cccccccc-0000-4000-8000-00000000000c"
CHENS_PHONE = "dddddddd-0000-4000-8000-00000000000d"
BRUNOS_PHONE = "bbbbbbbb-0000-4000-8000-00000000000b"
PHONES = {AMINA: AMINAS_PHONE, BRUNO: BRUNOS_PHONE, ROSA: ROSAS_PHONE, "chen": CHENS_PHONE}


def phones(app: Flask) -> dict[str, Phone]:
    found = {}
    for person, device in PHONES.items():
        with app.app_context():
            token, _ = start_session(person, device)
        found[person] = Phone(app.test_client(), token, device)
    return found


def all_told(phone: Phone) -> str:
    """Everything a phone can get: an exchange from nothing, its snapshots, and what guessed cursors bring."""
    phone.have, told = {}, []
    while True:
        answer = phone.exchange(snapshots=True)
        told.append(json.dumps(answer))
        for part in answer["scopes"]:
            if "snapshot" in part:
                told.append(phone.client.get(part["snapshot"], headers=phone.headers).get_data(as_text=True))
        if not answer["more"]:
            break
    guess = {"office:plans": "e1.0.", "office:marketing": "e1.0.", "territory:north": "e1.0.", "route:n1": "e1.0."}
    body = {"device": phone.device, "request": 2, "have": guess, "changes": []}
    told.append(phone.client.post("/api/v1/exchange", json=body, headers=phone.headers).get_data(as_text=True))
    for path in (f"/office/record/{PLAN}", "/api/v1/snapshots/office:plans/e1.1"):
        told.append(phone.client.get(path, headers=phone.headers).get_data(as_text=True))
    return "\n".join(told)


def hears(app: Flask, digest: str = "no photo") -> set[str]:
    """The people whose phones hold anything of the plan, or may see its photo."""
    found = set()
    for person, phone in phones(app).items():
        told = all_told(phone)
        seen = phone.client.get(f"/api/v1/photos/{digest}/of/{PLAN}", headers=phone.headers)
        assert (seen.status_code == 200) == (digest in told)
        if SECRET in told or digest in told or seen.status_code == 200:
            found.add(person)
    return found


def pictured(app: Flask) -> str:
    """A photo of how the plan should look; its SHA-256."""
    with app.app_context():
        person = Person("mira", "Mira", "marketing", "en", None, None, "desk/mira", "")
        keep_photo(person, PLAN, jpeg())
    (photo,) = all_of(app, "photo").values()
    return photo.id


def test_nothing_of_a_plan_reaches_a_phone_before_its_release(company_app: Flask, clock) -> None:
    app = company_app
    drafted(app, embargo_on="2026-11-28")
    photo = pictured(app)
    assert hears(app, photo) == set()

    assert act(app, "mira", "submit") == 0
    assert hears(app, photo) == set()
    assert act(app, "mira", "approve") == 0
    assert record(app, PLAN).fields["state"] == "embargoed"
    assert hears(app, photo) == set()
    assert act(app, "mona", "release") == "plan.embargoed"
    assert hears(app, photo) == set()
    with app.app_context():
        assert follow_the_days() == []
    assert hears(app, photo) == set()

    clock.now += 4 * DAY
    follow_plans(app, "the clock of the test")
    assert record(app, PLAN).fields["state"] == "released"
    assert hears(app, photo) == {AMINA, BRUNO, ROSA, "chen"}


def test_a_photo_goes_with_its_plan_and_no_further(company_app: Flask) -> None:
    app = company_app
    drafted(app, rule={"regions": ["Hills"]})
    photo = pictured(app)
    act(app, "mira", "approve")
    act(app, "mona", "release")

    assert record(app, photo).scope == "territory:south"
    assert hears(app, photo) == {"chen"}
    with app.app_context():
        assert write_again(THE_CLOCK, PLAN) == 0


def test_a_release_writes_what_is_owed_into_the_scopes_of_the_routes_concerned(company_app: Flask) -> None:
    app = company_app
    drafted(app)
    act(app, "mira", "approve")

    assert act(app, "mira", "release") == 10

    lines = all_of(app, "plan_line")
    assert {(each.scope, each.fields["outlet"], each.fields["what"]) for each in lines.values()} == {
        ("route:n1", "outlet/kiosk", "promo"),
        ("route:n1", "outlet/kiosk", "pop"),
        ("route:s1", "outlet/bakery", "promo"),
        ("route:s1", "outlet/bakery", "pop"),
    }
    assert {each.scope for each in all_of(app, "promo").values()} == {"territory:north", "territory:south"}
    assert {each.scope for each in all_of(app, "plan_card").values()} == {"territory:north", "territory:south"}
    assert sum(each.fields["amount_minor"] for each in all_of(app, "budget_line").values()) == 90_000
    assert {each.author for each in lines.values()} == {"mira"}
    steps = [(each.author, each.fields["act"], each.fields["state"]) for each in all_of(app, "plan_step").values()]
    assert sorted(steps) == [("mira", "approve", "approved"), ("mira", "release", "released")]


def test_releasing_again_changes_nothing(company_app: Flask) -> None:
    app = company_app
    drafted(app)
    act(app, "mira", "approve")
    act(app, "mira", "release")
    before = {each.id: each.rev for kind in ("plan_line", "promo", "plan_card") for each in all_of(app, kind).values()}

    assert act(app, "mira", "release") == "plan.not_now"
    with app.app_context():
        assert write_again(THE_CLOCK, PLAN) == 0
    told = app.test_cli_runner().invoke(args=["plans", "release", PLAN])

    assert told.output == "0 records changed\n"
    after = {each.id: each.rev for kind in ("plan_line", "promo", "plan_card") for each in all_of(app, kind).values()}
    assert after == before


def test_a_changed_choice_of_outlets_ends_and_adds_lines(company_app: Flask) -> None:
    app = company_app
    drafted(app, budget_minor=None, items=None)
    act(app, "mira", "approve")
    act(app, "mira", "release")

    assert act(app, "mira", "revise", outlets={"rule": {"regions": ["Coast"]}}) == "plan.why"
    assert act(app, "mira", "revise", "Not in the hills", outlets={"rule": {"regions": ["Coast"]}}) == 4

    assert {each.fields["outlet"] for each in all_of(app, "plan_line").values()} == {"outlet/kiosk", "outlet/corner"}
    assert set(all_of(app, "plan_card")) == {"plan_card/glasses-1/north"}
    act(app, "mira", "revise", "In the hills after all", outlets={"rule": {"classes": ["A"]}})
    assert set(all_of(app, "plan_line")) == {
        "plan_line/glasses-1/kiosk/promo",
        "plan_line/glasses-1/bakery/promo/2",
    }


def test_a_refused_step_leaves_nothing_half_done(company_app: Flask) -> None:
    app = company_app
    drafted(app, budget_minor=2_000_000)

    assert act(app, "mira", "approve") == "plan.above_limit"
    assert act(app, "sven", "approve") == "access.role"
    assert act(app, "mira", "release") == "plan.not_now"
    assert act(app, "mira", "acknowledge") == "request.malformed"
    assert act(app, "mira", "burn") == "request.malformed"
    assert act(app, "mira", "approve", plan="plan/none") == "request.unknown_address"

    assert all_of(app, "plan_step") == {}
    assert all_of(app, "plan_line") == {}
    assert record(app, PLAN).fields["state"] == "draft"
    assert act(app, "mona", "approve") == 0


def test_what_the_ledger_refuses_undoes_the_whole_release(small_app: Flask) -> None:
    app = small_app
    drafted(app, items=[{"pop_item": "not a name", "units": 1}], what="pop_release", sku=None)
    act(app, "mira", "approve")

    assert act(app, "mira", "release") == "request.malformed"

    assert all_of(app, "plan_card") == {}
    assert record(app, PLAN).fields["state"] == "approved"
    assert all_of(app, "attention") == {}


def test_a_plan_begins_and_closes_by_the_days(company_app: Flask, clock) -> None:
    app = company_app
    drafted(app, from_on="2026-11-25", until_on="2026-11-26")
    act(app, "mira", "approve")
    act(app, "mira", "release")

    for state in ("running", "running", "closed"):
        clock.now += DAY
        app.test_cli_runner().invoke(args=["plans", "release"])
        assert record(app, PLAN).fields["state"] == state
    assert record(app, PLAN).fields["closed_on"] == "2026-11-27"
    assert act(app, "mira", "evaluate", "A third more sold than the year before.") == 0
    assert record(app, PLAN).fields["result"].startswith("A third")


def test_an_embargo_ends_at_midnight_of_the_companys_own_zone(make_app, clock) -> None:
    from tests.given import company
    from tests.plans.conftest import settle

    app = make_app(timezone="Asia/Shanghai")
    company(app)
    settle(app)
    drafted(app, embargo_on="2026-11-25")
    act(app, "mira", "approve")
    clock.now = 1_795_535_999_000  # 24 November, 23:59:59 in Shanghai

    with app.app_context():
        assert follow_the_days() == []
        clock.now += 1_000
        assert follow_the_days() == [(PLAN, "release")]


@pytest.mark.parametrize(
    ("rule", "outlets"),
    [
        ({"classes": ["B"]}, ["outlet/corner"]),
        ({"regions": ["Hills"]}, ["outlet/bakery"]),
        ({"territories": ["territory/north"]}, ["outlet/corner", "outlet/kiosk"]),
        ({"channels": ["kiosk"], "classes": ["A"]}, ["outlet/bakery", "outlet/kiosk"]),
        ({"sold_at_least": 24}, ["outlet/kiosk"]),
        ({"all": True}, ["outlet/bakery", "outlet/corner", "outlet/kiosk"]),
    ],
    ids=str,
)
def test_outlets_are_chosen_by_rule(company_app: Flask, rule: dict, outlets: list[str]) -> None:
    app = company_app
    for number, (shop, units, day) in enumerate(
        [
            ("kiosk", 30, "2026-11-01"),
            ("kiosk", -6, "2026-11-02"),
            ("bakery", 23, "2026-11-01"),
            ("corner", 99, "2026-08-01"),
        ]
    ):
        sold = {"outlet": f"outlet/{shop}", "sku": "product/cola", "units": units, "delivered_on": day}
        known(app, "sell_in", f"sell_in/{number}", "office:sales", **sold)
    drafted(app, rule=rule, budget_minor=None, items=None)
    act(app, "mira", "approve")
    act(app, "mira", "release")

    assert sorted({each.fields["outlet"] for each in all_of(app, "plan_line").values()}) == outlets


def test_outlets_chosen_by_list_are_those_and_a_closed_one_is_not(company_app: Flask) -> None:
    app = company_app
    known(app, "outlet", "outlet/closed", "route:n1", name="Closed", route="route/n1", status="closed")
    drafted(app, rule=None, outlets=["outlet/corner", "outlet/closed", "outlet/none"], budget_minor=None, items=None)
    act(app, "mira", "approve")
    act(app, "mira", "release")

    assert {each.fields["outlet"] for each in all_of(app, "plan_line").values()} == {"outlet/corner"}


def test_marketing_cannot_approve_by_writing_the_record_from_a_phone(small_app: Flask) -> None:
    app = small_app
    drafted(app)
    with app.app_context():
        token, _ = start_session("mira", "eeeeeeee-0000-4000-8000-00000000000e")
    phone = Phone(app.test_client(), token, "eeeeeeee-0000-4000-8000-00000000000e")
    forged = {"op": "set", "record": PLAN, "kind": "plan", "scope": "office:plans", "fields": {"state": "approved"}}

    assert phone.verdicts(phone.change(forged)) == ["quarantined"]
    assert record(app, PLAN).fields["state"] == "draft"


def test_of_two_who_take_the_same_step_at_once_one_is_told_that_it_is_done(company_app: Flask) -> None:
    app = company_app
    drafted(app)
    act(app, "mira", "approve")

    with ThreadPoolExecutor(2) as hands:
        told = list(hands.map(lambda person: act(app, person, "release"), ["mira", "mona"]))

    assert sorted(map(str, told)) == ["10", "plan.not_now"]
    assert [each.fields["act"] for each in all_of(app, "plan_step").values()].count("release") == 1
