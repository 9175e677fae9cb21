"""The nine pages of facts: each opens on its leading view; how good its observations are stands at its head."""

import time
from typing import NamedTuple

from flask import render_template, request

from server.access import require_role
from server.departments.observations import Source
from server.departments.pages import Page, find_page
from server.departments.quality import Quality, quality_of, sources_of
from server.departments.view import View
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, department_of, pages_of
from server.office.views import view_page

PATIENCE_S = 0.2
"""How long the table waits for its lines; those that are not counted by then come in by themselves."""


class Line(NamedTuple):
    """A kind of observations and what they are worth; None: to come."""

    source: Source
    quality: Quality | None


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
    using, until = asking.filters(), time.monotonic() + PATIENCE_S
    is_part = "HX-Request" in request.headers
    lines: list[Line] = []
    for source in sources_of(views):
        is_late = is_part and lines and time.monotonic() >= until
        lines.append(Line(source, None if is_late else quality_of(asking.session(), source, using)))
    part = "office/quality_part.html" if is_part else "office/quality.html"
    return render_template(part, page=page, filters=using, lines=lines, address=asking.address)


@blueprint.get("/facts/<name>/quality/<kind>")
@require_role(*DESK)
def one_quality(name: str, kind: str):
    """The line of one kind of observations."""
    page, views = _page(name)
    source = next((each for each in sources_of(views) if each.kind == kind), None)
    if source is None:
        raise Problem("request.unknown_address")
    using = asking.filters()
    line = Line(source, quality_of(asking.session(), source, using))
    return render_template("office/quality_line.html", page=page, filters=using, line=line, address=asking.address)


def _page(name: str) -> tuple[Page, list[View]]:
    page = find_page(name)
    if page is None:
        raise Problem("request.unknown_address")
    views = dict((each.name, views) for each, views in pages_of(asking.reader())).get(name)
    if not views:
        raise Problem("access.role")
    return page, views
