"""`flask import sell-in`."""

import pytest

from server.ledger import the_ledger
from tests.given import record
from tests.reference.files import OUTLETS, SELL_IN, csv_file


def test_each_line_becomes_a_delivery_and_a_negative_one_a_return(app, with_catalogue, tmp_path):
    result = with_catalogue("import", "sell-in", csv_file(tmp_path, SELL_IN, "march.csv"))

    assert result.exit_code == 0
    assert "in                3" in result.output
    back = record(app, "sell_in/march/I-2")
    assert back.scope == "office:sales"
    assert back.fields == {
        "line": "I-2",
        "delivered_on": "2026-03-02",
        "outlet": "outlet/shops/2",
        "sku": "product/goods/A1",
        "units": -6,
        "amount_minor": -540,
        "currency": "EUR",
    }
    assert "amount_minor" not in record(app, "sell_in/march/I-3").fields


def test_a_second_time_changes_nothing(app, with_catalogue, tmp_path):
    path = csv_file(tmp_path, SELL_IN, "march.csv")
    with_catalogue("import", "sell-in", path)
    seq = record(app, "sell_in/march/I-3").seq

    result = with_catalogue("import", "sell-in", path)

    assert "unchanged         3" in result.output
    assert record(app, "sell_in/march/I-3").seq == seq


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("I-9,2026-03-02,99,A1,1,", "outlet_id “99” is no outlet that is known; take the outlets in first"),
        ("I-9,2026-03-02,1,ZZ,1,", "item_no “ZZ” is no product that is known"),
        ("I-9,2026-03-02,1,B7,1,", "item_no “B7” is no product that is known"),
        ("I-9,02.30.2026,1,A1,1,", "date “02.30.2026” is not a day of the calendar"),
        ("I-9,,1,A1,1,", "date is blank"),
        ("I-9,2026-03-02,1,A1,,", "units is blank"),
        ("I-9,2026-03-02,1,A1,1.5,", "units “1.5” is not a whole number"),
        ("I-9,2026-03-02,1,A1,1000000,", "units “1000000” is not between -999,999 and 999,999"),
        ("I-9,2026-03-02,1,A1,1,0.001", "amount “0.001” has more decimals than EUR has"),
        ("I-1,2026-03-02,1,A1,1,", "invoice_line “I-1” is on line 2 already"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_go_in(with_catalogue, tmp_path, line, said):
    result = with_catalogue("import", "sell-in", csv_file(tmp_path, f"{SELL_IN}{line}\n", "march.csv"))

    assert result.exit_code == 0
    assert "in                3" in result.output
    assert f"line 5: {said}" in result.output


def test_a_forgotten_currency_relabels_nothing(app, with_catalogue, tmp_path):
    path = csv_file(tmp_path, SELL_IN, "march.csv")
    with_catalogue("import", "sell-in", path, "--currency", "USD")

    forgotten = with_catalogue("import", "sell-in", path)
    meant = with_catalogue("import", "sell-in", path, "--currency", "EUR")

    assert forgotten.exit_code == 1
    assert "is known in USD, and the file names no currency. Say --currency USD" in forgotten.output
    assert "changed           2" in meant.output
    assert record(app, "sell_in/march/I-1").fields["currency"] == "EUR"


def test_a_month_is_dated_its_first_day_and_named_by_what_it_sums(app, with_catalogue, tmp_path):
    text = "month,outlet_id,item_no,units\n2026-01,1,A1,40\n2026-01,1,A1,41\n"

    result = with_catalogue("import", "sell-in", csv_file(tmp_path, text, "months.csv"))

    assert record(app, "sell_in/months/2026-01-01/shops/1/goods/A1").fields["units"] == 40
    assert "bad lines         1" in result.output


def test_a_code_that_two_sources_share_is_refused_until_the_source_is_named(app, with_catalogue, tmp_path):
    with_catalogue("import", "outlets", csv_file(tmp_path, OUTLETS, "others.csv"))
    path = csv_file(
        tmp_path, "date,outlet_id,item_no,units\n2026-03-02,1,A1,4\n2026-03-02,outlet/others/1,A1,5\n", "march.csv"
    )

    result = with_catalogue("import", "sell-in", path)

    assert "is the code of 2 records: outlet/others/1, outlet/shops/1" in result.output
    assert "in                1" in result.output
    with_catalogue("import", "sell-in", path, "--source", "shops")
    with app.app_context():
        assert {each.fields["outlet"] for each in the_ledger().of_kind("sell_in")} == {
            "outlet/others/1",
            "outlet/shops/1",
        }


def test_a_barcode_names_a_product_too(app, with_catalogue, tmp_path):
    text = "date,outlet_id,ean13,units\n2026-03-02,1,2000000000015,4\n"

    with_catalogue("import", "sell-in", csv_file(tmp_path, text, "march.csv"))

    assert record(app, "sell_in/march/2026-03-02/shops/1/goods/A1").fields["sku"] == "product/goods/A1"
