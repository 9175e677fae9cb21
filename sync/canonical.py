"""One spelling for one value: canonical JSON, and the hash by which two copies of a scope are compared.

Both halves of the product (Python here, TypeScript on the phone) must produce the same bytes for the same
value; `sync/vectors/canonical.json` holds the cases that both run.
"""

import json
from hashlib import sha256
from typing import Any

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 6
U64 = 2**64 - 1

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def canonical(value: Any) -> str:
    """The canonical JSON of `value`: keys sorted, no white space, nothing escaped that need not be."""
    return _encode(value)


def why_not_plain(value: Any, depth: int = 0) -> str | None:
    """What keeps `value` out of canonical JSON, in words, or None when nothing does.

    Plain values are null, booleans, whole numbers that JavaScript holds exactly, well-formed strings, lists
    and maps with string keys, nested at most six deep.
    """
    match value:
        case None | bool():
            return None
        case int():
            return None if -MAX_INTEGER <= value <= MAX_INTEGER else "a number is too large"
        case str():
            return _why_not_text(value)
        case list() | dict() if depth >= MAX_DEPTH:
            return f"nested deeper than {MAX_DEPTH}"
        case list():
            return next(filter(None, (why_not_plain(each, depth + 1) for each in value)), None)
        case dict():
            return next(filter(None, (_why_not_pair(*pair, depth + 1) for pair in value.items())), None)
        case float():
            return "numbers must be whole"
    return f"{type(value).__name__} is not a JSON value"


def _why_not_pair(key: Any, value: Any, depth: int) -> str | None:
    if not isinstance(key, str) or not key.isascii():
        return "a key is not plain ASCII text"
    return why_not_plain(value, depth)


def _why_not_text(text: str) -> str | None:
    if text.isascii():
        return None
    return "text holds half of a surrogate pair" if any("\ud800" <= c <= "\udfff" for c in text) else None


def row_hash(record: str, rev: int, fields: str) -> int:
    """The 64-bit hash of one record: the first eight bytes of SHA-256 over id, revision and fields.

    `fields` is canonical JSON already, since that is how a ledger stores it.
    """
    return int.from_bytes(sha256(f"{record}\n{rev}\n{fields}".encode()).digest()[:8], "big")


def add_to_digest(digest: int, *, gained: int = 0, lost: int = 0) -> int:
    """A scope's digest after one row hash was gained and another lost (sums modulo 2^64, so order is moot)."""
    return (digest + gained - lost) & U64


def digest_text(digest: int) -> str:
    """A digest as it travels and is stored: sixteen hexadecimal digits."""
    return f"{digest:016x}"
