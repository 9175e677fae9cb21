"""What a phone left at the door is read by who may, and looked at by somebody with a name."""

import re

from flask import Flask
from flask.testing import FlaskClient

from server.ledger import the_ledger
from server.ledger.tables import DEPOSIT
from tests.cast import ADA, AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, ROSA
from tests.given import phone
from tests.office.given import MONA, NASTY, csrf_in, signed_in, text_of

PAGE = "/office/deposits"


def left(app: Flask, person: str, device: str, scope: str) -> None:
    """A change without an id, which the exchange can only put aside."""
    op = {"op": "set", "record": NASTY, "kind": "visit", "scope": scope, "fields": {"note": "left by " + person}}
    assert phone(app, person, device).verdicts({"n": 1, "ops": [op]}) == ["quarantined"]


def look_at(client: FlaskClient, number: int) -> int:
    """The status of saying that a deposit has been looked at."""
    csrf = csrf_in(text_of(client, "/office/attention"))
    return client.post(f"{PAGE}/deposit-{number}", data={"csrf": csrf}).status_code


def test_what_was_left_is_shown_with_its_sender_as_text_that_does_nothing(app: Flask) -> None:
    left(app, AMINA, AMINAS_PHONE, "visits:n1:2026-11")

    page = text_of(signed_in(app, ADA), PAGE)

    assert page.count('data-testid="deposit"') == 1
    assert "Amina" in page
    assert "left by amina" in page
    assert NASTY not in page


def test_who_has_looked_at_it_is_noted_and_the_first_stays(app: Flask, clock) -> None:
    left(app, AMINA, AMINAS_PHONE, "visits:n1:2026-11")
    ada, mona = signed_in(app, ADA), signed_in(app, MONA)
    assert 'data-testid="to-deposits"' in text_of(mona, "/office/attention")

    assert look_at(mona, 1) == 303
    clock.now += 60_000
    assert look_at(ada, 1) == 303

    assert 'data-testid="deposit"' not in text_of(ada, PAGE)
    assert 'data-testid="to-deposits"' not in text_of(mona, "/office/attention")
    done = text_of(ada, f"{PAGE}?state=reviewed")
    assert re.search(r'data-testid="reviewed">Looked at by Mona', done)


def test_a_representative_sees_what_the_own_tallymen_left_and_no_more(app: Flask) -> None:
    left(app, BRUNO, BRUNOS_PHONE, "visits:n2:2026-11")

    rosa = signed_in(app, ROSA)

    assert 'data-testid="deposit"' not in text_of(rosa, PAGE)
    assert look_at(rosa, 1) == 404


def test_what_speaks_of_scopes_that_the_reader_may_not_see_is_told_of_but_not_shown(app: Flask) -> None:
    left(app, AMINA, AMINAS_PHONE, "person:bruno")

    page = text_of(signed_in(app, MONA), PAGE)

    assert 'data-testid="deposit"' in page
    assert "left by amina" not in page
    assert "left by amina" in text_of(signed_in(app, ADA), PAGE)


def test_what_is_no_json_is_kept_and_shown_to_an_admin_as_it_came(app: Flask) -> None:
    left(app, AMINA, AMINAS_PHONE, "visits:n1:2026-11")
    with app.app_context(), the_ledger().transaction() as rows:
        rows.execute(DEPOSIT.update().values(body="<b>half a cha"))

    page = text_of(signed_in(app, ADA), PAGE)

    assert "&lt;b&gt;half a cha" in page
    assert "half a cha" not in text_of(signed_in(app, MONA), PAGE)
