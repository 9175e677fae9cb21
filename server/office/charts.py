"""Charts on a view's page: drawn in the browser from a specification, each with its table and its sentence."""

from flask import render_template, request

from server.access import require_role
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, open_view
from server.office.views import VIEW


@blueprint.get(f"{VIEW}/charts/<kind>")
@require_role(*DESK)
def chart(department: str, name: str, kind: str):
    """One chart of a view, as a part of its page or a page of its own."""
    from server.office.drawings import charts_of  # which loads Altair: half a second for who never draws

    view, using = open_view(asking.reader(), department, name), asking.filters()
    found = next((each for each in charts_of(view) if each.name == kind), None)
    if found is None:
        raise Problem("request.unknown_address")
    part = "office/chart_part.html" if request.headers.get("HX-Request") else "office/chart.html"
    drawing = found.draw(asking.session(), view, using)
    return render_template(
        part,
        drawing=drawing,
        chart=found,
        view=view,
        department=department,
        filters=using,
        address=asking.address,
        again=request.full_path,
    )
