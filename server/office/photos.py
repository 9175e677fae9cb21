"""The photo wall."""

from typing import Any

from flask import render_template, request

from server.access import require_role
from server.departments.choices import choices
from server.departments.filters import Filters
from server.departments.photo_wall import pairs, photo_wall, strips
from server.departments.reach import Reach
from server.departments.records import kinds_of, kinds_of_a_visit, names_of
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, reach
from sync.kinds import CATALOGUE

LOOKS = ("grid", "pairs", "time")
ROLES = tuple(option.name for option in CATALOGUE["photo"].by_name["role"].options)  # type: ignore[attr-defined]


@blueprint.get("/photos")
@require_role(*DESK)
def photos():
    """Photos of the window, newest first; further ones come as the reader asks."""
    reader, using = asking.reader(), asking.filters()
    chosen = {name: request.args.get(name) or None for name in ("role", "kind", "outlet")}
    kinds = ["visit", *(kind.name for kind in kinds_of_a_visit() if kind.photos)]
    if chosen["kind"] not in kinds:
        chosen["kind"] = None
    look = next((each for each in LOOKS if each == request.args.get("look")), "grid")
    wall, told = _look(look, using, reach(reader), chosen)
    shown = [*wall.photos, *wall.before.values()] if wall else [each for _, photos, _ in told.strips for each in photos]
    further = bool(request.headers.get("HX-Request"))
    template = "office/photos_part.html" if further else "office/photos.html"
    return render_template(
        template,
        wall=wall,
        told=told,
        look=look,
        looks=LOOKS,
        filters=using,
        chosen=chosen,
        roles=ROLES,
        kinds=kinds,
        names=names_of(asking.session(), [chosen["outlet"]]),
        options={}
        if further
        else choices(asking.session(), using.territory if reader.role == "representative" else None),
        photo_kinds=kinds_of(asking.session(), [photo["of"] for photo in shown]),
        people=asking.names_of_people(),
        address=asking.address,
    )


def _look(look: str, using: Filters, sees: Reach, chosen: dict[str, Any]) -> tuple[Any, Any]:
    """The wall, or the strips in its place where outlets are looked at over time."""
    session, after = asking.session(), request.args.get("after")
    if look == "time":
        return None, strips(session, using, sees, role=chosen["role"], after=after)
    if look == "pairs":
        return pairs(session, using, sees, kind=chosen["kind"], after=after), None
    return photo_wall(session, using, sees, after=after, **chosen), None
