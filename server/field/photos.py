"""Photos come in by tus 1.0 (creation, checksum, termination), named by their SHA-256, and are shown as copies."""

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request, send_file
from sqlalchemy import Boolean, Column, Table, Text, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from server.access import Person, readable_scopes, require_person
from server.database import Base, Whole, db
from server.errors import Problem
from server.field.photo_store import PhotoStore, append, cut
from server.field.pictures import SIZES, NotAPicture, TooManyPixels, read_picture
from server.ledger import now_ms, the_ledger
from server.ledger.reader import is_readable
from server.ledger.rows import insert_or_leave
from server.ledger.tables import RECORD
from server.ledger.text import from_text

blueprint = APIBlueprint("photos", __name__, url_prefix="/api/v1/photos", tag="Photos")

PHOTO_FILE = Table(
    "photo_file",
    Base.metadata,
    Column("sha256", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("bytes", Whole, nullable=False),
    Column("stored_at", Whole, nullable=False),
)

UPLOAD = Table(
    "upload",
    Base.metadata,
    Column("id", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("length", Whole, nullable=False),
    Column("is_done", Boolean, nullable=False),
    Column("created_at", Whole, nullable=False),
)

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
ABLE = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,checksum,termination", "Tus-Checksum-Algorithm": "sha256"}
SHOWN = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _store() -> PhotoStore:
    return PhotoStore(current_app.extensions["settings"].photos)


@blueprint.route("/", methods=["OPTIONS"])
@blueprint.doc(summary="What uploads can do")
def able() -> Response:
    """The extensions of tus spoken here."""
    most = str(current_app.extensions["settings"].max_photo_bytes)
    return Response(status=204, headers={**TUS, **ABLE, "Tus-Max-Size": most})


@blueprint.post("/")
@blueprint.doc(summary="Announce a photo")
def create() -> Response:
    """The address of the upload; announcing again finds the same one."""
    person = _caller()
    length, digest = _announced()
    query = select(UPLOAD).where(UPLOAD.c.device == person.device, UPLOAD.c.sha256 == digest, UPLOAD.c.length == length)
    with the_ledger().transaction() as connection:
        row = connection.execute(query).first()
        if row is None:
            values: dict[str, Any] = {
                "id": secrets.token_hex(16),
                "device": person.device,
                "person": person.id,
                "sha256": digest,
            }
            values |= {"length": length, "is_done": _has(connection, person.id, digest), "created_at": now_ms()}
            connection.execute(insert(UPLOAD).values(values))
            row = connection.execute(query).one()
    headers = {**TUS, "Location": f"/api/v1/photos/{row.id}", "Upload-Offset": str(_offset(row))}
    return Response(status=201, headers=headers)


@blueprint.route("/<upload>", methods=["HEAD"])
@blueprint.doc(hide=True)
def ask(upload: str) -> Response:
    """How much of an upload has arrived."""
    row = _own_upload(upload)
    offset = _offset(row)
    if offset == row.length and not row.is_done:
        _finish(row)  # the server died between the last part and this
    return Response(status=200, headers={**TUS, "Upload-Offset": str(offset), "Upload-Length": str(row.length)})


@blueprint.patch("/<upload>")
@blueprint.doc(summary="Send the next part of a photo")
def add(upload: str) -> Response:
    """Nothing; the new offset in a header. Problem, for good, when the whole is not what was announced."""
    row = _own_upload(upload)
    if request.mimetype != "application/offset+octet-stream":
        raise Problem("request.unsupported_type")
    offset = _offset(row)
    if request.headers.get("Upload-Offset") != str(offset):
        raise Problem("photo.wrong_offset", headers=TUS, offset=offset)
    part = request.stream.read(row.length - offset + 1)
    if offset + len(part) > row.length:
        raise Problem("photo.too_large", headers=TUS)
    _verify_part(part)
    _take(row, part, offset)
    return Response(status=204, headers={**TUS, "Upload-Offset": str(offset + len(part))})


@blueprint.delete("/<upload>")
@blueprint.doc(summary="Give an upload up")
def give_up(upload: str) -> Response:
    """Nothing; a photo that is stored already stays."""
    row = _own_upload(upload)
    _forget(row)
    return Response(status=204, headers=TUS)


@blueprint.get("/<digest>/of/<path:record>")
@blueprint.doc(summary="A photo of a record, as JPEG without metadata")
def show(digest: str, record: str) -> Response:
    """The copy in the size asked for, to who may read the photo's record."""
    person = require_person()
    size = request.args.get("size", "large")
    if not (_SHA256.fullmatch(digest) and size in SIZES and _may_see(person, digest, record)):
        raise Problem("request.unknown_address")
    path = _store().copy(digest, size)
    if not path.is_file():
        raise Problem("request.unknown_address")
    response = send_file(path, mimetype="image/jpeg", max_age=0)
    response.headers.update(SHOWN)
    return response


def store_bytes(person: str, data: bytes) -> str:
    """Keep a photo that did not come by upload; its SHA-256. NotAPicture when it is none."""
    digest = sha256(data).hexdigest()
    picture = read_picture(data, max_pixels=current_app.extensions["settings"].max_photo_pixels)
    _store().keep(digest, data, picture.copies)
    with the_ledger().transaction() as connection:
        values = {"sha256": digest, "person": person, "bytes": len(data), "stored_at": now_ms()}
        connection.execute(insert_or_leave(connection, PHOTO_FILE, values))
    return digest


def stored_of(person: str, digests: list[str]) -> list[str]:
    """Which of these photos somebody sent and the server holds."""
    if not digests:
        return []
    query = select(PHOTO_FILE.c.sha256).where(PHOTO_FILE.c.person == person, PHOTO_FILE.c.sha256.in_(digests))
    return sorted(db.session.scalars(query))


def _caller() -> Person:
    person = require_person()
    if request.headers.get("Tus-Resumable") != "1.0.0":
        raise Problem("photo.tus_version", headers={"Tus-Version": "1.0.0"})
    return person


def _announced() -> tuple[int, str]:
    """Length and hash of the photo announced in the headers."""
    length = request.headers.get("Upload-Length", "")
    if not length.isascii() or not length.isdecimal() or int(length) == 0:
        raise Problem("request.malformed", headers=TUS, field="Upload-Length")
    if int(length) > current_app.extensions["settings"].max_photo_bytes:
        raise Problem("photo.too_large", headers=TUS)
    digest = _metadata(request.headers.get("Upload-Metadata", "")).get("sha256", "")
    if not _SHA256.fullmatch(digest):
        raise Problem("request.malformed", headers=TUS, field="Upload-Metadata")
    return int(length), digest


def _metadata(header: str) -> dict[str, str]:
    pairs = (part.strip().partition(" ") for part in header.split(","))
    try:
        return {name: base64.b64decode(value, validate=True).decode() for name, _, value in pairs}
    except (binascii.Error, UnicodeDecodeError):
        return {}


def _has(connection, person: str, digest: str) -> bool:
    query = select(PHOTO_FILE.c.sha256).where(PHOTO_FILE.c.person == person, PHOTO_FILE.c.sha256 == digest)
    return connection.execute(query).first() is not None


def _own_upload(upload: str) -> Any:
    person = _caller()
    row = db.session.execute(select(UPLOAD).where(UPLOAD.c.id == upload)).one_or_none()
    if row is None or row.device != person.device:
        raise Problem("request.unknown_address", headers=TUS)
    return row


def _offset(row: Any) -> int:
    """What is on the disk is the truth of how far an upload is."""
    if row.is_done:
        return row.length
    path = _store().incoming(row.id)
    return path.stat().st_size if path.exists() else 0


def _verify_part(part: bytes) -> None:
    said = request.headers.get("Upload-Checksum")
    if said is None:
        return
    algorithm, _, value = said.partition(" ")
    if algorithm != "sha256":
        raise Problem("request.malformed", headers=TUS, field="Upload-Checksum")
    if base64.b64encode(sha256(part).digest()).decode() != value.strip():
        raise Problem("photo.checksum", headers=TUS)


def _take(row: Any, part: bytes, offset: int) -> None:
    """Add a part, and finish with the last; when the disk or the store fails, the upload is as it was."""
    path = _store().incoming(row.id)
    try:
        if part and append(path, part, offset) != offset + len(part):
            raise Problem("photo.wrong_offset", headers=TUS, offset=_offset(row))
        if offset + len(part) == row.length and not row.is_done:
            _finish(row)
    except (OSError, OperationalError):
        cut(path, offset)
        raise


def _finish(row: Any) -> None:
    data = _store().incoming(row.id).read_bytes()
    if sha256(data).hexdigest() != row.sha256:
        _refuse(row, "photo.hash_differs")
    try:
        store_bytes(row.person, data)
    except NotAPicture:
        _refuse(row, "photo.not_an_image")
    except TooManyPixels:
        _refuse(row, "photo.too_large")
    with the_ledger().transaction() as connection:
        connection.execute(update(UPLOAD).where(UPLOAD.c.id == row.id).values(is_done=True))
    _store().incoming(row.id).unlink(missing_ok=True)


def _refuse(row: Any, code: str) -> None:
    _forget(row)
    raise Problem(code, headers=TUS)


def _forget(row: Any) -> None:
    db.session.rollback()
    _store().incoming(row.id).unlink(missing_ok=True)
    with the_ledger().transaction() as connection:
        connection.execute(delete(UPLOAD).where(UPLOAD.c.id == row.id))


def _may_see(person: Person, digest: str, record: str) -> bool:
    query = select(RECORD.c.scope, RECORD.c.fields).where(RECORD.c.id == digest, RECORD.c.kind == "photo")
    row = db.session.execute(query).one_or_none()
    if row is None or from_text(row.fields).get("of") != record:
        return False
    readable = readable_scopes(person)
    return is_readable(readable, row.scope) or _is_shown_by(readable, digest, record)


def _is_shown_by(readable: Sequence[str], digest: str, record: str) -> bool:
    """Whether a display that may be read names the photo, taken of itself, as how it should look."""
    query = select(RECORD.c.scope, RECORD.c.fields).where(RECORD.c.id == record, RECORD.c.kind == "display")
    row = db.session.execute(query).one_or_none()
    return row is not None and is_readable(readable, row.scope) and from_text(row.fields).get("reference") == digest
