"""The desk's plans: the list, the calendar, a new one."""

from datetime import date
from itertools import pairwise

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from server.access import require_role
from server.departments.choices import choices
from server.errors import Problem
from server.office import asking, plan_form
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK
from server.office.words import said
from server.plans import drafting, keeping, reading
from server.plans.choosing import places_of, without_route
from server.plans.life import LEADERS
from server.plans.picking import things
from sync.kinds.plans.plan import HORIZONS, STATES, WHAT

GROUPS = ("open", "over")
MONTHS = 12


@blueprint.get("/plans")
@require_role(*OFFICE_DESK)
def plans():
    """Plans in a state, of a sort."""
    state = _one_of("state", (*GROUPS, *(each.name for each in STATES))) or "open"
    what = _one_of("what", tuple(each.name for each in WHAT))
    return render_template(
        "office/plans.html",
        rows=reading.listed(asking.session(), state=state, what=what),
        state=state,
        what=what,
        groups=GROUPS,
        states=[each.name for each in STATES],
        sorts=[each.name for each in WHAT],
        waiting=reading.waiting_for(asking.session(), asking.reader().role),
        may_begin=asking.reader().role in LEADERS,
        today=keeping.today(),
    )


@blueprint.get("/plans/calendar")
@require_role(*OFFICE_DESK)
def plan_calendar():
    """Plans over the months of a year."""
    first = _first_month()
    months = [_month(first, ahead) for ahead in range(MONTHS + 1)]
    from_on, until_on = months[0].isoformat(), months[-1].isoformat()
    rows = [each for each in reading.overlapping(asking.session(), from_on, until_on) if each["from_on"] < until_on]
    return render_template(
        "office/plan_calendar.html",
        rows=rows,
        months=[(month.isoformat(), after.isoformat()) for month, after in pairwise(months)],
        before=_month(first, -MONTHS).isoformat()[:7],
        after=_month(first, MONTHS).isoformat()[:7],
        today=keeping.today(),
    )


@blueprint.get("/plans/new")
@require_role(*LEADERS)
def new_plan():
    """An empty form."""
    boxes: MultiDict[str, str] = MultiDict({"what": "promotion", "horizon": "monthly"})
    return form_page(None, boxes, plan_form.Typed())


@blueprint.post("/plans/new")
@require_role(*LEADERS)
def begin_plan():
    """On to the draft; or the form again with what is wrong in it."""
    typed = plan_form.read(request.form, asking.session())
    if typed.wrong:
        return form_page(None, request.form, typed), 422
    plan = drafting.begin(keeping.hand_of(asking.reader()), typed.fields)
    return redirect(url_for("office.plan", plan=plan.partition("/")[2]), 303)


@blueprint.get("/plans/reach")
@require_role(*LEADERS)
def plan_reach():
    """How many outlets the boxes of a form name now."""
    typed = plan_form.Typed()
    plan_form.read_outlets(typed, request.args, asking.session())
    return render_template("office/plan_reach_part.html", **reach_of(typed.fields), unknown=typed.unknown_outlets)


def reach_of(fields) -> dict:
    """The outlets that a plan reaches, by region and by name, and those it cannot reach."""
    places = places_of(asking.session(), fields, keeping.today())
    regions: dict[str, int] = {}
    for each in places:
        regions[each.region] = regions.get(each.region, 0) + 1
    return {
        "places": places,
        "regions": regions,
        "unreached": without_route(asking.session(), fields, keeping.today()),
    }


def form_page(plan, boxes, typed):
    """The form of a plan, new or a draft."""
    own = plan["id"] if plan else None
    return render_template(
        "office/plan_form.html",
        plan=plan,
        boxes=boxes,
        typed=typed,
        options=choices(asking.session()),
        things=things(asking.session()),
        plans=[(each["id"], each["name"]) for each in reading.listed(asking.session()) if each["id"] != own],
        sorts=[(each.name, said(each.title)) for each in WHAT],
        horizons=[(each.name, said(each.title)) for each in HORIZONS],
        elements=plan_form.ELEMENTS,
        items=plan_form.ITEMS,
        questions=plan_form.QUESTIONS,
        answers=plan_form.ANSWERS,
        currency=plan_form.currency(),
        **reach_of(typed.fields if typed.fields else plan or {}),
    )


def _one_of(name: str, allowed: tuple[str, ...]) -> str | None:
    value = request.args.get(name)
    return value if value in allowed else None


def _first_month() -> date:
    asked = request.args.get("from", "")
    try:
        return date.fromisoformat(f"{asked}-01") if asked else _month(date.fromisoformat(keeping.today()), -2)
    except ValueError:
        raise Problem("request.malformed", field="from") from None


def _month(day: date, ahead: int) -> date:
    months = day.year * 12 + day.month - 1 + ahead
    if not 12 <= months < 12 * 9_999:
        raise Problem("request.malformed", field="from")
    return date(months // 12, months % 12 + 1, 1)
