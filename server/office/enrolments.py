"""Making a link that sets up somebody's phone, as text and as a code to be photographed."""

import segno
from flask import render_template, request

from server.access import Person, people, require_role
from server.departments.filters import record_id
from server.departments.troubles import tallymen_of
from server.enrolment import make_link
from server.errors import Problem
from server.limits import limiter
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import MINDERS

BELOW = {
    "representative": ("tallyman",),
    "manager": ("tallyman", "representative", "marketing", "sales"),
    "admin": ("tallyman", "representative", "marketing", "sales", "manager", "admin"),
}
"""Whose phone somebody may set up: never one that could do more than their own."""


def may_be_set_up(reader: Person) -> dict[str, str]:
    """The names of those whose phone a reader may set up, by id."""
    team = _team(reader) if reader.role == "representative" else None
    return {
        row.id: row.name
        for row in people()
        if not row.is_disabled and row.role in BELOW[reader.role] and (team is None or row.id in team)
    }


def _team(reader: Person) -> set[str]:
    return tallymen_of(asking.session(), record_id("territory", reader.territory or "none"))


@blueprint.post("/devices/enrol", endpoint="enrol")
@require_role(*MINDERS)
@limiter.limit("30/minute")
def enrol_a_phone():
    """The link, shown once."""
    reader = asking.reader()
    person = request.form.get("person", "")
    names = may_be_set_up(reader)
    if person not in names:
        raise Problem("access.role")
    link = make_link(person, reader.id)
    address = f"{request.host_url}#/enrol/{link.code}"
    return render_template(
        "office/enrol.html",
        name=names[person],
        address=address,
        until=link.until_at,
        picture=segno.make_qr(address, error="m").svg_data_uri(scale=6, border=4),
    )
