"""A problem as a page: what happened, and what to do."""

from flask import render_template, request

from server.access import current
from server.errors import Problem
from server.office.words import language


def problem_page(problem: Problem):
    """The page, or only its sentence where a part of a page was asked for."""
    person = current()
    known = {
        "title": problem.title(language()),
        "detail": problem.detail(language()),
        "to_the_phone": problem.code == "access.role" and person is not None and person.role == "tallyman",
    }
    template = "office/problem_part.html" if request.headers.get("HX-Request") else "office/problem.html"
    return render_template(template, **known), problem.status, problem.headers
