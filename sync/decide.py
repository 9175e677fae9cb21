"""The one place where a change is judged: what it writes, or why it is kept aside. Pure; the ledger does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sync.change import Change, Op, Unreadable
from sync.check import Check
from sync.kind import Catalogue, Kind
from sync.merge import Edit, Met, first_fields, merge
from sync.problems import Problem
from sync.scope import Grants, person_scope
from sync.stamp import Stamp, Stamps, corrected

Verdict = Literal["accepted", "merged", "held", "quarantined"]

REVS_OF_AN_EPOCH = 100_000


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits, in which role, on which device."""

    person: str
    role: str
    device: str


class Record(NamedTuple):
    """One synced thing as the ledger holds it."""

    id: str
    kind: str
    scope: str
    rev: int
    fields: Mapping[str, Any]
    stamps: Stamps
    author: str
    retired: bool = False
    seq: int = 0


class Write(NamedTuple):
    """A record as it was and as it becomes."""

    before: Record | None
    after: Record

    @property
    def is_shown(self) -> bool:
        """Whether a reader would see a difference; if not, the record keeps its place in the feed."""
        return self.before is None or self.before.rev != self.after.rev


class Decision(NamedTuple):
    """What becomes of a change."""

    verdict: Verdict
    writes: tuple[Write, ...] = ()
    problems: tuple[Problem, ...] = ()
    attention: str | None = None


