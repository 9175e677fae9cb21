"""`flask extract DEPARTMENT`: the department's SQLite file."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from server.departments.store import reading
from server.departments.views import DEPARTMENTS
from server.feeds import extract


@click.command("extract")
@click.argument("department", type=click.Choice(DEPARTMENTS))
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def extract_command(department, file: Path | None) -> None:
    """Write what DEPARTMENT may read into one SQLite FILE; without FILE, where the desk offers it."""
    current_app.extensions["projector"].catch_up()
    if file is None:
        click.echo(extract.make(reading(), department).path)
    else:
        extract.write(reading(), department, file)
        click.echo(file)
