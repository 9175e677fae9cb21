"""The digest: what people saved, told by mail with its figures and what changed, in their language and no wider than they
may read."""

import logging
from datetime import datetime
from itertools import groupby
from urllib.parse import parse_qs, urlsplit

import click
from flask import Flask, current_app, g
from flask.cli import with_appcontext

from server.access import Person, people
from server.database import db
from server.departments.filters import Filters, read_filters
from server.departments.pages import find_page
from server.departments.store import reading
from server.departments.view import View
from server.departments.views import find_view
from server.ledger import now_ms
from server.mail import letter, send
from server.office import formats
from server.office.roles import narrowed, views_for
from server.office.words import t
from server.saved import Saved, change, to_be_told

log = logging.getLogger(__name__)


@click.command("send-digests")
@with_appcontext
def send_digests_command() -> None:
    """Send what is due today; a second time sends nothing."""
    click.echo(f"{send_digests(current_app._get_current_object())} letters sent")  # type: ignore[attr-defined]


def send_digests(app: Flask) -> int:
    """How many letters were sent. What could not be sent stays due and is tried again the next time."""
    app.extensions["projector"].catch_up()
    db.session.rollback()  # what is read from now on holds what was just laid out
    settings, now = app.extensions["settings"], now_ms()
    moment = datetime.fromtimestamp(now / 1000, settings.zone)
    today, sent = moment.date().isoformat(), 0
    readers = {row.id: _reader(row) for row in people() if not row.is_disabled}
    due = to_be_told(today, moment.isoweekday() == 1)
    for (person, mail), group in groupby(due, key=lambda each: (each.person, each.mail)):
        if person not in readers:
            continue
        told = list(group)
        try:
            send(settings, letter(settings, mail, *_written(app, readers[person], told, today, now)))
        except OSError as error:
            log.error("no letter to %s: %s", person, error)
            continue
        for each in told:
            change(person, each.id, sent_on=today)
        sent += 1
    return sent


def _reader(row) -> Person:
    return Person(row.id, row.name, row.role, row.language, row.territory, row.region, f"desk/{row.id}", "")


def _written(app: Flask, reader: Person, told: list[Saved], today: str, now: int) -> tuple[str, str]:
    """Subject and text, in the words of who reads it."""
    with app.test_request_context():  # the desk's words and numbers are those of a request's reader
        g.person, g.by_cookie, g.desk_language = reader, False, reader.language
        parts = [_part(app.extensions["settings"].public_url, reader, each, today, now) for each in told]
        subject = t("digest.subject", day=formats.day(today), n=len(told), count=len(told))
        return subject, "\n\n".join([t("digest.hello", person=reader.name), *parts, t("digest.end")]) + "\n"


def _part(public_url: str, reader: Person, saved: Saved, today: str, now: int) -> str:
    link = f"{public_url.rstrip('/')}{saved.address}"
    found = view_at(reader, saved.address)
    if found is None:
        return f"{saved.title}\n{link}"
    using = narrowed(reader, filters_at(saved.address, today, now))
    answer, before = found.answer(reading(), using), found.answer(reading(), using.previous())
    earlier = {figure.name: figure for figure in before.figures}
    lines = [_line(figure, earlier.get(figure.name)) for figure in answer.figures]
    window = t("home.dateline", from_on=formats.day(using.from_on), until_on=formats.day(using.until_on))
    return "\n".join([saved.title, window, *lines, link])


def _line(figure, before) -> str:
    changed = formats.change(figure, before)
    words = t("figure.change", change=changed[0]) if changed else ""
    n = t("figure.n", n=figure.basis.n, count=formats.integer(figure.basis.n))
    told = [f"{formats.title_of(figure)}: {formats.value_of(figure)}", words, n]
    return "  " + " · ".join(filter(None, told))


def view_at(reader: Person, address: str) -> View | None:
    """The view that an address of the desk opens, if somebody reads it."""
    parts = urlsplit(address).path.strip("/").split("/")
    view = None
    if parts[:2] == ["office", "facts"] and len(parts) == 3:
        page = find_page(parts[2])
        view = next(iter(page.only(views_for(reader))), None) if page else None
    elif len(parts) == 3:
        view = find_view(parts[1], parts[2])
    return view if view in views_for(reader) else None


def filters_at(address: str, today: str, now: int) -> Filters:
    """The filters in an address; without days in it, the days up to today."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return read_filters(query, today=today, now=now)
