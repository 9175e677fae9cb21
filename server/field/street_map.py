"""Where the phone's map has its streets from: tiles of another place, or a PMTiles file that lies here."""

from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, send_file

from server.access import require_person
from server.errors import Problem
from server.wire.answer import as_json

blueprint = APIBlueprint("street_map", __name__, url_prefix="/api/v1/map", tag="Map")


@blueprint.get("")
@blueprint.doc(summary="Where the streets of the map come from")
def source() -> Response:
    """`{attribution, file: {bytes, version}}`, `{attribution, tiles}`, or neither when there are none."""
    require_person()
    settings = current_app.extensions["settings"]
    told: dict[str, Any] = {"attribution": settings.tiles_attribution}
    path = Path(settings.pmtiles)
    if path.is_file():
        told["file"] = {"bytes": path.stat().st_size, "version": _version(path)}
    elif settings.tiles:
        told["tiles"] = settings.tiles
    return as_json(told)


@blueprint.get("/file")
@blueprint.doc(summary="The map file, or the part of it that a Range asks for")
def file() -> Response:
    """The bytes; with `If-Range` all of them when the file is not what the phone has begun to keep."""
    require_person()
    path = Path(current_app.extensions["settings"].pmtiles)
    if not path.is_file():
        raise Problem("request.unknown_address")
    return send_file(path, mimetype="application/vnd.pmtiles", conditional=True, etag=_version(path), max_age=0)


def _version(path: Path) -> str:
    seen = path.stat()
    return f"{seen.st_size:x}-{seen.st_mtime_ns:x}"
