"""The desk's blueprint: its pages, its words in templates, its problem pages."""

from apiflask import APIBlueprint
from flask import g, request

from server.access import csrf_token, current
from server.errors import Problem
from server.office import formats, showing
from server.office.roles import destinations
from server.office.words import language, t

blueprint = APIBlueprint(
    "office", __name__, url_prefix="/office", template_folder="templates", static_folder="static", enable_openapi=False
)


@blueprint.app_context_processor
def _for_templates() -> dict:
    person = current()
    return {
        "t": t,
        "language": language(),
        "person": person,
        "csrf": csrf_token,
        "destinations": destinations(person) if person else [],
        "show": formats,
        "showing": showing,
        "request_id": g.get("request_id"),
    }


@blueprint.before_request
def _refuse_nothings() -> None:
    """A NUL fits no name, and PostgreSQL takes none in a text."""
    if any("\0" in value for value in (request.path, *request.args.values())):
        raise Problem("request.unknown_address")


@blueprint.after_request
def _never_kept(response):
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.record_once
def _answer_problems(state) -> None:
    from server.office.problems import problem_page

    state.app.extensions["problem_page"] = problem_page


from server.office import (  # noqa: E402, F401
    answers,
    balance,
    budgets,
    charts,
    deposits,
    devices,
    enrolments,
    evidence,
    feeds,
    front,
    inbox,
    kinds,
    pages,
    photos,
    plan_page,
    plan_targets,
    plans,
    questions,
    records,
    rescue,
    saved,
    session,
    signals,
    troubles,
    views,
    weeks,
)
