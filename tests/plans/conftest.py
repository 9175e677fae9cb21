"""A small company with three outlets on three routes in two territories, on each store."""

import pytest
from flask import Flask

from server.access import add_person
from server.ledger import the_ledger
from tests.cast import PASSWORD
from tests.departments.conftest import world
from tests.given import known

__all__ = ["world"]

ROUTES = {"n1": "north", "n2": "north", "s1": "south"}
OUTLETS = {"kiosk": ("n1", "A"), "corner": ("n2", "B"), "bakery": ("s1", "A")}


def settle(app: Flask) -> None:
    """Territories, routes, outlets, a product, things to hand out; people who are responsible for them."""
    for name, region in (("north", "Coast"), ("south", "Hills")):
        known(app, "territory", f"territory/{name}", "company", name=name.title(), region=region)
    for name, territory in ROUTES.items():
        route = {"name": name.upper(), "territory": f"territory/{territory}"}
        known(app, "route", f"route/{name}", f"route:{name}", **route)
    for name, (route, outlet_class) in OUTLETS.items():
        shop = {"name": name.title(), "outlet_class": outlet_class, "channel": "kiosk", "status": "active"}
        known(app, "outlet", f"outlet/{name}", f"route:{route}", **shop, route=f"route/{route}")
    known(app, "product", "product/cola", "company", name="Cola", brand="Brisk")
    known(app, "pop_item", "pop_item/poster", "company", name="Poster")
    known(app, "gift", "gift/cup", "company", name="Cup")
    with app.app_context():
        add_person("mona", "Mona", "manager", PASSWORD)
        add_person("amina", "Amina", "tallyman", PASSWORD, territory="north")
        add_person("bruno", "Bruno", "tallyman", PASSWORD, territory="north")
        add_person("rosa", "Rosa", "representative", PASSWORD, territory="north")
        add_person("chen", "Chen", "tallyman", PASSWORD, territory="south")
        ledger = the_ledger()
        for pattern in ("company", "territory:south", "person:chen", "route:s1", "visits:s1:*"):
            ledger.grant("chen", pattern)
        app.extensions["projector"].catch_up()


@pytest.fixture
def company_app(either_app: Flask) -> Flask:
    """The company on each store."""
    settle(either_app)
    return either_app


@pytest.fixture
def small_app(app: Flask) -> Flask:
    """The company on the embedded store."""
    settle(app)
    return app
