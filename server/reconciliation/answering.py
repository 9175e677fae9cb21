"""What a person at the desk does with a disagreement: says something, explains it, opens it again."""

from collections.abc import Mapping
from typing import Any

from server.access import Person
from server.ledger import now_ms, the_ledger
from server.ledger.ids import new_id
from server.ledger.rows import read_epoch


def ops_for(person: Person, row: Mapping[str, Any], act: str, text: str) -> list[dict[str, Any]] | None:
    """The ops of one act; None when it makes no sense (an unknown act, nothing said, a closed case explained)."""
    remark = {
        "op": "set",
        "record": new_id(now_ms()),
        "kind": "remark",
        "scope": row["scope"],
        "fields": {"of": row["id"], "text": text},
    }
    if act == "remark":
        return [remark] if text else None
    if act == "explain" and text and row["state"] == "open":
        return [_set(row, {"state": "explained", "resolution": text, "explained_by": person.id})]
    if act == "reopen" and row["state"] == "explained":
        return [_set(row, {"state": "open"}), *([remark] if text else [])]
    return None


def _set(row: Mapping[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    with the_ledger().reading() as connection:
        epoch = read_epoch(connection)
    op = {"op": "set", "record": row["id"], "kind": "disagreement", "scope": row["scope"], "fields": fields}
    return {**op, "base": f"{epoch}.{row['rev']}"}
