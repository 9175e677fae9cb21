"""What a command needs from the running app: who works, and the company's currency."""

import click
from flask import current_app

from server.access import people
from server.ledger import Author


def author_of(person: str) -> Author:
    """The person who works on the command line, as an author of the ledger; `system` is the machine itself."""
    if person == "system":
        return Author("system", "system", "import/system")
    found = next((each for each in people() if each.id == person), None)
    if found is None:
        raise click.ClickException(f"Nobody is known as “{person}”.")
    return Author(found.id, found.role, f"import/{found.id}")


def default_currency() -> str:
    """The currency of amounts that come without one."""
    return current_app.extensions["settings"].currency
