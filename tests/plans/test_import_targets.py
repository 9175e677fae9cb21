"""`flask import targets`: a file of targets lands where the desk keeps them."""

from pathlib import Path

import pytest
from flask import Flask

from tests.given import record
from tests.office.given import signed_in, text_of

FILE = """period,region,territory,route,product,units,amount
2026-Q4,,,,,1000,
2026-Q4,Coast,,,,"600",
2026-Q4,Hills,,,,390,"1,000.50"
2026-11,,north,,,200,
2026-11,,,n1,,120,
2026,,,n1,cola,30,
"""


def take_in(app: Flask, folder: Path, text: str) -> str:
    path = folder / "targets.csv"
    path.write_text(text)
    return app.test_cli_runner().invoke(args=["import", "targets", str(path)]).output


def test_each_line_is_the_target_of_the_deepest_part_it_names(small_app: Flask, tmp_path: Path) -> None:
    told = take_in(small_app, tmp_path, FILE)

    assert "in                6" in told
    quarter = record(small_app, "target/quarter/2026-10-01/region/Hills")
    assert quarter.scope == "office:plans"
    assert quarter.fields == {
        "period": "quarter",
        "from_on": "2026-10-01",
        "until_on": "2026-12-31",
        "level": "region",
        "part": "Hills",
        "above": "target/quarter/2026-10-01/company",
        "units": 390,
        "amount_minor": 100_050,
        "currency": "EUR",
    }
    assert (
        record(small_app, "target/month/2026-11-01/route/n1").fields["above"]
        == "target/month/2026-11-01/territory/north"
    )
    product = record(small_app, "target/year/2026-01-01/product/n1/cola").fields
    assert (product["part"], product["route"], product["units"]) == ("product/cola", "route/n1", 30)
    page = text_of(signed_in(small_app, "mira"), "/office/targets?period=quarter&from=2026-10-01")
    assert "990 (−10)" in page


def test_a_second_time_changes_nothing(small_app: Flask, tmp_path: Path) -> None:
    take_in(small_app, tmp_path, FILE)

    assert "unchanged         6" in take_in(small_app, tmp_path, FILE)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("soon,,,,,1,", "period “soon” is no period"),
        ("2026-13,,,,,1,", "period “2026-13” is no period"),
        (",,,,,1,", "period is blank"),
        ("2026,Nowhere,,,,1,", "region “Nowhere” is no region that is known"),
        ("2026,,,zz,,1,", "route “zz” is no route that is known"),
        ("2026,,,,cola,1,", "route is blank; a product's target belongs to a route"),
        ("2026,Coast,,,,,", "units is blank, and so is the amount"),
        ("2026,Coast,,,,-1,", "units “-1” is not between 0 and 1,000,000,000"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_go_in(small_app: Flask, tmp_path: Path, line: str, said: str) -> None:
    told = take_in(small_app, tmp_path, f"{FILE}{line}\n")

    assert "in                6" in told
    assert f"line 8: {said}" in told
