"""Snapshots, to who may read their scope."""

from apiflask import APIBlueprint
from flask import Response, current_app, send_file

from server.access import require_person
from server.errors import Problem
from server.ledger import now_ms, the_ledger
from server.ledger.reader import offered
from server.ledger.rows import read_grants
from server.ledger.snapshots import Snapshots

blueprint = APIBlueprint("snapshots", __name__, url_prefix="/api/v1/snapshots", tag="Exchange")


def the_snapshots() -> Snapshots:
    """The snapshots of the running app."""
    return Snapshots(current_app.extensions["settings"].data / "snapshots")


@blueprint.get("/<scope>/<token>")
@blueprint.doc(summary="A scope as packed lines of JSON", description="The last line says how many rows there are.")
def snapshot(scope: str, token: str) -> Response:
    """The file that an answer of the exchange named; it never changes."""
    person = require_person()
    zone = current_app.extensions["settings"].zone
    with the_ledger().reading() as connection:
        names = offered(read_grants(connection, person.id).readable(now_ms()), now_ms(), zone)
    path = the_snapshots().file(scope, token) if scope in names else None
    if path is None:
        raise Problem("request.unknown_address")
    response = send_file(path, mimetype="application/x-ndjson", conditional=True, max_age=0)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "no-store"
    return response
