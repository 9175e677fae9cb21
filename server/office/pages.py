"""The nine pages of facts: each opens on its leading view; how good its observations are stands at its head."""

from flask import render_template, request

from server.access import require_role
from server.departments.pages import Page, find_page
from server.departments.quality import quality_of
from server.departments.view import View
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, department_of, pages_of
from server.office.views import view_page


@blueprint.get("/facts/<name>")
@require_role(*DESK)
def facts(name: str):
    """The page, on the first of its views that the reader reads."""
    _, views = _page(name)
    return view_page(department_of(asking.reader(), views[0]), views[0])


@blueprint.get("/facts/<name>/quality")
@require_role(*DESK)
def page_quality(name: str):
    """How complete, fresh, timely and confirmed the observations behind a page are."""
    page, views = _page(name)
    using = asking.filters()
    part = "office/quality_part.html" if request.headers.get("HX-Request") else "office/quality.html"
    found = quality_of(asking.session(), views, using)
    return render_template(part, page=page, filters=using, sources=found, address=asking.address)


def _page(name: str) -> tuple[Page, list[View]]:
    page = find_page(name)
    if page is None:
        raise Problem("request.unknown_address")
    views = dict((each.name, views) for each, views in pages_of(asking.reader())).get(name)
    if not views:
        raise Problem("access.role")
    return page, views
