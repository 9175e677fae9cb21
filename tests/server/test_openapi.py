"""The specification says what the server does."""

from flask import Flask

from sync.kinds import CATALOGUE
from tests.cast import AMINA, AMINAS_PHONE, COLA, KIOSK, visit_id
from tests.given import a_set, phone


def test_the_specification_names_every_kind_and_the_exchange(app: Flask) -> None:
    spec = app.test_client().get("/api/v1/openapi.json").get_json()

    assert spec["openapi"].startswith("3.")
    body = spec["paths"]["/api/v1/exchange"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/ExchangeRequest"}
    names = {"".join(part.capitalize() for part in kind.name.split("_")) for kind in CATALOGUE}
    assert names <= set(spec["components"]["schemas"])
    assert spec["components"]["schemas"]["StockCount"]["properties"]["on_shelf"]["maximum"] == 9_999


def test_every_reference_of_the_specification_leads_somewhere(app: Flask) -> None:
    text = app.test_client().get("/api/v1/openapi.json").get_data(as_text=True)
    spec = app.test_client().get("/api/v1/openapi.json").get_json()

    for part in text.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in spec["components"]["schemas"]


def test_an_answer_holds_what_the_specification_requires(app: Flask) -> None:
    spec = app.test_client().get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    amina = phone(app, AMINA, AMINAS_PHONE)
    count = a_set(f"{visit_id(1)}/stock_count/{COLA}", "stock_count", outlet=KIOSK, sku=COLA, on_shelf=4)

    told = amina.exchange(amina.change(count))

    assert set(told) == set(spec["ExchangeAnswer"]["properties"])
    assert set(told["verdicts"][0]) <= set(spec["Verdict"]["properties"])
    for part in told["scopes"]:
        assert set(part) <= set(spec["ScopePage"]["properties"])
        for row in part["rows"]:
            assert set(row) <= set(spec["Row"]["properties"])
