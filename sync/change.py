"""An edit as a device sends it: read once, strictly, before anything is decided."""

import re
from typing import Any, Literal, NamedTuple, TypeGuard

from sync.canonical import MAX_INTEGER

MAX_OPS = 2_000
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RECORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+\-]{0,199}")
_BASE = re.compile(r"(e\d{1,9})\.(\d{1,15})")
_CHANGE_KEYS = frozenset({"id", "n", "at", "off", "after", "ops"})
_KEYS_OF = {
    "set": frozenset({"op", "record", "kind", "scope", "base", "fields"}),
    "retire": frozenset({"op", "record", "base"}),
    "move": frozenset({"op", "record", "scope", "base"}),
}


class Op(NamedTuple):
    """One step of a change. `base` is the (epoch, revision) that its author was looking at."""

    op: Literal["set", "retire", "move"]
    record: str
    kind: str = ""
    scope: str = ""
    base: tuple[str, int] | None = None
    fields: dict[str, Any] | None = None


class Change(NamedTuple):
    """What one act of a person does, as a whole or not at all. `n` is the device's own gap-free count."""

    id: str
    n: int
    at: int
    off: int
    after: tuple[str, ...]
    ops: tuple[Op, ...]


class Unreadable(NamedTuple):
    """A change that names itself but makes no sense beyond that; it is kept aside as it came."""

    id: str
    n: int
    code: str
    at: int = 0
    off: int = 0


def _is_whole(value: Any) -> bool:
    return type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER


def is_change_id(value: Any) -> bool:
    """Whether a value can name a change."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_record_id(value: Any) -> TypeGuard[str]:
    """Whether a value can name a record."""
    return isinstance(value, str) and _RECORD.fullmatch(value) is not None


def read_change(raw: Any) -> Change | Unreadable | None:
    """The change in a piece of JSON; None when it lacks even an id and a count to be answered by."""
    if not isinstance(raw, dict) or not is_change_id(raw.get("id")):
        return None
    n = raw.get("n")
    if type(n) is not int or not 0 < n <= MAX_INTEGER:
        return None
    at, off = raw.get("at"), raw.get("off", 0)
    if at is None or not (_is_whole(at) and at >= 0 and _is_whole(off)):
        return Unreadable(raw["id"], n, "change.malformed")
    ops, after = raw.get("ops"), raw.get("after", [])
    if isinstance(ops, list) and len(ops) > MAX_OPS:
        return Unreadable(raw["id"], n, "change.too_large", at, off)
    if not raw.keys() <= _CHANGE_KEYS or not isinstance(ops, list) or not ops or not _are_ids(after):
        return Unreadable(raw["id"], n, "change.malformed", at, off)
    read = tuple([_read_op(each) for each in ops])
    if None in read:
        return Unreadable(raw["id"], n, "change.malformed", at, off)
    return Change(raw["id"], n, at, off, tuple(after), read)  # type: ignore[arg-type]


def _are_ids(after: Any) -> bool:
    return isinstance(after, list) and (not after or (len(after) <= 100 and all(map(is_change_id, after))))


def _read_op(raw: Any) -> Op | None:
    if not isinstance(raw, dict):
        return None
    op, record, base = raw.get("op"), raw.get("record"), raw.get("base")
    keys = _KEYS_OF.get(op) if isinstance(op, str) else None
    if keys is None or not raw.keys() <= keys:
        return None
    if not is_record_id(record):
        return None
    seen = None
    if base is not None:
        match = _BASE.fullmatch(base) if isinstance(base, str) else None
        if match is None:
            return None
        seen = (match[1], int(match[2]))
    if op == "retire":
        return Op("retire", record, base=seen)
    scope = raw.get("scope")
    if not isinstance(scope, str):
        return None
    if op == "move":
        return Op("move", record, scope=scope, base=seen)
    kind, fields = raw.get("kind"), raw.get("fields")
    if not isinstance(kind, str) or not isinstance(fields, dict):
        return None
    return Op("set", record, kind, scope, seen, fields)
