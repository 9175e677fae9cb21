"""`python -m bench`: CPU time a record and records a second, each beside its reference."""

import argparse
import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.sides import Cost, Exchange, Raw, measured
from bench.workload import bodies
from tests.cast import AMINAS_PHONE

BATCH = 100


def compared(records: int, rounds: int) -> dict[str, tuple[list[Cost], list[Cost]]]:
    """Push and pull of the same records, ours and raw in turn."""
    found: dict[str, tuple[list[Cost], list[Cost]]] = {"push": ([], []), "pull": ([], [])}
    sent = bodies(records, BATCH, AMINAS_PHONE)
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
            ours, raw = Exchange(Path(folder) / str(number)), Raw(Path(folder) / "raw")
            for name, do_ours, do_raw in (
                ("push", lambda o=ours: o.push(sent), lambda r=raw: r.push(sent)),
                ("pull", lambda o=ours: o.pull(records), lambda r=raw: r.pull(records)),
            ):
                with measured(records) as cost:
                    do_ours()
                found[name][0].append(cost)
                with measured(records) as cost:
                    do_raw()
                found[name][1].append(cost)
    return found


def middle(costs: list[Cost]) -> Cost:
    """The run with the middle CPU time."""
    return sorted(costs, key=lambda each: each.cpu_s)[len(costs) // 2]


def main() -> None:
    """Print the table; with --json also write the ratios."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=20_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    table = Table("what", "CPU µs a record", "records/s", "raw CPU µs a record", "raw records/s", "ratio of CPU")
    ratios = {}
    for name, (ours, raw) in compared(given.records, given.rounds).items():
        a, b = middle(ours), middle(raw)
        ratios[name] = a.cpu_s / b.cpu_s
        table.add_row(
            f"{name}, batches of {BATCH}" if name == "push" else name,
            f"{a.cpu_us:.1f}",
            f"{a.per_second:,.0f}",
            f"{b.cpu_us:.1f}",
            f"{b.per_second:,.0f}",
            f"{ratios[name]:.2f}",
        )
    Console().print(
        f"{given.records:,} records, SQLite, median of {given.rounds} rounds; raw = the same requests read and bulk upserted, selected and joined"
    )
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(ratios, indent=1))


if __name__ == "__main__":
    main()
