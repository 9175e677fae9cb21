"""Who is told what, once, in which language; what happens when nobody listens or the service is busy."""

import stat
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.access import add_person, set_language
from server.database import db
from server.notices.finding import find_new
from server.notices.keys import public_key
from server.notices.sending import put_on_the_way, tell_what_is_new
from server.notices.subscriptions import is_push_service, standing
from server.notices.tables import DELIVERY, SUBSCRIPTION
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, KIOSK, MINUTE, MONTH, NOW, PASSWORD, visit_id
from tests.given import OFFICE, Clock, a_set, company, phone, the_ledger
from tests.notices.service import PushService, claims_of
from tests.stores import new_database

VISIT, VISITS = visit_id(1), f"visits:n1:{MONTH}"
SIGHTING = visit_id(77)
SERVICES = "fcm.googleapis.com *.push.apple.com http://localhost:9"


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, make_app, service: PushService) -> Flask:
    url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    made = make_app(database_url=url, push_services=service.origin, push_contact="mailto:office@tally.example")
    company(made)
    return made


def tell(app: Flask) -> int:
    with app.app_context():
        return tell_what_is_new()


def subscribed(app: Flask, service: PushService, person: str = AMINA, device: str = AMINAS_PHONE):
    who = phone(app, person, device)
    answer = who.client.put("/api/v1/notices/subscription", json=service.subscription(person), headers=who.headers)
    assert answer.status_code == 204, answer.get_json()
    tell(app)
    return who


def says(app: Flask, kind: str, record: str, scope: str, **fields) -> None:
    """The office says something now."""
    with app.app_context():
        assert the_ledger().write(OFFICE, [a_set(record, kind, scope, **fields)])["verdict"] == "accepted"


def sighted(amina) -> None:
    told = amina.exchange(
        amina.change(a_set(VISIT, "visit", VISITS, outlet=KIOSK, started_at=NOW)),
        amina.change(
            a_set(
                SIGHTING,
                "competitor_sighting",
                VISITS,
                visit=VISIT,
                outlet=KIOSK,
                brand="competitor/zest",
                what="price",
            )
        ),
    )
    assert [each["verdict"] for each in told["verdicts"]] == ["accepted"] * 2


def replied(app: Flask, clock: Clock, state: str = "read") -> None:
    clock.now += MINUTE
    says(app, "reply", f"reply/{SIGHTING}", VISITS, of=SIGHTING, state=state, read_by="Mira", read_at=NOW)


def test_who_reported_something_is_told_once_that_it_was_answered(
    app: Flask, service: PushService, clock: Clock
) -> None:
    amina = subscribed(app, service)
    subscribed(app, service, BRUNO, BRUNOS_PHONE)
    sighted(amina)
    replied(app, clock)

    assert [tell(app), tell(app), tell(app)] == [1, 0, 0]

    (message,) = service.messages()
    assert message == {
        "sort": "reply",
        "title": "An answer for you",
        "body": "The office answered something you reported.",
        "language": "en",
        "opens": "/#/answers",
    }
    headers, _ = service.came[0]
    with app.app_context():
        claims = claims_of(headers["Authorization"], public_key())
    assert (claims["aud"], claims["sub"]) == (service.origin, "mailto:office@tally.example")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Ttl"] == "86400"


@pytest.mark.parametrize("place", ["amina", "elsewhere"])
def test_an_app_that_starts_again_misses_nothing_that_came_back_before(
    app: Flask, service: PushService, clock: Clock, place: str
) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    replied(app, clock)
    clock.now += MINUTE
    again = service.subscription(place)
    assert amina.client.put("/api/v1/notices/subscription", json=again, headers=amina.headers).status_code == 204

    assert [tell(app), tell(app)] == [1, 0]


def test_what_is_on_its_way_follows_a_phone_to_a_new_place(app: Flask, service: PushService, clock: Clock) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    replied(app, clock)
    service.answer = 503
    assert tell(app) == 0
    service.answer = 201
    elsewhere = service.subscription("elsewhere")
    assert amina.client.put("/api/v1/notices/subscription", json=elsewhere, headers=amina.headers).status_code == 204
    clock.now += 10 * MINUTE

    assert tell(app) == 1


class Died(Exception):
    """A process that ends in the middle."""


