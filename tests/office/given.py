"""A small company as its departments see it: two territories, an outlet in each, a visit with what it left behind."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.access import add_person
from tests.cast import AMINA, AMINAS_PHONE, MONTH, NOW, PASSWORD, visit_id
from tests.given import a_set, company, known, phone

MONA = "mona"
VISIT = visit_id(1)
SIGHTING = visit_id(2)
REMARK = visit_id(3)
PHOTO = "ab" * 32
STOCK = f"{VISIT}/stock_count/product/cola"
NASTY = "<script>alert(1)</script>"


def staffed(app: Flask) -> None:
    """The cast, a manager, and Rosa's territory."""
    company(app)
    with app.app_context():
        add_person(MONA, "Mona", "manager", PASSWORD)
        add_person("rosa", "Rosa", "representative", PASSWORD, territory="north")


def trade(app: Flask) -> None:
    """What is known before a visit: a shop in the north and one in the south, a product both must stock."""
    for side, route in (("north", "n1"), ("south", "s1")):
        known(app, "territory", f"territory/{side}", "company", name=side.title(), region="Everywhere")
        known(
            app,
            "route",
            f"route/{route}",
            f"route:{route}",
            name=f"Route {route}",
            territory=f"territory/{side}",
        )
        known(
            app,
            "outlet",
            f"outlet/{side}",
            f"route:{route}",
            name=f"Shop {side} {NASTY}",
            outlet_class="A",
            route=f"route/{route}",
            status="active",
        )
    known(app, "product", "product/cola", "company", name="=Cola", brand="Brisk")
    known(app, "must_stock", "must_stock/a-cola", "company", sku="product/cola", outlet_class="A")


def visited(app: Flask) -> None:
    """Amina's visit in the north: cola found out, a remark that is a formula, a photo."""
    amina = phone(app, AMINA, AMINAS_PHONE)
    outlet = {"outlet": "outlet/north"}
    sent = amina.exchange(
        amina.change(
            a_set(
                VISIT,
                "visit",
                **outlet,
                route="route/n1",
                started_at=NOW,
                ended_at=NOW + 300_000,
                outcome="done",
            ),
            a_set(STOCK, "stock_count", **outlet, sku="product/cola", state_on_exit="out", cause="void"),
        ),
        amina.change(a_set(REMARK, "feedback", **outlet, visit=VISIT, voice="retailer", text=f"=1+1 {NASTY}")),
        amina.change(a_set(PHOTO, "photo", **outlet, visit=VISIT, of=STOCK, role="proof", taken_at=NOW)),
        amina.change(
            a_set(
                SIGHTING,
                "competitor_sighting",
                **outlet,
                visit=VISIT,
                what="price",
                price_minor=250,
                currency="EUR",
            )
        ),
    )
    assert [each["verdict"] for each in sent["verdicts"]] == ["accepted"] * 4


def elsewhere(app: Flask) -> None:
    """The same product seen in the south, written by the office."""
    known(
        app,
        "stock_count",
        f"{visit_id(9)}/stock_count/product/cola",
        f"visits:s1:{MONTH}",
        outlet="outlet/south",
        sku="product/cola",
        state_on_exit="on_shelf",
    )


def signed_in(app: Flask, person: str) -> FlaskClient:
    """A browser in which somebody is signed in to the desk."""
    client = app.test_client()
    page = client.get("/office/sign-in").get_data(as_text=True)
    form = {"person": person, "password": PASSWORD, "csrf": csrf_in(page)}
    assert client.post("/office/sign-in", data=form).status_code == 303
    return client


def csrf_in(page: str) -> str:
    """The proof that a drawn form carries."""
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    """A page, which must be there."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.get_data(as_text=True)


def sent(client: FlaskClient, page: str, to: str, **form: str) -> TestResponse:
    """What the desk answers to a form, sent with the proof that one of its pages carries."""
    return client.post(f"/office/{to}", data={"csrf": csrf_in(text_of(client, f"/office/{page}")), **form})
