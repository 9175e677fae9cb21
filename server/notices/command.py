"""`flask send-notices`: what the clock does every few seconds, done now."""

import click
from flask.cli import with_appcontext

from server.notices.sending import tell_what_is_new


@click.command("send-notices")
@with_appcontext
def send_notices_command() -> None:
    """Tell phones that asked for it what came back for their person."""
    click.echo(f"{tell_what_is_new()} notices taken by push services")
