"""The front page: for each department, its questions with their leading figures and what changed."""

import time
from dataclasses import dataclass

from flask import render_template

from server.access import require_role
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.view import View
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, EVERYONE, departments_of, open_view

PATIENCE_S = 2.0
"""How long the page waits for figures; what is not counted by then comes in by itself, story by story."""

Pairs = list[tuple[Figure, Figure | None]]


@dataclass(frozen=True)
class Story:
    """A view on the front page with its leading figures, each beside that of the period before; None: to come."""

    department: str
    view: View
    figures: Pairs | None


@blueprint.get("/")
@require_role(*EVERYONE)
def home():
    """The front page of who is reading; a tallyman is shown to the phone."""
    reader = asking.reader()
    if reader.role == "tallyman":
        return render_template("office/to_the_phone.html")
    using = asking.filters()
    departments = _stories(departments_of(reader), using)
    return render_template("office/home.html", departments=departments, filters=using, address=asking.address)


@blueprint.get("/front/<any(marketing, sales):department>/<name>")
@require_role(*DESK)
def story(department: str, name: str):
    """One story by itself."""
    view, using = open_view(asking.reader(), department, name), asking.filters()
    told = Story(department, view, _leading(view, using))
    return render_template("office/story.html", story=told, filters=using, address=asking.address)


def _stories(departments: dict[str, list[View]], using: Filters) -> dict[str, list[Story]]:
    """All stories; a view that both departments read is asked once."""
    until, asked = time.monotonic() + PATIENCE_S, dict[str, Pairs | None]()
    for views in departments.values():
        for view in views:
            if view.name not in asked:
                asked[view.name] = _leading(view, using) if time.monotonic() < until else None
    return {
        department: [Story(department, view, asked[view.name]) for view in views]
        for department, views in departments.items()
    }


def _leading(view: View, using: Filters) -> Pairs:
    figures = {each.name: each for each in view.answer(asking.session(), using).figures}
    before = {each.name: each for each in view.answer(asking.session(), using.previous()).figures}
    return [(figures[name], before.get(name)) for name in view.leads_with if name in figures]
