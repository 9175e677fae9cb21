"""Asking a view by its name."""

from sqlalchemy.orm import Session

from server.departments.filters import Filters
from server.departments.view import Result
from server.departments.views import find_view


class NoSuchView(LookupError):
    """The department asks no such question."""


def run_view(session: Session, department: str, name: str, filters: Filters, language: str = "en") -> Result:
    """The answer of a department's view. NoSuchView when there is none of that name."""
    view = find_view(department, name)
    if view is None:
        raise NoSuchView(f"{department} has no view called {name}")
    return Result(view, department, filters, language, view.answer(session, filters))
