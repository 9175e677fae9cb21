"""The photo of how a plan should look: hidden with the plan, told with it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text

from server.errors import Problem
from server.ledger import Record, now_ms
from server.ledger.rows import as_record
from server.ledger.tables import BESIDE_VISITS, RECORD
from server.plans import keeping
from server.plans.keeping import SCOPE, Ground, Hand


def show(hand: Hand, plan: str, digest: str, size: int) -> None:
    """Let a photo that is stored be that of a draft, in the place of another."""
    with keeping.alone() as ground:
        record = ground.plan(plan)
        if record.fields["state"] != "draft":
            raise Problem("plan.not_now", state=record.fields["state"])
        there = photos_of(ground, plan)
        if any(each.id == digest for each in there):
            return
        fields = {"of": plan, "role": "reference", "taken_at": now_ms(), "bytes": size}
        op = {"op": "set", "record": digest, "kind": "photo", "scope": SCOPE, "fields": fields}
        keeping.write(hand, [op])
        keeping.write(keeping.THE_CLOCK, [{"op": "retire", "record": each.id} for each in there])


def photos_of(ground: Ground, plan: str) -> list[Record]:
    """The standing photos of a plan."""
    beside = select(RECORD).where(RECORD.c.kind == "photo", text(BESIDE_VISITS))
    records = map(as_record, ground.connection.execute(beside))
    return [each for each in records if each.fields["of"] == plan and not each.retired]


def told_with(ground: Ground, plan: str, scopes: Sequence[str]) -> list[dict[str, Any]]:
    """The ops that put a plan's photo where those who are told of the plan in some scopes may see it."""
    scope = scopes[0] if len(scopes) == 1 else "company"
    return [
        {"op": "move", "record": each.id, "scope": scope, "base": f"{ground.epoch}.{each.rev}"}
        for each in photos_of(ground, plan)
        if each.scope != scope
    ]
