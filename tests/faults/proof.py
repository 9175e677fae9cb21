"""What must be true of a store after any fault: everything answered is there, whole, and in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from server import create_app
from server.database import db, is_sqlite
from server.ledger.sql_ledger import SqlLedger
from server.ledger.tables import CHANGE, DEVICE, RECORD
from server.ledger.text import from_text
from server.ledger.upkeep import what_is_wrong
from tests.faults.served import Served

LATE_MS = 15_000


@dataclass(frozen=True)
class Findings:
    """How a store was found."""

    journalled: frozenset[str]
    lost: list[str]
    halves: list[str]
    wrong: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to complain of."""
        return not (self.lost or self.halves or self.wrong)


class Examiner:
    """Looks into the store of a server from beside it, and lets go of it again."""

    def __init__(self, served: Served) -> None:
        self._app = create_app(served.settings)
        self._ledger: SqlLedger = self._app.extensions["ledger"]
        self._answers: dict[str, str] = {}
        self._due: Pairs = set()
        self._latest = 0
        self._let_go()

    def look(self, acknowledged: Mapping[str, Mapping[str, Any]], *, whole: bool = True) -> Findings:
        """What the store holds, measured by the answers that were heard.

        Unless whole, only what came of late is read and the sums over everything are left out; when that is not
        as it should be, the whole store is read after all.
        """
        try:
            with self._ledger.reading() as snapshot:
                found = self._found(snapshot, acknowledged, 0 if whole else self._latest - LATE_MS)
            wrong = what_is_wrong(self._ledger) if whole else []
        finally:
            self._let_go()
        found = replace(found, wrong=found.wrong + wrong)
        return found if whole or found.is_whole else self.look(acknowledged)

    def _found(self, snapshot: Connection, acknowledged: Mapping[str, Mapping[str, Any]], since: int) -> Findings:
        rows = snapshot.execute(_AS_THEY_CAME.where(CHANGE.c.received_at >= since)).all()
        shown = snapshot.execute(_TOUCHED.where(RECORD.c.received_at >= since))
        touched = {(each.id, name) for each in shown for name in each.changes.split()}
        due = {(record, row.id) for row in rows for record in from_text(row.answer)["at"]}
        answers = self._answers = {**(self._answers if since else {}), **{row.id: row.answer for row in rows}}
        self._due = {*(self._due if since else ()), *due}
        self._latest = max((row.received_at for row in rows), default=self._latest)
        return Findings(
            frozenset(answers),
            sorted(_lost(answers, acknowledged)),
            sorted([*_partial(rows), *_halves(due, touched, self._due)]),
            [*(() if since else _chains(snapshot, rows)), *_rotten_pages(snapshot)],
        )

    def fields(self) -> dict[str, Any]:
        """What every record says."""
        try:
            with self._ledger.reading() as snapshot:
                return {row.id: from_text(row.fields) for row in snapshot.execute(select(RECORD))}
        finally:
            self._let_go()

    def is_laid_out_alike(self) -> bool:
        """Whether the flat tables, caught up, are those that a rebuild makes."""
        try:
            projector = self._app.extensions["projector"]
            with self._app.app_context():
                projector.catch_up()
                before = self._flat()
                projector.rebuild()
                return before == self._flat()
        finally:
            self._let_go()

    def _flat(self) -> dict[str, set[tuple[Any, ...]]]:
        from server.flat import flat_tables

        with self._ledger.reading() as snapshot:
            return {name: set(map(tuple, snapshot.execute(select(each)))) for name, each in flat_tables().items()}

    def _let_go(self) -> None:
        """Hold no connection: who holds one would spare the next start its recovery."""
        with self._app.app_context():
            db.session.remove()
            self._ledger.engine.dispose()


_AS_THEY_CAME = select(CHANGE).order_by(CHANGE.c.device, CHANGE.c.received_at, CHANGE.c.n, CHANGE.c.edition)
_TOUCHED = select(RECORD.c.id, RECORD.c.changes)


def _lost(answers: Mapping[str, str], acknowledged: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, answer in acknowledged.items():
        if name not in answers:
            yield f"{name} was answered and is not in the journal"
        elif from_text(answers[name]) != answer:
            yield f"{name} was answered {answer}; the journal says {answers[name]}"


def _partial(rows: Iterable[Any]) -> Iterator[str]:
    """A change is whole when all its ops are in its answer, or it is kept aside."""
    for row in rows:
        missing = {op["record"] for op in from_text(row.sent)["ops"]} - from_text(row.answer)["at"].keys()
        if missing and row.verdict != "quarantined":
            yield f"{row.id} was {row.verdict} without {sorted(missing)}"


Pairs = set[tuple[str, str]]


def _halves(due: Pairs, touched: Pairs, due_ever: Pairs) -> Iterator[str]:
    """Exactly the records of a change's answer name it: what was said of late is in them, and they hold nothing else."""
    for record, change in due - touched:
        yield f"{change} is in the journal and not in {record}"
    for record, change in touched - due_ever:
        yield f"{change} is in {record} and not in the journal"


def _chains(snapshot: Connection, rows: Iterable[Any]) -> Iterator[str]:
    """Each device's chain follows from its journal, which has no gap."""
    chains: dict[str, str] = {}
    counts: dict[str, int] = {}
    for row in rows:
        chains[row.device] = sha256(f"{chains.get(row.device, '')}\n{row.sent}".encode()).hexdigest()
        counts[row.device] = counts.get(row.device, 0) + 1
        if chains[row.device] != row.chain:
            yield f"{row.device}: the chain breaks at {row.n}"
    for device in snapshot.execute(select(DEVICE).where(DEVICE.c.id.in_(chains))):
        said = (device.chain, device.through, device.gaps)
        if said != (chains[device.id], counts[device.id], "[]"):
            yield f"{device.id}: its row says {said}"


def _rotten_pages(snapshot: Connection) -> Iterator[str]:
    if is_sqlite(snapshot.engine):
        said = snapshot.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        yield from (each for each in said if each != "ok")
