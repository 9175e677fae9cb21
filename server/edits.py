"""What a person edits at the desk: changes like a phone's, judged by the same rules, under their own name."""

from collections.abc import Iterable
from typing import Any

from server.access import Person, grants_of
from server.database import db
from server.errors import Problem
from server.ledger import Author, now_ms, the_ledger
from server.ledger.ids import new_id
from server.ledger.rows import lock_device, read_epoch
from sync.scope import Grant


def edit(person: Person, ops: list[dict[str, Any]], also: Iterable[str] = ()) -> dict[str, Any]:
    """The verdict on one change with these ops, made now by somebody at the desk; `also` names scopes that the act at
    hand may write though the person may not."""
    author, ledger, now = Author(person.id, person.role, person.device), the_ledger(), now_ms()
    grants = grants_of(person).with_these(Grant(scope, frozenset({"write"})) for scope in also)
    db.session.rollback()
    with ledger.transaction() as connection:
        n = lock_device(connection, author, now)["through"] + 1
        change = {"id": new_id(now), "n": n, "at": now, "ops": ops}
        return ledger.apply(author, [change], now=now, grants=grants, language=person.language)[0]


def settle(person: Person, dispute: str, *, with_other: bool) -> dict[str, Any]:
    """The verdict on closing a dispute: what stands is kept, or the other value is put in its place."""
    record = the_ledger().get_many([dispute]).get(dispute)
    if record is None or record.kind != "dispute":
        raise Problem("request.unknown_address")
    ops = [_set(dispute, "dispute", record.scope, record.rev, {"state": "settled"})]
    if with_other:
        name = str(record.fields["of"])
        of = the_ledger().get_many([name]).get(name)
        if of is None or not grants_of(person).may("write", of.scope, made=now_ms(), now=now_ms()):
            raise Problem("request.unknown_address")
        value = (record.fields.get("other") or {}).get("value")
        ops.append(_set(of.id, of.kind, of.scope, of.rev, {record.fields["field"]: value}))
    return edit(person, ops)


def sets(wanted: list[tuple[str, str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Ops that set fields of records (id, kind, scope, fields), new ones or as they stand now."""
    standing = the_ledger().get_many([record for record, *_ in wanted])
    return [
        _set(record, kind, known.scope, known.rev, fields)
        if (known := standing.get(record))
        else {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}
        for record, kind, scope, fields in wanted
    ]


def _set(record: str, kind: str, scope: str, rev: int, fields: dict[str, Any]) -> dict[str, Any]:
    with the_ledger().reading() as connection:
        epoch = read_epoch(connection)
    return {"op": "set", "record": record, "kind": kind, "scope": scope, "base": f"{epoch}.{rev}", "fields": fields}
