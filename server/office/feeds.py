"""The company's figures in other programs: addresses, keys, and the day's SQLite file of each department."""

from flask import redirect, render_template, request, send_file, url_for

from server.access import require_role
from server.departments.view import Department
from server.departments.views import DEPARTMENTS
from server.errors import Problem
from server.feeds import extract
from server.feeds.keys import end_key, keys_of, make_key
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK

SQLITE = "application/vnd.sqlite3"


@blueprint.get("/feeds")
@require_role(*OFFICE_DESK)
def feeds():
    """Where the feeds are, and the reader's keys."""
    return _page()


@blueprint.post("/feeds/keys")
@require_role(*OFFICE_DESK)
def make_feed_key():
    """The page with the new key on it, which is shown this once."""
    return _page(new=make_key(asking.reader().id, request.form.get("name", "")))


@blueprint.post("/feeds/keys/<name>/end")
@require_role(*OFFICE_DESK)
def end_feed_key(name: str):
    """Back to the page, without the key."""
    if not end_key(asking.reader().id, name):
        raise Problem("request.unknown_address")
    return redirect(url_for("office.feeds"), 303)


@blueprint.post("/feeds/<any(marketing, sales):department>")
@require_role(*OFFICE_DESK)
def make_extract(department: Department):
    """Back to the page, with the department's file made anew."""
    extract.make(asking.session(), department)
    return redirect(url_for("office.feeds"), 303)


@blueprint.get("/feeds/<any(marketing, sales):department>.sqlite")
@require_role(*OFFICE_DESK)
def take_extract(department: Department):
    """The department's file."""
    found = extract.latest(department)
    if found is None:
        raise Problem("request.unknown_address")
    return send_file(found.path, mimetype=SQLITE, as_attachment=True, download_name=f"tallyround-{department}.sqlite")


def _page(new: str | None = None) -> str:
    reader = asking.reader()
    return render_template(
        "office/feeds.html",
        keys=keys_of(reader.id),
        new=new,
        extracts=[(each, extract.latest(each)) for each in DEPARTMENTS],
        addresses={"odata": f"{request.host_url}odata/v4/", "api": f"{request.host_url}api/v1/views"},
    )
