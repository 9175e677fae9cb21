"""Several writers at once on one PostgreSQL, each a process with an app of its own: how fast, and whether anything is lost."""

import multiprocessing
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine, func, select

from bench.databases import PostgreSQL
from bench.ours import Walker, an_app
from bench.table import Results
from bench.workload import bodies, scope_of
from server.ledger.tables import CHANGE, RECORD, SCOPE

WRITERS = 8


def _write(number: int, database: str, records: int, route: str, ready, go, done) -> None:
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        walker = Walker(an_app(Path(folder), database), number, route)
        sent = bodies(records, number, walker.route)
        ready.put(number)
        go.wait()
        began = time.perf_counter()
        walker.push(sent)
        done.put((began, time.perf_counter()))


def records_per_second(database: str, writers: int, records: int, route: str = "") -> float:
    """Throughput of all writers together, from the first start to the last end; on one route, or each on its own."""
    context = multiprocessing.get_context("spawn")
    ready, done, go = context.Queue(), context.Queue(), context.Event()
    processes = [
        context.Process(target=_write, args=(number, database, records, route, ready, go, done), daemon=True)
        for number in range(writers)
    ]
    for each in processes:
        each.start()
        ready.get(timeout=120)
    go.set()
    spans = [done.get(timeout=600) for _ in processes]
    for each in processes:
        each.join()
    return writers * records / (max(end for _, end in spans) - min(begin for begin, _ in spans))


def kept(database: str, scopes: list[str]) -> tuple[int, int]:
    """Changes in the journal and records in scopes; each scope must be numbered without a gap."""
    with create_engine(database).connect() as connection:
        changes = connection.execute(select(func.count()).select_from(CHANGE)).scalar_one()
        there = connection.execute(
            select(func.count()).select_from(RECORD).where(RECORD.c.scope.in_(scopes))
        ).scalar_one()
        heads = connection.execute(select(func.sum(SCOPE.c.head)).where(SCOPE.c.id.in_(scopes))).scalar_one()
    assert heads == there, f"the feed has gaps: {heads} numbers for {there} records"
    return changes, there


def writers(results: Results, records: int, server: PostgreSQL) -> None:
    """Eight writers on scopes of their own against one writer; eight on one scope."""
    one = records_per_second(server.database(), 1, records)
    for name, title, route in (
        ("eight_scopes", f"{WRITERS} writers on {WRITERS} scopes", ""),
        ("one_scope", f"{WRITERS} writers on one scope", "shared"),
    ):
        database = server.database()
        many = records_per_second(database, WRITERS, records // WRITERS * 2, route)
        sent = records // WRITERS * 2 * WRITERS
        scopes = [scope_of(route or f"w{number}") for number in range(WRITERS)]
        changes, there = kept(database, scopes)
        lost, deadlocks = 2 * sent - changes - there, server.deadlocks(database)
        results.put(
            name,
            title,
            f"{many:,.0f}/s",
            f"one writer: {one:,.0f}/s",
            many / one,
            "≥ 3 on 4 cores" if not route else "",
        )
        results.put(
            f"{name}_lost", f"{title}: lost, deadlocks", f"{lost}, {deadlocks}", "", None, "0, 0", lost + deadlocks
        )
