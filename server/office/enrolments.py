"""Making a link that sets up somebody's phone, as text and as a code to be photographed."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from flask import current_app, render_template, request

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
    base = address_for(current_app.extensions["settings"].public_url, request.host_url)
    address = f"{base.rstrip('/')}/#/enrol/{link.code}"
    return render_template(
        "office/enrol.html",
        name=names[person],
        address=address,
        until=link.until_at,
        is_only_here=is_only_here(address),
        picture=segno.make_qr(address, error="m").svg_data_uri(scale=6, border=4),
    )


def address_for(public: str, asked: str) -> str:
    """Where a phone finds us: where the installation says it is, unless only this machine knows that; else where the desk is."""
    return asked if is_only_here(public) else public


def is_only_here(address: str) -> bool:
    """Whether an address leads no other machine here."""
    host = urlsplit(address).hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")
    return number.is_loopback or number.is_unspecified
