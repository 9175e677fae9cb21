"""What the exchange could not take and a phone left at the deposit door: seen by admins and by the sender's own."""

from collections.abc import Collection

from flask import redirect, render_template, request, url_for

from server.access import Person, require_role
from server.departments.filters import record_id
from server.departments.troubles import tallymen_of
from server.deposits import Deposit, deposits, people_with, review
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, reach

STATES = ("open", "reviewed")
ROLES_OF_DEPARTMENT = {"sales": ("tallyman", "representative", "sales"), "marketing": ("marketing",)}


@blueprint.get("/deposits")
@require_role(*DESK)
def deposit_list():
    """What waits to be looked at, or what somebody has looked at."""
    reader = asking.reader()
    state = "reviewed" if request.args.get("state") == "reviewed" else "open"
    found = deposits(depositors_of(reader), reviewed=state == "reviewed")
    return render_template(
        "office/deposits.html",
        deposits=[(each, may_read(reader, each)) for each in found],
        state=state,
        states=STATES,
        people=asking.names_of_people(),
    )


@blueprint.post("/deposits/<deposit>")
@require_role(*DESK)
def review_deposit(deposit: str):
    """Back to the list, without the one that was looked at."""
    reader = asking.reader()
    _, _, number = deposit.partition("deposit-")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Problem("request.unknown_address")
    if not review(int(number), depositors_of(reader), reader.id):
        raise Problem("request.unknown_address")
    return redirect(url_for("office.deposit_list"), 303)


def depositors_of(reader: Person) -> Collection[str] | None:
    """Whose deposits somebody looks after; None: everybody's."""
    if reader.role in ("manager", "admin"):
        return None
    if reader.role == "representative":
        return tallymen_of(asking.session(), record_id("territory", reader.territory or "none")) | {reader.id}
    return people_with(ROLES_OF_DEPARTMENT[reader.role])


def may_read(reader: Person, deposit: Deposit) -> bool:
    """An admin reads everything; others what speaks only of scopes that they may read."""
    if reader.role == "admin":
        return True
    return deposit.scopes is not None and all(map(reach(reader).covers, deposit.scopes))
