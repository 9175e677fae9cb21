"""What a request of the desk asks for: filters from the address, and the moment it is asked at."""

from datetime import datetime
from typing import Any

from flask import current_app, request, url_for

from server.access import Person, current, people
from server.departments.filters import Filters, read_filters
from server.departments.metrics import Figure
from server.departments.store import Session, reading
from server.departments.view import View
from server.errors import Problem
from server.office.formats import zone
from server.office.roles import narrowed


def reader() -> Person:
    """Who is reading; a guard has let them in."""
    person = current()
    if person is None:
        raise Problem("session.missing")
    return person


def session() -> Session:
    """The store, for reading."""
    return reading()


def now_ms() -> int:
    """The server's clock."""
    return current_app.extensions["ledger"].clock()


def filters() -> Filters:
    """The filters of the address, never wider than the reader may look."""
    now = now_ms()
    today = datetime.fromtimestamp(now / 1000, zone()).date().isoformat()
    return narrowed(reader(), read_filters(request.args, today=today, now=now))


def figures_before(view: View, using: Filters) -> dict[str, Figure]:
    """The figures of a view in the period before, by name."""
    return {each.name: each for each in view.answer(session(), using.previous()).figures}


def address(endpoint: str, using: Filters, **rest: Any) -> str:
    """The address of a page with the filters in it."""
    query = using.query()
    if reader().role == "representative":
        query.pop("territory", None)
    places: dict[str, Any] = query | {name: value for name, value in rest.items() if value is not None}
    return url_for(f"office.{endpoint}", **places)


def page_number() -> int:
    """The page asked for, counted from 0."""
    text = request.args.get("page", "0")
    return min(int(text), 10_000) if text.isascii() and text.isdecimal() else 0


def names_of_people() -> dict[str, str]:
    """What everybody is called, by id."""
    return {row.id: row.name for row in people()}
