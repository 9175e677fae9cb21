"""Budget lines at the desk: made and changed where marketing decides on the money of a route."""

import re
import secrets
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import redirect, render_template, request, url_for

from server.access import require_role
from server.departments.budgets import budget_lines
from server.departments.choices import choices
from server.departments.exports import in_minor
from server.departments.records import find_record
from server.edits import edit, sets
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.boxes import Wrong, refuse, typed, window
from server.office.roles import OFFICE_DESK, reach
from sync.kinds import CATALOGUE

WHAT = tuple(option.name for option in CATALOGUE["budget_line"].by_name["what"].options)  # type: ignore[attr-defined]
MOST = Decimal(10) ** 10
CURRENCY = re.compile(r"[A-Z]{3}")


@blueprint.get("/budgets")
@require_role(*OFFICE_DESK)
def budgets():
    """Every line, and an empty form for a new one."""
    return _page({}, None, None)


@blueprint.get("/budgets/<path:line>")
@require_role(*OFFICE_DESK)
def budget(line: str):
    """One line in the form."""
    found = _found(line)
    return _page(dict(found.row), line, None)


@blueprint.post("/budgets")
@require_role(*OFFICE_DESK)
def make_budget():
    """Back to the list with the new line in it; or the form with what is wrong."""
    routes = dict(choices(asking.session())["route"])
    route = request.form.get("route", "")
    if route not in routes:
        return _page(dict(request.form), None, "route"), 422
    tail = route.partition("/")[2]
    return _keep(f"budget_line/{tail}-{secrets.token_hex(4)}", f"route:{tail}", None)


@blueprint.post("/budgets/<path:line>")
@require_role(*OFFICE_DESK)
def change_budget(line: str):
    """The same for a line that stands."""
    found = _found(line)
    return _keep(line, found.row["scope"], line)


def _keep(line: str, scope: str, known: str | None):
    try:
        fields = _fields()
    except Wrong as box:
        return _page(dict(request.form), known, str(box)), 422
    told = edit(asking.reader(), sets([(line, "budget_line", scope, fields)]))
    if told["verdict"] == "quarantined":
        raise Problem("request.malformed", detail=told["problems"][0]["message"])
    return redirect(url_for("office.budgets"), 303)


def _fields() -> dict[str, Any]:
    """What the form says. Wrong when a part of it cannot be."""
    form = typed()
    currency = form.get("currency", "").upper()
    fields: dict[str, Any] = {
        "name": form.get("name") or refuse("name"),
        "plan": form.get("plan") or None,
        "what": form["what"] if form.get("what") in WHAT else refuse("what"),
        "currency": currency if CURRENCY.fullmatch(currency) else refuse("currency"),
        **window(form),
    }
    fields["amount_minor"] = _amount(form, "amount", currency) or refuse("amount")
    fields["free_minor"] = _amount(form, "free", currency)
    return fields


def _amount(form: dict[str, str], name: str, currency: str) -> int | None:
    if not form.get(name):
        return None
    try:
        amount = Decimal(form[name].replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return refuse(name)
    return in_minor(amount, currency) if amount.is_finite() and 0 <= amount < MOST else refuse(name)


def _found(line: str):
    found = find_record(asking.session(), line, reach(asking.reader()))
    if found is None or found.kind.name != "budget_line" or found.row["retired"]:
        raise Problem("request.unknown_address")
    return found


def _page(form: dict[str, Any], line: str | None, wrong: str | None) -> str:
    return render_template(
        "office/budgets.html",
        lines=budget_lines(asking.session(), reach(asking.reader())),
        form=form,
        line=line,
        wrong=wrong,
        what=WHAT,
        routes=choices(asking.session())["route"],
    )
