"""The records and scopes that a batch touches: locked and read, changed in memory, written together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from server.ledger.ready import Ready, changing, chunks, insert_many
from server.ledger.rows import as_record, lock_scopes
from server.ledger.tables import GONE, PROJECTION, RECORD, SCOPE
from server.ledger.text import to_text
from sync.canonical import U64, digest_text, row_hash
from sync.decide import Record, Write


class Moved(Exception):
    """A record went to another scope while its old one was being locked; the whole batch begins again."""


@dataclass(slots=True)
class _Counter:
    """A scope while it is written: its counter, how many records it holds, their digest."""

    head: int
    alive: int
    digest: int


@dataclass
class Records:
    """What one batch finds and leaves. Created and used inside one transaction.

    `ground` holds the current state of every record that was loaded and exists.
    """

    connection: Connection
    now: int
    ground: dict[str, Record] = field(default_factory=dict)
    _rows: dict[str, Any] = field(default_factory=dict)
    _counters: dict[str, _Counter] = field(default_factory=dict)
    _touched: dict[str, list[str]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    _numbered: set[str] = field(default_factory=set)
    _gone: list[dict[str, Any]] = field(default_factory=list)
    _entered: list[dict[str, str]] = field(default_factory=list)
    _new: list[tuple] = field(default_factory=list)

    def load(self, touched: Iterable[str], scopes: set[str]) -> None:
        """Lock scopes, those in which the touched records are too, and read the records."""
        records = sorted(set(touched) - self.ground.keys())
        if self.connection.dialect.name != "sqlite":
            scopes = scopes | self._scopes_of(records)
            self._lock(scopes)
        rows = [row for some in chunks(records) for row in _RECORDS.rows(self.connection, ids=some)]
        standing_in = {row.scope for row in rows}
        if self.connection.dialect.name == "sqlite":
            self._lock(scopes | standing_in)
        elif not standing_in <= self._counters.keys():
            raise Moved
        for row in rows:
            self._rows[row.id] = row
            self.ground[row.id] = as_record(row)

    def _scopes_of(self, records: list[str]) -> set[str]:
        found: set[str] = set()
        for some in chunks(records):
            found.update(row.scope for row in _SCOPES_OF.rows(self.connection, ids=some))
        return found

    def _lock(self, scopes: set[str]) -> None:
        for name, row in lock_scopes(self.connection, scopes - self._counters.keys()).items():
            self._counters[name] = _Counter(row.head, row.alive, int(row.digest, 16))

    def add(self, change: str, op: Mapping[str, Any], *, rev: int, stamps: str, author: str) -> list[Any]:
        """Put a record that nobody had into the feed; where and at which revision it stands now."""
        record, scope, text = op["record"], op["scope"], to_text(op["fields"])
        seq, counter = self._number(scope), self._counters[scope]
        counter.alive += 1
        counter.digest += row_hash(record, rev, text)
        place = (record, op["kind"], scope, seq, rev)
        self._new.append((*place, text, stamps, author, False, self.now, self.now, change))
        return [scope, seq, rev]

    def take(self, change: str, write: Write) -> list[Any]:
        """Put a record in its place in the feed; where and at which revision it stands now."""
        before, after = write.before, write.after
        if write.is_shown:
            if before is not None and before.scope != after.scope:
                self._leave(before, after.rev)
                self._entered.append({"b_scope": after.scope, "b_record": after.id})
            after = Record(*after[:-1], seq=self._number(after.scope))
            self._shown.add(after.id)
        self.ground[after.id] = after
        if after.id in self._touched:
            self._touched[after.id].append(change)
        else:
            self._touched[after.id] = [change]
        return [after.scope, after.seq, after.rev]

    def _leave(self, before: Record, rev: int) -> None:
        seq = self._number(before.scope)
        self._gone.append({"scope": before.scope, "seq": seq, "record": before.id, "rev": rev})

    def _number(self, scope: str) -> int:
        self._numbered.add(scope)
        counter = self._counters[scope]
        counter.head += 1
        return counter.head

    def write(self) -> None:
        """Put everything on the disk."""
        new, changed = self._record_rows()
        self._write_scopes()
        if self._gone:
            self._write_gone()
        if new:
            insert_many(self.connection, RECORD, new)
        if changed:
            _CHANGE_RECORD.run(self.connection, *changed)
        self._lay_out_again()

    def _lay_out_again(self) -> None:
        """Send the projector back to records whose values stay and whose stamps do not: they keep their place."""
        for record in (self.ground[name] for name in sorted(self._touched.keys() - self._shown)):
            passed = (PROJECTION.c.scope == record.scope) & (PROJECTION.c.seq >= record.seq)
            self.connection.execute(update(PROJECTION).where(passed).values(seq=record.seq - 1))

    def _write_gone(self) -> None:
        """One row for a record and a scope that it is not in: the last departure, and none after a return."""
        last = {(row["scope"], row["record"]): row for row in self._gone}
        old = self._entered + [{"b_scope": scope, "b_record": record} for scope, record in last]
        query = delete(GONE).where(GONE.c.scope == bindparam("b_scope"), GONE.c.record == bindparam("b_record"))
        self.connection.execute(query, old)
        rows = [row for (scope, record), row in last.items() if self.ground[record].scope != scope]
        if rows:
            self.connection.execute(insert(GONE), rows)

    def _record_rows(self) -> tuple[list[tuple], list[dict[str, Any]]]:
        """The rows of new records, in the order of the table; and what changes in those that are there."""
        new, changed = self._new, []
        for name, changes in self._touched.items():
            record, row = self.ground[name], self._rows.get(name)
            text, stamps = to_text(record.fields), to_text(record.stamps.plain())
            self._count(record, text, row)
            if row is None:
                place = (name, record.kind, record.scope, record.seq, record.rev)
                when = (record.author, record.retired, self.now, self.now, " ".join(changes))
                new.append((*place, text, stamps, *when))
            else:
                changed.append(
                    {
                        "b_id": name,
                        "scope": record.scope,
                        "seq": record.seq,
                        "rev": record.rev,
                        "fields": text,
                        "stamps": stamps,
                        "retired": record.retired,
                        "received_at": self.now,
                        "changes": " ".join([row.changes, *changes]),
                    }
                )
        return new, changed

    def _count(self, record: Record, text: str, row: Any) -> None:
        if row is not None:
            old = self._counters[row.scope]
            old.alive -= 1
            old.digest -= row_hash(row.id, row.rev, row.fields)
        counter = self._counters[record.scope]
        counter.alive += 1
        counter.digest += row_hash(record.id, record.rev, text)

    def _write_scopes(self) -> None:
        rows = [
            {"b_id": name, "head": each.head, "alive": each.alive, "digest": digest_text(each.digest & U64)}
            for name, each in sorted(self._counters.items())
            if name in self._numbered
        ]
        if rows:
            _CHANGE_SCOPE.run(self.connection, *rows)


_RECORDS = Ready(lambda store: select(RECORD).where(store.among(RECORD.c.id, "ids")))
_SCOPES_OF = Ready(lambda store: select(RECORD.c.scope).distinct().where(store.among(RECORD.c.id, "ids")))
_CHANGE_RECORD = changing(RECORD, "scope", "seq", "rev", "fields", "stamps", "retired", "received_at", "changes")
_CHANGE_SCOPE = changing(SCOPE, "head", "alive", "digest")
