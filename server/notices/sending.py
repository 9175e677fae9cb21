"""Notices on their way: each is kept until a push service has taken it, for a day at the most."""

import logging
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import orjson
from flask import current_app
from sqlalchemy import Connection, delete, insert, select, update

from server.access import DAY_MS
from server.database import db
from server.ledger import now_ms, the_ledger
from server.notices.finding import Notice, find_new
from server.notices.keys import own_key
from server.notices.sealing import seal
from server.notices.subscriptions import Subscription, forget, standing
from server.notices.tables import DELIVERY, SUBSCRIPTION
from server.notices.words import told

TIMEOUT_S = 10
FIRST_PAUSE_MS = 60_000
LONGEST_PAUSE = 8
AT_ONCE = 200
NOBODY_THERE = (404, 410)
NOT_NOW = (408, 429)
log = logging.getLogger(__name__)


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A push service does not send the server elsewhere."""

    def redirect_request(self, *_args, **_more):
        return None


_opener = urllib.request.build_opener(_StayThere)


def has_phones() -> bool:
    """Whether anybody asked for notices."""
    found = db.session.execute(select(SUBSCRIPTION.c.id).limit(1)).first() is not None
    db.session.rollback()
    return found


def tell_what_is_new() -> int:
    """Find what came back, put it on its way, and send what is due; how many a push service took."""
    current_app.extensions["projector"].catch_up()
    phones = standing()
    since = {phone.person: phone.made_at for phone in sorted(phones, key=lambda phone: -phone.made_at)}
    find_new(since, lambda connection, notices: put_on_the_way(connection, notices, phones))
    return send_due(phones)


def put_on_the_way(connection: Connection, notices: list[Notice], phones: list[Subscription]) -> None:
    """A delivery for each notice and each phone of its person."""
    now = now_ms()
    rows = [
        {"subscription": phone.id, "sort": each.sort, "message": _message(each, phone), "made_at": now, "next_at": now}
        for each in notices
        for phone in phones
        if phone.person == each.person
    ]
    if rows:
        connection.execute(insert(DELIVERY), rows)


def _message(notice: Notice, phone: Subscription) -> str:
    title, body = told(notice.sort, notice.n, phone.language)
    said = {"sort": notice.sort, "title": title, "body": body, "language": phone.language, "opens": notice.opens}
    return orjson.dumps(said).decode()


def send_due(phones: list[Subscription]) -> int:
    """Send what is due, and let go what is too old or has nobody to go to."""
    now, known = now_ms(), {phone.id: phone for phone in phones}
    due = db.session.execute(
        select(DELIVERY).where(DELIVERY.c.next_at <= now).order_by(DELIVERY.c.id).limit(AT_ONCE)
    ).all()
    db.session.rollback()
    taken = 0
    for row in due:
        if not _claim(row):
            continue
        phone = known.get(row.subscription)
        status = post(phone, row.sort, row.message) if phone and now - row.made_at < DAY_MS else 410
        if phone and status in NOBODY_THERE:
            forget(phone.id)
            known.pop(phone.id)
        is_later = status == 0 or status in NOT_NOW or status >= 500
        taken += 200 <= status < 300
        if not is_later:
            _done(row.id)
        if not is_later and status >= 400 and status not in NOBODY_THERE:
            log.warning("a push service refused a notice: %d", status)
    return taken


def _claim(row: Any) -> bool:
    """Whether this process is the one that sends it now; when it dies, the delivery is due again after the pause."""
    standing_so = (DELIVERY.c.id == row.id, DELIVERY.c.next_at == row.next_at)
    later = now_ms() + FIRST_PAUSE_MS * 2 ** min(row.tries, LONGEST_PAUSE)
    with the_ledger().transaction() as connection:
        taken = update(DELIVERY).where(*standing_so).values(tries=row.tries + 1, next_at=later)
        return connection.execute(taken).rowcount == 1


def _done(delivery: int) -> None:
    with the_ledger().transaction() as connection:
        connection.execute(delete(DELIVERY).where(DELIVERY.c.id == delivery))


def post(phone: Subscription, sort: str, message: str) -> int:
    """What the push service says to a notice; 0 when it says nothing."""
    parts = urlsplit(phone.endpoint)
    contact = current_app.extensions["settings"].push_contact
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": contact, "exp": now_ms() // 1000 + 12 * 3600}
    headers = own_key().sign(claims) | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": "86400",
        "Topic": sort,
        "Urgency": "normal",
    }
    body = seal(message.encode(), phone.receiver, phone.secret)
    asked = urllib.request.Request(phone.endpoint, body, headers, method="POST")
    try:
        with _opener.open(asked, timeout=TIMEOUT_S) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
