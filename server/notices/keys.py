"""The key by which push services know this installation (VAPID, RFC 8292): made once, kept in the data folder."""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from py_vapid import Vapid02

NAME = "push.key"
OWNER_ONLY = 0o600


def own_key() -> Vapid02:
    """The key of the installation, made when there is none; of several that make one at once, the first counts."""
    path: Path = current_app.extensions["settings"].data / NAME
    if not path.exists():
        _make(path)
    return Vapid02.from_pem(path.read_bytes())


def public_key() -> str:
    """What a browser is told when it subscribes: the uncompressed point in base64url."""
    point = own_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def _make(path: Path) -> None:
    fresh = Vapid02()
    fresh.generate_keys()
    beside = path.with_name(f".{NAME}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as out:
        out.write(fresh.private_pem())
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
