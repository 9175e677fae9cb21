"""The invented company: whole, busy on every day, and recorded by the same doors as everything else."""

import itertools
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from server import create_app
from server.access import knows_password, people
from server.database import db
from server.demo.cast import CAST, PASSWORD, ROUTES, grants_of
from server.demo.goods import articles, barcode, must_stock
from server.demo.history import DAYS, NO_SIGNAL, week_a_before
from server.demo.pictures import receipt, shelf
from server.demo.seed import seed
from server.demo.stops import stop_fields
from server.demo.town import shops
from server.departments.filters import Filters
from server.departments.metrics.due import due_stops
from server.departments.reach import reach_of
from server.departments.signals import signals_in
from server.field.photos import store_bytes
from server.flat import flat_table
from server.ledger import now_ms, the_ledger
from server.ledger.tables import CHANGE, RECORD
from server.plans.acting import write_again
from server.plans.keeping import THE_CLOCK
from server.reference.barcode import check_digit
from server.reference.nearness import metres, point_of
from server.settings import Settings
from sync.kinds import CATALOGUE
from tests.cast import DAY, MINUTE, NOW

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """An app with the demo in it."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("demo")), clock=lambda: NOW)
    result = app.test_cli_runner().invoke(args=["seed-demo"])
    assert result.exit_code == 0, result.output
    return app


@pytest.fixture
def demo(seeded):
    """The same, ready to be asked."""
    with seeded.app_context():
        yield seeded


def of_kind(kind):
    return list(the_ledger().of_kind(kind))


def test_every_member_of_the_cast_can_sign_in(demo):
    assert {each.id: each.role for each in people()} == {each.id: each.role for each in CAST}
    assert all(knows_password(each.id, PASSWORD) for each in CAST)


def test_a_tallyman_holds_his_route_and_no_other():
    amina = next(each for each in CAST if each.id == "amina")

    assert grants_of(amina) == [
        ("company", ("read",)),
        ("territory:north", ("read",)),
        ("person:amina", ("read", "write")),
        ("route:north-1", ("read", "write")),
        ("visits:north-1:*", ("read", "write")),
    ]


def test_a_representative_holds_every_route_of_the_territory():
    rosa = next(each for each in CAST if each.id == "rosa")

    assert {pattern for pattern, verbs in grants_of(rosa) if "write" in verbs} == {
        "territory:north",
        "person:rosa",
        *(f"route:{route}" for route in ("north-1", "north-2")),
        *(f"visits:{route}:*" for route in ("north-1", "north-2")),
    }


def test_the_company_is_whole(demo):
    counts = Counter(kind.name for kind in CATALOGUE for _ in the_ledger().of_kind(kind.name))

    assert counts["territory"] == counts["promo"] == 2
    assert counts["route"] == 4
    assert counts["outlet"] == counts["route_stop"] == 60
    assert counts["product"] == 40
    assert counts["rival_product"] == 20
    assert counts["competitor"] == 3
    assert Counter(each.fields["display_kind"] for each in of_kind("display")).keys() == {"shelf", "space", "ground"}
    assert {each.fields["what"] for each in of_kind("plan_line")} == {"pop", "promo"}
    of_the_running_office = {"attention", "dispute", "disagreement", "remark", "signal"}
    assert {kind.name for kind in CATALOGUE} - counts.keys() == of_the_running_office


def test_there_are_plans_in_many_states_and_releasing_them_again_changes_nothing(demo):
    plans = {each.id: each.fields["state"] for each in of_kind("plan")}

    assert Counter(plans.values()) == {
        "running": 1, "evaluated": 1, "embargoed": 1, "released": 1, "submitted": 1, "draft": 1
    }  # fmt: skip
    assert [write_again(THE_CLOCK, plan) for plan, state in plans.items() if state in ("running", "released")] == [0, 0]


def test_barcodes_are_valid_and_for_inside_a_company_only(demo):
    codes = [each.fields["gtin"] for kind in ("product", "rival_product") for each in of_kind(kind)]

    assert len(set(codes)) == 60
    assert all(code.startswith("2") and len(code) == 13 and check_digit(code[:-1]) == int(code[-1]) for code in codes)
    assert barcode(10, 1) == "2100000000012"


def test_a_large_outlet_is_the_reference_visit():
    names = {each.id for each in articles()}

    assert len(must_stock("A")) == 12
    assert set(must_stock("A")) <= names


@pytest.mark.parametrize("route", ROUTES)
def test_every_day_of_both_weeks_has_work_on_every_route(route):
    stops = [{"id": each.id, **stop_fields(each)} for each in shops(Random(1)) if each.route == route]
    days = [(TODAY + timedelta(days=ahead)).isoformat() for ahead in range(14)]

    assert all(5 <= len(due_stops(stops, day, week_a_before(TODAY))) <= 8 for day in days)


def test_stops_lie_in_walking_order_and_no_two_shops_on_one_spot(demo):
    outlets = {each.id: each.fields for each in of_kind("outlet")}
    by_route = defaultdict(list)
    for stop in sorted(of_kind("route_stop"), key=lambda each: each.fields["position"]):
        by_route[stop.scope].append(point_of(outlets[stop.fields["outlet"]]["position"]))

    for points in by_route.values():
        steps = [metres(one, other) for one, other in itertools.pairwise(points)]
        assert all(40 < step < 200 for step in steps)


def test_everything_the_phones_sent_was_accepted(demo):
    with the_ledger().reading() as connection:
        verdicts = Counter(connection.scalars(select(CHANGE.c.verdict)))

    assert set(verdicts) == {"accepted"}
    assert verdicts["accepted"] > 3_000


def test_there_are_visits_on_each_of_the_last_21_days_and_none_today(demo):
    days = Counter(
        datetime.fromtimestamp(each.fields["started_at"] / 1000, UTC).date().isoformat() for each in of_kind("visit")
    )

    assert sorted(days) == [(TODAY - timedelta(days=away)).isoformat() for away in range(DAYS, 0, -1)]
    assert all(count >= 12 for count in days.values())


def test_visits_take_their_time_and_do_not_overlap(demo):
    by_author = defaultdict(list)
    for each in of_kind("visit"):
        by_author[each.author].append((each.fields["started_at"], each.fields["ended_at"]))

    for spans in by_author.values():
        spans.sort()
        assert all(start < end < start + 40 * MINUTE for start, end in spans)
        assert all(end < start for (_, end), (start, _) in itertools.pairwise(spans))


def test_some_visits_were_skipped_and_each_says_why(demo):
    skipped = [each.fields for each in of_kind("visit") if each.fields["outcome"] == "skipped"]

    assert len(skipped) >= 10
    assert all(each["skip_reason"] for each in skipped)


def test_a_visit_lies_in_the_scope_of_its_route_and_month(demo):
    for each in of_kind("visit"):
        month = datetime.fromtimestamp(each.fields["started_at"] / 1000, UTC).strftime("%Y-%m")
        assert each.scope == f"visits:{each.fields['route'][6:]}:{month}"


def test_stock_runs_out_for_reasons_and_is_sometimes_mended(demo):
    counts = [each.fields for each in of_kind("stock_count")]
    causes = Counter(each.get("cause") for each in counts if each["state_on_entry"] == "out")

    assert causes.keys() == {"void", "on_order", "late_delivery", "back_room"}
    assert all(each["state_on_exit"] == "on_shelf" for each in counts if each.get("cause") == "back_room")
    assert 0.05 < sum(causes.values()) / len(counts) < 0.25


def test_two_observers_disagree_a_handful_of_times(demo):
    filters = Filters(from_on=(TODAY - timedelta(days=DAYS)).isoformat(), until_on=TODAY.isoformat(), now=NOW)
    raised = signals_in(db.session(), filters, reach_of(["*"]))

    contradicted = {each.person for each in raised if each.signal.name == "contradiction"}
    signals = Counter(each.signal.name for each in raised)
    assert 3 <= signals["contradiction"] <= 8
    assert len(contradicted) > 1
    assert 6 <= signals["two_people_on_one_day"] <= 18


def test_most_work_arrives_at_once_and_some_late(demo):
    with the_ledger().reading() as connection:
        lags = [
            received - made
            for made, received in connection.execute(
                select(CHANGE.c.made_at, CHANGE.c.received_at).where(CHANGE.c.role == "tallyman")
            )
        ]

    assert sorted(lags)[len(lags) // 2] < 30 * MINUTE
    assert sum(lag > DAY for lag in lags) > 20
    assert len(NO_SIGNAL) == 4


def test_a_rivals_campaign_spreads_from_one_sighting(demo):
    sightings = [each for each in of_kind("competitor_sighting") if each.fields["what"] == "promo"]
    first = [each.id for each in sightings if "same_as" not in each.fields]

    assert len(first) == 1
    assert len(sightings) > 10
    assert {each.fields["same_as"] for each in sightings if "same_as" in each.fields} == set(first)


def test_photos_are_stored_and_belong_to_records(demo):
    photos = of_kind("photo")
    folder = demo.extensions["settings"].photos

    assert 40 < len(photos) < 250
    assert all((folder / "originals" / each.id[:2] / each.id).stat().st_size == each.fields["bytes"] for each in photos)
    assert len(the_ledger().get_many(each.fields["of"] for each in photos)) == len(
        {each.fields["of"] for each in photos}
    )
    assert {each.fields["role"] for each in photos} == {"before", "after", "proof", "receipt", "signature", "reference"}


def test_no_two_photos_look_alike(demo):
    # a name written on white is no picture of a place: what is mostly white is alike to such a hash
    taken = [each for each in of_kind("photo") if each.fields["role"] != "signature"]
    hashes = [int(each.fields["dhash"], 16) for each in taken]

    assert all((one ^ other).bit_count() > 6 for place, one in enumerate(hashes) for other in hashes[:place])


def test_pictures_are_small_and_the_same_for_the_same_chance():
    one, same, other = shelf(Random(1), 0.2), shelf(Random(1), 0.2), receipt(Random(1))

    assert one == same != other
    assert len(one.jpeg) < 60_000
    assert len(one.dhash) == 16


def test_deliveries_reach_back_two_years_and_end_with_yesterday(demo):
    days = sorted(each.fields["delivered_on"] for each in of_kind("sell_in"))

    assert days[0] == "2024-10-01"
    assert "2026-11-20" <= days[-1] <= "2026-11-23"


def test_the_flat_tables_are_laid_out_already(demo):
    visits = db.session.execute(select(flat_table("visit").c.id)).all()

    assert len(visits) == len(of_kind("visit"))


def test_seeding_again_does_nothing(demo):
    before = now_ms(), len(people())
    result = demo.test_cli_runner().invoke(args=["seed-demo"])

    assert "There are people here already" in result.output
    assert (now_ms(), len(people())) == before


def test_the_same_day_gives_the_same_company(make_app, tmp_path):
    def ids(name):
        app = make_app(data=tmp_path / name)
        with app.app_context():
            seed(NOW, ZoneInfo("Asia/Shanghai"), store_bytes)
            with the_ledger().reading() as connection:
                return set(connection.execute(select(RECORD.c.id, RECORD.c.fields)))

    assert ids("one") == ids("two")


def test_it_can_be_opened_in_any_time_zone(make_app, tmp_path):
    app = make_app(data=tmp_path / "far", timezone="Pacific/Auckland")

    result = app.test_cli_runner().invoke(args=["seed-demo"])

    assert result.exit_code == 0, result.output
    with app.app_context():
        assert max(each.fields["ended_at"] for each in the_ledger().of_kind("visit")) < NOW
