"""`python -m bench`: each figure beside its reference, both sides in one run."""

import argparse
import time
from pathlib import Path

from bench.databases import PostgreSQL, postgresql
from bench.freshness import freshness, projector
from bench.machine import machine
from bench.peers.comparison import peers
from bench.phone import phone
from bench.pushing import push_and_pull
from bench.reading import first_load, nothing_new
from bench.table import Results
from bench.writers import writers

LARGE = 200_000


def asked_for() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="records of a day's work")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each side; the middle one counts")
    parser.add_argument("--seconds", type=int, default=20, help="how long the steady load of changes lasts")
    parser.add_argument(
        "--large", type=int, default=0, metavar="RECORDS", help="only: nothing new on a ledger so large"
    )
    parser.add_argument("--phone", action=argparse.BooleanOptionalAction, default=True, help="a browser's part")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="other servers' part")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/performance.md has it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every ratio")
    return parser.parse_args()


def everything(results: Results, given: argparse.Namespace, server: PostgreSQL) -> None:
    """All parts, in the order of the table; the phone first, while the machine is quiet."""
    if given.phone:
        results.begin("Phone")
        phone(results, given.records)
    for store, database, beside in (("SQLite", lambda: "", ()), ("PostgreSQL", server.database, (server.pid,))):
        results.begin(f"{store}, batches of 100 records")
        push_and_pull(results, store, given.records, given.rounds, database, beside)
        results.begin("What departments see")
        freshness(results, store, given.seconds, database())
        projector(results, store, given.records, database(), beside)
    results.begin("Reading")
    first_load(results, given.records)
    nothing_new(results, [0, LARGE], given.rounds)
    results.begin("Writers at once on PostgreSQL")
    writers(results, given.records // 4, server)
    if given.peers:
        results.begin("Other servers on the same workload")
        peers(results, given.records, server.database, server.pid)


def main() -> None:
    """Print the table; with --json also write the ratios."""
    given, results, began = asked_for(), Results(), time.monotonic()
    with postgresql() as server:
        if given.large:
            results.begin("Reading")
            nothing_new(results, [0, given.large], given.rounds)
        else:
            everything(results, given, server)
        where = machine(server.version)
    title = f"{given.records:,} records, middle of {given.rounds} rounds, {(time.monotonic() - began) / 60:.0f} minutes on {where}"
    if given.markdown:
        print(results.markdown(title))
    else:
        results.print(title)
    if given.json:
        results.write(given.json)


if __name__ == "__main__":
    main()
