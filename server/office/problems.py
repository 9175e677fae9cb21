"""A problem as a page: what happened, and what to do."""

from flask import redirect, render_template, request, url_for

from server.access import current
from server.errors import Problem
from server.office.words import language


def problem_page(problem: Problem):
    """The page, or only its sentence where a part of a page was asked for; who is not signed in learns no address."""
    person = current()
    if person is None and problem.code == "request.unknown_address":
        return redirect(url_for("office.sign_in_page", next=request.path))
    known = {
        "title": problem.title(language()),
        "detail": problem.detail(language()),
        "to_the_phone": problem.code == "access.role" and person is not None and person.role == "tallyman",
    }
    template = "office/problem_part.html" if request.headers.get("HX-Request") else "office/problem.html"
    return render_template(template, **known), problem.status, problem.headers
