"""`flask import outlets`."""

import csv

import pytest
from sqlalchemy import select

from server.ledger import the_ledger
from server.ledger.tables import CHANGE, SCOPE
from tests.given import OFFICE, company, record
from tests.reference.files import OUTLETS, csv_file, xlsx_file


def heads(app):
    """How far each scope has come, and how many changes there were."""
    with app.app_context(), the_ledger().reading() as connection:
        scopes = {row.id: row.head for row in connection.execute(select(SCOPE.c.id, SCOPE.c.head))}
        return scopes, len(connection.execute(select(CHANGE.c.id)).all())


def test_each_line_becomes_an_outlet_that_is_on_no_route_yet(app, run, tmp_path):
    result = run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"))

    assert result.exit_code == 0
    lamp = record(app, "outlet/shops/1")
    assert lamp.scope == "route:unassigned"
    assert lamp.fields == {
        "code": "1",
        "name": "Lamp & Ladder",
        "channel": "convenience",
        "address": "4 Quill Lane",
        "postcode": "QX1 2",
        "city": "Vellmouth",
        "position": {"lat_e6": 10_000_000, "lon_e6": 20_000_000},
        "phone": "+00 1",
    }
    assert record(app, "outlet/shops/node/3").fields["channel"] == "kiosk"


def test_a_shop_without_a_name_and_two_side_by_side_are_doubted_and_taken(run, tmp_path):
    result = run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"))

    assert "in                3" in result.output
    assert "doubts            3" in result.output
    assert "line 4: name the outlet has no name" in result.output
    assert (
        "line 2: position “Lamp & Ladder” may be listed twice: “The Brass Pear” (line 3) is 11 m away" in result.output
    )


def test_a_workbook_says_the_same_as_its_csv(app, run, tmp_path):
    rows = [line.split(",") for line in OUTLETS.splitlines()]
    rows[1][7], rows[1][8] = 10.0, 20.0
    run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"))

    result = run("import", "outlets", xlsx_file(tmp_path, rows, "shops.xlsx"))

    assert "unchanged         3" in result.output


def test_taking_a_file_in_again_changes_nothing(app, run, tmp_path):
    path = csv_file(tmp_path, OUTLETS, "shops.csv")
    run("import", "outlets", path)
    before = heads(app)

    result = run("import", "outlets", path)

    assert "unchanged         3" in result.output
    assert heads(app) == before


def test_only_what_differs_is_written_and_nobody_is_contradicted(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"))
    other = record(app, "outlet/shops/2")

    result = run("import", "outlets", csv_file(tmp_path, OUTLETS.replace("Lamp & Ladder", "Lamp & Stool"), "shops.csv"))

    assert "changed           1" in result.output
    assert record(app, "outlet/shops/1").fields["name"] == "Lamp & Stool"
    assert record(app, "outlet/shops/1").rev == 2
    assert record(app, "outlet/shops/2").seq == other.seq
    with app.app_context():
        assert list(the_ledger().of_kind("dispute")) == []


def test_a_blank_cell_erases_nothing(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"))

    run("import", "outlets", csv_file(tmp_path, OUTLETS.replace("+00 1", ""), "shops.csv"))

    assert record(app, "outlet/shops/1").fields["phone"] == "+00 1"


def test_an_outlet_on_a_route_is_changed_where_it_is(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"))
    run("plan-routes", "--territory", "vell")

    run("import", "outlets", csv_file(tmp_path, OUTLETS.replace("Lamp & Ladder", "Lamp & Stool"), "shops.csv"))

    lamp = record(app, "outlet/shops/1")
    assert (lamp.scope, lamp.fields["name"]) == ("route:vell-1", "Lamp & Stool")


def test_a_retired_outlet_stays_retired_and_is_doubted(app, run, tmp_path):
    path = csv_file(tmp_path, OUTLETS, "shops.csv")
    run("import", "outlets", path)
    with app.app_context():
        the_ledger().write(OFFICE, [{"op": "retire", "record": "outlet/shops/2"}])

    result = run("import", "outlets", path)

    assert "was retired; it stays so" in result.output
    assert record(app, "outlet/shops/2").retired


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",Nameless Id,kiosk,,,,,,,", "outlet_id is blank"),
        ("1,Lamp again,kiosk,,,,,,,", "outlet_id “1” is on line 2 already"),
        ("8,Half,kiosk,,,,,10.0,,", "lon is blank, so the outlet has half a position"),
        ("8,Far,kiosk,,,,,91.0,20.0,", "lat “91.0” is not between -90 and 90 degrees"),
        ("8,Words,kiosk,,,,,ten,20.0,", "lat “ten” is not a number"),
        (f"8,{'x' * 201},kiosk,,,,,,,", "has 201 characters, more than 200"),
        (f"{'8' * 65},Long id,kiosk,,,,,,,", "has 65 characters, more than 64"),
        ("8,Short,kiosk", "3 cells where the headers have 10"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_go_in(app, run, tmp_path, line, said):
    result = run("import", "outlets", csv_file(tmp_path, f"{OUTLETS}{line}\n", "shops.csv"))

    assert result.exit_code == 0
    assert "in                3" in result.output
    assert "bad lines         1" in result.output
    assert "line 5: " in result.output
    assert said in result.output


def test_a_file_of_bad_lines_only_changes_nothing_and_fails(app, run, tmp_path):
    before = heads(app)

    result = run("import", "outlets", csv_file(tmp_path, "outlet_id,name\n,Lamp\n,Pear\n", "shops.csv"))

    assert result.exit_code == 1
    assert "bad lines         2" in result.output
    assert "nothing was changed" in result.output
    assert heads(app) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Line 1: The file is empty."),
        ("1,Lamp\n2,Pear\n", "Line 1: No column holds “id”"),
        ('outlet_id,name\n1,Lamp\n2,"Pear\n', "Line 3: The line is broken"),
        ("outlet_id,name,Name\n1,Lamp,Lump\n", "Line 1: Two columns are headed “name”"),
    ],
)
def test_a_broken_file_changes_nothing_fails_and_names_the_line(app, run, tmp_path, text, said):
    before = heads(app)

    result = run("import", "outlets", csv_file(tmp_path, text, "shops.csv"))

    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was changed." in result.output
    assert heads(app) == before


def test_a_dry_run_reports_and_writes_nothing(app, run, tmp_path):
    before = heads(app)

    result = run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"), "--dry-run")

    assert "Dry run: nothing was written" in result.output
    assert "in                3" in result.output
    assert heads(app) == before


def test_a_header_of_ones_own_can_be_mapped(app, run, tmp_path):
    text = "Laden;Bezeichnung\n17;Lampe\n"

    result = run(
        "import", "outlets", csv_file(tmp_path, text, "s.csv"), "--map", "id=Laden", "--map", "name=Bezeichnung"
    )

    assert result.exit_code == 0
    assert record(app, "outlet/s/17").fields == {"code": "17", "name": "Lampe"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("id=Nope", "No column is headed “Nope”"),
        ("colour=name", "“colour” is none of the fields"),
        ("id", "FIELD=HEADER"),
    ],
)
def test_a_mapping_that_fits_nothing_is_refused(run, tmp_path, told, said):
    result = run("import", "outlets", csv_file(tmp_path, OUTLETS, "s.csv"), "--map", told)

    assert result.exit_code != 0
    assert said in result.output


