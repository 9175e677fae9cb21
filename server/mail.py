"""Mail that leaves the house: by SMTP, or as a file in the outbox where no mail server is set."""

import re
import secrets
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from server.settings import Settings

PATIENCE_S = 20
ADDRESS = re.compile(r"[^\s@<>,;:\"\\]{1,64}@[A-Za-z0-9.-]{1,190}")


def is_address(text: str) -> bool:
    """Whether mail can be sent there, as far as its form tells."""
    return ADDRESS.fullmatch(text) is not None


def letter(settings: Settings, to: str, subject: str, text: str) -> EmailMessage:
    """A letter, ready to be sent; what would break its head is taken out of the subject."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, " ".join(subject.split())
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain="tallyround.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(settings: Settings, message: EmailMessage) -> None:
    """Hand a letter over. OSError (which SMTP's own errors are) when nobody took it."""
    if not settings.smtp_url:
        return _put_down(settings.data / "outbox", message)
    place = urlsplit(settings.smtp_url)
    secure = place.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(place.hostname or "", place.port or (465 if secure else 587), timeout=PATIENCE_S) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(message)
    return None


def _put_down(outbox: Path, message: EmailMessage) -> None:
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = outbox / f"{secrets.token_hex(8)}.eml"
    path.touch(mode=0o600)
    path.write_bytes(message.as_bytes())
