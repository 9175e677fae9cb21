"""What leaves the desk as a file, and what the terminal answers."""

import csv
import io
import json

import pytest
from flask import Flask
from openpyxl import load_workbook

from server.departments.exports import safe_text
from tests.cast import MIRA, SVEN
from tests.office.given import signed_in


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\0=1",
        " =1",
        '"=1',
        "'=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "\u3000=1",
        "\n=1",
    ],
)
def test_a_text_that_a_spreadsheet_could_run_is_made_plain(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Cola", "a=b", "5 - 3", "", "O'Brien", "你好"])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_csv_opens_in_the_right_alphabet_and_keeps_numbers_numbers(app: Flask) -> None:
    answer = signed_in(app, SVEN).get("/office/sales/out_of_stock.csv")

    text = answer.get_data().decode()
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert text.startswith("\ufeff")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="out_of_stock-')
    assert row["Product"] == "'=Cola"
    assert row["Out-of-stock rate"] == "0.5"


def test_a_remark_that_is_a_formula_leaves_as_text(app: Flask) -> None:
    mira = signed_in(app, MIRA)

    text = mira.get("/office/marketing/customer_feedback.csv").get_data(as_text=True)
    book = load_workbook(io.BytesIO(mira.get("/office/marketing/customer_feedback.xlsx").get_data()))

    cells = {cell.value: cell for row in book.active.iter_rows() for cell in row}
    remark = next(value for value in cells if isinstance(value, str) and "1+1" in value)
    assert "'=1+1" in text
    assert remark.startswith("'=1+1")
    assert cells[remark].data_type == "s"


def test_xlsx_is_typed_and_its_header_stays_in_sight(app: Flask) -> None:
    book = load_workbook(io.BytesIO(signed_in(app, SVEN).get("/office/sales/out_of_stock.xlsx").get_data()))

    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    rate = sheet.cell(2, header.index("Out-of-stock rate") + 1)
    assert sheet.freeze_panes == "A2"
    assert (rate.value, rate.number_format) == (0.5, "0.0%")
    assert sheet.cell(2, header.index("Latest") + 1).is_date


def test_an_export_holds_exactly_what_the_page_shows(app: Flask) -> None:
    sven = signed_in(app, SVEN)

    rows = list(
        csv.reader(
            io.StringIO(sven.get("/office/sales/out_of_stock.csv?from=2020-01-01&to=2020-01-31").get_data(as_text=True))
        )
    )

    assert len(rows) == 1


def test_the_terminal_answers_in_json_with_the_columns_names(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["view", "sales", "out_of_stock", "--format", "json"])

    told = json.loads(done.output)
    assert told["figures"]["oos_rate"]["value"] == 0.5
    assert told["rows"][0]["sku"] == "product/cola"
    assert list(told["rows"][0]) == told["columns"]


def test_the_terminal_answers_in_csv(app: Flask) -> None:
    done = app.test_cli_runner().invoke(
        args=["view", "sales", "void_list", "--from", "2026-11-01", "--to", "2026-11-30"]
    )

    [row] = csv.DictReader(io.StringIO(done.output))
    assert (row["outlet"], row["sku"], row["cause"]) == ("outlet/north", "product/cola", "void")


def test_the_terminal_names_what_can_be_asked(app: Flask) -> None:
    runner = app.test_cli_runner()

    assert "coverage" in runner.invoke(args=["view", "sales"]).output
    assert "no view called nonsense" in runner.invoke(args=["view", "sales", "nonsense"]).output
    assert runner.invoke(args=["view", "sales", "coverage", "--where", "colour=red"]).exit_code == 2
