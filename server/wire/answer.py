"""Answers in JSON, packed when the caller can unpack them."""

import zlib
from typing import Any

import orjson
from flask import Response, request

WORTH_PACKING = 1_024


def as_json(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer that no cache keeps."""
    body, told = orjson.dumps(value), {"Cache-Control": "no-store", **headers}
    response = Response(body, status, told, content_type="application/json")
    return packed(response) if len(body) > WORTH_PACKING else response


def packed(response: Response) -> Response:
    """The same answer, packed when that is worth it and the caller can unpack it."""
    body = response.get_data()
    if len(body) > WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        packer = zlib.compressobj(level=1, wbits=31)
        response.data = packer.compress(body) + packer.flush()
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
