"""The list of views: every question a department can ask, in the order of the pages they stand under."""

from server.departments.pages import PAGES
from server.departments.view import BOTH, View

DEPARTMENTS = BOTH

VIEWS = tuple(view for page in PAGES for view in page.views)


def views_of(department: str) -> list[View]:
    """The views a department asks, in the order they are read."""
    return [view for view in VIEWS if department in view.departments]


def find_view(department: str, name: str) -> View | None:
    """The view of that name if the department asks it."""
    return next((view for view in views_of(department) if view.name == name), None)
