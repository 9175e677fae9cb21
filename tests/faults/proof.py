"""What must be true of a store after any fault: everything answered is there, whole, and in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
        self._let_go()

    def look(self, acknowledged: Mapping[str, Mapping[str, Any]]) -> Findings:
        """What the store holds, measured by the answers that were heard."""
        try:
            with self._ledger.reading() as snapshot:
                rows = snapshot.execute(_AS_THEY_CAME).all()
                touched = {(each.id, name) for each in snapshot.execute(_TOUCHED) for name in each.changes.split()}
                wrong = [*_chains(snapshot, rows), *_rotten_pages(snapshot)]
            return Findings(
                frozenset(row.id for row in rows),
                sorted(_lost(rows, acknowledged)),
                sorted(_halves(rows, touched)),
                wrong + what_is_wrong(self._ledger),
            )
        finally:
            self._let_go()

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


def _lost(rows: Iterable[Any], acknowledged: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    answers = {row.id: from_text(row.answer) for row in rows}
    for name, answer in acknowledged.items():
        if name not in answers:
            yield f"{name} was answered and is not in the journal"
        elif answers[name] != answer:
            yield f"{name} was answered {answer}; the journal says {answers[name]}"


def _halves(rows: Iterable[Any], touched: set[tuple[str, str]]) -> Iterator[str]:
    """A change is whole when all its ops are in its answer, and exactly the records of its answer name it."""
    due = set()
    for row in rows:
        at = from_text(row.answer)["at"].keys()
        due |= {(record, row.id) for record in at}
        missing = {op["record"] for op in from_text(row.sent)["ops"]} - at
        if missing and row.verdict != "quarantined":
            yield f"{row.id} was {row.verdict} without {sorted(missing)}"
    for record, change in due - touched:
        yield f"{change} is in the journal and not in {record}"
    for record, change in touched - due:
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
