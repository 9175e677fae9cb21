"""New names for changes and records made on the server."""

import secrets
from uuid import UUID


def new_id(now: int) -> str:
    """A UUID of version 7: the milliseconds `now`, then chance (RFC 9562)."""
    chance = secrets.randbits(74)
    bits = (now << 80) | (0x7 << 76) | ((chance >> 62) << 64) | (0b10 << 62) | (chance & (2**62 - 1))
    return str(UUID(int=bits))
