"""Writing many ops through the ledger as one transaction; what it refuses undoes all of it."""

from collections.abc import Callable, Sequence
from typing import Any

from server.ledger import Author, now_ms, the_ledger
from server.ledger.ids import new_id
from server.ledger.rows import lock_device
from server.reference.differences import in_chunks
from sync.change import MAX_OPS
from sync.scope import EVERYTHING


class NotTaken(Exception):
    """The ledger refused what was asked for; nothing was changed."""


def write_all(author: Author, ops: Sequence[dict[str, Any]], tick: Callable[[int], None] = lambda count: None) -> None:
    """Write the ops in as few changes as hold them. Raises NotTaken.

    Whoever may use the command line may reach every scope; what a role may record is still the ledger's say.
    """
    ledger, now = the_ledger(), now_ms()
    with ledger.transaction() as connection:
        for some in in_chunks(ops, MAX_OPS):
            n = lock_device(connection, author, now)["through"] + 1
            change = {"id": new_id(now), "n": n, "at": now, "ops": list(some)}
            answer = ledger.apply(author, [change], now=now, grants=EVERYTHING)[0]
            if answer["verdict"] == "quarantined":
                raise NotTaken(_refusal(some, answer["problems"]))
            tick(len(some))


def _refusal(ops: Sequence[dict[str, Any]], problems: Sequence[dict[str, Any]]) -> str:
    first = problems[0]
    return f"{ops[first['op']]['record']}: {first['message']}" if "op" in first else first["message"]
