"""The front page: for each department, its questions with their leading figures and what changed."""

from flask import render_template

from server.access import require_role
from server.departments.view import View
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import EVERYONE, departments_of


@blueprint.get("/")
@require_role(*EVERYONE)
def home():
    """The front page of who is reading; a tallyman is shown to the phone."""
    reader = asking.reader()
    if reader.role == "tallyman":
        return render_template("office/to_the_phone.html")
    using = asking.filters()
    departments = {
        department: [_story(department, view, using) for view in views]
        for department, views in departments_of(reader).items()
    }
    return render_template("office/home.html", departments=departments, filters=using, address=asking.address)


def _story(department: str, view: View, using) -> dict:
    """A view's leading figures, each with the one of the period before."""
    figures = {each.name: each for each in view.answer(asking.session(), using).figures}
    before = {each.name: each for each in view.answer(asking.session(), using.previous()).figures}
    leading = [(figures[name], before.get(name)) for name in view.leads_with if name in figures]
    return {"view": view, "department": department, "figures": leading}
