"""Integrity signals for who supervises: the records side by side, a question to the person, laying aside with a reason."""

from collections import Counter
from typing import Any

from flask import redirect, render_template, request

from server.access import Person, require_role
from server.departments.choices import choices
from server.departments.records import Found, kinds_of, names_of, rows_of
from server.departments.signals import ORDER, Raised, looked_at, said_since, signals_in
from server.edits import edit, sets
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import MINDERS, reach
from sync.scope import person_scope

PAGE = 12
STATES = ("open", "asked", "dismissed")
LONGEST = 500
SHOWN = {
    "visit": ("outlet", "started_at", "ended_at", "ended_by", "started_position", "distance_m", "location_status"),
    "stock_count": ("outlet", "sku", "state_on_entry", "state_on_exit", "on_shelf", "back_room", "cause"),
    "photo": ("outlet", "role", "taken_at"),
}
"""What of a record stands beside another: enough to see what is odd, nothing more about the person."""


@blueprint.get("/signals")
@require_role(*MINDERS)
def signals():
    """The signals of the window, by what came of them."""
    reader, using = asking.reader(), asking.filters()
    raised = signals_in(asking.session(), using, reach(reader))
    handled = looked_at(asking.session(), raised)
    state = request.args.get("state") if request.args.get("state") in STATES else "open"
    sort = request.args.get("what") if request.args.get("what") in ORDER else None
    states = {each.id: _state(handled.get(each.id)) for each in raised}
    lying = [each for each in raised if states[each.id] == state]
    chosen = [each for each in lying if sort in (None, each.signal.name)]
    page = asking.page_number()
    shown = chosen[page * PAGE : (page + 1) * PAGE]
    sees = reach(reader)
    records = {each.id: rows_of(asking.session(), each.kind, list(each.records), sees) for each in shown}
    return render_template(
        "office/signals.html",
        filters=using,
        options=choices(asking.session(), using.territory if reader.role == "representative" else None),
        shown=shown,
        total=len(chosen),
        page=page,
        pages=-(-len(chosen) // PAGE),
        state=state,
        what=sort,
        states=Counter(states.values()),
        sorts=Counter(each.signal.name for each in lying),
        titles={each.signal.name: each.signal.title for each in raised},
        order=ORDER,
        handled=handled,
        records=records,
        said={each.id: _said(each, handled.get(each.id), reader) for each in shown},
        fields=SHOWN,
        names=names_of(asking.session(), [*(each.outlet for each in shown), *_named(records)]),
        people=asking.names_of_people(),
        photo_kinds=kinds_of(
            asking.session(),
            [each.row["of"] for some in records.values() for each in some if each.kind.name == "photo"],
        ),
        address=asking.address,
    )


@blueprint.post("/signals/<path:signal>")
@require_role(*MINDERS)
def answer_signal(signal: str):
    """Back to the list; the signal has been asked about, laid aside with a reason, or taken up again."""
    reader, using = asking.reader(), asking.filters()
    raised = next((each for each in signals_in(asking.session(), using, reach(reader)) if each.id == signal), None)
    if raised is None or raised.person == reader.id:
        raise Problem("request.unknown_address")
    text = request.form.get("text", "").strip()
    act = request.form.get("act", "")
    if act not in ("ask", "dismiss", "reopen") or (act != "reopen" and not text) or len(text) > LONGEST:
        raise Problem("request.malformed", field="text")
    told = edit(reader, _ops(raised, reader, act, text), also=[person_scope(raised.person)])
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    place = asking.address("signals", using, state=request.args.get("state"), what=request.args.get("what"))
    return redirect(place, 303)


def _ops(raised: Raised, reader: Person, act: str, text: str) -> list[dict[str, Any]]:
    """The signal's own record; a question goes to the person's phone too, as what the office says to their record."""
    now = asking.now_ms()
    fields: dict[str, Any] = {"what": raised.signal.name, "of": raised.records[0], "outlet": raised.outlet}
    acts: dict[str, dict[str, Any]] = {
        "ask": {"state": "asked", "question": text, "asked_at": now},
        "dismiss": {"state": "dismissed", "reason": text},
        "reopen": {"state": "open", "reason": None},
    }
    fields |= acts[act]
    known = {name: value for name, value in fields.items() if value is not None or name == "reason"}
    wanted = [(raised.id, "signal", person_scope(raised.person), known)]
    if act == "ask":
        wanted.append(_question(raised, reader, text, now))
    return sets(wanted)


def _question(raised: Raised, reader: Person, text: str, now: int) -> tuple[str, str, str, dict[str, Any]]:
    found = _found(raised, reader)
    visit = raised.records[0] if raised.kind == "visit" else found.row.get("visit")
    fields = {"of": found.id, "visit": visit, "outlet": raised.outlet, "state": "read", "text": text}
    fields |= {"read_by": reader.name, "read_at": now}
    given = {name: value for name, value in fields.items() if value is not None}
    return f"reply/{found.id}", "reply", found.row["scope"], given


def _found(raised: Raised, reader: Person) -> Found:
    found = rows_of(asking.session(), raised.kind, [raised.records[0]], reach(reader))
    if not found:
        raise Problem("request.unknown_address")
    return found[0]


def _state(handled: Any) -> str:
    state = handled["state"] if handled else "open"
    return state if state in STATES else "open"


def _said(raised: Raised, handled: Any, reader: Person) -> list[Any]:
    """What the person told of the outlet since they were asked."""
    if not handled or not handled["asked_at"]:
        return []
    return said_since(asking.session(), reach(reader), raised.person, raised.outlet, handled["asked_at"])


def _named(records: dict[str, list[Found]]) -> list[Any]:
    """What the records beside each other point to by name."""
    rows = [found.row for some in records.values() for found in some]
    return [row.get(name) for row in rows for name in ("outlet", "sku")]
