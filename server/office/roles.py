"""Who may open what at the desk, and where the masthead leads them."""

from dataclasses import dataclass

from server.access import Person, readable_scopes
from server.departments.filters import Filters
from server.departments.pages import PAGES, Page
from server.departments.reach import Reach, reach_of
from server.departments.view import View
from server.departments.views import DEPARTMENTS, VIEWS, find_view, views_of
from server.errors import Problem

DESK = ("representative", "marketing", "sales", "manager", "admin")
EVERYONE = ("tallyman", *DESK)
MINDERS = ("representative", "manager", "admin")
OFFICE_DESK = ("marketing", "sales", "manager", "admin")
OF_REPRESENTATIVES = ("coverage", "out_of_stock", "pop_placement")


def departments_of(person: Person) -> dict[str, list[View]]:
    """The views somebody reads, by department: both departments read the same figures."""
    if person.role in OFFICE_DESK:
        return {each: views_of(each) for each in DEPARTMENTS}
    if person.role == "representative":
        return {"sales": [view for view in views_of("sales") if view.name in OF_REPRESENTATIVES]}
    return {}


def views_for(person: Person) -> list[View]:
    """Every view somebody reads, in the order of the pages."""
    readable = departments_of(person)
    return [view for view in VIEWS if any(view in views for views in readable.values())]


def pages_of(person: Person) -> list[tuple[Page, list[View]]]:
    """The pages somebody opens, each with the views under it that they read."""
    readable = views_for(person)
    return [(page, views) for page in PAGES if (views := page.only(readable))]


def department_of(person: Person, view: View) -> str:
    """The department in the address under which somebody opens a view."""
    return "sales" if person.role == "representative" else view.owner


def open_view(person: Person, department: str, name: str) -> View:
    """The view, if there is one and the person reads it. Problem otherwise."""
    view = find_view(department, name)
    if view is None:
        raise Problem("request.unknown_address")
    if view not in departments_of(person).get(department, []):
        raise Problem("access.role")
    return view


def narrowed(person: Person, filters: Filters) -> Filters:
    """The filters, never wider than what a representative answers for."""
    if person.role != "representative":
        return filters
    return filters.inside(person.territory or "none", readable_scopes(person))


def reach(person: Person) -> Reach:
    """The scopes somebody may read."""
    return reach_of(readable_scopes(person))


@dataclass(frozen=True)
class Destination:
    """One place the masthead leads to; `key` is that of its name."""

    endpoint: str
    key: str


def destinations(person: Person) -> list[Destination]:
    """Where somebody can go from anywhere."""
    if person.role not in DESK:
        return []
    places = [Destination("office.home", "nav.home"), Destination("office.photos", "nav.photos")]
    places.append(Destination("office.saved_views", "saved.title"))
    places.append(Destination("office.kinds", "nav.kinds"))
    if person.role in OFFICE_DESK:
        places.insert(1, Destination("office.inbox_page", "inbox.title"))
        places.insert(2, Destination("office.balance", "nav.balance"))
        places.insert(2, Destination("office.plans", "plans.title"))
    if person.role in MINDERS:
        places += [
            Destination("office.attention", "nav.attention"),
            Destination("office.signals", "signals.title"),
            Destination("office.devices", "nav.devices"),
        ]
    if person.role in OFFICE_DESK:
        places.append(Destination("office.budgets", "budgets.title"))
        places.append(Destination("office.questions", "questions.title"))
        places.append(Destination("office.feeds", "feeds.title"))
    places.append(Destination("office.deposit_list", "deposits.title"))
    return places
