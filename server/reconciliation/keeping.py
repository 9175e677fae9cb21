"""Disagreements are opened when claims differ, follow what is said, and close by themselves when the facts agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from server.ledger import Author, Record, SqlLedger
from server.ledger.rows import read_epoch
from server.reconciliation.days import ahead
from server.reconciliation.delivered import delivered_not_on_shelf
from server.reconciliation.finding import DAYS_TO_SETTLE, OWNER_OF, Finding
from server.reconciliation.material import pop_not_received, pop_not_standing
from server.reconciliation.observers import observers_contradict
from server.reconciliation.promotions import promo_without_element
from server.reconciliation.weeks import with_weeks

RECONCILER = Author("system", "system", "server/reconciliation")
OPS_OF_ONE = 500
LONGEST_NAME = 200


@dataclass(frozen=True)
class Outcome:
    """What one look at the claims changed."""

    opened: int
    followed: int
    closed: int
    unchanged: int


def find_all(session: Session, today: str, now: int) -> Iterator[Finding]:
    """Every difference there is on a day, each with the weeks in which it showed."""
    differing = chain(
        delivered_not_on_shelf(session, today),
        pop_not_received(session, today),
        pop_not_standing(session, today),
        promo_without_element(session, today),
        observers_contradict(session, today, now),
    )
    return with_weeks(session, differing, today)


def reconcile(ledger: SqlLedger, findings: Iterable[Finding], today: str) -> Outcome:
    """Let the known disagreements follow the findings of a day."""
    with ledger.reading() as connection:
        epoch = read_epoch(connection)
    known = {record.id: record for record in ledger.of_kind("disagreement")}
    alive = {_key(each): each for each in known.values() if each.fields["state"] != "closed"}
    ops: list[dict[str, Any]] = []
    counts = {"opened": 0, "followed": 0, "closed": 0, "unchanged": 0}
    found: set[tuple[str, str, str]] = set()
    for finding in findings:
        if finding.key in found:
            continue
        found.add(finding.key)
        what, op = _meet(finding, alive.get(finding.key), known, epoch, today)
        counts[what] += 1
        ops += op
    for key, record in sorted(alive.items()):
        if key not in found:
            counts["closed"] += 1
            ops.append(_set(record, {"state": "closed", "closed_on": today}, epoch))
    for start in range(0, len(ops), OPS_OF_ONE):
        told = ledger.write(RECONCILER, ops[start : start + OPS_OF_ONE])
        if told["verdict"] not in ("accepted", "merged"):
            raise RuntimeError(f"a disagreement was refused: {told['problems']}")
    return Outcome(**counts)


def _meet(
    finding: Finding, standing: Record | None, known: dict[str, Record], epoch: str, today: str
) -> tuple[str, list[dict[str, Any]]]:
    said = {"said": finding.said, "evidence": list(finding.evidence)}
    if standing is not None:
        news = {name: value for name, value in said.items() if standing.fields.get(name) != value}
        return ("followed", [_set(standing, news, epoch)]) if news else ("unchanged", [])
    fields = {
        "rule": finding.rule,
        "owner": OWNER_OF[finding.rule],
        "outlet": finding.outlet,
        "route": finding.route,
        "about": finding.about,
        **said,
        "since_on": finding.since_on,
        "opened_on": today,
        "due_on": ahead(today, DAYS_TO_SETTLE[finding.rule]),
        "state": "open",
        "closed_on": None,
    }
    name = _name_of(finding)
    if name in known:
        return "opened", [_set(known[name], fields, epoch)]
    scope = f"office:{OWNER_OF[finding.rule]}"
    fields = {key: value for key, value in fields.items() if value is not None}
    return "opened", [{"op": "set", "record": name, "kind": "disagreement", "scope": scope, "fields": fields}]


def _set(record: Record, fields: dict[str, Any], epoch: str) -> dict[str, Any]:
    base = f"{epoch}.{record.rev}"
    op = {"op": "set", "record": record.id, "kind": "disagreement", "scope": record.scope}
    return {**op, "base": base, "fields": fields}


def _key(record: Record) -> tuple[str, str, str]:
    fields = record.fields
    return fields["rule"], fields.get("outlet") or fields.get("route") or "", fields["about"]


def _name_of(finding: Finding) -> str:
    where = (finding.outlet or finding.route or "everywhere").partition("/")[2]
    name = f"disagreement/{finding.rule}/{where}/{finding.about.partition('/')[2]}/{finding.since_on}"
    return name if len(name) <= LONGEST_NAME else f"disagreement/{sha256(name.encode()).hexdigest()}"
