"""The photo wall: a leaf is a part of it that comes when the reader comes near."""

from dataclasses import replace
from typing import Any

from flask import render_template, request

from server.access import require_role
from server.departments.choices import choices
from server.departments.photo_leaves import Leaves, leaves_of_outlets, leaves_of_pairs, leaves_of_photos
from server.departments.photo_wall import Asked, Span, Strips, Wall, pairs, photo_wall, strips
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
    """Photos of the window, newest first, leaf by leaf; one leaf alone when it is asked for."""
    look = next((each for each in LOOKS if each == request.args.get("look")), "grid")
    kinds = ["visit", *(kind.name for kind in kinds_of_a_visit() if kind.photos)]
    chosen, using = _chosen(kinds), asking.filters()
    places = {"filters": using, "address": asking.address}
    if request.headers.get("X-Leaf"):
        span = Span(request.args.get("after"), request.args.get("until"))
        return render_template("office/photos_part.html", **places, **_leaf(look, chosen, span))
    session, reader = asking.session(), asking.reader()
    told = _leaves(look, chosen, request.args.get("after"))
    return render_template(
        "office/photos.html",
        **_leaf(look, chosen, Span(told.leaves[0].after, told.leaves[0].until)) if told.leaves else {"look": look},
        **places,
        told=told,
        looks=LOOKS,
        chosen=chosen,
        roles=ROLES,
        kinds=kinds,
        names=names_of(session, [chosen.outlet]),
        options=choices(session, using.territory if reader.role == "representative" else None),
    )


def _chosen(kinds: list[str]) -> Asked:
    asked = Asked(**{name: request.args.get(name) or None for name in ("role", "kind", "outlet")})
    return asked if asked.kind in kinds else replace(asked, kind=None)


def _leaves(look: str, chosen: Asked, after: str | None) -> Leaves:
    asked = (asking.session(), asking.filters(), reach(asking.reader()))
    if look == "time":
        return leaves_of_outlets(*asked, chosen.role, after)
    return leaves_of_pairs(*asked, chosen.kind, after) if look == "pairs" else leaves_of_photos(*asked, chosen, after)


def _leaf(look: str, chosen: Asked, span: Span) -> dict[str, Any]:
    """What is on one leaf, as its template wants it."""
    asked = (asking.session(), asking.filters(), reach(asking.reader()))
    wall: Wall | None = None
    by_outlet: Strips | None = None
    if look == "time":
        by_outlet = strips(*asked, role=chosen.role, after=span.after, until=span.until)
        shown = [each for _, some, _ in by_outlet.strips for each in some]
    else:
        wall = (
            pairs(*asked, kind=chosen.kind, after=span.after, until=span.until)
            if look == "pairs"
            else photo_wall(*asked, chosen, after=span.after, until=span.until)
        )
        shown = [*wall.photos, *wall.before.values()]
    return {
        "look": look,
        "wall": wall,
        "by_outlet": by_outlet,
        "photo_kinds": kinds_of(asking.session(), [photo["of"] for photo in shown]),
        "people": asking.names_of_people(),
    }