def test_a_class_comes_from_the_channel_when_asked_for(app, run, tmp_path):
    path = csv_file(tmp_path, OUTLETS, "shops.csv")

    run("import", "outlets", path, "--class-by", "channel", "--class", "kiosk=C")

    classes = [record(app, f"outlet/shops/{each}").fields["outlet_class"] for each in ("1", "2", "node/3")]
    assert classes == ["B", "A", "C"]


def test_a_class_of_its_own_outranks_the_channel(app, run, tmp_path):
    path = csv_file(tmp_path, "outlet_id,channel,class\n1,supermarket,c\n2,hut,\n", "shops.csv")

    run("import", "outlets", path, "--class-by", "channel")

    assert record(app, "outlet/shops/1").fields["outlet_class"] == "C"
    assert record(app, "outlet/shops/2").fields["outlet_class"] == "C"


def test_turnover_status_and_days_are_read(app, run, tmp_path):
    text = "id,turnover,status,opened_on\n1,1200.50,A,03/04/2020\n2,,I,\n"

    run("import", "outlets", csv_file(tmp_path, text, "s.csv"), "--currency", "usd", "--dates", "dmy")

    assert record(app, "outlet/s/1").fields == {
        "code": "1",
        "turnover_minor": 120_050,
        "currency": "USD",
        "status": "active",
        "opened_on": "2020-04-03",
    }
    assert record(app, "outlet/s/2").fields["status"] == "closed"


def test_the_whole_report_goes_into_a_file_without_a_formula_in_it(run, tmp_path):
    rows = "".join(f"{number},Shop {number},kiosk,,,,,x,1,\n" for number in range(100, 170))
    path = csv_file(tmp_path, f"{OUTLETS}=1+1,Formula,kiosk,,,,,=2+2,1,\n{rows}", "shops.csv")
    report = tmp_path / "report.csv"

    result = run("import", "outlets", path, "--report", report)

    assert "… and 21 more" in result.output
    told = list(csv.reader(report.open(encoding="utf-8-sig")))
    assert told[0] == ["line", "what", "column", "value", "reason"]
    assert len([row for row in told if row[1] == "bad"]) == 71
    assert ["5", "bad", "lat", "'=2+2", "is not a number"] in told


def test_somebody_can_be_named_as_the_author(app, run, tmp_path):
    company(app)

    run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv"), "--as", "sven")

    assert record(app, "outlet/shops/1").author == "sven"


def test_a_stranger_and_a_role_that_may_not_are_refused(app, run, tmp_path):
    company(app)
    path = csv_file(tmp_path, "item_no,name\n1,Plumfizz\n", "goods.csv")

    assert "Nobody is known as “eve”" in run("import", "products", path, "--as", "eve").output
    refused = run("import", "products", path, "--as", "amina")
    assert refused.exit_code == 1
    assert "Your role does not record this. Nothing was changed." in refused.output
    assert record(app, "product/goods/1") is None


def test_more_lines_than_one_change_holds_go_in_together(app, run, tmp_path):
    text = "id,name,lat,lon\n" + "".join(f"{n},Shop {n},{n / 1000},{n / 1000}\n" for n in range(1, 2_502))

    result = run("import", "outlets", csv_file(tmp_path, text, "many.csv"))

    assert "in            2,501" in result.output
    assert heads(app)[1] == 2
