"""Names of imported records: safe to store, to send and to put in an address, and never two for one."""

import re
import unicodedata

from server.reference.values import Unfit

MAX_TAIL = 120  # leaves room for `<visit>/stock_count/` before it
_UNSAFE = re.compile(
    r"[^A-Za-z0-9_.\-/]"  # what no address takes as it is
    r"|^/|/$|/(?=/)"  # a slash that parts nothing from nothing
    r"|(?:(?<=/)|^)\.+(?=/|$)"  # dots alone, which a browser reads as "one folder up"
)


def tail(*parts: str, most: int = MAX_TAIL) -> str:
    """A record's name behind its kind; whatever is not safe is spelled out in hexadecimal after a plus."""
    name = "/".join(_UNSAFE.sub(_spelled_out, part.strip()) for part in parts)
    if len(name) > most:
        raise Unfit(f"is too long for a name: more than {most} characters")
    return name


def slug(words: str) -> str:
    """A short name for an address, of lower-case ASCII letters, digits, dashes and underscores, or spelled out if none is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-") or tail(words)


def _spelled_out(match: re.Match[str]) -> str:
    return "".join(f"+{byte:02X}" for byte in match[0].encode())
