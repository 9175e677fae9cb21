"""The digest of a scope, added up from its rows by the words of the protocol."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any


def digest_of(rows: Iterable[Any]) -> str:
    """Sixteen digits: the sum, modulo 2^64, of the first eight bytes of SHA-256 over id, revision and fields."""
    total = sum(
        int.from_bytes(sha256(f"{row.id}\n{row.rev}\n{row.fields}".encode()).digest()[:8], "big") for row in rows
    )
    return f"{total % 2**64:016x}"
