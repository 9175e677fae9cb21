"""Who owes whom what: the exchange between the departments, and each disagreement with its thread."""

from datetime import datetime

from flask import redirect, render_template, request, url_for

from server.access import require_role
from server.departments.records import find_record, names_of
from server.edits import edit
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.formats import zone
from server.office.roles import OFFICE_DESK, reach
from server.reconciliation import answering, reading
from server.reconciliation.finding import OWNER_OF


@blueprint.get("/balance")
@require_role(*OFFICE_DESK)
def balance():
    """The balance of both departments, and the disagreements asked for."""
    session, today = asking.session(), _today()
    asked = reading.Asked(
        _chosen("state", reading.STATES) or "open", _chosen("owner", reading.OWNERS), _chosen("rule", tuple(OWNER_OF))
    )
    page = asking.page_number()
    rows, total = reading.listed(session, asked, page)
    return render_template(
        "office/balance.html",
        today=today,
        balance=reading.balance(session, today),
        plans=reading.plans_given(session, today),
        facts=reading.facts_given(session, today),
        rows=rows,
        total=total,
        page=page,
        size=reading.PAGE,
        asked=asked,
        states=reading.STATES,
        owners=reading.OWNERS,
        rules=tuple(OWNER_OF),
        names=names_of(session, [value for row in rows for value in _named(row)]),
    )


@blueprint.get("/balance/<path:record>")
@require_role(*OFFICE_DESK)
def disagreement(record: str):
    """The claims side by side, the records behind them, what was said."""
    session, row = asking.session(), _row(record)
    return render_template(
        "office/disagreement.html",
        today=_today(),
        row=row,
        thread=reading.thread(session, record),
        evidence=[each for name in row["evidence"] if (each := find_record(session, name, reach(asking.reader())))],
        names=names_of(session, _named(row)),
        people=asking.names_of_people(),
    )


@blueprint.post("/balance/<path:record>")
@require_role(*OFFICE_DESK)
def answer_disagreement(record: str):
    """Back to it, with a remark more; or explained, or open again."""
    reader, row = asking.reader(), _row(record)
    text, act = request.form.get("text", "").strip(), request.form.get("act", "remark")
    ops = answering.ops_for(reader, row, act, text)
    if ops is None:
        raise Problem("request.malformed", field="text")
    told = edit(reader, ops)
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    return redirect(url_for("office.disagreement", record=record), 303)


def _row(record: str):
    row = reading.found(asking.session(), record)
    if row is None or not reach(asking.reader()).covers(row["scope"]):
        raise Problem("request.unknown_address")
    return row


def _named(row) -> list[str]:
    return [value for value in (row["outlet"], row["route"], row["about"]) if value]


def _chosen(name: str, allowed: tuple[str, ...]) -> str | None:
    value = request.args.get(name)
    return value if value in allowed else None


def _today() -> str:
    return datetime.fromtimestamp(asking.now_ms() / 1000, zone()).date().isoformat()
