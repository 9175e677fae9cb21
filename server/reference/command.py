"""`flask import`: files of the office from the command line."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from server.reference.names import slug
from server.reference.outlets import CLASS_OF_CHANNEL, CLASSES
from server.reference.progress import Progress
from server.reference.report import write_report
from server.reference.surroundings import author_of, default_currency
from server.reference.taking_in import Request, take_in
from server.reference.unreadable import Unreadable
from server.reference.values import Unfit, currency
from server.reference.wanted import Manner
from server.reference.writing import NotTaken

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))


@click.group("import")
def import_group() -> None:
    """Take in outlets, products, sell-in or targets from a CSV or XLSX file."""


def _pairs(_context, parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for left, equals, right in pairs:
        if not (left and equals and right):
            raise click.BadParameter(f"write it as {parameter.metavar}")
    return {left.strip(): right.strip() for left, _, right in pairs}


def _currency(_context, _parameter, given: str | None) -> str | None:
    try:
        return currency(given) if given else None
    except Unfit as unfit:
        raise click.BadParameter(f"{given} {unfit}") from None


def intake_options(command: Callable) -> Callable:
    """The options that every import has."""
    for option in reversed(
        (
            FILE,
            click.option(
                "--map",
                "told",
                multiple=True,
                metavar="FIELD=HEADER",
                callback=_pairs,
                help="Which column holds a field.",
            ),
            click.option(
                "--source", help="Where the file comes from, as the first part of names. Default: the file's name."
            ),
            click.option("--currency", "letters", callback=_currency, help="Currency of amounts that name none."),
            click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How 03/04/2026 is meant."),
            click.option("--encoding", help="Encoding of a CSV, if it is told wrongly by itself (such as gb18030)."),
            click.option("--as", "person", default="system", show_default=True, help="Who takes it in."),
            click.option("--dry-run", is_flag=True, help="Report everything and write nothing."),
            click.option(
                "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write all remarks to a CSV."
            ),
        )
    ):
        command = option(command)
    return with_appcontext(command)


CLASS_TABLE = "With --class-by channel: " + "; ".join(
    f"{letter} for {', '.join(name for name, each in CLASS_OF_CHANNEL.items() if each == letter)}" for letter in "AB"
)


@import_group.command("outlets", epilog=f"{CLASS_TABLE}; C for all others.")
@intake_options
@click.option(
    "--class-by", type=click.Choice(["channel"]), help="Give outlets without a class the one of their channel."
)
@click.option("--class", "classes", multiple=True, metavar="CHANNEL=CLASS", callback=_pairs, help="Change that table.")
def outlets_command(class_by: str | None, classes: dict[str, str], **given) -> None:
    """Take in shops, one a line."""
    unknown = {each for each in classes.values() if each.casefold() not in CLASSES}
    if unknown:
        raise click.BadParameter(f"a class is A, B or C, not {', '.join(sorted(unknown))}")
    table = tuple((channel.casefold(), CLASSES[each.casefold()]) for channel, each in classes.items())
    _take_in("outlets", class_by=class_by or ("channel" if table else None), classes=table, **given)


@import_group.command("products")
@intake_options
def products_command(**given) -> None:
    """Take in products, ours and the competitors', one a line."""
    _take_in("products", **given)


@import_group.command("sell-in")
@intake_options
def sell_in_command(**given) -> None:
    """Take in deliveries into outlets, one a line; a negative line is a return."""
    _take_in("sell-in", **given)


@import_group.command("targets")
@intake_options
def targets_command(**given) -> None:
    """Take in sales targets, one a line: a period and the deepest part of the trade that it names."""
    _take_in("targets", **given)


def _take_in(noun: str, *, report: Path | None, **given) -> None:
    try:
        done = take_in(noun, _request(**given), Progress())
    except (Unreadable, NotTaken) as refused:
        raise click.ClickException(f"{refused} Nothing was changed.") from None
    for sentence in done.sentences():
        click.echo(sentence)
    if report:
        write_report(report, done.remarks)
    if done.took_nothing:
        raise click.ClickException("No line could be taken, so nothing was changed.")


def _request(*, file: Path, source: str | None, letters: str | None, person: str, **given) -> Request:
    manner = {name: given.pop(name) for name in ("dates", "class_by", "classes") if name in given}
    return Request(
        file=file,
        manner=Manner(
            source=slug(source or file.stem),
            currency=letters or default_currency(),
            is_currency_told=letters is not None,
            **manner,
        ),
        author=author_of(person),
        **given,
    )
