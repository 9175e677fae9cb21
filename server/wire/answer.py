"""Answers in JSON, packed when the caller can unpack them."""

import zlib
from typing import Any

import orjson
from flask import Response, request

WORTH_PACKING = 1_024


def as_json(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer that no cache keeps."""
    body = orjson.dumps(value)
    response = Response(body, status, headers, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    if len(body) > WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        packer = zlib.compressobj(level=1, wbits=31)
        response.data = packer.compress(body) + packer.flush()
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
