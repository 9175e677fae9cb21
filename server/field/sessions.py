"""Signing in and out on a device."""

import re
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app

from server.access import (
    Person,
    drop_cookie,
    end_session,
    keep_cookie,
    knows_password,
    person_named,
    require_person,
    require_same_site,
    set_language,
    start_session,
)
from server.errors import Problem
from server.field.body import read_object
from server.ledger import now_ms
from server.limits import limiter, slow_for_an_account
from server.notices.subscriptions import unsubscribe
from server.wire.answer import as_json
from sync.fields import LANGUAGES

blueprint = APIBlueprint("sessions", __name__, url_prefix="/api/v1", tag="Sessions")

DEVICE = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


@blueprint.post("/session")
@blueprint.doc(summary="Sign in on a device")
@limiter.limit("60/minute")
def sign_in() -> Response:
    """A token for `{person, password, device}`, in the body and as a cookie."""
    require_same_site()
    given = read_object()
    person, password, device = (given.get(name) for name in ("person", "password", "device"))
    if not (isinstance(person, str) and isinstance(password, str) and isinstance(device, str)):
        raise Problem("request.malformed")
    if not DEVICE.fullmatch(device):
        raise Problem("request.malformed", field="device")
    slow_for_an_account(person)
    if not knows_password(person, password):
        raise Problem("session.wrong_credentials")
    token, key = start_session(person, device, str(given.get("name", "")))
    return keep_cookie(as_json(told_of_sign_in(person, device, token, key)), token)


@blueprint.get("/session")
@blueprint.doc(summary="Who is signed in")
def who() -> Response:
    """The person and the device of the session."""
    person = require_person()
    return as_json(_told(_plain(person), person.device))


@blueprint.patch("/session")
@blueprint.doc(summary="Set the language of the person")
def change() -> Response:
    """The person with the language set."""
    person = require_person()
    language = read_object().get("language")
    if language not in LANGUAGES:
        raise Problem("request.malformed", field="language")
    set_language(person.id, language)
    return as_json(_told(_plain(person) | {"language": language}, person.device))


@blueprint.delete("/session")
@blueprint.doc(summary="Sign out")
def sign_out() -> Response:
    """Nothing; the token is worth nothing from now on."""
    person = require_person()
    unsubscribe(person.device)
    end_session(person.token)
    return drop_cookie(Response(status=204))


def told_of_sign_in(person: str, device: str, token: str, key: str | None) -> dict[str, Any]:
    """What a phone is told when somebody has signed in on it."""
    return _told(person_named(person), device) | {"token": token, "deposit_key": key}


def _plain(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "role": person.role, "language": person.language}


def _told(person: dict[str, Any], device: str) -> dict[str, Any]:
    version = current_app.extensions["catalogue"].version
    return {"device": device, "person": person, "kinds": version, "now": now_ms()}
