"""The read-only JSON API: every question a department can ask, and every record, page by page."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy import select

from server.departments.exports import to_plain
from server.departments.run import NoSuchView, run_view
from server.departments.store import reading
from server.departments.views import DEPARTMENTS, views_of
from server.errors import Problem
from server.feeds import asking
from server.feeds.keys import reader
from server.feeds.sets import RecordSet, record_set, record_sets
from server.wire.answer import as_json

blueprint = APIBlueprint("feeds", __name__, url_prefix="/api/v1", tag="Feeds")


@blueprint.get("/views")
@blueprint.doc(summary="Every question that the departments ask")
def views() -> Response:
    """Department, name, title and question of each view, and where it is answered."""
    language = reader().language
    found = [
        {
            "department": department,
            "name": view.name,
            "title": getattr(view.title, language),
            "question": getattr(view.question, language),
            "href": url_for("feeds.view", department=department, name=view.name),
        }
        for department in DEPARTMENTS
        for view in views_of(department)
    ]
    return as_json({"views": found})


@blueprint.get("/views/<department>/<name>")
@blueprint.doc(summary="The answer of a view", description="`from`, `to` and the parts narrow it, as at the desk.")
def view(department: str, name: str) -> Response:
    """Figures, notes and a page of rows; `next` is the address of the page after it."""
    person, using, most = reader(), asking.filters(), asking.limit()
    try:
        result = run_view(reading(), department, name, using, person.language)
    except NoSuchView:
        raise Problem("request.unknown_address") from None
    plain = to_plain(result)
    rows = sorted(plain["rows"], key=lambda row: _place(row, result.view.key))
    after = asking.cursor("cursor")
    if after is not None:
        if len(after) != len(result.view.key):
            raise Problem("request.malformed", field="cursor")
        rows = [row for row in rows if _place(row, result.view.key) > [_sortable(each) for each in after]]
    page = rows[:most]
    told = {**plain, "rows": page}
    if len(rows) > most:
        told["next"] = _address(asking.as_cursor([page[-1].get(each) for each in result.view.key]))
    return as_json(told)


@blueprint.get("/records")
@blueprint.doc(summary="Every kind of record")
def kinds() -> Response:
    """Name, title, purpose and columns of each kind, and where its records are."""
    language = reader().language
    return as_json({"kinds": [_described(each, language) for each in record_sets()]})


@blueprint.get("/records/<kind>")
@blueprint.doc(
    summary="The records of a kind",
    description="`from` and `to` narrow by the day it was made on, `changed_since` (ms) by when it last arrived.",
)
def records(kind: str) -> Response:
    """A page of records in order of their ids; `next` is the address of the page after it."""
    person, most = reader(), asking.limit()
    asked = record_set(kind)
    if asked is None:
        raise Problem("request.unknown_address")
    table = asked.table
    names = [each.name for each in asked.columns]
    query = select(*(table.c[name] for name in names)).where(asking.reach(person).condition(table.c.scope))
    if request.args.get("from") or request.args.get("to"):
        using = asking.filters()
        query = query.where(table.c.made_on.between(using.from_on, using.until_on))
    if since := asking.count("changed_since", 0):
        query = query.where(table.c.received_at >= since)
    if after := asking.cursor("cursor"):
        query = query.where(table.c.id > str(after[0]))
    rows = reading().execute(query.order_by(table.c.id).limit(most + 1))
    found = [dict(zip(names, row, strict=True)) for row in rows]
    told: dict[str, Any] = {"kind": kind, "records": found[:most]}
    if len(found) > most:
        told["next"] = _address(asking.as_cursor([found[most - 1]["id"]]))
    return as_json(told)


def _described(asked: RecordSet, language: str) -> dict[str, Any]:
    return {
        "name": asked.name,
        "title": getattr(asked.kind.title, language),
        "purpose": getattr(asked.kind.purpose, language),
        "columns": [
            {"name": each.name, "type": each.type, "title": getattr(each.title, language), "unit": each.unit}
            for each in asked.columns
        ],
        "href": url_for("feeds.records", kind=asked.name),
    }


def _place(row: dict[str, Any], key: tuple[str, ...]) -> list[tuple[bool, str, float]]:
    return [_sortable(row.get(name)) for name in key]


def _sortable(value: Any) -> tuple[bool, str, float]:
    """Nothing before something, numbers by their size, words by their letters."""
    is_number = isinstance(value, int | float)
    return value is not None, "" if value is None or is_number else str(value), float(value) if is_number else 0.0


def _address(cursor: str) -> str:
    query = {**request.args.to_dict(), **(request.view_args or {}), "cursor": cursor}
    return url_for(request.endpoint or "", **query)
