"""Setting up a phone by a link: good once, for a while, for one person, and made only by who may."""

import re
from uuid import uuid4

import pytest
from flask import Flask

from server.access import PERSON, add_person
from server.database import db
from server.enrolment import ENROLMENT, make_link
from tests.cast import AMINA, BRUNO, MINUTE, PASSWORD
from tests.given import OFFICE, Clock, company, the_ledger
from tests.office.given import csrf_in, signed_in

OURS = {"X-Tallyround": "1"}


def a_link(app: Flask, person: str = AMINA) -> str:
    with app.app_context():
        return make_link(person, "ada").code


def take(app: Flask, code: str, **more):
    body = {"code": code, "device": str(uuid4()), **more}
    return app.test_client().post("/api/v1/enrolment", json=body, headers=OURS)


def look(app: Flask, code: str):
    return app.test_client().post("/api/v1/enrolment/look", json={"code": code}, headers=OURS)


def test_a_link_signs_in_once_and_the_code_itself_is_not_kept(either_app: Flask) -> None:
    code = a_link(either_app)
    assert look(either_app, code).get_json()["person"]["id"] == AMINA

    told = take(either_app, code)

    assert (told.status_code, told.get_json()["person"]["id"]) == (200, AMINA)
    bearer = {**OURS, "Authorization": f"Bearer {told.get_json()['token']}"}
    assert either_app.test_client().get("/api/v1/session", headers=bearer).status_code == 200
    with either_app.app_context():
        (row,) = db.session.execute(ENROLMENT.select()).mappings()
        assert code not in str(dict(row))
    for again in (take(either_app, code), look(either_app, code)):
        assert (again.status_code, again.get_json()["code"]) == (410, "enrolment.used")


def test_a_link_grows_old(app: Flask, clock: Clock) -> None:
    code = a_link(app)
    clock.now += 15 * MINUTE

    assert take(app, code).get_json()["code"] == "enrolment.expired"


def test_a_new_link_makes_the_one_before_worthless(app: Flask) -> None:
    first, second = a_link(app), a_link(app)

    assert take(app, first).get_json()["code"] == "enrolment.expired"
    assert take(app, second).status_code == 200


def test_what_was_never_a_link_and_a_person_who_may_not_sign_in_are_answered_alike(app: Flask) -> None:
    code = a_link(app, BRUNO)
    with app.app_context():
        db.session.execute(PERSON.update().where(PERSON.c.id == BRUNO).values(is_disabled=True))
        db.session.commit()

    of_disabled, of_nothing = take(app, code), take(app, "x" * 22)

    assert of_disabled.status_code == of_nothing.status_code == 404
    assert of_disabled.get_json() == of_nothing.get_json()


def test_who_has_no_password_chooses_one_and_signs_in_with_it_from_then_on(either_app: Flask) -> None:
    with either_app.app_context():
        add_person("nova", "Nova", "tallyman", None)
    code = a_link(either_app, "nova")
    assert look(either_app, code).get_json()["wants_password"]
    device = str(uuid4())
    sign_in = {"person": "nova", "password": "", "device": device}
    assert either_app.test_client().post("/api/v1/session", json=sign_in, headers=OURS).status_code == 401

    weak = take(either_app, code, password="short")
    strong = take(either_app, code, password="long enough", device=device)

    assert (weak.status_code, weak.get_json()["code"]) == (422, "enrolment.password")
    assert strong.status_code == 200
    again = either_app.test_client().post("/api/v1/session", json=sign_in | {"password": "long enough"}, headers=OURS)
    assert again.status_code == 200


def test_a_link_never_changes_a_password_that_was_chosen(app: Flask) -> None:
    assert take(app, a_link(app), password="somebody else's").status_code == 200

    body = {"person": AMINA, "password": PASSWORD, "device": str(uuid4())}
    assert app.test_client().post("/api/v1/session", json=body, headers=OURS).status_code == 200


def test_guessing_links_is_slowed_down(app: Flask) -> None:
    answers = [look(app, f"{n:022}").status_code for n in range(40)]

    assert (answers[0], answers[-1]) == (404, 429)


def test_another_site_cannot_set_up_a_phone(app: Flask) -> None:
    code = a_link(app)
    body = {"code": code, "device": str(uuid4())}

    foreign = app.test_client().post("/api/v1/enrolment", json=body, headers={**OURS, "Sec-Fetch-Site": "cross-site"})

    assert foreign.get_json()["code"] == "request.cross_site"
    assert take(app, code).status_code == 200


@pytest.mark.parametrize(
    ("maker", "person", "may"),
    [
        ("rosa", AMINA, True),
        ("rosa", "ada", False),
        ("rosa", "rosa", False),
        ("mona", "ada", False),
        ("ada", "mona", True),
    ],
)
def test_nobody_sets_up_a_phone_that_could_do_more_than_their_own(
    app: Flask, maker: str, person: str, may: bool
) -> None:
    with app.app_context():
        add_person("rosa", "Rosa", "representative", PASSWORD, territory="north")
        add_person("mona", "Mona", "manager", PASSWORD)
        add_person("ada", "Ada", "admin", PASSWORD)
        route = {"name": "One", "tallyman": AMINA, "territory": "territory/north"}
        op = {"op": "set", "record": "route/n1", "kind": "route", "scope": "route:n1", "fields": route}
        assert the_ledger().write(OFFICE, [op])["verdict"] == "accepted"
    client = signed_in(app, maker)
    page = client.get("/office/devices").get_data(as_text=True)

    made = client.post("/office/devices/enrol", data={"csrf": csrf_in(page), "person": person})

    assert made.status_code == (200 if may else 403)
    if may:
        code = re.search(r"#/enrol/([\w-]+)", made.get_data(as_text=True))
        assert code is not None
        assert take(app, code[1]).get_json()["person"]["id"] == person


def link_page(app: Flask, desk: str) -> str:
    with app.app_context():
        add_person("ada", "Ada", "admin", PASSWORD)
    client = signed_in(app, "ada")
    csrf = csrf_in(client.get("/office/devices").get_data(as_text=True))
    (cookie,) = client._cookies.values()
    client.set_cookie(cookie.key, cookie.value, domain=desk.partition(":")[0])
    made = client.post("/office/devices/enrol", data={"csrf": csrf, "person": AMINA}, base_url=f"http://{desk}")
    assert made.status_code == 200
    return made.get_data(as_text=True)


@pytest.mark.parametrize(
    ("public", "desk", "leads_to", "warns"),
    [
        ("https://tally.example/", "localhost:8000", "https://tally.example/#/enrol/", False),
        ("https://tally.example", "10.0.0.7:8000", "https://tally.example/#/enrol/", False),
        ("http://localhost:8000", "10.0.0.7:8000", "http://10.0.0.7:8000/#/enrol/", False),
        ("http://localhost:8000", "localhost:8000", "http://localhost:8000/#/enrol/", True),
        ("http://localhost:8000", "127.0.0.1:8000", "http://127.0.0.1:8000/#/enrol/", True),
    ],
)
def test_a_link_leads_where_a_phone_can_come_or_says_that_it_cannot(
    make_app, public: str, desk: str, leads_to: str, warns: bool
) -> None:
    app = make_app(public_url=public)
    company(app)

    page = link_page(app, desk)

    assert f'value="{leads_to}' in page
    assert ("TALLYROUND_PUBLIC_URL" in page) == ("make run" in page) == warns