def test_a_process_that_dies_between_finding_and_sending_loses_no_notice(
    app: Flask, service: PushService, clock: Clock
) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    replied(app, clock)

    def dies(connection, notices) -> None:
        put_on_the_way(connection, notices, standing())
        raise Died

    with app.app_context():
        app.extensions["projector"].catch_up()
        since = {phone.person: phone.made_at for phone in standing()}
        with pytest.raises(Died):
            find_new(since, dies)
        assert db.session.scalar(select(func.count()).select_from(DELIVERY)) == 0
        db.session.rollback()

    assert [tell(app), tell(app)] == [1, 0]


def test_a_decision_after_the_reading_is_told_too_and_in_the_persons_language(
    app: Flask, service: PushService, clock: Clock
) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    replied(app, clock)
    tell(app)
    with app.app_context():
        set_language(AMINA, "zh")
    replied(app, clock, "decided")

    assert tell(app) == 1

    assert service.messages()[-1]["title"] == "您有新的答复"
    assert service.messages()[-1]["language"] == "zh"


def test_a_new_plan_is_told_to_who_may_read_it_and_a_disagreement_to_who_owns_it(
    app: Flask, service: PushService, clock: Clock
) -> None:
    subscribed(app, service)
    with app.app_context():
        add_person("sven", "Sven", "sales", PASSWORD)
    subscribed(app, service, "sven", str(uuid4()))
    clock.now += MINUTE
    says(
        app, "plan_card", "plan_card/north/summer", "territory:north", name="Summer", what="promotion", of_plan="plan/s"
    )
    says(
        app, "plan_card", "plan_card/south/summer", "territory:south", name="Summer", what="promotion", of_plan="plan/s"
    )
    differs = {"rule": "pop_not_standing", "owner": "sales", "state": "open", "due_on": "2026-12-01"}
    days = {"since_on": "2026-11-01", "opened_on": "2026-11-02"}
    for n in range(3):
        says(app, "disagreement", f"disagreement/{n}", "office:sales", about=f"plan_line/{n}", **differs, **days)

    assert tell(app) == 2

    told = {message["sort"]: message["body"] for message in service.messages()}
    assert told == {
        "plan": "A plan was released for your territory.",
        "disagreement": "3 disagreements wait for your department.",
    }


def test_where_nobody_listens_any_more_nothing_is_sent_again(app: Flask, service: PushService, clock: Clock) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    service.answer = 410
    replied(app, clock)

    assert tell(app) == 0

    with app.app_context():
        assert db.session.execute(select(SUBSCRIPTION)).first() is None
        assert db.session.execute(select(DELIVERY)).first() is None
    assert len(service.came) == 1


def test_what_a_busy_service_did_not_take_is_sent_later(app: Flask, service: PushService, clock: Clock) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    service.answer = 503
    replied(app, clock)
    assert tell(app) == 0
    service.answer = 201

    assert tell(app) == 0
    clock.now += 2 * MINUTE
    assert tell(app) == 1

    assert len(service.came) == 2


def test_after_signing_out_a_phone_hears_nothing(app: Flask, service: PushService, clock: Clock) -> None:
    amina = subscribed(app, service)
    sighted(amina)
    assert amina.client.delete("/api/v1/session", headers=amina.headers).status_code == 204
    replied(app, clock)

    assert tell(app) == 0
    assert service.came == []


@pytest.mark.parametrize(
    ("endpoint", "may"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://web.push.apple.com/x", True),
        ("http://localhost:9/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:22/x", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://evil-push.apple.com.example/x", False),
        ("https://xpush.apple.com/x", False),
        ("https://169.254.169.254/latest", False),
        ("http://localhost:90/x", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
    ],
)
def test_a_phone_cannot_make_the_server_call_just_anywhere(endpoint: str, may: bool) -> None:
    assert is_push_service(endpoint, SERVICES) is may


def test_what_is_no_subscription_is_refused(app: Flask, service: PushService) -> None:
    who = phone(app, AMINA, AMINAS_PHONE)
    right = service.subscription()
    for wrong, code in (
        ({}, "request.malformed"),
        ({**right, "endpoint": "https://evil.example/"}, "push.unknown_service"),
        ({**right, "keys": {"p256dh": "AAAA", "auth": right["keys"]["auth"]}}, "request.malformed"),
        ({**right, "keys": {"p256dh": right["keys"]["p256dh"], "auth": "AAAA"}}, "request.malformed"),
    ):
        answer = who.client.put("/api/v1/notices/subscription", json=wrong, headers=who.headers)
        assert answer.get_json()["code"] == code


def test_the_key_is_made_once_and_read_by_its_owner_alone(app: Flask) -> None:
    with app.app_context():
        first, second = public_key(), public_key()

    assert first == second
    kept = app.extensions["settings"].data / "push.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
