"""What a request of a feed asks for: filters, how many rows, and where the last page ended."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from flask import current_app, request

from server.access import Person, readable_scopes
from server.departments.filters import Filters, read_filters
from server.departments.reach import Reach, reach_of
from server.errors import Problem

LONGEST_PAGE = 5_000
USUAL_PAGE = 1_000


def filters() -> Filters:
    """The filters of the address, as the desk reads them."""
    ledger, settings = current_app.extensions["ledger"], current_app.extensions["settings"]
    now = ledger.clock()
    today = datetime.fromtimestamp(now / 1000, settings.zone).date().isoformat()
    return read_filters(request.args, today=today, now=now)


def reach(person: Person) -> Reach:
    """How far somebody sees."""
    return reach_of(readable_scopes(person))


def limit() -> int:
    """How many rows a page may have."""
    return min(count("limit", USUAL_PAGE), LONGEST_PAGE) or 1


def count(name: str, otherwise: int) -> int:
    """A number of the address. Problem when it is none."""
    text = request.args.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 15):
        raise Problem("request.malformed", field=name)
    return int(text)


def as_cursor(place: list[Any]) -> str:
    """Where a page ended, in words that nobody need understand."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def cursor(name: str) -> list[Any] | None:
    """Where the last page ended. Problem when it is none of ours."""
    text = request.args.get(name)
    if text is None:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        place = None
    if not isinstance(place, list) or not all(isinstance(each, str | int | float | None) for each in place):
        raise Problem("request.malformed", field=name)
    return place
