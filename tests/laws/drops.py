"""What a phone may let go of when a scope is taken away from its owner."""

from collections.abc import Iterator
from typing import Any


def let_go_too_soon(before: dict[str, Any], after: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    """The rows that went with a scope although a change that is not answered yet was made upon them."""
    waits = {scope for entry in after["outbox"] for scope in entry["scopes"]} & set(answer["drop"])
    there = {(row["scope"], row["id"]) for row in after["rows"]}
    for row in before["rows"]:
        if row["scope"] in waits and (row["scope"], row["id"]) not in there:
            yield f"let go of {row['id']} with {row['scope']}, for which a change is still unsent"
