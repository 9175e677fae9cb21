"""`flask plan-routes`."""

import pytest

from server.ledger import the_ledger
from tests.given import record
from tests.reference.files import OUTLETS, csv_file
from tests.reference.test_import_outlets import heads

MANY = "id,name,lat,lon\n" + "".join(f"{n},Shop {n},{10 + n % 7 / 1000},{20 + n // 7 / 1000}\n" for n in range(50))


def test_every_outlet_gets_a_route_a_place_and_a_day(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, MANY, "s.csv"))

    result = run("plan-routes", "--territory", "north", "--size", 20, "--weekdays", "1,3,5")

    assert result.exit_code == 0
    assert "50 outlets on 3 new routes" in result.output
    assert record(app, "territory/north").fields == {"name": "north"}
    assert record(app, "route/north-2").fields == {"name": "north-2", "territory": "territory/north"}
    with app.app_context():
        outlets = list(the_ledger().of_kind("outlet"))
        stops = list(the_ledger().of_kind("route_stop"))
    assert {each.scope for each in outlets} == {"route:north-1", "route:north-2", "route:north-3"}
    assert all(each.fields["route"] == f"route/{each.scope[6:]}" for each in outlets)
    assert {each.fields["outlet"]: each.scope for each in stops} == {each.id: each.scope for each in outlets}
    assert {tuple(each.fields["weekdays"]) for each in stops} == {(1,), (3,), (5,)}


def test_planning_again_changes_nothing(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, MANY, "s.csv"))
    run("plan-routes")
    before = heads(app)

    result = run("plan-routes")

    assert "Every outlet has a route already" in result.output
    assert heads(app) == before


def test_new_outlets_get_new_routes_beside_the_old(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, MANY, "s.csv"))
    run("plan-routes", "--territory", "north")
    stop = record(app, "route_stop/north-1/s/7")
    run("import", "outlets", csv_file(tmp_path, OUTLETS, "t.csv"))

    run("plan-routes", "--territory", "north")

    assert record(app, "outlet/t/1").scope == "route:north-2"
    assert record(app, "route_stop/north-1/s/7") == stop


def test_closed_outlets_get_none_and_a_source_can_be_picked(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, "id,status\n1,open\n2,closed\n", "s.csv"))
    run("import", "outlets", csv_file(tmp_path, "id,status\n1,open\n", "t.csv"))

    result = run("plan-routes", "--source", "s")

    assert "1 closed outlets are left without a route" in result.output
    assert record(app, "outlet/s/1").scope == "route:main-1"
    assert record(app, "outlet/s/2").scope == "route:unassigned"
    assert record(app, "outlet/t/1").scope == "route:unassigned"


def test_a_dry_run_shows_the_plan_and_writes_nothing(app, run, tmp_path):
    run("import", "outlets", csv_file(tmp_path, MANY, "s.csv"))
    before = heads(app)

    result = run("plan-routes", "--dry-run")

    assert "50 outlets on 1 new routes" in result.output
    assert heads(app) == before


@pytest.mark.parametrize("words", [("--weekdays", "0,8"), ("--weekdays", ""), ("--territory", "a b"), ("--size", "1")])
def test_options_that_make_no_sense_are_refused(run, words):
    assert run("plan-routes", *words).exit_code == 2


def test_imports_and_plans_stand_on_either_store(either_app, tmp_path):
    def run(*words):
        return either_app.test_cli_runner().invoke(args=[str(word) for word in words])

    path = csv_file(tmp_path, MANY, "s.csv")

    assert "in               50" in run("import", "outlets", path).output
    assert "50 outlets on 1 new routes" in run("plan-routes").output
    assert "unchanged        50" in run("import", "outlets", path).output
    assert record(either_app, "outlet/s/7").scope == "route:main-1"
