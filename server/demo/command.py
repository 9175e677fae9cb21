"""`flask seed-demo` and `flask welcome`."""

import time
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from server.access import people
from server.demo.campaigns import aimed_at, to_come
from server.demo.plans import Calendar
from server.demo.seed import seed
from server.demo.welcome import summary
from server.field.photos import store_bytes
from server.ledger import now_ms
from server.tls import own_address


@click.command("seed-demo")
@with_appcontext
def seed_demo_command() -> None:
    """Fill an empty store with an invented company and three weeks of its work."""
    if people():
        click.echo("There are people here already, so the demo was not added. It needs an empty data folder.")
        return
    started = time.monotonic()
    done = seed(now_ms(), current_app.extensions["settings"].zone, store_bytes)
    current_app.extensions["projector"].catch_up()
    calendar = Calendar(datetime.fromtimestamp(now_ms() / 1000, current_app.extensions["settings"].zone).date())
    to_come(calendar)
    aimed_at(calendar)
    current_app.extensions["projector"].catch_up()
    click.echo(
        f"The demo is in: {done.outlets} outlets, {done.visits} visits, {done.photos} photos, "
        f"{done.deliveries:,} deliveries ({time.monotonic() - started:.0f} s)."
    )


@click.command("welcome")
@click.option("--url", required=True, help="Where the server can be reached from this machine.")
@with_appcontext
def welcome_command(url: str) -> None:
    """Show where Tallyround is, who may sign in, and a code for phones."""
    certificates = current_app.extensions["settings"].data / "tls"
    click.echo(summary(url, [each.id for each in people()], own_address(), str(certificates)))
