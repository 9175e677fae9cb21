"""Saved views: kept under a name, opened again, shared by a link, told by mail."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import redirect, render_template, request, url_for

from server.access import require_role
from server.errors import Problem
from server.mail import is_address
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import DESK
from server.saved import EVERY, change, find_saved, forget, save, saved_by

LONGEST = 120
LONGEST_ADDRESS = 1_500
DAYS = {"from", "to"}
PASSING = {"page", "after"}


@blueprint.get("/saved")
@require_role(*DESK)
def saved_views():
    """What the reader saved."""
    return _page(None, None)


@blueprint.post("/saved")
@require_role(*DESK)
def save_view():
    """Back to the list, with one more in it."""
    address, title = _address(request.form.get("address", "")), request.form.get("title", "").strip()
    if address is None or not title or len(title) > LONGEST:
        raise Problem("request.malformed", field="title")
    if save(asking.reader().id, title, address) is None:
        raise Problem("request.malformed", field="title")
    return redirect(url_for("office.saved_views"), 303)


@blueprint.get("/saved/<saved>")
@require_role(*DESK)
def open_saved(saved: str):
    """The page it stands for: for who saved it, and for others once it is shared."""
    found = find_saved(saved)
    if found is None or not (found.is_shared or found.person == asking.reader().id):
        raise Problem("request.unknown_address")
    return redirect(found.address)


@blueprint.post("/saved/<saved>")
@require_role(*DESK)
def change_saved(saved: str):
    """Back to the list, with it shared or told as asked, or gone; or the list with what is wrong."""
    reader, form = asking.reader().id, request.form
    if form.get("act") == "forget":
        done = forget(reader, saved)
    else:
        every, mail = form.get("every", ""), form.get("mail", "").strip()
        known = find_saved(saved)
        if every not in EVERY or (every and not is_address(mail)):
            if known is None or known.person != reader:
                raise Problem("request.unknown_address")
            return _page(saved, mail), 422
        done = change(reader, saved, is_shared=form.get("is_shared") == "yes", every=every, mail=mail)
    if not done:
        raise Problem("request.unknown_address")
    return redirect(url_for("office.saved_views"), 303)


def _page(wrong: str | None, mail: str | None) -> str:
    return render_template(
        "office/saved.html",
        saved=saved_by(asking.reader().id),
        every=EVERY,
        wrong=wrong,
        mail=mail,
        origin=request.host_url.rstrip("/"),
    )


def _address(text: str) -> str | None:
    """An address of the desk as it is saved: its days only if they were meant to stay, no place in a list; else None."""
    parts = urlsplit(text)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/office/") and "\\" not in text
    if not inside or len(text) > LONGEST_ADDRESS:
        return None
    left_out = PASSING if request.form.get("keep_days") == "yes" else PASSING | DAYS
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in left_out and value]
    return parts.path + (f"?{urlencode(query)}" if query else "")
