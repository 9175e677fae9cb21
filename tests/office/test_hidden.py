"""What somebody may not read changes nothing that they are shown: no figure, no evidence, no reason, no file, no feed."""

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.access import add_person
from server.departments.kind_table import kinds_to_list
from server.departments.pages import PAGES
from server.departments.views import DEPARTMENTS, VIEWS
from server.ledger import the_ledger
from server.office.roles import OF_REPRESENTATIVES
from sync.kinds import CATALOGUE
from tests.cast import MIRA, NOW, PASSWORD, ROSA, SVEN
from tests.departments.history import Op, beginning, said
from tests.given import OFFICE, a_set, company
from tests.office.given import MONA, csrf_in, signed_in, text_of
from tests.stores import new_database

ROLES = {ROSA: "representative", MIRA: "marketing", SVEN: "sales", MONA: "manager"}
WINDOW = "from=2026-11-01&to=2026-11-30"
CHANGES_BY_ITSELF = re.compile(
    r'name="csrf" value="[^"]*"|"csrf[^"]*"|request_id[^<]*|nonce="[^"]*"'
    r"|<dcterms:(?:created|modified)[^/]*/|INSERT INTO \"about\".*"  # when a file was made
)
STILL_TO_COME = ("chart-coming", 'class="coming"')
"""Of a chart or the front page: what was worked out in time is there, the rest is there when it is asked again."""


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
        a_set(f"attention/{n}", "attention", scope, change=visit, state="open"),
        a_set(f"dispute/{n}", "dispute", scope, of=f"{n:02}" * 32, field="role", state="open"),
    ]


def shown(client: FlaskClient, person: str) -> dict[str, str]:
    """Everything the desk and the feeds show somebody, by address."""
    told: dict[str, str] = {}
    for address in addresses(person):
        text = read(client, address)
        while any(mark in text for mark in STILL_TO_COME):
            text = read(client, address)
        told[address] = CHANGES_BY_ITSELF.sub("", text)
    return told


def read(client: FlaskClient, address: str) -> str:
    """What stands at an address, all that is written in a file included."""
    if address.endswith(".sqlite"):
        return extract_at(client, address)
    if ".xlsx" in address:
        return workbook_at(client, address)
    return text_of(client, address)


def workbook_at(client: FlaskClient, address: str) -> str:
    """Every part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(bytes_at(client, address))) as book:
        return "\n".join(f"{name}\n{book.read(name).decode()}" for name in book.namelist())


def extract_at(client: FlaskClient, address: str) -> str:
    """Every row of a department's file, made anew."""
    form = {"csrf": csrf_in(text_of(client, "/office/feeds"))}
    assert client.post(address.removesuffix(".sqlite"), data=form).status_code == 303
    with closing(sqlite3.connect(":memory:")) as file:
        file.deserialize(bytes_at(client, address))
        return "\n".join(file.iterdump())


def bytes_at(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data()


def addresses(person: str) -> list[str]:
    representative = person == ROSA
    views = [view for view in VIEWS if not representative or view.name in OF_REPRESENTATIVES]
    found = [f"/office/photos?look={look}&{WINDOW}" for look in ("grid", "pairs", "time")]
    found.append(f"/office/?{WINDOW}")
    found += [f"/office/signals?{WINDOW}"] if person in (ROSA, MONA) else []
    for view in views:
        department = "sales" if representative else view.owner
        at = f"/office/{department}/{view.name}"
        found += [
            f"{at}/figures?{WINDOW}",
            f"{at}?{WINDOW}",
            f"{at}/evidence?{WINDOW}",
            f"{at}/disagreements?{WINDOW}",
            f"{at}.csv?{WINDOW}",
            f"{at}.xlsx?{WINDOW}",
            f"{at}/charts/trend?{WINDOW}",
        ]
        found += [f"{at}/why?figure={figure}&{WINDOW}" for figure in view.leads_with]
    pages = [page.name for page in PAGES if page.only(views)]
    found += [f"/office/{part}?{WINDOW}" for page in pages for part in (f"front/{page}", f"facts/{page}/quality")]
    role = ROLES[person]
    for kind in kinds_to_list():
        if role in kind.readers:
            found += [f"/office/records/{kind.name}{ending}?{WINDOW}" for ending in ("", ".csv", ".xlsx")]
    if not representative:
        found += [f"/office/feeds/{department}.sqlite" for department in DEPARTMENTS]
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
