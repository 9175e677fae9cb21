"""Unsent work of a phone that cannot send any more, brought in by somebody else from an encrypted file."""

import base64
import binascii
import hmac
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from sqlalchemy import select

from server.access import OFFICE_ROLES, PERSON, Person
from server.database import db
from server.errors import Problem
from server.field.photos import store_bytes
from server.field.pictures import NotAPicture, TooManyPixels
from server.ledger import Author, now_ms, the_ledger
from server.ledger.tables import DEVICE
from sync.canonical import canonical

MOST_ROUNDS = 2_000_000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Rescued:
    """What a file holds once it is open."""

    person: str
    device: str
    changes: list[Any]
    photos: list[dict[str, str]]
    mac: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: verdicts and how many of each, photos stored and photos that were none."""

    person: str
    verdicts: dict[str, int]
    photos: int
    refused_photos: int


def open_rescue(data: bytes, code: str) -> Rescued:
    """What is in a rescue file. Problem when it is none, or the code does not open it."""
    try:
        frame = orjson.loads(data)
        salt, iv, sealed = (base64.b64decode(frame[name], validate=True) for name in ("salt", "iv", "data"))
        rounds = frame["iterations"]
        if frame["tallyround"] != "rescue" or frame["v"] != 1 or not 100_000 <= rounds <= MOST_ROUNDS:
            raise Problem("rescue.unreadable")
    except (orjson.JSONDecodeError, KeyError, TypeError, binascii.Error):
        raise Problem("rescue.unreadable") from None
    digits = "".join(each for each in code if each.isascii() and each.isdigit())
    key = PBKDF2HMAC(SHA256(), 32, salt, rounds).derive(digits.encode())
    try:
        return _read(orjson.loads(AESGCM(key).decrypt(iv, sealed, None)))
    except (InvalidTag, ValueError):
        raise Problem("rescue.wrong_code") from None


def _read(plain: Any) -> Rescued:
    try:
        found = Rescued(plain["person"], plain["device"], plain["changes"], plain["photos"], plain["mac"])
    except (KeyError, TypeError):
        raise Problem("rescue.unreadable") from None
    texts = (found.person, found.device, found.mac)
    if not all(isinstance(each, str) for each in texts) or not isinstance(found.changes, list):
        raise Problem("rescue.unreadable")
    return found


def take_in(rescued: Rescued, by: Person) -> TakenIn:
    """Judge the changes as if the phone had sent them, and keep its photos. Taking a file in twice changes nothing.

    Only a phone that was signed in as that person can have sealed the file: it is signed with the device's key.
    """
    author = _author_of(rescued, by)
    verdicts: Counter[str] = Counter()
    for start in range(0, len(rescued.changes), BATCH):
        told = the_ledger().apply(author, rescued.changes[start : start + BATCH], now=now_ms())
        verdicts.update(each["verdict"] for each in told)
    kept = [_keep(rescued.person, each) for each in rescued.photos]
    return TakenIn(rescued.person, dict(verdicts), sum(kept), len(kept) - sum(kept))


def _author_of(rescued: Rescued, by: Person) -> Author:
    query = (
        select(PERSON.c.role, PERSON.c.territory, DEVICE.c.deposit_hash)
        .join(DEVICE, DEVICE.c.person == PERSON.c.id)
        .where(PERSON.c.id == rescued.person, DEVICE.c.id == rescued.device)
    )
    row = db.session.execute(query).one_or_none()
    is_of_the_team = row is not None and by.role == "representative" and by.territory == row.territory
    if row is None or not (is_of_the_team or by.role in OFFICE_ROLES or by.id == rescued.person):
        raise Problem("rescue.not_genuine")
    parts = ("changes", "device", "person", "photos")
    signed = canonical({name: getattr(rescued, name) for name in parts}).encode()
    expected = hmac.new(bytes.fromhex(row.deposit_hash or ""), signed, sha256).hexdigest()
    if not row.deposit_hash or not hmac.compare_digest(expected, rescued.mac):
        raise Problem("rescue.not_genuine")
    db.session.rollback()
    return Author(rescued.person, row.role, rescued.device)


def _keep(person: str, photo: Any) -> bool:
    try:
        data = base64.b64decode(photo["bytes"], validate=True)
        return store_bytes(person, data) == photo["sha256"]
    except (KeyError, TypeError, binascii.Error, NotAPicture, TooManyPixels):
        return False
