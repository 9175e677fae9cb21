"""Whether and where a phone gets notices when the app is closed."""

from apiflask import APIBlueprint
from flask import Response

from server.access import require_person
from server.field.body import read_object
from server.limits import limiter
from server.notices.keys import public_key
from server.notices.subscriptions import subscribe, unsubscribe
from server.wire.answer import as_json

blueprint = APIBlueprint("notices", __name__, url_prefix="/api/v1/notices", tag="Notices")


@blueprint.get("/key")
@blueprint.doc(summary="The key to subscribe with")
def key() -> Response:
    """The public key of this installation (VAPID)."""
    require_person()
    return as_json({"key": public_key()})


@blueprint.put("/subscription")
@blueprint.doc(summary="Get notices on this device")
@limiter.limit("60/minute")
def take() -> Response:
    """Nothing; what the browser's `PushSubscription` says is kept for this device."""
    person = require_person()
    given = read_object()
    keys = given.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    subscribe(person.id, person.device, given.get("endpoint"), keys.get("p256dh"), keys.get("auth"))
    return Response(status=204)


@blueprint.delete("/subscription")
@blueprint.doc(summary="Get no notices on this device any more")
def end() -> Response:
    """Nothing; this device gets none from now on."""
    unsubscribe(require_person().device)
    return Response(status=204)
