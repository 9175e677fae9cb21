"""One batch of changes of one device, judged and written inside one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from server.ledger.ranges import arrive
from server.ledger.ready import Ready, changing, chunks, insert_many
from server.ledger.records import Records
from server.ledger.rows import insert_or_leave
from server.ledger.tables import CHANGE, DEPOSIT, DEVICE, HELD
from server.ledger.text import from_text, to_text
from sync.canonical import why_not_plain
from sync.change import Change, Unreadable, read_change
from sync.check import Check
from sync.decide import Author, Decision, Rules, Write, attention_for, decide, first_rev
from sync.kind import Kind
from sync.plain import plain_among
from sync.problems import Problem
from sync.scope import Grants, person_scope, sort_of
from sync.stamp import corrected

HELD_FOR_MS = 7 * 24 * 3600 * 1000


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
    _known: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What the journal says of change ids: each edition as it was sent, with its answer."""
    _journal: list[tuple] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _records: Records = field(init=False)
    _device: str = field(init=False)
    _is_awaited: bool = field(init=False)
    _chain: str = field(init=False)
    _epoch: str = field(init=False)

    def __post_init__(self) -> None:
        self._records = Records(self.connection, self.now)
        self._device = to_text(self.author.device)
        self._is_awaited, self._chain, self._epoch = (self.device[name] for name in ("is_awaited", "chain", "epoch"))

    def judge(self, raws: Sequence[Any]) -> list[dict[str, Any]]:
        """The verdict on each change, in order; everything is written when it returns."""
        is_plain = not self._is_awaited and self.author.role != "system"
        plain = plain_among(raws, self._ready_for) if is_plain else set()
        read = [None if place in plain else read_change(raw) for place, raw in enumerate(raws)]
        self._look_up(read, [raws[place]["id"] for place in plain])
        self._load(read, [op for place in plain for op in raws[place]["ops"]])
        answers = [
            self._accept(raw) if place in plain and self._is_first(raw) else self._answer(raw, read[place])
            for place, raw in enumerate(raws)
        ]
        if self._is_awaited:
            self._release_held()
        self._records.write()
        self._write_journal()
        return answers

    # -- what is there already

    def _ready_for(self, kind: str, scope: str) -> tuple[Kind, Check] | None:
        """A kind and its check if the author may make a record of it in a scope at this moment."""
        known = self.rules.catalogue.get(kind)
        if known is None or self.author.role not in known.authors or not known.belongs(scope):
            return None
        return (known, self.rules.check(known)) if self.grants.may_now("write", scope, self.now) else None

    def _look_up(self, changes: Iterable[Change | Unreadable | None], more: Iterable[str] = ()) -> None:
        wanted = set(more)
        for each in changes:
            if each is not None:
                wanted.add(each.id)
                wanted.update(each.after if isinstance(each, Change) else ())
        for some in chunks(sorted(wanted)):
            for name, _, sent, answer in sorted(_KNOWN.rows(self.connection, ids=some), key=itemgetter(0, 1)):
                self._known.setdefault(name, []).append((sent, answer))

    def _load(self, read: Iterable[Change | Unreadable | None], plain: Sequence[Mapping[str, Any]] = ()) -> None:
        changes = [each for each in read if isinstance(each, Change) and each.id not in self._known]
        touched = {op.record for each in changes for op in each.ops} | {op["record"] for op in plain}
        named = {op.scope for each in changes for op in each.ops if op.scope}
        scopes = {each for each in named if sort_of(each) and self._may_write(each, changes)}
        self._records.load(touched, scopes | {person_scope(self.author.person), *(op["scope"] for op in plain)})

    def _may_write(self, scope: str, changes: Sequence[Change]) -> bool:
        if self.author.role == "system":
            return True
        made = (self.now, *(corrected(each.at, each.off, self.now) for each in changes))
        return any(self.grants.may("write", scope, made=at, now=self.now) for at in made)

    # -- what becomes of one change

    def _answer(self, raw: Any, change: Change | Unreadable | None) -> dict[str, Any]:
        change = change or read_change(raw)
        if change is None:
            return self._deposit(raw)
        sent = to_text(raw)
        known = self._known.get(change.id)
        if known is not None:
            same = next((answer for text, answer in known if text == sent), None)
            if same is not None:
                return from_text(same)
            return self._set_aside(change, raw, sent, (Problem("change.differs"),))
        if isinstance(change, Unreadable):
            return self._set_aside(change, raw, sent, (Problem(change.code),))
        if self._must_wait(change):
            return self._hold(change, raw, sent)
        return self._decide(change, raw, sent)

    def _is_first(self, raw: Mapping[str, Any]) -> bool:
        touched = [op["record"] for op in raw["ops"]]
        return raw["id"] not in self._known and self._records.ground.keys().isdisjoint(touched)

    def _accept(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Take a plain change as `decide` would, with nothing asked again."""
        name, n, person = raw["id"], raw["n"], self.author.person
        made, rev = corrected(raw["at"], raw["off"], self.now), first_rev(self._epoch) + 1
        stamps = f"[[{made},{self._device},{n},{rev}]]"
        at = {}
        for op in raw["ops"]:
            at[op["record"]] = self._records.add(name, op, rev=rev, stamps=stamps, author=person)
        return self._enter(name, n, made, to_text(raw), {"id": name, "verdict": "accepted", "at": at})

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
            ground=self._records.ground,
            rules=self.rules,
            epoch=self._epoch,
            received=self.now,
        )
        if decision.problems:
            return self._set_aside(change, raw, sent, decision.problems)
        at = {write.after.id: self._records.take(change.id, write) for write in decision.writes}
        made = corrected(change.at, change.off, self.now)
        return self._enter(change.id, change.n, made, sent, {"id": change.id, "verdict": decision.verdict, "at": at})

    def _set_aside(
        self, change: Change | Unreadable, raw: Any, sent: str, problems: tuple[Problem, ...]
    ) -> dict[str, Any]:
        edition = len(self._known.get(change.id, ()))
        whole = raw if why_not_plain(raw, -10) is None else sent
        kept = attention_for(
            change, whole, problems, self.author, edition=edition, received=self.now, language=self.language
        )
        decision = Decision("quarantined", (Write(None, kept),), problems, kept.id)
        at = {kept.id: self._records.take(change.id, decision.writes[0])}
        told = [each.plain(self.language) for each in problems]
        answer = {"id": change.id, "verdict": "quarantined", "problems": told, "attention": kept.id, "at": at}
        return self._enter(change.id, change.n, corrected(change.at, change.off, self.now), sent, answer)

    def _enter(self, name: str, n: int, made: int, sent: str, answer: dict[str, Any]) -> dict[str, Any]:
        editions = self._known.setdefault(name, [])
        told, author = to_text(answer), self.author
        self._chain = sha256(f"{self._chain}\n{sent}".encode()).hexdigest()
        who = (author.device, n, author.person, author.role)
        self._journal.append((name, len(editions), *who, made, self.now, answer["verdict"], sent, told, self._chain))
        editions.append((sent, told))
        self._counts.append(n)
        return answer

    def _release_held(self) -> None:
        """Judge what waited for a change that has come."""
        rows = self.connection.execute(_WAITING, {"device": self.author.device})
        waiting = [(row, from_text(row.sent)) for row in rows]
        moved = True
        while moved and waiting:
            ready = [each for each in waiting if self._is_ready(each)]
            moved = bool(ready)
            changes = [read_change(raw) for _, raw in ready]
            self._look_up(changes)
            self._load(changes)
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
_WAITING = select(HELD).where(HELD.c.device == bindparam("device")).order_by(HELD.c.received_at, HELD.c.id)
SAID = ("made", "unsent", "photos_unsent", "storage_persisted", "kinds", "clock_off")
"""The columns of a device that hold what it says of itself."""
_CHANGE_DEVICE = changing(DEVICE, *SAID, "through", "gaps", "chain", "seen_at")
