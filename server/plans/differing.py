"""From what a plan should have in the field and what it has: the ops that are left to do. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.ledger import Record
from server.plans.owing import Wanted

AS_FIRST_TOLD = ("released_on",)
"""What a standing record keeps, whenever it is written again."""


def ops_between(wanted: Iterable[Wanted], standing: Mapping[str, Record], epoch: str) -> list[dict[str, Any]]:
    """New records, changed fields, moves; and the end of what is not owed any more. Nothing when all is as it should be."""
    ops: list[dict[str, Any]] = []
    kept: set[str] = set()
    for each in wanted:
        record = _latest(each.record, standing)
        there = standing.get(record)
        kept.add(record)
        if there is None:
            ops.append(_set(record, each, each.fields))
            continue
        base = {"base": f"{epoch}.{there.rev}"}
        if there.scope != each.scope:
            ops.append({"op": "move", "record": record, "scope": each.scope} | base)
        if news := _news(each.fields, there):
            ops.append(_set(record, each, news) | base)
    gone = [each for each in standing.values() if not each.retired and each.id not in kept]
    return ops + [{"op": "retire", "record": each.id, "base": f"{epoch}.{each.rev}"} for each in gone]


def _latest(name: str, standing: Mapping[str, Record]) -> str:
    """The name under which a record lives: what was retired stays so, and comes back under the next number."""
    edition, record = 1, name
    while record in standing and standing[record].retired:
        edition += 1
        record = f"{name}/{edition}"
    return record


def _news(fields: Mapping[str, Any], there: Record) -> dict[str, Any]:
    cleared = {name: None for name in there.fields if name not in fields}
    wanted = cleared | {name: each for name, each in fields.items() if there.fields.get(name) != each}
    return {name: each for name, each in wanted.items() if name not in AS_FIRST_TOLD or name not in there.fields}


def _set(record: str, wanted: Wanted, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"op": "set", "record": record, "kind": wanted.kind, "scope": wanted.scope, "fields": dict(fields)}
