"""`flask plans`: what the clock does with plans, on demand."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from server.errors import Problem
from server.plans.acting import follow_the_days, write_again
from server.plans.keeping import THE_CLOCK

plans_group = AppGroup("plans", help="Plans and what they owe.")


@plans_group.command("release")
@click.argument("plan", required=False)
@with_appcontext
def release_command(plan: str | None) -> None:
    """Take every step that the day brings about; or put in order what a released PLAN owes."""
    current_app.extensions["projector"].catch_up()
    try:
        if plan is not None:
            click.echo(f"{write_again(THE_CLOCK, plan)} records changed")
            return
        taken = follow_the_days()
    except Problem as problem:
        raise click.ClickException(problem.detail("en")) from None
    for name, act in taken:
        click.echo(f"{name}: {act}")
    click.echo(f"{len(taken)} steps taken")
