"""Pages of a single record, a visit, an outlet: the ground every figure stands on."""

from typing import Any

from flask import redirect, render_template, url_for

from server.access import require_role
from server.departments.photo_wall import photos_of
from server.departments.records import (
    Found,
    find_record,
    kinds_of,
    names_of,
    records_of_visit,
    stock_over_visits,
    visits_of_outlet,
)
from server.errors import Problem
from server.history import changes_of
from server.office import asking, showing
from server.office.answers import answer_to, states_for
from server.office.blueprint import blueprint
from server.office.roles import DESK, reach
from sync.kind import Kind


@blueprint.get("/record/<path:record>")
@require_role(*DESK)
def record(record: str):
    """One record with its whole history; a visit and an outlet have pages of their own beside it."""
    found = _find(record)
    sees = reach(asking.reader())
    photos = photos_of(asking.session(), sees, record=record)
    changes = [change | {"ops": _told(found.kind, change["ops"])} for change in changes_of(record)]
    names = names_of(asking.session(), _refs(found, changes)) | asking.names_of_people()
    return render_template(
        "office/record.html",
        found=found,
        fields=showing.filled(found, names),
        doubts=showing.doubts_of(found),
        photos=photos,
        photo_kinds=kinds_of(asking.session(), [photo["of"] for photo in (found.row, *photos) if "of" in photo]),
        history=changes,
        names=names,
        people=names,
        states=states_for(found),
        answer=answer_to(found),
    )


@blueprint.get("/visit/<visit>")
@require_role(*DESK)
def visit(visit: str):
    """Everything one visit left behind."""
    found = _find(visit)
    if found.kind.name != "visit":
        return redirect(url_for("office.record", record=visit))
    sees = reach(asking.reader())
    photos = photos_of(asking.session(), sees, visit=visit)
    records = records_of_visit(asking.session(), visit, sees)
    names = (
        names_of(asking.session(), [value for each in (found, *records) for value in each.row.values()])
        | asking.names_of_people()
    )
    cards: dict[str, list[tuple[Found, list[showing.Shown]]]] = {}
    for each in records:
        shown = showing.filled(each, names, leave_out=("outlet", "visit"))
        cards.setdefault(each.kind.name, []).append((each, shown))
    return render_template(
        "office/visit.html",
        found=found,
        fields=showing.filled(found, names, leave_out=("outlet",)),
        doubts=showing.doubts_of(found),
        cards=cards,
        photos=photos,
        photo_kinds=kinds_of(asking.session(), [photo["of"] for photo in photos]),
        names=names,
        people=names,
    )


@blueprint.get("/outlet/<path:outlet>")
@require_role(*DESK)
def outlet(outlet: str):
    """An outlet and its visits over time."""
    found = _find(outlet if outlet.startswith("outlet/") else f"outlet/{outlet}")
    visits = visits_of_outlet(asking.session(), found.id, reach(asking.reader()))
    names = names_of(asking.session(), found.row.values()) | asking.names_of_people()
    return render_template(
        "office/outlet.html",
        found=found,
        fields=showing.filled(found, names, leave_out=("name",)),
        doubts=showing.doubts_of(found),
        visits=visits,
        stock=stock_over_visits(asking.session(), found.id, [each.id for each in visits]),
        names=names,
        people=names,
    )


def _find(record: str) -> Found:
    found = find_record(asking.session(), record, reach(asking.reader()))
    if found is None:
        raise Problem("request.unknown_address")
    return found


def _told(kind: Kind, ops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each op with the fields it set, under their labels; cleared ones say so."""
    return [{"op": op.get("op", ""), "fields": _set_fields(kind, op.get("fields"))} for op in ops]


def _set_fields(kind: Kind, fields: Any) -> list[tuple[str, Any, Any]]:
    if not isinstance(fields, dict):
        return []
    return [(showing.field_title(kind, name), kind.by_name.get(name), value) for name, value in fields.items()]


def _refs(found: Found, changes: list[dict[str, Any]]) -> list[Any]:
    told = [value for change in changes for op in change["ops"] for _, _, value in op["fields"]]
    return [*found.row.values(), *told]
