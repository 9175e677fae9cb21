"""The door that only takes: for a phone that can do nothing else any more. It gives no data back."""

from apiflask import APIBlueprint
from flask import Response, request
from sqlalchemy import insert, select

from server.access import is_deposit_key
from server.errors import Problem
from server.ledger import now_ms, the_ledger
from server.ledger.tables import DEPOSIT, DEVICE
from server.wire.answer import as_json

blueprint = APIBlueprint("deposit", __name__, url_prefix="/api/v1", tag="Exchange")

MAX_BYTES = 1_048_576


@blueprint.post("/deposit")
@blueprint.doc(summary="Leave something with the device key alone", description="Kept as it came, for review.")
def deposit() -> Response:
    """Always the same words once the key is right."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    device, _, key = credentials.partition(".")
    if scheme.lower() != "deposit" or not is_deposit_key(device, key):
        raise Problem("session.missing")
    body = request.get_data(cache=False)
    if len(body) > MAX_BYTES:
        raise Problem("request.too_large", most_bytes=MAX_BYTES)
    with the_ledger().transaction() as connection:
        person = connection.execute(select(DEVICE.c.person).where(DEVICE.c.id == device)).scalar_one()
        text = body.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        connection.execute(
            insert(DEPOSIT).values(device=device, person=person, received_at=now_ms(), body=text, is_reviewed=False)
        )
    return as_json({"kept": True}, 202)
