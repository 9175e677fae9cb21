"""What the installation is told from the command line: `flask --app wsgi …`."""

import uuid

import click
from apiflask import APIFlask
from flask.cli import with_appcontext

from server.access import add_person, people, start_session
from server.ledger import now_ms, the_ledger
from sync.kind import ROLES


def register(app: APIFlask) -> None:
    """Add the commands."""
    for command in (enrol, add_person_command, grant_command, revoke_command, project):
        app.cli.add_command(command)
    import importlib

    for mod, name in (
        ("server.reference.command", "import_group"),
        ("server.reference.plan_command", "plan_routes_command"),
        ("server.demo.command", "seed_demo_command"),
        ("server.demo.command", "welcome_command"),
        ("server.departments.command", "view_command"),
    ):
        try:
            app.cli.add_command(getattr(importlib.import_module(mod), name))
        except (ImportError, AttributeError) as e:
            print("later:", mod, name, e)


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
@click.password_option()
@with_appcontext
def add_person_command(person: str, name: str, role: str, language: str, territory: str | None, password: str) -> None:
    """Make PERSON known, or renew what is known of them."""
    add_person(person, name, role, password, language, territory=territory)


@click.command("grant")
@click.argument("person")
@click.argument("pattern")
@click.option("--verb", "verbs", multiple=True, type=click.Choice(["read", "write"]), default=("read", "write"))
@with_appcontext
def grant_command(person: str, pattern: str, verbs: tuple[str, ...]) -> None:
    """Let PERSON read and write the scopes that PATTERN names (`route:17`, `visits:17:*`)."""
    _known(person)
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
    from flask import current_app

    projector = current_app.extensions["projector"]
    click.echo(f"{projector.rebuild() if rebuild else projector.catch_up()} records laid out")
