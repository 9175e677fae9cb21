"""Writing many ops through the ledger as one transaction; what it refuses undoes all of it."""

from collections.abc import Callable, Sequence
from typing import Any

from server.ledger import Author, the_ledger
from server.reference.differences import in_chunks
from sync.change import MAX_OPS


class NotTaken(Exception):
    """The ledger refused what was asked for; nothing was changed."""


def write_all(author: Author, ops: Sequence[dict[str, Any]], tick: Callable[[int], None] = lambda count: None) -> None:
    """Write the ops in as few changes as hold them. Raises NotTaken."""
    ledger = the_ledger()
    with ledger.transaction():
        for some in in_chunks(ops, MAX_OPS):
            answer = ledger.write(author, list(some))
            if answer["verdict"] == "quarantined":
                raise NotTaken(_refusal(some, answer["problems"]))
            tick(len(some))


def _refusal(ops: Sequence[dict[str, Any]], problems: Sequence[dict[str, Any]]) -> str:
    first = problems[0]
    return f"{ops[first['op']]['record']}: {first['message']}" if "op" in first else first["message"]
