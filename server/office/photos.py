"""The photo wall."""

from flask import render_template, request

from server.access import require_role
from server.departments.choices import choices
from server.departments.photo_wall import photo_wall
from server.departments.records import kinds_of, kinds_of_a_visit, names_of
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK, reach
from sync.kinds import CATALOGUE

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
    wall = photo_wall(asking.session(), using, reach(reader), after=request.args.get("after"), **chosen)
    template = "office/photos_part.html" if request.headers.get("HX-Request") else "office/photos.html"
    return render_template(
        template,
        wall=wall,
        filters=using,
        chosen=chosen,
        roles=ROLES,
        kinds=kinds,
        names=names_of(asking.session(), [chosen["outlet"]]),
        options=choices(asking.session(), using.territory if reader.role == "representative" else None),
        photo_kinds=kinds_of(asking.session(), [photo["of"] for photo in wall.photos]),
        people=asking.names_of_people(),
        address=asking.address,
    )
