"""What moved in and out of bags and stores: such a record names no outlet, but the scope of its route."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, FromClause, or_, select
from sqlalchemy.orm import Session

from server.departments.filters import PARTS, Filters
from server.departments.universe import outlets_in

PREFIX = "visits:"


def route_of(scope: str) -> str:
    """The route whose visits a scope holds."""
    return f"route/{scope.removeprefix(PREFIX).partition(':')[0]}"


def routes_looked_at(session: Session, filters: Filters) -> set[str] | None:
    """The routes of the outlets looked at; None where nothing narrows them."""
    if not any(getattr(filters, part) for part in PARTS):
        return None
    outlets = outlets_in(filters)
    return {route for route in session.scalars(select(outlets.c.route).distinct()) if route}


def on_routes(table: FromClause, routes: Iterable[str] | None) -> ColumnElement[bool]:
    """The condition that a record lies in the visits of one of the routes; of any for None."""
    if routes is None:
        return table.c.scope.startswith(PREFIX)
    names = [route.partition("/")[2] for route in sorted(routes)]
    return or_(*(table.c.scope.startswith(f"{PREFIX}{name}:", autoescape=True) for name in names or ["-"]))
