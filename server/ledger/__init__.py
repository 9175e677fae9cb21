"""What has been said: every change, every record, every place in a feed."""

from typing import cast

from flask import current_app

from server.ledger.sql_ledger import SqlLedger
from sync.decide import Author, Record

__all__ = ["Author", "Record", "SqlLedger", "now_ms", "the_ledger"]


def the_ledger() -> SqlLedger:
    """The ledger of the running app."""
    return cast(SqlLedger, current_app.extensions["ledger"])


def now_ms() -> int:
    """The server's clock, in milliseconds since 1970."""
    return the_ledger().clock()
