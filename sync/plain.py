"""Which changes of a batch say only what nobody said yet, and say it right: most of all work in the field.

`decide` judges every change by itself. Of a hundred changes that only set the fields of new records, most of what it
asks can be asked of all at once: each different value of a field is put to the field's question once, each scope to
the grants once. Who is not plain is not wrong; it goes the long way, which alone knows what to say of it. Every plain
change would be accepted there with the same records, provided that the journal does not know it and that its records
are nowhere yet.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from sync.canonical import MAX_INTEGER
from sync.change import MAX_OPS, is_change_id, is_record_id
from sync.check import Check
from sync.kind import Kind

CHANGE_KEYS = frozenset({"id", "n", "at", "off", "after", "ops"})
OP_KEYS = frozenset({"op", "record", "kind", "scope", "fields"})
_CHANGE = itemgetter("id", "n", "at", "off", "after", "ops")
_OP = itemgetter("op", "record", "kind", "scope", "fields")
_SIMPLE = frozenset({str, int, bool})

Group = tuple[str, str, tuple[str, ...]]


class _Likes:
    """Ops of one kind and scope that set the same fields in the same order."""

    __slots__ = ("fields", "places", "records")

    def __init__(self) -> None:
        self.places: list[int] = []
        self.records: list[str] = []
        self.fields: list[dict[str, Any]] = []


def plain_among(raws: Sequence[Any], ready: Callable[[str, str], tuple[Kind, Check] | None]) -> set[int]:
    """The places of the plain changes. `ready` gives a kind and its check if the author may make one in a scope now."""
    found: set[int] = set()
    alike: dict[Group, _Likes] = {}
    for place, raw in enumerate(raws):
        ops = _ops_of(raw)
        if ops is not None and all([_sort(place, op, alike) for op in ops]):
            found.add(place)
    for (kind, scope, names), likes in alike.items():
        known = ready(kind, scope)
        if known is None or not _are_right(*known, names, likes):
            found.difference_update(likes.places)
    return _each_by_itself(raws, found) if found else found


def _ops_of(raw: Any) -> list[Any] | None:
    """The ops of a change that has every part, waits for nothing and is not too large."""
    if type(raw) is not dict or raw.keys() != CHANGE_KEYS:
        return None
    name, n, at, off, after, ops = _CHANGE(raw)
    if not (type(n) is type(at) is type(off) is int and 0 < n <= MAX_INTEGER and 0 <= at <= MAX_INTEGER >= abs(off)):
        return None
    if not (type(after) is type(ops) is list and not after and 0 < len(ops) <= MAX_OPS and is_change_id(name)):
        return None
    return ops


def _sort(place: int, op: Any, alike: dict[Group, _Likes]) -> bool:
    """Put an op to its likes, unless it is anything but a first word in the right form."""
    if type(op) is not dict or op.keys() != OP_KEYS:
        return False
    what, record, kind, scope, fields = _OP(op)
    if not (what == "set" and type(kind) is type(scope) is str and type(fields) is dict and is_record_id(record)):
        return False
    group = (kind, scope, tuple(fields))
    likes = alike.get(group)
    if likes is None:
        likes = alike[group] = _Likes()
    likes.places.append(place)
    likes.records.append(record)
    likes.fields.append(fields)
    return True


def _are_right(kind: Kind, check: Check, names: tuple[str, ...], likes: _Likes) -> bool:
    if not check.required <= set(names) or not all(map(kind.is_named_right, likes.records, likes.fields)):
        return False
    columns = zip(*[each.values() for each in likes.fields], strict=True)
    return all(map(_is_right_column, map(check.asks.get, names), columns))


def _is_right_column(ask: Callable[[Any], str | None] | None, values: Sequence[Any]) -> bool:
    """Whether all values of a field are right; equal ones are asked once, if they are equal in type too."""
    if ask is None or None in values:
        return False
    types = set(map(type, values))
    different: Iterable[Any] = set(values) if len(types) == 1 and types <= _SIMPLE else values
    return not any(map(ask, different))


def _each_by_itself(raws: Sequence[Any], found: set[int]) -> set[int]:
    """Those of them whose id and whose records no other change of the batch names, nor they themselves twice."""
    names = [raws[place]["id"] for place in found]
    records = [op["record"] for place in found for op in raws[place]["ops"]]
    elsewhere = {} if len(found) == len(raws) else _named_by(raw for at, raw in enumerate(raws) if at not in found)
    if len(set(names)) == len(names) and len(set(records)) == len(records) and not elsewhere:
        return found
    counts: dict[str, int] = dict(elsewhere)
    for name in chain(names, records):
        counts[name] = counts.get(name, 0) + 1
    alone = set()
    for place in found:
        if counts[raws[place]["id"]] == 1 and all(counts[op["record"]] == 1 for op in raws[place]["ops"]):
            alone.add(place)
    return alone


def _named_by(raws: Iterable[Any]) -> dict[str, int]:
    """Every id and record that changes name which may have any form."""
    counts: dict[str, int] = {}
    for raw in raws:
        if not isinstance(raw, dict):
            continue
        ops = raw.get("ops")
        named = [op.get("record") for op in ops if isinstance(op, dict)] if isinstance(ops, list) else []
        for name in (raw.get("id"), *named):
            if isinstance(name, str):
                counts[name] = counts.get(name, 0) + 1
    return counts
