"""Taking in the unsent work of a phone that cannot send any more."""

from flask import render_template, request

from server.access import require_role
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import MINDERS
from server.office.words import language
from server.rescue import open_rescue, take_in


@blueprint.get("/rescue")
@require_role(*MINDERS)
def rescue_page():
    """The form."""
    return render_template("office/rescue.html", taken=None, problem=None)


@blueprint.post("/rescue")
@require_role(*MINDERS)
def rescue():
    """What became of the file, or why it could not be opened."""
    file = request.files.get("file")
    try:
        rescued = open_rescue(file.read() if file else b"", request.form.get("code", ""))
        taken = take_in(rescued, asking.reader())
    except Problem as problem:
        told = problem.detail(language())
        return render_template("office/rescue.html", taken=None, problem=told), problem.status
    return render_template("office/rescue.html", taken=taken, problem=None, people=asking.names_of_people())
