"""What the person who starts the server reads: where it is, who may sign in, and how a phone gets there."""

import io
import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import segno

from server.demo.cast import CAST, PASSWORD

ABOUT_TLS = (
    "A phone keeps the app for work without signal only when it trusts this machine over https.",
    "For that, stop this and run `make run TLS=1`: it makes a certificate and serves https with it.",
)
INSTALL = "Install the certificate on each phone once: the .crt file in {certificates}"


def summary(url: str, people: Iterable[str], lan: str | None, certificates: str) -> str:
    """The whole greeting.

    `people` are those the store knows, `lan` is this machine's address among its neighbours, `certificates` the
    folder of the certificates it makes for itself.
    """
    parts = [f"\nTallyround is at {url}   (desk: {url.rstrip('/')}/office/)\n", *_sign_ins(set(people))]
    for_phones = address_for_phones(url, lan)
    if for_phones is None:
        parts.append("This machine is in no network, so phones cannot reach it.\n")
    else:
        parts += [f"On a phone in the same network: {for_phones}\n", _qr(for_phones)]
    if _is_only_here(urlsplit(url).hostname or ""):
        parts += [] if urlsplit(url).scheme == "https" else ABOUT_TLS
        parts += [INSTALL.format(certificates=certificates), ""]
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
    if lan is None or _is_only_here(lan):
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
