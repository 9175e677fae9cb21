"""One batch of changes of one device, judged and written inside one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from server.ledger.ranges import arrive
from server.ledger.ready import Ready, insert_many
from server.ledger.rows import as_record, insert_or_leave, lock_scopes
from server.ledger.tables import CHANGE, DEPOSIT, DEVICE, GONE, HELD, PROJECTION, RECORD, SCOPE
from server.ledger.text import from_text, to_text
from sync.canonical import U64, digest_text, row_hash, why_not_plain
from sync.change import Change, Unreadable, read_change
from sync.decide import Author, Decision, Record, Rules, Write, attention_for, decide
from sync.problems import Problem
from sync.scope import Grants, person_scope, sort_of
from sync.stamp import corrected

MANY = 5_000
HELD_FOR_MS = 7 * 24 * 3600 * 1000


class Moved(Exception):
    """A record went to another scope while its old one was being locked; the whole batch begins again."""


@dataclass(slots=True)
class _Counter:
    """A scope while it is written: its counter, how many records it holds, their digest."""

    head: int
    alive: int
    digest: int


@dataclass(slots=True)
class _Journalled:
    """What the journal says of one change id: each edition as it was sent, with its answer."""

    editions: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Sitting:
    """Judges the changes of one device. Created and used inside one transaction that holds the device's row."""

    connection: Connection
    rules: Rules
    author: Author
    grants: Grants
    now: int
    language: str
    device: Mapping[str, Any]
    told: Mapping[str, Any] = field(default_factory=dict)
    _known: dict[str, _Journalled] = field(default_factory=dict)
    _rows: dict[str, Any] = field(default_factory=dict)
    _ground: dict[str, Record] = field(default_factory=dict)
    _counters: dict[str, _Counter] = field(default_factory=dict)
    _touched: dict[str, list[str]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    _numbered: set[str] = field(default_factory=set)
    _gone: list[dict[str, Any]] = field(default_factory=list)
    _entered: list[dict[str, str]] = field(default_factory=list)
    _journal: list[tuple] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _is_awaited: bool = False
    _chain: str = ""
    _epoch: str = ""

    def __post_init__(self) -> None:
        self._is_awaited, self._chain, self._epoch = (self.device[name] for name in ("is_awaited", "chain", "epoch"))

    def judge(self, raws: Sequence[Any]) -> list[dict[str, Any]]:
        """The verdict on each change, in order; everything is written when it returns."""
        read = [read_change(raw) for raw in raws]
        self._look_up([each for each in read if each is not None])
        self._load([each for each in read if isinstance(each, Change) and each.id not in self._known])
        answers = [self._answer(raw, change) for raw, change in zip(raws, read, strict=True)]
        if self._is_awaited:
            self._release_held()
        self._flush()
        return answers

    # -- what is there already

    def _look_up(self, changes: Sequence[Change | Unreadable]) -> None:
        wanted = {each.id for each in changes}
        wanted.update(name for each in changes if isinstance(each, Change) for name in each.after)
        for some in _chunks(sorted(wanted)):
            for name, _, sent, answer in sorted(_KNOWN.rows(self.connection, ids=some), key=itemgetter(0, 1)):
                self._known.setdefault(name, _Journalled()).editions.append((sent, answer))

    def _load(self, changes: Sequence[Change]) -> None:
        records = sorted({op.record for each in changes for op in each.ops} - self._ground.keys())
        named = {op.scope for each in changes for op in each.ops if op.scope}
        scopes = {each for each in named if sort_of(each) and self._may_write(each, changes)}
        scopes.add(person_scope(self.author.person))
        if self.connection.dialect.name != "sqlite":
            scopes.update(self._scopes_of(records))
            self._lock(scopes)
        rows = [row for some in _chunks(records) for row in _RECORDS.rows(self.connection, ids=some)]
        standing_in = {row.scope for row in rows}
        if self.connection.dialect.name == "sqlite":
            self._lock(scopes | standing_in)
        elif not standing_in <= self._counters.keys():
            raise Moved
        for row in rows:
            self._rows[row.id] = row
            self._ground[row.id] = as_record(row)

    def _scopes_of(self, records: list[str]) -> set[str]:
        found: set[str] = set()
        for some in _chunks(records):
            found.update(row.scope for row in _SCOPES_OF.rows(self.connection, ids=some))
        return found

    def _may_write(self, scope: str, changes: Sequence[Change]) -> bool:
        if self.author.role == "system":
            return True
        made = (self.now, *(corrected(each.at, each.off, self.now) for each in changes))
        return any(self.grants.may("write", scope, made=at, now=self.now) for at in made)

    def _lock(self, scopes: set[str]) -> None:
        for name, row in lock_scopes(self.connection, scopes - self._counters.keys()).items():
            self._counters[name] = _Counter(row.head, row.alive, int(row.digest, 16))

    # -- what becomes of one change

    def _answer(self, raw: Any, change: Change | Unreadable | None) -> dict[str, Any]:
        if change is None:
            return self._deposit(raw)
        sent = to_text(raw)
        known = self._known.get(change.id)
        if known is not None:
            same = next((answer for text, answer in known.editions if text == sent), None)
            if same is not None:
                return from_text(same)
            return self._set_aside(change, raw, sent, (Problem("change.differs"),))
        if isinstance(change, Unreadable):
            return self._set_aside(change, raw, sent, (Problem(change.code),))
        if self._must_wait(change):
            return self._hold(change, raw, sent)
        return self._decide(change, raw, sent)

    def _deposit(self, raw: Any) -> dict[str, Any]:
        row = {"device": self.author.device, "person": self.author.person, "received_at": self.now}
        self.connection.execute(insert(DEPOSIT).values(**row, body=to_text(raw), is_reviewed=False))
        name = raw.get("id") if isinstance(raw, dict) else None
        problem = Problem("change.malformed").plain(self.language)
        return {"id": name if isinstance(name, str) else None, "verdict": "quarantined", "problems": [problem]}

    def _must_wait(self, change: Change) -> bool:
        if all(name in self._known for name in change.after):
            return False
        query = select(HELD.c.received_at).where(HELD.c.id == change.id)
        since = self.connection.execute(query).scalar_one_or_none()
        return since is None or self.now - since < HELD_FOR_MS

    def _hold(self, change: Change, raw: Any, sent: str) -> dict[str, Any]:
        if self.connection.scalar(select(HELD.c.sent).where(HELD.c.id == change.id)) not in (None, sent):
            return self._set_aside(change, raw, sent, (Problem("change.differs"),))
        row = {"id": change.id, "device": self.author.device, "person": self.author.person, "role": self.author.role}
        self.connection.execute(insert_or_leave(self.connection, HELD, {**row, "received_at": self.now, "sent": sent}))
        self._counts.append(change.n)
        self._is_awaited = True
        return {"id": change.id, "verdict": "held", "waits_for": [n for n in change.after if n not in self._known]}

    def _decide(self, change: Change, raw: Any, sent: str) -> dict[str, Any]:
        decision = decide(
            change,
            self.author,
            grants=self.grants,
            ground=self._ground,
            rules=self.rules,
            epoch=self._epoch,
            received=self.now,
        )
        if decision.problems:
            return self._set_aside(change, raw, sent, decision.problems)
        at = {write.after.id: self._take(change.id, write) for write in decision.writes}
        return self._enter(change, sent, {"id": change.id, "verdict": decision.verdict, "at": at})

    def _set_aside(
        self, change: Change | Unreadable, raw: Any, sent: str, problems: tuple[Problem, ...]
    ) -> dict[str, Any]:
        edition = len(self._known[change.id].editions) if change.id in self._known else 0
        whole = raw if why_not_plain(raw, -10) is None else sent
        kept = attention_for(
            change, whole, problems, self.author, edition=edition, received=self.now, language=self.language
        )
        decision = Decision("quarantined", (Write(None, kept),), problems, kept.id)
        at = {kept.id: self._take(change.id, decision.writes[0])}
        told = [each.plain(self.language) for each in problems]
        answer = {"id": change.id, "verdict": "quarantined", "problems": told, "attention": kept.id, "at": at}
        return self._enter(change, sent, answer)

    def _enter(self, change: Change | Unreadable, sent: str, answer: dict[str, Any]) -> dict[str, Any]:
        known = self._known.get(change.id)
        if known is None:
            known = self._known[change.id] = _Journalled()
        told, author = to_text(answer), self.author
        self._chain = sha256(f"{self._chain}\n{sent}".encode()).hexdigest()
        self._journal.append(
            (
                change.id,
                len(known.editions),
                author.device,
                change.n,
                author.person,
                author.role,
                corrected(change.at, change.off, self.now),
                self.now,
                answer["verdict"],
                sent,
                told,
                self._chain,
            )
        )
        known.editions.append((sent, told))
        self._counts.append(change.n)
        return answer

    def _take(self, change: str, write: Write) -> list[Any]:
        """Put a record in its place in the feed; where and at which revision it stands now."""
        before, after = write.before, write.after
        if write.is_shown:
            if before is not None and before.scope != after.scope:
                self._leave(before, after.rev)
                self._entered.append({"b_scope": after.scope, "b_record": after.id})
            after = Record(*after[:-1], seq=self._number(after.scope))
            self._shown.add(after.id)
        self._ground[after.id] = after
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

    def _release_held(self) -> None:
        """Judge what waited for a change that has come."""
        rows = self.connection.execute(_WAITING, {"device": self.author.device})
        waiting = [(row, from_text(row.sent)) for row in rows]
        moved = True
        while moved and waiting:
            ready = [each for each in waiting if self._is_ready(each)]
            moved = bool(ready)
            changes = [read_change(raw) for _, raw in ready]
            self._look_up([each for each in changes if each is not None])
            self._load([each for each in changes if isinstance(each, Change) and each.id not in self._known])
            for (_, raw), change in zip(ready, changes, strict=True):
                self._answer(raw, change)
            waiting = [each for each in waiting if each not in ready]
            done = [row.id for row, _ in ready]
            self.connection.execute(delete(HELD).where(HELD.c.id.in_(done)))

    def _is_ready(self, waiting: tuple[Any, Any]) -> bool:
        row, raw = waiting
        after = raw.get("after", [])
        return (
            row.id in self._known
            or all(name in self._known for name in after)
            or row.received_at + HELD_FOR_MS < self.now
        )

    # -- onto the disk

    def _flush(self) -> None:
        new, changed = self._record_rows()
        self._write_scopes()
        if self._gone:
            self._write_gone()
        if new:
            insert_many(self.connection, RECORD, new)
        if changed:
            _CHANGE_RECORD.run(self.connection, *changed)
        self._lay_out_again()
        self._write_journal()

    def _lay_out_again(self) -> None:
        """Send the projector back to records whose values stay and whose stamps do not: they keep their place."""
        for record in (self._ground[name] for name in sorted(self._touched.keys() - self._shown)):
            passed = (PROJECTION.c.scope == record.scope) & (PROJECTION.c.seq >= record.seq)
            self.connection.execute(update(PROJECTION).where(passed).values(seq=record.seq - 1))

    def _write_gone(self) -> None:
        """One row for a record and a scope that it is not in: the last departure, and none after a return."""
        last = {(row["scope"], row["record"]): row for row in self._gone}
        old = self._entered + [{"b_scope": scope, "b_record": record} for scope, record in last]
        query = delete(GONE).where(GONE.c.scope == bindparam("b_scope"), GONE.c.record == bindparam("b_record"))
        self.connection.execute(query, old)
        rows = [row for (scope, record), row in last.items() if self._ground[record].scope != scope]
        if rows:
            self.connection.execute(insert(GONE), rows)

    def _record_rows(self) -> tuple[list[tuple], list[dict[str, Any]]]:
        """The rows of new records, in the order of the table; and what changes in those that are there."""
        new: list[tuple] = []
        changed: list[dict[str, Any]] = []
        for name, changes in self._touched.items():
            record, row = self._ground[name], self._rows.get(name)
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

    def _write_journal(self) -> None:
        if self._journal:
            insert_many(self.connection, CHANGE, self._journal)
        through, gaps = arrive(self.device["through"], from_text(self.device["gaps"]), self._counts)
        heard = {"through": through, "gaps": to_text(gaps), "chain": self._chain, "seen_at": self.now}
        known = {name: self.told.get(name, self.device[name]) for name in SAID}
        _CHANGE_DEVICE.run(self.connection, {**known, **heard, "b_id": self.author.device})


_KNOWN = Ready(
    lambda store: select(CHANGE.c.id, CHANGE.c.edition, CHANGE.c.sent, CHANGE.c.answer).where(
        store.among(CHANGE.c.id, "ids")
    )
)
_RECORDS = Ready(lambda store: select(RECORD).where(store.among(RECORD.c.id, "ids")))
_SCOPES_OF = Ready(lambda store: select(RECORD.c.scope).distinct().where(store.among(RECORD.c.id, "ids")))
_WAITING = select(HELD).where(HELD.c.device == bindparam("device")).order_by(HELD.c.received_at, HELD.c.id)
SAID = ("made", "unsent", "photos_unsent", "storage_persisted", "kinds", "clock_off")
"""The columns of a device that hold what it says of itself."""


def _changing(table: Table, *names: str) -> Ready:
    """An update of one row by its id, which is given as `b_id`."""
    return Ready(
        lambda _: update(table).where(table.c.id == bindparam("b_id")).values({n: bindparam(n) for n in names})
    )


_CHANGE_RECORD = _changing(RECORD, "scope", "seq", "rev", "fields", "stamps", "retired", "received_at", "changes")
_CHANGE_SCOPE = _changing(SCOPE, "head", "alive", "digest")
_CHANGE_DEVICE = _changing(DEVICE, *SAID, "through", "gaps", "chain", "seen_at")


def _chunks(names: list[str]) -> list[list[str]]:
    return [names[start : start + MANY] for start in range(0, len(names), MANY)]
