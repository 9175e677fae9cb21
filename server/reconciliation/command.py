"""`flask reconcile`, and the look at all claims that it shares with the clock."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from server.database import db
from server.ledger import now_ms, the_ledger
from server.reconciliation.keeping import Outcome, find_all, reconcile


def reconcile_now() -> Outcome:
    """Compare the claims as they stand, after everything said is laid out."""
    current_app.extensions["projector"].catch_up()
    now = now_ms()
    today = datetime.fromtimestamp(now / 1000, current_app.extensions["settings"].zone).date().isoformat()
    findings = list(find_all(db.session(), today, now))
    db.session.rollback()
    return reconcile(the_ledger(), findings, today)


@click.command("reconcile")
@with_appcontext
def reconcile_command() -> None:
    """Compare what was planned, delivered and seen; open, follow and close disagreements."""
    done = reconcile_now()
    click.echo(f"{done.opened} opened, {done.followed} followed, {done.closed} closed, {done.unchanged} unchanged")
