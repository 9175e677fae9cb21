"""`flask import products`."""

import csv

import pytest

from server.ledger import the_ledger
from tests.given import record
from tests.reference.files import PRODUCTS, csv_file


def test_ours_and_theirs_go_where_they_belong(app, run, tmp_path):
    result = run("import", "products", csv_file(tmp_path, PRODUCTS, "goods.csv"))

    assert "in                3" in result.output
    assert record(app, "product/goods/A1").fields == {
        "name": "Plumfizz 330 ml",
        "code": "A1",
        "gtin": "2000000000015",
        "brand": "Ourselves",
        "category": "soft drinks",
        "content": 330,
        "content_unit": "ml",
        "price_minor": 129,
        "currency": "EUR",
    }
    assert record(app, "rival_product/goods/B7").fields == {
        "name": "Rivalade 330 ml",
        "competitor": "competitor/thistle-vane",
        "category": "soft drinks",
        "gtin": "2000000000022",
        "content": 330,
        "content_unit": "ml",
        "price_minor": 119,
        "currency": "EUR",
    }
    assert record(app, "competitor/thistle-vane").fields == {"name": "Thistle & Vane"}
    assert record(app, "product/goods/A2").fields["content"] == 1500


def test_a_second_time_changes_nothing_and_keeps_a_renamed_competitor(app, run, tmp_path):
    path = csv_file(tmp_path, PRODUCTS, "goods.csv")
    run("import", "products", path)
    run("import", "products", path)
    renamed = csv_file(
        tmp_path,
        PRODUCTS.replace("Thistle & Vane", "THISTLE, VANE").replace("THISTLE, VANE", "Thistle Vane"),
        "goods.csv",
    )

    result = run("import", "products", renamed)

    assert "unchanged         3" in result.output
    assert record(app, "competitor/thistle-vane").fields == {"name": "Thistle & Vane"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A9,2000000000016,Odd,OWN,,,,,,", "ean13 “2000000000016” has the check digit 6 where 5 belongs"),
        ("A9,,,OWN,,,,,,", "name is blank"),
        (",,No code,OWN,,,,,,", "item_no is blank, and there is no barcode"),
        ("A9,,Whose,,,,,,,", "side is blank: is the product ours or a competitor's?"),
        ("A9,,Whose,MAYBE,,,,,,", "side “MAYBE” is none of own, owner"),
        ("A9,,Dear,OWN,,,,,1.299,EUR", "price “1.299” has more decimals than EUR has"),
        ("A9,,Odd money,OWN,,,,,1.29,ZZZ", "currency “ZZZ” is not a currency"),
        ("A9,,Empty,OWN,,,0,ml,,", "content “0” is no content"),
        ("A9,,Unit,OWN,,,3,bucket,,", "content_unit “bucket” is none of"),
        ("A1,,Twice,OWN,,,,,,", "item_no “A1” is on line 2 already"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_go_in(run, tmp_path, line, said):
    result = run("import", "products", csv_file(tmp_path, f"{PRODUCTS}{line}\n", "goods.csv"))

    assert result.exit_code == 0
    assert "in                3" in result.output
    assert "bad lines         1" in result.output
    assert f"line 5: {said}" in result.output


def test_what_is_odd_is_doubted_and_taken(app, run, tmp_path):
    more = "A3,2000000000015,Copy,OWN,,,43.6,g,,\nA4,,Loose,OWN,,,5,,,\nB8,2000000000039,Orphan,RIVAL,,,,,,\n"

    result = run("import", "products", csv_file(tmp_path, PRODUCTS + more, "goods.csv"))

    assert "in                6" in result.output
    assert "line 2: gtin “2000000000015” borne by another product too: line 5" in result.output
    assert "line 5: gtin “2000000000015” borne by another product too: line 2" in result.output
    assert "line 5: content “43.6” rounded: 44 g" in result.output
    assert "line 6: content “5” left out, since it has no unit" in result.output
    assert "line 4: ean13 the product has no barcode" in result.output
    assert "line 7: manufacturer the rival's product names no competitor" in result.output
    assert "content" not in record(app, "product/goods/A4").fields


def test_a_barcode_known_from_another_file_is_doubted(run, tmp_path):
    run("import", "products", csv_file(tmp_path, PRODUCTS, "goods.csv"))

    result = run("import", "products", csv_file(tmp_path, "item_no,ean13,name\nZ,2000000000015,Plum\n", "new.csv"))

    assert "borne by another product too: product/goods/A1" in result.output


def test_without_a_side_everything_is_ours_and_a_barcode_can_be_the_code(app, run, tmp_path):
    text = "ean13,name,volume_ml,pack,bottle_retail\n2000000000015,Plumfizz,750,12,3.00\n"

    run("import", "products", csv_file(tmp_path, text, "goods.csv"), "--currency", "USD")

    assert record(app, "product/goods/2000000000015").fields == {
        "name": "Plumfizz",
        "gtin": "2000000000015",
        "content": 750,
        "content_unit": "ml",
        "pack": 12,
        "price_minor": 300,
        "currency": "USD",
    }


def test_a_multipack_holds_its_parts_together(app, run, tmp_path):
    text = "item_no,name,multipack,qty,unit\n1,Six,6,330,ml\n"

    run("import", "products", csv_file(tmp_path, text, "goods.csv"))

    assert record(app, "product/goods/1").fields["content"] == 1980


def test_hidden_letters_are_left_out_and_doubted(app, run, tmp_path):
    result = run("import", "products", csv_file(tmp_path, "item_no,name\n1,Plum\u0083fizz\n", "goods.csv"))

    assert "held control characters" in result.output
    assert record(app, "product/goods/1").fields["name"] == "Plumfizz"


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "'; DROP TABLE record; --", "=cmd|' /C calc'!A0", "İ̇🦊\u202e"]
)
def test_a_naughty_name_is_stored_as_it_is(app, run, tmp_path, name):

    path = tmp_path / "goods.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["item_no", "name"], [name, name]])

    assert run("import", "products", path).exit_code == 0

    with app.app_context():
        (product,) = the_ledger().of_kind("product")
    assert product.fields["name"] == product.fields["code"] == name
