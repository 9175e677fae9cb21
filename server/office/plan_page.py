"""One plan at the desk: what it says, its steps, who has heard of it, what became of it, what is said about it."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from server.access import people, require_role
from server.departments.records import names_of
from server.errors import Problem
from server.office import asking, plan_form, plans
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK
from server.plan_photos import keep_photo
from server.plans import drafting, keeping, reading
from server.plans.acting import step
from server.plans.life import ACTS, LEADERS, lacks, possible
from server.plans.reality import STAGES, funnel, lines_at

PAGE = 200
AT_THE_DESK = ("submit", "approve", "release", "send_back", "close", "evaluate", "withdraw")
TOLD = ("released", "running", "closed", "evaluated")


@blueprint.get("/plans/<plan>")
@require_role(*OFFICE_DESK)
def plan(plan: str):
    """The plan; a draft is shown as its form to who may change it, when they ask."""
    row = _row(plan)
    if row["state"] == "draft" and request.args.get("edit") and asking.reader().role in LEADERS:
        return plans.form_page(row, plan_form.boxes_of(row), plan_form.Typed())
    session, role = asking.session(), asking.reader().role
    stages = funnel(session, row["id"]) if row["state"] in TOLD else []
    last = reading.found(session, row["last_year"]) if row["last_year"] else None
    limit = current_app.extensions["settings"].plan_limit_minor
    acts = possible(row, role, keeping.today(), limit)
    children, heard = reading.children(session, row["id"]), reading.heard(session, row["id"])
    return render_template(
        "office/plan.html",
        plan=row,
        photo=reading.photo_of(session, row["id"]),
        steps=reading.steps(session, row["id"]),
        heard=heard,
        acknowledged=_acknowledged(row["id"]),
        may_acknowledge="acknowledge" in acts,
        acts=[act for act in AT_THE_DESK if act in acts],
        lacks=lacks(row) if row["state"] == "draft" else [],
        limit=limit,
        asks_why={act for act in ACTS if ACTS[act].asks_why},
        may_edit=row["state"] == "draft" and role in LEADERS,
        may_lead=role in LEADERS,
        may_revise="revise" in acts,
        boxes=plan_form.boxes_of(row),
        options=plans.choices(session),
        funnel=stages,
        lines=stages[0][1] if stages else 0,
        last=last,
        last_funnel=funnel(session, last["id"]) if last else [],
        children=children,
        questions=reading.questions(session, row["id"]),
        thread=reading.thread(session, row["id"]),
        all_regions=[name for name, _ in plans.choices(session)["region"]],
        names=_names(row) | names_of(session, [each.territory for each in heard]),
        people=asking.names_of_people(),
        **(plans.reach_of(row) if row["state"] not in TOLD else {"places": [], "regions": {}, "unreached": 0}),
    )


@blueprint.post("/plans/<plan>")
@require_role(*LEADERS)
def save_plan(plan: str):
    """Back to the draft with what was changed; or the form again with what is wrong in it."""
    row = _row(plan)
    typed = plan_form.read(request.form, asking.session())
    if typed.wrong:
        return plans.form_page(row, request.form, typed), 422
    drafting.change(keeping.hand_of(asking.reader()), row["id"], typed.fields)
    return _back(plan)


@blueprint.post("/plans/<plan>/photo")
@require_role(*LEADERS)
def show_plan(plan: str):
    """Back to the draft with the photo of how it should look. Problem when the file is no picture."""
    row, file = _row(plan), request.files.get("photo")
    keep_photo(asking.reader(), row["id"], file.read() if file else b"")
    return _back(plan)


@blueprint.post("/plans/<plan>/act")
@require_role(*OFFICE_DESK)
def act_on_plan(plan: str):
    """Back to the plan after a step. Problem when it may not be taken."""
    row, form = _row(plan), request.form
    act, outlets = form.get("act", ""), None
    if act == "revise":
        typed = plan_form.Typed()
        plan_form.read_outlets(typed, form, asking.session())
        if typed.wrong:
            raise Problem("request.malformed", field="outlets", unknown=typed.unknown_outlets)
        outlets = typed.fields
    hand, why = keeping.hand_of(asking.reader()), form.get("why", "").strip()
    step(hand, row["id"], act, why[:1_000], region=form.get("region", ""), outlets=outlets)
    return _back(plan)


@blueprint.post("/plans/<plan>/say")
@require_role(*OFFICE_DESK)
def say_of_plan(plan: str):
    """Back to the plan with a remark, or with a question of the field answered."""
    row, text, question = _row(plan), request.form.get("text", "").strip(), request.form.get("question", "")
    if not text:
        raise Problem("request.malformed", field="text")
    hand = keeping.hand_of(asking.reader())
    if not question:
        drafting.remark(hand, row["id"], text[:1_000])
        return _back(plan)
    asked = next((each for each in reading.questions(asking.session(), row["id"]) if each["id"] == question), None)
    territory = next((each.territory for each in people() if asked and each.id == asked["author"]), None)
    if territory is None:
        raise Problem("request.unknown_address")
    drafting.answer(hand, asking.reader().name, row["id"], question, text[:500], territory)
    return _back(plan)


@blueprint.post("/plans/<plan>/copy")
@require_role(*LEADERS)
def copy_plan(plan: str):
    """On to a new draft like this plan: for a region, or for the year after."""
    row = _row(plan)
    made = drafting.copy(keeping.hand_of(asking.reader()), row["id"], region=request.form.get("region") or None)
    return _back(made.partition("/")[2])


@blueprint.get("/plans/<plan>/lines")
@require_role(*OFFICE_DESK)
def plan_lines(plan: str):
    """The lines that have come to a stage of the funnel, or have not, each with the record that shows it."""
    row, stage, short = _row(plan), request.args.get("stage", "released"), bool(request.args.get("short"))
    if stage not in STAGES:
        raise Problem("request.malformed", field="stage")
    page = asking.page_number()
    lines, total = lines_at(asking.session(), row["id"], stage, short=short, limit=PAGE, offset=page * PAGE)
    return render_template(
        "office/plan_lines.html",
        plan=row,
        stage=stage,
        stages=STAGES,
        short=short,
        lines=lines,
        total=total,
        page=page,
        pages=-(-total // PAGE),
        names=names_of(asking.session(), [name for each in lines for name in (each.outlet, each.about)]),
    )


def _acknowledged(plan: str) -> dict[str, Any]:
    """For each region, the step with which sales acknowledged a plan there."""
    said = [each for each in reading.steps(asking.session(), plan) if each["act"] == "acknowledge"]
    return {each["region"]: each for each in reversed(said)}


def _names(row) -> dict[str, str]:
    session = asking.session()
    items = [item.get("pop_item") or item.get("gift") for item in row["items"] or []]
    rule = row["rule"] or {}
    named = names_of(session, [row["sku"], *items, *rule.get("territories", []), *rule.get("routes", [])])
    plans_named = {
        name: found for name in (row["parent"], row["last_year"]) if name and (found := reading.found(session, name))
    }
    return named | {name: each["name"] for name, each in plans_named.items()}


def _row(plan: str):
    row = reading.found(asking.session(), f"plan/{plan}")
    if row is None:
        raise Problem("request.unknown_address")
    return row


def _back(plan: str):
    return redirect(url_for("office.plan", plan=plan), 303)
