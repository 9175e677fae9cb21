"""A small trade on both stores, read through feeds."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.feeds.keys import make_key
from tests.cast import MIRA, MONTH, NOW, visit_id
from tests.given import known

VISITS = f"visits:n1:{MONTH}"
OUTLETS = 7


@pytest.fixture
def trade(either_app: Flask) -> Flask:
    """Seven outlets with a count each; one remark that looks like a formula, one thing of Amina's own."""
    known(either_app, "territory", "territory/north", "company", name="North", region="East")
    known(either_app, "route", "route/n1", "route:n1", name="North 1", territory="territory/north")
    known(
        either_app,
        "product",
        "product/cola",
        "company",
        name="Côla 0.33",
        brand="Fizz",
        price_minor=120,
        currency="EUR",
    )
    for outlet_class in "ABC":
        listed = {"sku": "product/cola", "outlet_class": outlet_class, "from_on": "2020-01-01"}
        known(either_app, "must_stock", f"must_stock/{outlet_class}", "company", **listed)
    for number in range(OUTLETS):
        outlet, visit = f"outlet/o{number}", visit_id(number + 1)
        known(
            either_app,
            "outlet",
            outlet,
            "route:n1",
            name=f"Shop {number}",
            route="route/n1",
            outlet_class="ABC"[number % 3],
        )
        known(either_app, "visit", visit, VISITS, outlet=outlet, started_at=NOW + number * 1000)
        state = "out" if number % 2 else "on_shelf"
        counted = {"on_shelf": number} if number < 5 else {}
        known(
            either_app,
            "stock_count",
            f"{visit}/stock_count/product/cola",
            VISITS,
            outlet=outlet,
            sku="product/cola",
            state_on_entry=state,
            **counted,
        )
    known(either_app, "attention", "attention/a", "person:amina", change="c", state="open")
    with either_app.app_context():
        either_app.extensions["projector"].catch_up()
    return either_app


@pytest.fixture
def key(trade: Flask) -> str:
    """Mira's feed key."""
    with trade.app_context():
        return make_key(MIRA, "Excel")


@pytest.fixture
def get(trade: Flask, key: str) -> Callable[..., TestResponse]:
    """Ask a feed with Mira's key: `get(path, query)`."""
    client = trade.test_client()

    def ask(path: str, /, **query: Any) -> TestResponse:
        return client.get(path, query_string=query or None, headers={"Authorization": f"Bearer {key}"})

    return ask
