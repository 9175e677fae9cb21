"""Steps with a plan: decided by the rules of its life, written with who took them and why, released to the field."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from server.database import db
from server.errors import Problem
from server.ledger import Record, now_ms, the_ledger
from server.ledger.ids import new_id
from server.plans import keeping
from server.plans.choosing import places_of, territories
from server.plans.differing import ops_between
from server.plans.keeping import SCOPE, Ground, Hand
from server.plans.life import ACTS, Asked, Refusal, due_act, take
from server.plans.owing import owed_by
from server.plans.picturing import told_with


def step(
    hand: Hand, plan: str, act: str, why: str = "", *, region: str = "", outlets: Mapping[str, Any] | None = None
) -> int:
    """Take one step with a plan; how many records it changed in the field. Problem when it cannot be taken.

    `outlets` is the rule and list of a revision, `region` where sales acknowledges.
    """
    if act not in ACTS or (act == "acknowledge" and not region):
        raise Problem("request.malformed", field="act")
    with keeping.alone() as ground:
        return _step(hand, ground, ground.plan(plan), act, why, region, outlets or {})


def _step(hand: Hand, ground: Ground, plan: Record, act: str, why: str, region: str, outlets: Mapping[str, Any]) -> int:
    today, limit = keeping.today(), current_app.extensions["settings"].plan_limit_minor
    found = take(plan.fields, Asked(act, hand.author.role, today, limit, why))
    if isinstance(found, Refusal):
        raise Problem(found.code, **found.details)
    changed = {"state": found.state, **found.fields, **outlets}
    ops = [_plan_op(ground, plan, changed), _step_op(plan, act, found.state, why, region)]
    keeping.write(hand, ops)
    return _tell(hand, ground, plan.id, {**plan.fields, **changed}) if act in ("release", "revise") else 0


def _tell(hand: Hand, ground: Ground, plan: str, fields: Mapping[str, Any]) -> int:
    """Put into the field what a plan wants there; how many records that changed."""
    session, today = db.session(), keeping.today()
    wanted = owed_by(plan, fields, places_of(session, fields, today), territories(session, fields))
    ops = ops_between(wanted, ground.told(plan), ground.epoch)
    photo = told_with(ground, plan, [each.scope for each in wanted if each.kind == "plan_card"])
    keeping.write(hand, ops)
    keeping.write(keeping.THE_CLOCK, photo)
    return len(ops) + len(photo)


def write_again(hand: Hand, plan: str) -> int:
    """Put what a released plan owes in order; how many records that changed: none, when nothing changed since."""
    with keeping.alone() as ground:
        record = ground.plan(plan)
        if record.fields["state"] not in ACTS["revise"].states:
            raise Problem("plan.not_now", state=record.fields["state"])
        return _tell(hand, ground, plan, record.fields)


def follow_the_days(hand: Hand = keeping.THE_CLOCK) -> list[tuple[str, str]]:
    """Take every step that the day brings about: embargoes end, plans begin and close; (plan, step) of each."""
    taken = []
    waiting = [each.id for each in the_ledger().of_kind("plan", scope_prefix=SCOPE) if not each.retired]
    for plan in waiting:
        while act := _due(plan):
            step(hand, plan, act)
            taken.append((plan, act))
    return taken


def _due(plan: str) -> str | None:
    return due_act(the_ledger().get_many([plan])[plan].fields, keeping.today())


def _plan_op(ground: Ground, plan: Record, fields: Mapping[str, Any]) -> dict[str, Any]:
    news = {name: value for name, value in fields.items() if plan.fields.get(name) != value}
    op = {"op": "set", "record": plan.id, "kind": "plan", "scope": plan.scope, "fields": news}
    return op | {"base": f"{ground.epoch}.{plan.rev}"}


def _step_op(plan: Record, act: str, state: str, why: str, region: str) -> dict[str, Any]:
    fields = {"of_plan": plan.id, "act": act, "state": state, "why": why or None, "region": region or None}
    if act == "approve":
        fields |= {name: plan.fields.get(name) for name in ("budget_minor", "currency")}
    said = {name: value for name, value in fields.items() if value is not None}
    return {"op": "set", "record": new_id(now_ms()), "kind": "plan_step", "scope": SCOPE, "fields": said}
