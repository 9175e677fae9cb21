"""What the desk shows of plans: lists, one plan with its steps, who has heard of it, what was asked and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from server.access import people
from server.flat import flat_table
from server.ledger.text import from_text

Row = Mapping[str, Any]
OPEN = ("draft", "submitted", "approved", "embargoed", "released", "running")
IN_THE_FIELD = ("released", "running")
OVER = ("closed", "evaluated", "withdrawn")
PAYLOADS = ("rule", "outlets", "items", "quiz")
LONGEST_LIST = 500


def listed(session: Session, *, state: str | None = None, what: str | None = None) -> list[Row]:
    """Plans: those in the field first, then by the day they begin; what is over, the latest first.

    `state` may be open or over as well.
    """
    plan = flat_table("plan").c
    is_over = state in (*OVER, "over")
    order = (plan.from_on.desc(),) if is_over else (case((plan.state.in_(IN_THE_FIELD), 0), else_=1), plan.from_on)
    query = select(flat_table("plan")).where(~plan.retired).order_by(*order, plan.name, plan.id).limit(LONGEST_LIST)
    states = {"open": OPEN, "over": OVER}.get(state or "", (state,) if state else ())
    if states:
        query = query.where(plan.state.in_(states))
    if what:
        query = query.where(plan.what == what)
    return [_read(dict(row)) for row in session.execute(query).mappings()]


def overlapping(session: Session, from_on: str, until_on: str) -> list[Row]:
    """Plans with a day in a span, in order of their days."""
    plan = flat_table("plan").c
    query = (
        select(flat_table("plan"))
        .where(~plan.retired, plan.state != "withdrawn", plan.from_on <= until_on)
        .where(or_(plan.until_on.is_(None), plan.until_on >= from_on))
        .order_by(plan.from_on, plan.until_on, plan.name)
    )
    return [_read(dict(row)) for row in session.execute(query).mappings()]


def found(session: Session, plan: str) -> Row | None:
    """One plan."""
    table = flat_table("plan").c
    row = session.execute(select(flat_table("plan")).where(table.id == plan, ~table.retired)).mappings().one_or_none()
    return _read(dict(row)) if row else None


def children(session: Session, plan: str) -> list[Row]:
    """The plans that are a part of one."""
    table = flat_table("plan").c
    query = select(flat_table("plan")).where(table.parent == plan, ~table.retired).order_by(table.name)
    return [_read(dict(row)) for row in session.execute(query).mappings()]


def _read(row: Row) -> Row:
    elements = {name.removeprefix("elements_"): each for name, each in row.items() if name.startswith("elements_")}
    payloads = {name: from_text(row[name]) if row[name] else None for name in PAYLOADS}
    return {**row, **payloads, "elements": {name: each for name, each in elements.items() if each}}


def photo_of(session: Session, plan: str) -> str | None:
    """The photo of how a plan should look."""
    photo = flat_table("photo").c
    query = select(photo.id).where(photo.of == plan, ~photo.retired).order_by(photo.first_at.desc())
    return session.scalars(query).first()


def steps(session: Session, plan: str) -> list[Row]:
    """Everything that was done with a plan, first step first."""
    step = flat_table("plan_step").c
    query = select(flat_table("plan_step")).where(step.of_plan == plan, ~step.retired).order_by(step.first_at, step.id)
    return [dict(row) for row in session.execute(query).mappings()]


@dataclass
class Heard:
    """How far a plan has been heard in one territory: of how many people, who read, passed, acknowledged it."""

    territory: str
    region: str
    people: int = 0
    read: int = 0
    passed: int = 0
    acknowledged_by: str = ""
    acknowledged_at: int | None = None


def heard(session: Session, plan: str) -> list[Heard]:
    """For each territory that was told of a plan, how far it has been heard there."""
    card, territory = flat_table("plan_card").c, flat_table("territory").c
    query = (
        select(territory.id, territory.region)
        .join(flat_table("plan_card"), card.scope == "territory:" + func.substr(territory.id, len("territory/") + 1))
        .where(card.of_plan == plan, ~card.retired)
        .order_by(territory.region, territory.id)
    )
    told = {row.id: Heard(row.id, row.region or "") for row in session.execute(query)}
    force = {each.id: each for each in people() if each.role in ("tallyman", "representative") and not each.is_disabled}
    for each in force.values():
        if place := told.get(f"territory/{each.territory}"):
            place.people += 1
    for person, receipt in _receipts(session, plan).items():
        member = force.get(person)
        place = told.get(f"territory/{member.territory}") if member else None
        if member is None or place is None:
            continue
        place.read += receipt["read"]
        place.passed += receipt["passed"]
        if member.role == "representative" and receipt["acknowledged_at"]:
            place.acknowledged_by, place.acknowledged_at = person, receipt["acknowledged_at"]
    return list(told.values())


def _receipts(session: Session, plan: str) -> dict[str, dict[str, Any]]:
    """What each person's receipts of a plan come to, whichever phone they are from."""
    receipt = flat_table("plan_receipt").c
    query = (
        select(flat_table("plan_receipt")).where(receipt.of_plan == plan, ~receipt.retired).order_by(receipt.first_at)
    )
    heard_by: dict[str, dict[str, Any]] = {}
    for row in session.execute(query).mappings():
        one = heard_by.setdefault(row["author"], {"read": False, "passed": False, "acknowledged_at": None})
        one["read"] |= row["read_at"] is not None
        one["passed"] |= bool(row["passed"])
        one["acknowledged_at"] = one["acknowledged_at"] or row["acknowledged_at"]
    return heard_by


def regions_told(session: Session, plan: str) -> list[str]:
    """The regions that a plan reaches."""
    return sorted({each.region for each in heard(session, plan)})


def questions(session: Session, plan: str) -> list[Row]:
    """What the field asked about a plan, each question with its answer, the first first."""
    asked, answer = flat_table("plan_question"), flat_table("plan_answer")
    query = (
        select(asked, answer.c.answer, answer.c.answered_by, answer.c.first_at.label("answered_at"))
        .outerjoin(answer, answer.c.of == asked.c.id)
        .where(asked.c.of_plan == plan, ~asked.c.retired)
        .order_by(asked.c.first_at, asked.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def thread(session: Session, plan: str) -> list[Row]:
    """What was said about a plan at the desk, first remark first."""
    remark = flat_table("remark").c
    query = select(flat_table("remark")).where(remark.of == plan, ~remark.retired).order_by(remark.first_at, remark.id)
    return [dict(row) for row in session.execute(query).mappings()]


def waiting_for(session: Session, role: str) -> int:
    """How many plans wait for somebody of a role: for approval, for a manager."""
    return len(listed(session, state="submitted")) if role in ("manager", "admin") else 0
