"""A dispute shows both values with their authors, and is settled at the desk."""

from flask import Flask

from server.access import start_session
from tests.cast import AMINA, MINUTE, NOW, ROSA
from tests.given import Phone, a_set, grant_routes, known, record
from tests.office.given import MONA, csrf_in, signed_in, text_of

OUTLET = "outlet/contested"
DEVICES = {AMINA: "cccccccc-0000-4000-8000-00000000000c", ROSA: "dddddddd-0000-4000-8000-00000000000d"}


def contested(app: Flask) -> None:
    """Amina and Rosa name one outlet without seeing each other's name; Rosa was later."""
    known(app, "outlet", OUTLET, "route:n1", name="Shop")
    with app.app_context():
        for person in (AMINA, ROSA):
            grant_routes(person, ["n1"])
        phones = {each: start_session(each, device)[0] for each, device in DEVICES.items()}
    for person, name, at in ((ROSA, "Rosa's name", NOW + 2 * MINUTE), (AMINA, "Amina's name", NOW + MINUTE)):
        who = Phone(app.test_client(), phones[person], DEVICES[person])
        who.exchange(who.change(a_set(OUTLET, "outlet", "route:n1", base="e1.1", name=name), at=at))
    with app.app_context():
        app.extensions["projector"].catch_up()


def test_both_values_stand_there_with_their_authors(app: Flask) -> None:
    contested(app)

    page = text_of(signed_in(app, MONA), "/office/attention")

    assert page.count('data-testid="said-by"') == 2
    assert "Rosa&#39;s name" in page
    assert "Amina&#39;s name" in page


def settled(app: Flask, keep: str) -> str:
    contested(app)
    at_desk = signed_in(app, MONA)
    page = text_of(at_desk, "/office/attention")
    action = page.split('action="/office/attention/disputes/')[1].partition('"')[0]
    told = at_desk.post(f"/office/attention/disputes/{action}", data={"csrf": csrf_in(page), "keep": keep})
    assert told.status_code == 303, told.get_data(as_text=True)
    assert 'data-testid="dispute"' not in text_of(at_desk, "/office/attention")
    return record(app, OUTLET).fields["name"]


def test_what_stands_is_kept(app: Flask) -> None:
    assert settled(app, "standing") == "Rosa's name"


def test_the_other_is_put_in_its_place(app: Flask) -> None:
    assert settled(app, "other") == "Amina's name"
