"""`flask view DEPARTMENT NAME` and `flask records KIND`: a question, or a kind, on the terminal."""

import json
import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from server.departments.exports import to_csv, to_plain
from server.departments.filters import PARTS, Filters, read_filters
from server.departments.kind_table import table_of
from server.departments.reach import reach_of
from server.departments.run import run_view
from server.departments.store import reading
from server.departments.view import Result
from server.departments.views import DEPARTMENTS, find_view, views_of


@click.command("view")
@click.argument("department", type=click.Choice(DEPARTMENTS))
@click.argument("name", required=False)
@click.option("--from", "from_on", metavar="DAY", help="First day of the window (default: 30 days back).")
@click.option("--to", metavar="DAY", help="Last day of the window (default: today).")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", help="How to write it.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="Language of titles and notes.")
@click.option("--where", multiple=True, metavar="PART=VALUE", help=f"Narrow to a part: {', '.join(PARTS)}.")
@with_appcontext
def view_command(department, name, from_on, to, form, language, where) -> None:
    """Answer the question NAME of DEPARTMENT; without NAME, list what can be asked."""
    if name is None:
        for view in views_of(department):
            click.echo(f"{view.name}\t{getattr(view.question, language)}")
        return
    if find_view(department, name) is None:
        raise click.BadParameter(f"{department} has no view called {name}; leave NAME out to see them all")
    parts = dict(each.partition("=")[::2] for each in where)
    if unknown := parts.keys() - set(PARTS):
        raise click.BadParameter(f"there is no part called {', '.join(sorted(unknown))}", param_hint="--where")
    filters = _filters(parts | {"from": from_on or "", "to": to or ""})
    _print(run_view(reading(), department, name, filters, language), form)


@click.command("records")
@click.argument("kind")
@click.option(
    "--from", "from_on", metavar="DAY", help="First day of the window of observations (default: 30 days back)."
)
@click.option("--to", metavar="DAY", help="Last day of the window (default: today).")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", help="How to write it.")
@with_appcontext
def records_command(kind, from_on, to, form) -> None:
    """Print everything recorded of KIND."""
    result = table_of(reading(), kind, reach_of(["*"]), _filters({"from": from_on or "", "to": to or ""}), "en")
    if result is None:
        raise click.BadParameter(f"there is no kind called {kind}")
    _print(result, form)


def _filters(query: dict[str, str]) -> Filters:
    """The filters of a command, after the flat tables have caught up."""
    current_app.extensions["projector"].catch_up()
    now = current_app.extensions["ledger"].clock()
    today = datetime.fromtimestamp(now / 1000, current_app.extensions["settings"].zone).date().isoformat()
    return read_filters(query, today=today, now=now)


def _print(result: Result, form: str) -> None:
    if form == "json":
        click.echo(json.dumps(to_plain(result), ensure_ascii=False, indent=2))
    else:
        sys.stdout.writelines(to_csv(result, zone=current_app.extensions["settings"].zone, plain=True))
