"""An answer to one record of the field, on the record's own page: money is approved here, a report answered."""

from flask import redirect, request, url_for

from server.access import require_role
from server.departments.records import Found, find_record
from server.edits import edit, sets
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK, reach

ANSWERABLE = {
    "promo_spend": ("approved", "refused", "read"),
    "competitor_sighting": ("read", "joined", "decided", "declined"),
    "feedback": ("read", "joined", "decided", "declined"),
    "photo": ("read", "decided", "declined"),
}
LONGEST = 500


def states_for(found: Found) -> tuple[str, ...]:
    """What may be decided about a record by who is reading; nothing for others."""
    return ANSWERABLE.get(found.kind.name, ()) if asking.reader().role in OFFICE_DESK else ()


def answer_to(found: Found) -> Found | None:
    """What the office said to a record."""
    return find_record(asking.session(), f"reply/{found.id}", reach(asking.reader()))


@blueprint.post("/answer/<path:record>")
@require_role(*OFFICE_DESK)
def answer_record(record: str):
    """Back to the record, with its answer."""
    reader = asking.reader()
    found = find_record(asking.session(), record, reach(reader))
    if found is None:
        raise Problem("request.unknown_address")
    state, text = request.form.get("state", ""), request.form.get("text", "").strip()
    if state not in ANSWERABLE.get(found.kind.name, ()) or len(text) > LONGEST:
        raise Problem("request.malformed", field="state")
    of = {"of": found.id, "visit": found.row.get("visit"), "outlet": found.row.get("outlet")}
    fields = {name: value for name, value in of.items() if value}
    fields |= {"state": state, "text": text or None, "read_by": reader.name, "read_at": asking.now_ms()}
    told = edit(reader, sets([(f"reply/{found.id}", "reply", found.row["scope"], fields)]))
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    return redirect(url_for("office.record", record=record), 303)
