"""Phones: what each says it made, what arrived, what is missing in between."""

from flask import render_template

from server.access import require_role
from server.departments.filters import record_id
from server.departments.troubles import tallymen_of
from server.history import gaps
from server.office import asking
from server.office.blueprint import blueprint
from server.office.enrolments import may_be_set_up
from server.office.roles import MINDERS


@blueprint.get("/devices")
@require_role(*MINDERS)
def devices():
    """Every phone; a representative sees those of the own territory."""
    reader, found = asking.reader(), gaps()
    if reader.role == "representative":
        team = tallymen_of(asking.session(), record_id("territory", reader.territory or "none")) | {reader.id}
        found = [device for device in found if device["person"] in team]
    missing = {each["device"]: sum(last - first + 1 for first, last in each["gaps"] or []) for each in found}
    return render_template(
        "office/devices.html",
        devices=found,
        missing=missing,
        may_set_up=may_be_set_up(reader),
        people=asking.names_of_people(),
        now=asking.now_ms(),
    )
