"""The front page: the nine facts with their leading figures and what changed."""

import time
from dataclasses import dataclass

from flask import render_template

from server.access import require_role
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.pages import Page
from server.departments.view import View
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, EVERYONE, department_of, pages_of

PATIENCE_S = 0.2
"""How long the page waits for figures; what is not counted by then comes in by itself, story by story."""

Pairs = list[tuple[Figure, Figure | None]]


@dataclass(frozen=True)
class Story:
    """A page on the front page: its leading view with figures, each beside that of the period before; None: to come."""

    page: Page
    views: list[View]
    figures: Pairs | None

    @property
    def view(self) -> View:
        """The view that leads."""
        return self.views[0]


@blueprint.get("/")
@require_role(*EVERYONE)
def home():
    """The front page of who is reading; a tallyman is shown to the phone."""
    if asking.reader().role == "tallyman":
        return render_template("office/to_the_phone.html")
    using, until = asking.filters(), time.monotonic() + PATIENCE_S
    stories = []
    for page, views in pages_of(asking.reader()):
        figures = _leading(views[0], using) if time.monotonic() < until else None
        stories.append(Story(page, views, figures))
    return _drawn("office/home.html", using, stories=stories)


@blueprint.get("/front/<name>")
@require_role(*DESK)
def story(name: str):
    """One story by itself."""
    told = next(((page, views) for page, views in pages_of(asking.reader()) if page.name == name), None)
    if told is None:
        raise Problem("request.unknown_address")
    using = asking.filters()
    return _drawn("office/story.html", using, story=Story(*told, _leading(told[1][0], using)))


def _drawn(template: str, using: Filters, **more: object) -> str:
    reader = asking.reader()

    def department(view: View) -> str:
        return department_of(reader, view)

    return render_template(template, filters=using, address=asking.address, department_of=department, **more)


def _leading(view: View, using: Filters) -> Pairs:
    figures = {each.name: each for each in view.answer(asking.session(), using).figures}
    before = asking.figures_before(view, using)
    return [(figures[name], before.get(name)) for name in view.leads_with if name in figures]
