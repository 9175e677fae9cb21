"""Plans on the drawing board: begun, changed while they are drafts, copied for another year or for a region."""

import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from server.errors import Problem
from server.ledger import now_ms, the_ledger
from server.ledger.ids import new_id
from server.plans import keeping
from server.plans.keeping import SCOPE, Ground, Hand

COPIED = (
    "name", "what", "horizon", "note", "budget_minor", "free_minor", "margin_minor", "currency", "rule", "outlets", "sku",
    "units", "elements", "items", "card", "quiz",
)  # fmt: skip
DAYS = ("from_on", "until_on", "due_on")


def begin(hand: Hand, fields: Mapping[str, Any]) -> str:
    """A new draft; its name."""
    plan = f"plan/{_slug(str(fields.get('name', '')))}-{secrets.token_hex(3)}"
    with keeping.alone():
        whole = {name: value for name, value in fields.items() if value is not None} | {"state": "draft"}
        keeping.write(hand, [_op(plan, whole), _first_step(plan)])
    return plan


def change(hand: Hand, plan: str, fields: Mapping[str, Any]) -> None:
    """Say a draft anew; a field of None is cleared. Problem when it is no draft any more."""
    with keeping.alone() as ground:
        record = ground.plan(plan)
        if record.fields["state"] != "draft":
            raise Problem("plan.not_now", state=record.fields["state"])
        news = {name: value for name, value in fields.items() if record.fields.get(name) != value}
        if news:
            keeping.write(hand, [_op(plan, news) | {"base": f"{ground.epoch}.{record.rev}"}])


def copy(hand: Hand, plan: str, *, region: str | None = None) -> str:
    """A new draft like a plan: a regional part of it, or (without a region) the same for the year after."""
    with keeping.alone() as ground:
        fields = _like(ground, plan)
    if region is None:
        fields |= {"last_year": plan}
        fields |= {name: _a_year_later(fields[name]) for name in DAYS if fields.get(name)}
    else:
        rule = {"all": True, **(fields.get("rule") or {}), "regions": [region]}
        fields |= {"parent": plan, "name": f"{fields['name'][: 90 - len(region)]} · {region}"[:100], "rule": rule}
        fields.pop("outlets", None)
    return begin(hand, fields)


def remark(hand: Hand, plan: str, text: str) -> None:
    """Say something about a plan at the desk."""
    op = {"op": "set", "record": new_id(now_ms()), "kind": "remark", "scope": SCOPE}
    with keeping.alone() as ground:
        ground.plan(plan)
        keeping.write(hand, [op | {"fields": {"of": plan, "text": text}}])


def answer(hand: Hand, name: str, plan: str, question: str, text: str, territory: str) -> None:
    """Answer a question of the field, for everybody in the territory of who asked."""
    asked = the_ledger().get_many([question]).get(question)
    if asked is None or asked.kind != "plan_question" or asked.fields["of_plan"] != plan:
        raise Problem("request.unknown_address")
    fields = {"of": question, "question": asked.fields["text"], "answer": text, "answered_by": name, "of_plan": plan}
    record = f"plan_answer/{question}"
    op = {"op": "set", "record": record, "kind": "plan_answer", "scope": f"territory:{territory}", "fields": fields}
    with keeping.alone() as ground:
        there = the_ledger().get_many([record]).get(record)
        keeping.write(hand, [op | ({"base": f"{ground.epoch}.{there.rev}"} if there else {})])


def _like(ground: Ground, plan: str) -> dict[str, Any]:
    fields = ground.plan(plan).fields
    return {name: fields[name] for name in (*COPIED, *DAYS) if fields.get(name) is not None}


def _a_year_later(day: str) -> str:
    """The same day of the next year; the last of February where there is no 29th."""
    then = date.fromisoformat(day)
    last = (then.month, then.day) == (2, 29)
    return then.replace(year=then.year + 1, day=28 if last else then.day).isoformat()


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40].strip("-") or "plan"


def _op(plan: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"op": "set", "record": plan, "kind": "plan", "scope": SCOPE, "fields": dict(fields)}


def _first_step(plan: str) -> dict[str, Any]:
    fields = {"of_plan": plan, "act": "draft", "state": "draft"}
    return {"op": "set", "record": new_id(now_ms()), "kind": "plan_step", "scope": SCOPE, "fields": fields}
