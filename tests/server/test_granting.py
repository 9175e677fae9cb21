"""`flask grant` hands out what a role may have, and says clearly what it may not."""

import pytest
from flask import Flask

from server.access import grants_of, people
from server.ledger import now_ms
from tests.cast import AMINA
from tests.office.given import staffed


@pytest.fixture
def app(make_app) -> Flask:
    made = make_app()
    staffed(made)
    return made


def grant(app: Flask, person: str, pattern: str):
    return app.test_cli_runner().invoke(args=["grant", person, pattern])


def may_read(app: Flask, person: str, scope: str) -> bool:
    with app.app_context():
        who = next(each for each in people() if each.id == person)
        return grants_of(who).may("read", scope, made=now_ms(), now=now_ms())


@pytest.mark.parametrize("pattern", ["office:plans", "office:*", "off*", "*"])
@pytest.mark.parametrize("person", [AMINA, "rosa"])
def test_the_offices_own_scopes_are_not_for_the_field(app: Flask, person: str, pattern: str) -> None:
    told = grant(app, person, pattern)

    assert told.exit_code == 1
    assert "reaches the office's own scopes, which are for admin, manager, marketing and sales alone" in told.output
    assert not may_read(app, person, "office:plans")


def test_what_a_role_may_have_is_granted(app: Flask) -> None:
    assert grant(app, AMINA, "route:s1").exit_code == 0
    assert grant(app, "mira", "office:plans").exit_code == 0

    assert may_read(app, AMINA, "route:s1")
    assert "nobody called" in grant(app, "nobody", "route:s1").output
