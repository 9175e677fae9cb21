"""What the installation is told from the command line: `flask --app wsgi …`."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click
from apiflask import APIFlask
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from server.access import OFFICE_ROLES, add_person, people, start_session
from server.database import is_sqlite
from server.ledger import now_ms, the_ledger, upkeep
from sync.kind import ROLES

OF_THE_ROOMS = {
    "extract": "server.feeds.command:extract_command",
    "import": "server.reference.command:import_group",
    "plan-routes": "server.reference.plan_command:plan_routes_command",
    "plans": "server.plans.command:plans_group",
    "reconcile": "server.reconciliation.command:reconcile_command",
    "send-digests": "server.digest:send_digests_command",
    "send-notices": "server.notices.command:send_notices_command",
    "seed-demo": "server.demo.command:seed_demo_command",
    "welcome": "server.demo.command:welcome_command",
    "view": "server.departments.command:view_command",
    "records": "server.departments.command:records_command",
}
"""Where each command of a room is declared."""


OFFICE = "office:"


class Commands(AppGroup):
    """Commands that are loaded when they are called: a web process that starts need not wait for the demo's town."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, loaded or not."""
        return sorted({*super().list_commands(ctx), *OF_THE_ROOMS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in OF_THE_ROOMS:
            return super().get_command(ctx, cmd_name)
        module, _, name = OF_THE_ROOMS[cmd_name].partition(":")
        return getattr(import_module(module), name)


def register(app: APIFlask) -> None:
    """Give the app its commands."""
    app.cli = Commands(app.name)
    for command in (enrol, add_person_command, grant_command, revoke_command, project, backup, restore, verify):
        app.cli.add_command(command)


def _fits(person: str, pattern: str) -> None:
    """The office's own scopes hold plans before their day and what the departments say to each other: not for the field."""
    role = next((each.role for each in people() if each.id == person), "")
    prefix = pattern.removesuffix("*")
    reaches = pattern.startswith(OFFICE) or (pattern.endswith("*") and OFFICE.startswith(prefix))
    if reaches and role not in OFFICE_ROLES:
        who = _listed(OFFICE_ROLES)
        raise click.ClickException(
            f"{person} is a {role}: {pattern!r} reaches the office's own scopes, which are for {who} alone"
        )


def _listed(roles: Iterable[str]) -> str:
    *some, last = sorted(roles)
    return f"{', '.join(some)} and {last}"


def _known(person: str) -> None:
    if person not in {each.id for each in people()}:
        raise click.ClickException(f"there is nobody called {person!r}; `flask add-person` makes somebody known")


@click.command("enrol")
@click.argument("person")
@click.option("--device", default=None, help="The device's id (a UUID); a new one by default.")
@with_appcontext
def enrol(person: str, device: str | None) -> None:
    """Print a session token for a new device of PERSON, to be sent as `Authorization: Bearer`."""
    _known(person)
    token, _ = start_session(person, device or str(uuid.uuid4()), "enrolled at the command line")
    click.echo(token)


@click.command("add-person")
@click.argument("person")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([each for each in ROLES if each != "system"]), required=True)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en")
@click.option("--territory", default=None)
@click.option("--password", default=None, help="Asked for when it is not given.")
@click.option("--without-password", is_flag=True, help="They choose one when their phone is set up by a link.")
@with_appcontext
def add_person_command(
    person: str,
    name: str,
    role: str,
    language: str,
    territory: str | None,
    password: str | None,
    without_password: bool,
) -> None:
    """Make PERSON known, or renew what is known of them."""
    if password is None and not without_password:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    add_person(person, name, role, password, language, territory=territory)


@click.command("grant")
@click.argument("person")
@click.argument("pattern")
@click.option("--verb", "verbs", multiple=True, type=click.Choice(["read", "write"]), default=("read", "write"))
@with_appcontext
def grant_command(person: str, pattern: str, verbs: tuple[str, ...]) -> None:
    """Let PERSON read and write the scopes that PATTERN names (`route:17`, `visits:17:*`)."""
    _known(person)
    _fits(person, pattern)
    the_ledger().grant(person, pattern, verbs)


@click.command("revoke")
@click.argument("person")
@click.argument("pattern")
@with_appcontext
def revoke_command(person: str, pattern: str) -> None:
    """End PERSON's right to PATTERN now; what was made before is still accepted."""
    the_ledger().revoke(person, pattern, until_at=now_ms())


@click.command("project")
@click.option("--rebuild", is_flag=True, help="Empty the flat tables first.")
@with_appcontext
def project(rebuild: bool) -> None:
    """Lay out in the flat tables what was said since the last time."""
    projector = current_app.extensions["projector"]
    click.echo(f"{projector.rebuild() if rebuild else projector.catch_up()} records laid out")


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Copy the embedded store to TARGET while it is in use, and prove the copy."""
    try:
        through = upkeep.back_up(the_ledger(), target)
    except upkeep.CannotBackUp as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{target} holds everything received up to {datetime.fromtimestamp(through / 1000, UTC):%F %T} UTC")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--yes", is_flag=True, help="The servers are stopped; do it.")
@with_appcontext
def restore(source: Path, yes: bool) -> None:
    """Put the copy SOURCE in the place of the embedded store, and begin a new epoch. Stop the servers first."""
    engine = the_ledger().engine
    if not is_sqlite(engine):
        raise click.ClickException("PostgreSQL is restored by its own means; then `flask new-epoch`")
    if not yes:
        raise click.ClickException(
            "stop the servers, then say --yes; the present store is kept beside it as *.replaced"
        )
    store = Path(str(engine.url.database))
    engine.dispose()
    try:
        upkeep.put_back(source, store)
    except upkeep.CannotBackUp as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"restored; the epoch is now {upkeep.new_epoch(the_ledger())}: phones will send again what is missing")


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Compare every scope's counter and digest with its rows."""
    wrong = upkeep.what_is_wrong(the_ledger())
    if wrong:
        raise click.ClickException("; ".join(wrong))
    click.echo("every scope is as it should be")
