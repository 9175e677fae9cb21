"""What somebody may not read changes nothing that they are shown: no figure, no evidence, no reason, no file, no feed."""

import re
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.access import add_person
from server.departments.views import VIEWS
from server.ledger import the_ledger
from server.office.roles import OF_REPRESENTATIVES
from sync.kinds import CATALOGUE
from tests.cast import MIRA, NOW, PASSWORD, ROSA, SVEN
from tests.departments.history import Op, beginning, said
from tests.given import OFFICE, a_set, company
from tests.office.given import MONA, signed_in, text_of
from tests.stores import new_database

WINDOW = "from=2026-11-01&to=2026-11-30"
CHANGES_BY_ITSELF = re.compile(r'name="csrf" value="[^"]*"|"csrf[^"]*"|request_id[^<]*|nonce="[^"]*"')


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, make_app) -> Flask:
    url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    made = make_app(database_url=url)
    company(made)
    with made.app_context():
        add_person(MONA, "Mona", "manager", PASSWORD)
        add_person(ROSA, "Rosa", "representative", PASSWORD, territory="north")
    write(made, beginning())
    return made


def write(app: Flask, ops: list[Op]) -> None:
    with app.app_context():
        told = the_ledger().write(OFFICE, ops, now=NOW)
        assert told["verdict"] in ("accepted", "merged", "held"), told


def live(app: Flask, chance: Random) -> None:
    for _ in range(5):
        write(app, list({op["record"]: op for _ in range(12) for op in said(chance)}.values()))


def elsewhere(chance: Random, n: int) -> list[Op]:
    """What phones of the south and their office say, of the outlets of the north as much as of their own."""
    found = []
    for op in (op for _ in range(14) for op in said(chance)):
        if op["scope"].startswith("visits:") and op["kind"] != "outlet":
            renamed = re.sub(r"^01999999-(\d{4})-7000", r"01999998-\1-7000", op["record"])
            found.append(op | {"record": renamed, "scope": f"visits:s1:2026-{n:02}"})
        elif op["kind"] == "plan_line":
            found.append(op | {"record": f"{op['record']}s{n}", "scope": "route:s1"})
        elif op["kind"] == "sell_in":
            found.append(op | {"record": f"{op['record']}s{n}"})
    stop = {
        "route": "route/s1",
        "outlet": f"outlet/{chance.choice((0, 3))}",
        "position": 1,
        "weekdays": [1, 2, 3, 4, 5],
    }
    found.append(a_set(f"route_stop/s1/{n}", "route_stop", "route:s1", **stop))
    moved = {"name": "Over there", "route": "route/n1", "status": "active", "outlet_class": "A"}
    found.append(a_set("outlet/over-there", "outlet", "route:s1", **moved))
    return list({op["record"]: op for op in found}.values())


def of_others(chance: Random, n: int) -> list[Op]:
    """What lies in somebody's own scope: nobody else reads it."""
    scope, visit = "person:bruno", f"01999999-0000-7000-8000-00000000{n:02}00"
    fields = {"outlet": f"outlet/{chance.randrange(6)}", "visit": visit, "of": f"{visit}/stock_count/product/cola"}
    return [
        a_set(f"{n:02}" * 32, "photo", scope, **fields, role="proof", taken_at=NOW, dhash="0" * 16),
        a_set(f"signal/batch_entry-{n:024}", "signal", scope, what="batch_entry", of=visit, state="dismissed"),
    ]


def shown(client: FlaskClient, person: str) -> dict[str, str]:
    """Everything the desk and the feeds show somebody, by address."""
    told: dict[str, str] = {}
    for address in addresses(person):
        text = text_of(client, address)
        while "chart-coming" in text:  # its weeks come in some at a time
            text = text_of(client, address)
        told[address] = CHANGES_BY_ITSELF.sub("", text)
    return told


def addresses(person: str) -> list[str]:
    representative = person == ROSA
    views = [view for view in VIEWS if not representative or view.name in OF_REPRESENTATIVES]
    found = [f"/office/photos?look={look}&{WINDOW}" for look in ("grid", "pairs", "time")]
    found += [f"/office/signals?{WINDOW}"] if person in (ROSA, MONA) else []
    for view in views:
        department = "sales" if representative else view.owner
        at = f"/office/{department}/{view.name}"
        found += [
            f"{at}/figures?{WINDOW}",
            f"{at}?{WINDOW}",
            f"{at}/evidence?{WINDOW}",
            f"{at}.csv?{WINDOW}",
            f"{at}/charts/trend?{WINDOW}",
        ]
        found += [f"{at}/why?figure={figure}&{WINDOW}" for figure in view.leads_with]
    if not representative:
        found += [f"/api/v1/records/{kind.name}" for kind in CATALOGUE]
        found += [f"/api/v1/views/{view.departments[0]}/{view.name}?{WINDOW}" for view in views]
        found += [f"/odata/v4/{kind.name}" for kind in CATALOGUE]
    return found


@pytest.mark.parametrize("person", [ROSA, MIRA, SVEN, MONA])
def test_what_lies_in_another_persons_scope_is_in_nothing_that_is_shown(app: Flask, person: str) -> None:
    chance = Random(7)
    live(app, chance)
    reader = signed_in(app, person)
    before = shown(reader, person)

    write(app, [op for n in range(1, 9) for op in of_others(chance, n)])

    after = shown(reader, person)
    assert [address for address, text in before.items() if after[address] != text] == []


@pytest.mark.parametrize("seed", range(3))
def test_what_another_territory_says_is_in_nothing_that_a_representative_is_shown(app: Flask, seed: int) -> None:
    chance = Random(seed)
    live(app, chance)
    rosa = signed_in(app, ROSA)
    before = shown(rosa, ROSA)

    write(app, elsewhere(chance, 11))

    after = shown(rosa, ROSA)
    assert [address for address, text in before.items() if after[address] != text] == []
