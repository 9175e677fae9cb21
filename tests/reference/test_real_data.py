"""The same commands on real files, where a folder of them is named by TALLYROUND_REAL_DATA."""

import os
from pathlib import Path

import pytest

from server.ledger import the_ledger

FOLDER = Path(os.environ.get("TALLYROUND_REAL_DATA", ""))

pytestmark = pytest.mark.skipif(not os.environ.get("TALLYROUND_REAL_DATA"), reason="TALLYROUND_REAL_DATA is not set")


def count(app, kind):
    with app.app_context():
        return sum(1 for _ in the_ledger().of_kind(kind))


def test_a_town_of_716_shops_comes_in_whole_and_its_doubts_are_listed(app, run):
    result = run("import", "outlets", FOLDER / "edinburgh_outlets.csv")

    assert "in              716" in result.output
    assert "bad lines         0" in result.output
    assert "273 × position may be listed twice; 33 × name the outlet has no name" in result.output
    assert count(app, "outlet") == 716

    again = run("import", "outlets", FOLDER / "edinburgh_outlets.csv")
    assert "unchanged       716" in again.output

    plan = run("plan-routes", "--territory", "edinburgh")
    assert "716 outlets on 12 new routes" in plan.output
    assert count(app, "route_stop") == 716
    assert "Every outlet has a route already" in run("plan-routes", "--territory", "edinburgh").output


def test_956_products_are_told_apart_into_ours_and_theirs(app, run):
    result = run("import", "products", FOLDER / "products_off_drinks_snacks.csv")

    assert "in              956" in result.output
    assert (count(app, "product"), count(app, "rival_product"), count(app, "competitor")) == (180, 776, 11)


def test_ten_thousand_deliveries_find_their_outlets_and_products(app, run):
    outlets = run("import", "outlets", FOLDER / "iowa_desmoines" / "outlets.csv")
    assert "in              340" in outlets.output
    assert "30 × lat the outlet has no position" in outlets.output
    assert "in              160" in run("import", "products", FOLDER / "iowa_desmoines" / "products.csv").output

    lines = FOLDER / "iowa_desmoines" / "sell_in_lines_2022_09_10.csv"
    result = run("import", "sell-in", lines, "--currency", "USD")

    assert "in           10,554" in result.output
    assert "bad lines         0" in result.output
    with app.app_context():
        assert sum(each.fields["units"] < 0 for each in the_ledger().of_kind("sell_in")) == 6
    assert "unchanged    10,554" in run("import", "sell-in", lines, "--currency", "USD").output
