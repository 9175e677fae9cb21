"""What needs attention: changes that were kept but not taken, and values that disagree."""

from flask import redirect, render_template, request, url_for

from server.access import require_role
from server.departments.filters import record_id
from server.departments.reach import Reach
from server.departments.records import find_record, laid_out_kinds, names_of
from server.departments.troubles import disputes, kept_changes, tallymen_of
from server.deposits import waiting
from server.edits import settle
from server.errors import Problem
from server.history import people_of
from server.office import asking
from server.office.blueprint import blueprint
from server.office.deposits import depositors_of
from server.office.roles import MINDERS, reach

SIDES = ("standing", "other")
STATES = {"kept": ("open", "repaired", "let_go"), "disputes": ("open", "settled")}


@blueprint.get("/attention")
@require_role(*MINDERS)
def attention():
    """Both lists; a representative sees those of the own territory."""
    reader = asking.reader()
    sees = reach(reader)
    team = None
    if reader.role == "representative":
        team = tallymen_of(asking.session(), record_id("territory", reader.territory or "none")) | {reader.id}
    state = {name: _state(name, states) for name, states in STATES.items()}
    found = [
        each | {"of_kind": _kind_of(each["of"], sees)} for each in disputes(asking.session(), sees, state["disputes"])
    ]
    return render_template(
        "office/attention.html",
        kept=kept_changes(asking.session(), sees, team, state["kept"]),
        disputes=found,
        state=state,
        states=STATES,
        kinds=laid_out_kinds(),
        names=names_of(
            asking.session(),
            [value for each in found for value in (each["of"], each["standing"], each["other"])],
        ),
        people=asking.names_of_people(),
        left_at_the_door=waiting(depositors_of(reader)),
        owners=people_of([str(each[side].get("device")) for each in found for side in SIDES if each[side]]),
    )


@blueprint.post("/attention/disputes/<path:dispute>")
@require_role(*MINDERS)
def settle_dispute(dispute: str):
    """Back to the list; or why it could not be settled so."""
    reader = asking.reader()
    if find_record(asking.session(), dispute, reach(reader)) is None:
        raise Problem("request.unknown_address")
    told = settle(reader, dispute, with_other=request.form.get("keep") == "other")
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    return redirect(url_for("office.attention"), 303)


def _kind_of(record: str, sees: Reach) -> str | None:
    found = find_record(asking.session(), record, sees)
    return found.kind.name if found else None


def _state(name: str, states: tuple[str, ...]) -> str:
    wanted = request.args.get(name, "open")
    return wanted if wanted in states else "open"
