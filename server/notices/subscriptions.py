"""Where notices for a person's phone go: the address and keys that its browser gave, one for each device."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from sqlalchemy import delete, insert, select, update

from server.access import DAY_MS, PERSON, SESSION
from server.database import db
from server.errors import Problem
from server.ledger import now_ms, the_ledger
from server.notices.sealing import CURVE, unpadded
from server.notices.tables import DELIVERY, SUBSCRIPTION

LONGEST = 2_000
SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class Subscription:
    """One phone that wants notices, and the language its person reads."""

    id: str
    person: str
    language: str
    endpoint: str
    receiver: bytes
    secret: bytes
    made_at: int


def subscribe(person: str, device: str, endpoint: Any, receiver: Any, secret: Any) -> None:
    """Send notices for somebody there from now on, in the place of where this device got them before.

    A phone says so again at every start. What came back since it first did is still news then, and what is on its way to
    the old place goes to the new one.
    """
    if not all(isinstance(each, str) and len(each) <= LONGEST for each in (endpoint, receiver, secret)):
        raise Problem("request.malformed")
    if not is_push_service(endpoint, current_app.extensions["settings"].push_services):
        raise Problem("push.unknown_service")
    _check_keys(receiver, secret)
    name = sha256(endpoint.encode()).hexdigest()
    values = {"endpoint": endpoint, "receiver": receiver, "secret": secret, "made_at": now_ms()}
    with the_ledger().transaction() as connection:
        own = (SUBSCRIPTION.c.device == device) & (SUBSCRIPTION.c.person == person)
        before = connection.execute(select(SUBSCRIPTION.c.id, SUBSCRIPTION.c.made_at).where(own)).first()
        if before is not None:
            values["made_at"] = before.made_at
            on_its_way = update(DELIVERY).where(DELIVERY.c.subscription == before.id)
            connection.execute(on_its_way.values(subscription=name))
        same = (SUBSCRIPTION.c.device == device) | (SUBSCRIPTION.c.id == name)
        connection.execute(delete(SUBSCRIPTION).where(same))
        connection.execute(insert(SUBSCRIPTION).values(id=name, person=person, device=device, **values))


def unsubscribe(device: str) -> None:
    """Send nothing to a device any more."""
    with the_ledger().transaction() as connection:
        connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.device == device))


def forget(subscription: str) -> None:
    """A push service said that nobody listens there any more."""
    with the_ledger().transaction() as connection:
        connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.id == subscription))


def standing() -> list[Subscription]:
    """Those of devices on which their person is still signed in."""
    oldest = now_ms() - current_app.extensions["settings"].session_days * DAY_MS
    signed_in = select(SESSION.c.token_hash).where(
        SESSION.c.device == SUBSCRIPTION.c.device,
        SESSION.c.person == SUBSCRIPTION.c.person,
        SESSION.c.seen_at >= oldest,
    )
    query = (
        select(SUBSCRIPTION, PERSON.c.language)
        .join(PERSON, PERSON.c.id == SUBSCRIPTION.c.person)
        .where(~PERSON.c.is_disabled, signed_in.exists())
    )
    rows = db.session.execute(query).all()
    db.session.rollback()
    return [
        Subscription(
            row.id, row.person, row.language, row.endpoint, unpadded(row.receiver), unpadded(row.secret), row.made_at
        )
        for row in rows
    ]


def is_push_service(endpoint: str, services: str) -> bool:
    """Whether an address is at one of the services named: a phone must not make the server call just anywhere."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    for each in services.split():
        if "://" in each and f"{parts.scheme}://{parts.netloc}" == each:
            return True
        is_there = host == each or (each.startswith("*.") and host.endswith(each[1:]))
        if is_there and parts.scheme == "https" and port in (None, 443):
            return True
    return False


def _check_keys(receiver: str, secret: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpadded(receiver))
        if len(unpadded(secret)) != SECRET_BYTES:
            raise ValueError
    except ValueError:
        raise Problem("request.malformed", field="keys") from None