class Rules:
    """The catalogue with its checks made ready."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._checks = {kind.name: Check(kind) for kind in catalogue}

    def check(self, kind: Kind) -> Check:
        """The compiled check of a kind."""
        return self._checks[kind.name]


@lru_cache(maxsize=16)
def first_rev(epoch: str) -> int:
    """What revisions of an epoch lie above: so a base of before a restore still tells which values its author saw."""
    return (int(epoch[1:]) - 1) * REVS_OF_AN_EPOCH


@dataclass(slots=True)
class _Bench:
    """One change on its way: the records as it finds and leaves them."""

    change: Change
    author: Author
    grants: Grants
    rules: Rules
    ground: Mapping[str, Record]
    epoch: str
    made: int
    received: int
    after: dict[str, Record]
    disputes: list[Record]

    def find(self, record: str) -> Record | None:
        return self.after.get(record) or self.ground.get(record)

    def edit_of(self, op: Op, standing: Record | None) -> Edit:
        before = self.ground.get(op.record) if standing else None
        rev = standing.rev if standing and not before else max(before.rev if before else 0, first_rev(self.epoch)) + 1
        return Edit(self.made, self.author.device, self.change.n, rev, op.base[1] if op.base else None)

    def may_write(self, scope: str) -> bool:
        if self.author.role == "system":
            return True
        return self.grants.may("write", scope, made=self.made, now=self.received)


def decide(
    change: Change,
    author: Author,
    *,
    grants: Grants,
    ground: Mapping[str, Record],
    rules: Rules,
    epoch: str,
    received: int,
) -> Decision:
    """The verdict on a readable change whose dependencies are all known.

    `ground` holds the current state of every record the change names that exists. One problem in one op
    keeps the whole change aside: a change is done as a whole or not at all.
    """
    made = corrected(change.at, change.off, received)
    bench = _Bench(change, author, grants, rules, ground, epoch, made, received, {}, [])
    problems: list[Problem] = []
    for index, op in enumerate(change.ops):
        problems += _STEPS[op.op](bench, index, op)
    if problems:
        return Decision("quarantined", problems=tuple(problems))
    writes = tuple([Write(ground.get(each.id), each) for each in (*bench.after.values(), *bench.disputes)])
    return Decision("merged" if bench.disputes else "accepted", writes)


def _set(bench: _Bench, index: int, op: Op) -> list[Problem]:
    kind = bench.rules.catalogue.get(op.kind)
    if kind is None:
        return [Problem("record.unknown_kind", index)]
    standing = bench.find(op.record)
    fields = op.fields or {}
    refusal = _refusal(bench, op, kind, standing)
    if refusal:
        return [Problem(refusal, index)]
    problems = bench.rules.check(kind).problems(fields, is_new=standing is None, op=index)
    if problems:
        return problems
    edit = bench.edit_of(op, standing)
    if standing is None:
        merged = first_fields(fields, edit)
        bench.after[op.record] = Record(
            op.record, kind.name, op.scope, edit.rev, merged.fields, merged.stamps, bench.author.person
        )
        return []
    merged = merge(standing.fields, standing.stamps, fields, edit)
    if kind.merge == "entry" and (merged.changed or merged.met):
        return [Problem("record.is_entry", index)]
    _keep(bench, standing, standing._replace(fields=merged.fields, stamps=merged.stamps), edit.rev, merged.changed)
    bench.disputes += [_dispute(bench, index, standing, each) for each in merged.met]
    return []


def _keep(bench: _Bench, standing: Record, after: Record, rev: int, shown: bool) -> None:
    bench.after[standing.id] = after._replace(rev=rev) if shown else after


def _refusal(bench: _Bench, op: Op, kind: Kind, standing: Record | None) -> str | None:
    author = bench.author
    if author.role != "system" and author.role not in kind.authors:
        return "access.role"
    scope = standing.scope if standing else op.scope
    if standing is None and not kind.belongs(scope):
        return "record.wrong_scope"
    if not bench.may_write(scope):
        return "access.scope"
    if standing is None:
        return None if kind.is_named_right(op.record, op.fields or {}) else "record.wrong_name"
    if standing.kind != kind.name:
        return "record.kind_differs"
    if kind.merge in ("fact", "entry") and standing.author != author.person and author.role != "system":
        return "record.not_yours"
    return None


def _dispute(bench: _Bench, index: int, of: Record, met: Met) -> Record:
    name = f"dispute/{bench.change.id}/{index}/{met.field}"
    fields = {
        "of": of.id,
        "field": met.field,
        "standing": _side(met.standing, met.standing_stamp),
        "other": _side(met.other, met.other_stamp),
        "state": "open",
    }
    stamps = Stamps(Stamp(bench.made, bench.author.device, bench.change.n, 1))
    return Record(name, "dispute", of.scope, 1, fields, stamps, "system")


def _side(value: Any, stamp: Stamp) -> dict[str, Any]:
    return {"value": value, "device": stamp.device, "at": stamp.time}


def _retire(bench: _Bench, index: int, op: Op) -> list[Problem]:
    standing, kind, problem = _find_for(bench, index, op)
    if problem or standing is None or kind is None:
        return [problem] if problem else []
    if kind.merge == "entry":
        return [Problem("record.is_entry", index)]
    edit = bench.edit_of(op, standing)
    _keep(bench, standing, standing._replace(retired=True), edit.rev, not standing.retired)
    return []


def _move(bench: _Bench, index: int, op: Op) -> list[Problem]:
    standing, kind, problem = _find_for(bench, index, op)
    if problem or standing is None or kind is None:
        return [problem] if problem else []
    if bench.author.role in ("tallyman", "representative"):
        return [Problem("access.role", index)]
    if not kind.belongs(op.scope):
        return [Problem("record.wrong_scope", index)]
    if not bench.may_write(op.scope):
        return [Problem("access.scope", index)]
    edit = bench.edit_of(op, standing)
    _keep(bench, standing, standing._replace(scope=op.scope), edit.rev, standing.scope != op.scope)
    return []


def _find_for(bench: _Bench, index: int, op: Op) -> tuple[Record | None, Kind | None, Problem | None]:
    """The record that an op without fields names, or one and the same problem if it may not be touched."""
    standing = bench.find(op.record)
    if standing is None or not bench.may_write(standing.scope):
        return None, None, Problem("record.unknown", index)
    kind = bench.rules.catalogue.get(standing.kind)
    if kind is None:
        return None, None, Problem("record.unknown_kind", index)
    refusal = _refusal(bench, op, kind, standing)
    return (None, None, Problem(refusal, index)) if refusal else (standing, kind, None)


_STEPS = {"set": _set, "retire": _retire, "move": _move}


def attention_for(
    change: Change | Unreadable,
    sent: Any,
    problems: tuple[Problem, ...],
    author: Author,
    *,
    edition: int,
    received: int,
    language: str,
) -> Record:
    """The record under which a refused change waits, whole, in its author's own scope."""
    made = corrected(change.at, change.off, received)
    fields = {
        "change": change.id,
        "problems": [each.plain(language) for each in problems],
        "sent": sent,
        "claimed_at": made,
        "state": "open",
    }
    stamps = Stamps(Stamp(made, author.device, change.n, 1))
    name = f"attention/{change.id}/{edition}"
    return Record(name, "attention", person_scope(author.person), 1, fields, stamps, author.person)
