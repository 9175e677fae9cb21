"""The kinds, for whoever draws a form or reads an export."""

from hashlib import sha256

import orjson
from apiflask import APIBlueprint
from flask import Response, current_app, request

from server.wire.kinds_json import kinds_as_json

blueprint = APIBlueprint("kinds", __name__, url_prefix="/api/v1", tag="Kinds")


@blueprint.get("/kinds")
@blueprint.doc(summary="Everything that can be recorded", description="Open to all: it holds no data.")
def kinds() -> Response:
    """The catalogue as JSON, with an ETag."""
    body = orjson.dumps(kinds_as_json(current_app.extensions["catalogue"]))
    response = Response(body, content_type="application/json")
    response.set_etag(sha256(body).hexdigest()[:16])
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
