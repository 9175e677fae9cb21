"""The body of a request, unpacked within bounds and read as JSON."""

import zlib
from typing import Any

import orjson
from flask import current_app, request

from server.errors import Problem

JSON = "application/json"
RATIO = 50
SMALL = 65_536


def receive() -> bytes:
    """The request's body as it came, when all of it is here. Problem when it is too large."""
    most, length = _most(), request.content_length
    if length is not None and length > most:
        raise Problem("request.too_large", most_bytes=most)
    # Room is made for all that is asked for, so no more is asked for than was announced.
    received = request.stream.read(most + 1 if length is None else length)
    if len(received) > most:
        raise Problem("request.too_large", most_bytes=most)
    return received


def read_json(received: bytes | None = None) -> Any:
    """The JSON of the request's body. Problem when it is none, too large, or packed in an unknown way."""
    if request.environ.get("CONTENT_TYPE") != JSON and request.mimetype != JSON:
        raise Problem("request.unsupported_type")
    try:
        return orjson.loads(_unpacked(receive() if received is None else received))
    except orjson.JSONDecodeError as error:
        raise Problem("request.not_json", line=error.lineno, column=error.colno) from None


def read_object(received: bytes | None = None) -> dict[str, Any]:
    """The JSON object of the request's body."""
    value = read_json(received)
    if not isinstance(value, dict):
        raise Problem("request.malformed")
    return value


def _most() -> int:
    return current_app.extensions["settings"].max_body_bytes


def _unpacked(packed: bytes) -> bytes:
    encoding = request.environ.get("HTTP_CONTENT_ENCODING", "identity").lower()
    if encoding == "identity":
        return packed
    if encoding != "gzip":
        raise Problem("request.bad_encoding")
    return _gunzip(packed, min(_most(), max(len(packed) * RATIO, SMALL)))


def _gunzip(packed: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(packed, most + 1)
    except zlib.error:
        raise Problem("request.bad_encoding") from None
    if len(plain) > most:
        raise Problem("request.too_large", most_bytes=most)
    if not unpacker.eof or unpacker.unused_data:
        raise Problem("request.bad_encoding")
    return plain
