"""First load from a snapshot, and an exchange with nothing new on small and large ledgers."""

import tempfile
from pathlib import Path

from bench.cost import Cost, measured
from bench.large import fill
from bench.ours import EMPTY, Walker, an_app
from bench.table import Results
from bench.workload import bodies

CALLS = 300
TIMES = 20


def first_load(results: Results, records: int) -> None:
    """What a phone's first load costs the server: once to pack, then to serve, as often as it is asked for."""
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        walker = Walker(an_app(Path(folder)))
        walker.push(bodies(records, 0, walker.route))
        with measured(records) as packed:
            address, size = walker.snapshot()
        with measured(records * TIMES) as served:
            for _ in range(TIMES):
                walker.ask(have={}, snapshots=True)
                walker.call(address)
    bytes_each = size / records
    what = f"first load of {records:,} records"
    results.put(
        "first_load_us",
        f"{what}: CPU a record",
        f"{served.cpu_us:.2f} µs",
        f"to pack it, once: {packed.cpu_us:.1f} µs",
        None,
        "≤ 3 µs",
        served.cpu_us,
    )
    results.put(
        "first_load_bytes", f"{what}: on the wire", f"{bytes_each:.1f} B a record", "", None, "≤ 80 B", bytes_each
    )


def nothing_new(results: Results, sizes: list[int], rounds: int) -> None:
    """Against an endpoint that only asks who is calling; the ratio must not follow the size of the ledger."""
    least = 0.0
    for records in sizes:
        quiet, empty = _quiet(records, rounds)
        what = f"nothing new, {records:,} records in the ledger"
        results.compare(f"nothing_new_{records}", what, quiet, "empty signed-in endpoint", empty, 1.5)
        cost = min(each.cpu_us for each in quiet)
        if least:
            results.put(
                f"nothing_new_growth_{records}",
                f"{what} : an empty ledger",
                f"{cost:.0f} µs",
                f"empty ledger: {least:.0f} µs",
                cost / least,
                "flat",
            )
        least = least or cost


def _quiet(records: int, rounds: int) -> tuple[list[Cost], list[Cost]]:
    quiet, empty = [], []
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        app = an_app(Path(folder))
        walker = Walker(app)
        fill(app, records)
        walker.settle()
        for _ in range(max(3, rounds)):
            with measured(CALLS) as cost:
                for _ in range(CALLS):
                    walker.ask()
            quiet.append(cost)
            with measured(CALLS) as cost:
                for _ in range(CALLS):
                    walker.call(EMPTY)
            empty.append(cost)
    return quiet, empty
