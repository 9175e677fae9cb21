"""What must be written so that the ledger says what a file says; what it says already is left alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from server.reference.cells import Remark
from server.reference.wanted import Wanted
from sync.decide import Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Differences:
    """The ops to write, and how the lines fared."""

    ops: list[dict[str, Any]]
    new: int
    changed: int
    unchanged: int
    remarks: list[Remark]


def differences(wanted: Sequence[Wanted], current: Mapping[str, Record], epoch: str) -> Differences:
    """The ops that are left once each wanted record is held against the one that is there.

    An op says which revision it was made in sight of, so that an import is never taken for a second opinion. A
    retired record stays retired: somebody decided that. Records that lines only brought along are made once.
    """
    ops: list[dict[str, Any]] = []
    remarks: list[Remark] = []
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for each in wanted:
        standing = current.get(each.record)
        if standing is not None and standing.retired:
            remarks.append(Remark(each.line, "doubt", "id", each.record, "was retired; it stays so"))
        op = _op(each, standing, epoch)
        if op is not None:
            ops.append(op)
        if each.line:
            counts["new" if standing is None else "changed" if op else "unchanged"] += 1
    return Differences(ops, **counts, remarks=remarks)


def _op(wanted: Wanted, standing: Record | None, epoch: str) -> dict[str, Any] | None:
    op = {"op": "set", "record": wanted.record, "kind": wanted.kind}
    if standing is None:
        return op | {"scope": wanted.scope, "fields": wanted.fields}
    if standing.retired or not wanted.line:
        return None
    fields = {name: value for name, value in wanted.fields.items() if standing.fields.get(name) != value}
    return op | {"scope": standing.scope, "base": f"{epoch}.{standing.rev}", "fields": fields} if fields else None


def in_chunks(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The things in their order, at most so many at a time."""
    for start in range(0, len(things), most):
        yield things[start : start + most]
