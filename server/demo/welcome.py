"""What the person who starts the server reads: where it is, who may sign in, and how a phone gets there."""

import io
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import segno

from server.demo.cast import CAST, PASSWORD

ABOUT_TLS = (
    "A phone works without signal only when it reached this machine over https.",
    "Stop this and run `make run TLS=1`: it serves https with a certificate made for this machine.",
    "The phone asks once whether to trust it; for daily work, put a certificate that phones know in front.",
)


def summary(url: str, people: Iterable[str], lan: str | None) -> str:
    """The whole greeting; `people` are those the store knows, `lan` this machine's address among its neighbours."""
    parts = [f"\nTallyround is at {url}   (desk: {url.rstrip('/')}/office/)\n", *_sign_ins(set(people))]
    for_phones = address_for_phones(url, lan)
    if for_phones is None:
        parts.append("This machine is in no network, so phones cannot reach it.\n")
    else:
        parts += [f"On a phone in the same network: {for_phones}\n", _qr(for_phones)]
    if urlsplit(url).scheme != "https":
        parts += [*ABOUT_TLS, ""]
    return "\n".join(parts)


def _sign_ins(people: set[str]) -> list[str]:
    cast = [member for member in CAST if member.id in people]
    if not cast:
        return ["Nobody of the demo is here. `flask seed-demo` fills an empty store, `flask add-person` adds people.\n"]
    lines = [f"  {member.id:<8} {member.role:<15} {member.territory or ''}".rstrip() for member in cast]
    return [f"Sign in as one of these; the password of each is {PASSWORD}", *lines, ""]


def address_for_phones(url: str, lan: str | None) -> str | None:
    """The address to type on a phone: where the server says it is, unless only this machine knows that name."""
    parts = urlsplit(url)
    if not _is_only_here(parts.hostname or ""):
        return url
    if lan is None:
        return None
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{lan}{port}"))


def _is_only_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in ("", "localhost")
    return address.is_loopback or address.is_unspecified


def _qr(text: str) -> str:
    drawn = io.StringIO()
    segno.make(text, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def lan_address() -> str | None:
    """The address under which neighbours see this machine; asking for the way there sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = probe.getsockname()[0]
        except OSError:
            return None
    return None if _is_only_here(address) else address
