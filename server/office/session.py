"""Signing in and out, and the language somebody reads."""

from urllib.parse import urlsplit

from flask import g, make_response, redirect, render_template, request, url_for

from server.access import (
    current,
    drop_cookie,
    keep_cookie,
    require_csrf,
    require_role,
    set_language,
    sign_in,
    sign_out,
)
from server.limits import limiter, slow_for_an_account
from server.office.blueprint import blueprint
from server.office.roles import EVERYONE
from sync.fields import LANGUAGES


@blueprint.get("/sign-in")
def sign_in_page():
    """The form; who is signed in goes on."""
    if current() is not None:
        return redirect(_onward())
    return render_template("office/sign_in.html", next=_onward(), wrong=False, name="")


@blueprint.post("/sign-in", endpoint="sign_in")
@limiter.limit("60/minute")
def sign_in_here():
    """Onward with a session, or the form again with one plain sentence."""
    require_csrf()
    name = request.form.get("person", "").strip()
    slow_for_an_account(name)
    token = sign_in(name, request.form.get("password", ""))
    if token is None:
        return render_template("office/sign_in.html", next=_onward(), wrong=True, name=name), 401
    return keep_cookie(make_response(redirect(_onward(), 303)), token)


@blueprint.post("/sign-out")
@require_role(*EVERYONE)
def sign_out_here():
    """Back to the form."""
    sign_out()
    return drop_cookie(make_response(redirect(url_for("office.sign_in_page"), 303)))


@blueprint.post("/language")
@require_role(*EVERYONE)
def choose_language():
    """The page somebody was on, in the language they chose."""
    chosen = request.form.get("language", "")
    person = current()
    if chosen in LANGUAGES and person is not None:
        set_language(person.id, chosen)
        g.pop("person", None)
    return redirect(_onward(), 303)


def _onward() -> str:
    """Where to go next: a page of the desk, never another site."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    inside = not parts.scheme and not parts.netloc and wanted.startswith("/office/") and "\\" not in wanted
    return wanted if inside else url_for("office.home")
