"""Whatever was said in whatever order: laid out step by step and asked in between, every table and every view says what it
says when all is laid out at once; and the parts of every pooled figure add up to the whole."""

import json
from dataclasses import asdict, replace
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from server.database import db
from server.departments.filters import Filters, read_filters
from server.departments.kept import KeptAnswers, attach
from server.departments.view import View
from server.departments.views import VIEWS
from server.flat import flat_tables
from server.ledger import the_ledger
from tests.departments.given import NOW, TODAY
from tests.departments.history import ROUTES, beginning, said
from tests.given import OFFICE, a_set
from tests.stores import new_database

WHOLE = read_filters({"from": "2026-11-01", "to": TODAY}, today=TODAY, now=NOW)
LOOKS = (WHOLE, replace(WHOLE, region="North"), replace(WHOLE, route="route/n1", from_on="2026-11-20"))
POOLED = {
    "distribution": (
        "distribution_oos",
        "must_stock_compliance",
        "numeric_distribution_universe",
        "numeric_distribution_audited",
        "weighted_distribution",
        "in_stock_distribution",
        "in_stock_weighted_distribution",
    ),
    "out_of_stock": ("on_shelf_availability", "oos_rate", "fixed_on_visit_rate"),
    "terminal_display": ("display_compliance",),
    "promotion_feedback": ("promotion_compliance", "element_compliance", "promotion_coverage"),
    "coverage": ("outlet_coverage", "call_compliance"),
    "terminal_sales": ("velocity",),
}
"""Shares that are sums over sums at every level, by view."""
ENTRIES = ("promo_spend", "gift_movement")
"""Kinds that are corrected by further entries, never changed."""
ADDED = {"regional_sales": ("sell_in_units", "sell_out_units"), "terminal_sales": ("sell_out_units", "count_errors")}
"""Figures that are sums of what their parts say."""


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, make_app) -> Flask:
    url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    return make_app(database_url=url)


def write(app: Flask, ops: list[dict]) -> None:
    with app.app_context():
        told = the_ledger().write(OFFICE, ops, now=NOW)
        assert told["verdict"] in ("accepted", "merged", "held"), told


def answers(app: Flask) -> dict[str, str]:
    """What every view says to every look, through answers that are kept as the desk keeps them."""
    with app.app_context():
        projector = app.extensions["projector"]
        projector.catch_up()
        attach(db.session(), app.extensions["kept_answers"], projector.version())
        told = {f"{view.name} {n}": as_text(view, each) for view in VIEWS for n, each in enumerate(LOOKS)}
        db.session.rollback()
    return told


def as_text(view: View, filters: Filters) -> str:
    answer = view.answer(db.session(), filters)
    return json.dumps(asdict(answer), default=str, sort_keys=True)


def tables(app: Flask) -> dict[str, set[str]]:
    with app.app_context():
        found = {
            name: {str(tuple(row)) for row in db.session.execute(select(table))}
            for name, table in flat_tables().items()
        }
        db.session.rollback()
    return found


def live(app: Flask, seed: int) -> None:
    """A history: batches of what is said, some of it taken back, views asked in between."""
    chance = Random(seed)
    write(app, beginning())
    for _ in range(6):
        ops = {op["record"]: op for _ in range(chance.randrange(4, 14)) for op in said(chance)}
        write(app, list(ops.values()))
        if chance.random() < 0.5:
            gone = chance.choice([op for op in ops.values() if op["kind"] not in ENTRIES])
            write(app, [{"op": "retire", "record": gone["record"]}])
        if chance.random() < 0.6:
            answers(app)


@pytest.mark.parametrize("seed", range(5))
def test_every_table_and_every_view_is_what_a_rebuild_makes_of_it(app: Flask, seed: int) -> None:
    live(app, seed)
    step_by_step, told = answers(app), None
    laid_out = tables(app)

    with app.app_context():
        app.extensions["projector"].rebuild()
    app.extensions["kept_answers"] = KeptAnswers()

    told = answers(app)
    assert tables(app) == laid_out
    assert {name: text for name, text in told.items() if step_by_step[name] != text} == {}


def test_a_view_follows_a_record_that_is_said_anew_and_taken_back(app: Flask) -> None:
    live(app, 99)
    write(app, [a_set("outlet/0", "outlet", "route:n1", name="Open", route="route/n1", status="active")])
    before = answers(app)
    line = {"outlet": "outlet/0", "sku": "product/cola", "units": 777, "delivered_on": "2026-11-29"}
    write(app, [a_set("sell_in/new", "sell_in", "office:sales", **line)])
    during = answers(app)
    write(app, [{"op": "retire", "record": "sell_in/new"}])

    assert during["regional_sales 0"] != before["regional_sales 0"]
    assert answers(app) == before


@pytest.mark.parametrize("seed", range(3))
def test_the_parts_of_a_pooled_figure_add_up_to_it_at_every_level(app: Flask, seed: int) -> None:
    live(app, seed)
    with app.app_context():
        app.extensions["projector"].catch_up()
        regions = [replace(WHOLE, region=each) for each in ("North", "South")]
        channels = [replace(WHOLE, channel=each) for each in ("kiosk", "grocery")]
        routes = [replace(WHOLE, route=f"route/{each}") for each in ROUTES]
        for view in VIEWS:
            whole = figures(view, WHOLE)
            for parts in (regions, routes, channels):
                each = [figures(view, part) for part in parts]
                for name in POOLED.get(view.name, ()):
                    sums = [
                        sum(part[name].numerator or 0 for part in each),
                        sum(part[name].denominator or 0 for part in each),
                    ]
                    assert sums == pytest.approx([whole[name].numerator or 0, whole[name].denominator or 0]), name
                for name in ADDED.get(view.name, ()):
                    known = [part[name].value for part in each if part[name].value is not None]
                    assert whole[name].value == (sum(known) if known else None), name
        db.session.rollback()


def figures(view: View, filters: Filters) -> dict:
    return {figure.name: figure for figure in view.answer(db.session(), filters).figures}
