"""The inbox: what the field told, sorted and answered by keys; one answer goes to every reporter of an event."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for

from server.access import Person, require_role
from server.departments.choices import choices
from server.departments.filters import Filters
from server.departments.inbox import PILES, SORTS, Item, counted, inbox, item_of
from server.departments.photo_wall import photos_of_many
from server.departments.records import kinds_of
from server.edits import edit, sets
from server.errors import Problem
from server.history import changes_of
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK, reach

PAGE = 60
DAYS = 62
"""An answer stays on a phone for 62 days; what is older is not asked about any more."""
ANSWERED = ("state", "text", "read_by", "read_at")
LONGEST = 500


@blueprint.get("/inbox")
@require_role(*OFFICE_DESK)
def inbox_page():
    """What lies on a pile, the most urgent first."""
    using, pile, sort = _window(), _chosen("pile", PILES) or "waiting", _chosen("sort", SORTS)
    everything = inbox(asking.session(), using, reach(asking.reader()))
    counts = counted(everything)
    shown = [item for item in everything if item.pile == pile and sort in (None, item.sort)]
    page = asking.page_number()
    items = shown[page * PAGE : (page + 1) * PAGE]
    photos = _photos(items)
    return render_template(
        "office/inbox.html",
        items=items,
        counts=counts,
        pile=pile,
        piles=PILES,
        sort=sort,
        sorts=SORTS,
        total=len(shown),
        page=page,
        pages=-(-len(shown) // PAGE),
        photos=photos,
        photo_kinds=kinds_of(asking.session(), [photo["of"] for each in photos.values() for photo in each]),
        filters=using,
        options=choices(asking.session()),
        people=asking.names_of_people(),
        address=asking.address,
    )


@blueprint.post("/inbox/<path:item>")
@require_role(*OFFICE_DESK)
def sort_item(item: str):
    """Back to the pile; a script that works ahead gets no page."""
    found = _found(item)
    reader = asking.reader()
    if request.form.get("act") == "undo":
        wanted = [(each, _before(reader, f"reply/{each['id']}")) for each in found.records]
    else:
        answer = _answer(reader)
        wanted = [(each, answer) for each in found.records]
    told = edit(reader, sets([_reply(each, fields) for each, fields in wanted]))
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    if request.headers.get("X-Inbox"):
        return "", 204
    return redirect(url_for("office.inbox_page", pile=request.form.get("pile"), sort=request.form.get("sort")), 303)


def _answer(reader: Person) -> dict[str, Any]:
    """What one answer sets: the pile, who read it and when, and the text if something was written."""
    state, text = request.form.get("state"), request.form.get("text", "").strip()
    if state == "waiting":
        return dict.fromkeys(ANSWERED)
    if state not in PILES or len(text) > LONGEST:
        raise Problem("request.malformed", field="state" if state not in PILES else "text")
    said: dict[str, Any] = {"state": state, "read_by": reader.name, "read_at": asking.now_ms()}
    return said | ({"text": text} if text else {})


def _reply(record: Any, fields: dict[str, Any]) -> tuple[str, str, str, dict[str, Any]]:
    of = {"of": record["id"], "visit": record["visit"], "outlet": record["outlet"]}
    named = {name: value for name, value in of.items() if value is not None}
    return f"reply/{record['id']}", "reply", record["scope"], named | fields


def _before(reader: Person, reply: str) -> dict[str, Any]:
    """What an answer said before the reader's own last word; as it stands if somebody else spoke since."""
    changes = [each for each in changes_of(reply) if each["verdict"] in ("accepted", "merged")]
    mine = bool(changes) and changes[-1]["person"] == reader.id
    fields: dict[str, Any] = dict.fromkeys(ANSWERED)
    for change in changes[:-1] if mine else changes:
        for op in change["ops"]:
            fields |= {name: value for name, value in (op.get("fields") or {}).items() if name in ANSWERED}
    return fields


def _found(record: str) -> Item:
    """The item a record belongs to. Problem when there is none that the reader may see."""
    item = item_of(asking.session(), _window(), reach(asking.reader()), record)
    if item is None:
        raise Problem("request.unknown_address")
    return item


def _window() -> Filters:
    """The filters of the address; without a first day, as far back as phones keep answers."""
    using = asking.filters()
    if request.args.get("from"):
        return using
    first = date.fromisoformat(using.until_on) - timedelta(days=DAYS - 1)
    return replace(using, from_on=first.isoformat())


def _photos(items: list[Item]) -> dict[str, list[Any]]:
    """The photos of each item's records, by record; a photo that looks used twice stands beside its twin."""
    records = [each["id"] for item in items for each in item.records]
    found = photos_of_many(asking.session(), reach(asking.reader()), records)
    for item in items:
        if item.twin is not None:
            found[item.id] = [item.latest, item.twin]
    return found


def _chosen(name: str, allowed: tuple[str, ...]) -> str | None:
    value = request.args.get(name)
    return value if value in allowed else None
