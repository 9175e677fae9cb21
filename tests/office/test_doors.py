"""Who gets in, and who sees what."""

import pytest
from flask import Flask

from server.departments.views import VIEWS
from server.office.roles import OF_REPRESENTATIVES
from tests.cast import ADA, AMINA, MIRA, PASSWORD, ROSA, SVEN, visit_id
from tests.office.given import MONA, SIGHTING, STOCK, VISIT, csrf_in, signed_in, text_of

OPEN = {"office.static", "office.sign_in_page", "office.sign_in"}
PAGES = [f"/office/{department}/{view.name}" for view in VIEWS for department in view.departments]


def test_every_endpoint_of_the_desk_asks_for_a_role(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")}

    unguarded = {each for each in endpoints - OPEN if not getattr(app.view_functions[each], "roles", None)}

    assert endpoints > OPEN
    assert unguarded == set()


@pytest.mark.parametrize("page", ["/office/", "/office/photos", "/office/nowhere", "/office/nowhere/at/all", *PAGES])
def test_who_is_not_signed_in_is_led_to_sign_in(app: Flask, page: str) -> None:
    answer = app.test_client().get(page)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/office/sign-in?next=")


def test_a_wrong_password_gets_one_plain_sentence_and_no_session(app: Flask) -> None:
    client = app.test_client()
    csrf = csrf_in(client.get("/office/sign-in").get_data(as_text=True))

    answer = client.post("/office/sign-in", data={"person": MIRA, "password": "wrong", "csrf": csrf})

    assert answer.status_code == 401
    assert "do not match" in answer.get_data(as_text=True)
    assert client.get("/office/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/office/", "/office/\\..", "/api/v1/kinds"]
)
def test_signing_in_never_leads_to_another_site(app: Flask, elsewhere: str) -> None:
    client = app.test_client()
    csrf = csrf_in(client.get("/office/sign-in").get_data(as_text=True))
    form = {"person": MIRA, "password": PASSWORD, "csrf": csrf, "next": elsewhere}

    assert client.post("/office/sign-in", data=form).headers["Location"] == "/office/"


@pytest.mark.parametrize("form", ["sign-in", "sign-out", "language"])
def test_a_form_that_was_not_drawn_for_this_session_is_refused(app: Flask, form: str) -> None:
    client = signed_in(app, MIRA)

    assert client.post(f"/office/{form}", data={"csrf": "guess"}).status_code == 403
    assert client.get("/office/").status_code == 200


def test_after_signing_out_the_desk_is_closed(app: Flask) -> None:
    client = signed_in(app, MIRA)
    csrf = csrf_in(text_of(client, "/office/"))

    client.post("/office/sign-out", data={"csrf": csrf})

    assert client.get("/office/").status_code == 302


@pytest.mark.parametrize("person", [MIRA, SVEN, MONA, ADA, ROSA, AMINA])
def test_both_departments_open_every_view_and_a_representative_a_few(app: Flask, person: str) -> None:
    client = signed_in(app, person)

    opened = {page for page in PAGES if client.get(page).status_code == 200}

    of_role = {
        MIRA: set(PAGES),
        SVEN: set(PAGES),
        MONA: set(PAGES),
        ADA: set(PAGES),
        ROSA: {f"/office/sales/{name}" for name in OF_REPRESENTATIVES},
        AMINA: set(),
    }
    assert opened == of_role[person]


def test_a_page_that_is_not_there_says_so_in_the_readers_words(app: Flask) -> None:
    page = text_of(signed_in(app, MIRA), "/office/nowhere", 404)

    assert 'data-testid="problem"' in page
    assert "There is nothing here" in page


def test_a_tallyman_is_kindly_shown_to_the_phone(app: Flask) -> None:
    client = signed_in(app, AMINA)

    assert 'data-testid="to-the-phone"' in text_of(client, "/office/")
    assert 'href="/"' in text_of(client, "/office/photos", 403)


def test_a_representative_reads_only_the_own_territory_whatever_the_address_says(app: Flask) -> None:
    rosa = signed_in(app, ROSA)

    page = text_of(rosa, "/office/sales/out_of_stock?territory=south")

    assert "100.0%" in page
    assert "1 outlet" in page


def test_what_may_not_be_seen_answers_like_what_is_not_there(app: Flask) -> None:
    rosa = signed_in(app, ROSA)
    foreign = ["record/outlet/south", "outlet/outlet/south", f"record/{visit_id(9)}/stock_count/product/cola"]

    for address in [*foreign, "record/outlet/nowhere", "outlet/outlet/nowhere", f"visit/{visit_id(77)}"]:
        answer = rosa.get(f"/office/{address}")
        assert answer.status_code == 404
        assert "Shop south" not in answer.get_data(as_text=True)


def test_a_representative_sees_her_own(app: Flask) -> None:
    rosa = signed_in(app, ROSA)

    for address in (
        f"record/{STOCK}",
        f"visit/{VISIT}",
        "outlet/outlet/north",
        f"record/{SIGHTING}",
        "attention",
        "devices",
    ):
        text_of(rosa, f"/office/{address}")
