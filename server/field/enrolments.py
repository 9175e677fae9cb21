"""Setting up a phone by a link from the desk: whose it is, and signing in by it once."""

from apiflask import APIBlueprint
from flask import Response

from server.access import has_password, keep_cookie, person_named, require_same_site
from server.enrolment import LEAST_PASSWORD, person_of, take_link
from server.errors import Problem
from server.field.body import read_object
from server.field.sessions import DEVICE, told_of_sign_in
from server.limits import limiter
from server.wire.answer import as_json

blueprint = APIBlueprint("enrolments", __name__, url_prefix="/api/v1", tag="Sessions")


@blueprint.post("/enrolment/look")
@blueprint.doc(summary="Whose phone a link sets up")
@limiter.limit("30/minute")
def look() -> Response:
    """The person of `{code}`, and whether a password must be chosen; the link stays unused."""
    require_same_site()
    person = person_of(_text(read_object(), "code"))
    wants = not has_password(person)
    return as_json({"person": person_named(person), "wants_password": wants, "least": LEAST_PASSWORD})


@blueprint.post("/enrolment")
@blueprint.doc(summary="Set up a phone by a link")
@limiter.limit("30/minute")
def take() -> Response:
    """What signing in answers, for `{code, device, name?, password?}`."""
    require_same_site()
    given = read_object()
    code, device, password = _text(given, "code"), _text(given, "device"), given.get("password")
    if not DEVICE.fullmatch(device) or not isinstance(password, str | None):
        raise Problem("request.malformed")
    person, token, key = take_link(code, device, str(given.get("name", "")), password)
    return keep_cookie(as_json(told_of_sign_in(person, device, token, key)), token)


def _text(given: dict, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise Problem("request.malformed", field=name)
    return value
