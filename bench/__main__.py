"""`python -m bench`: each figure beside its reference, both sides in one run."""

import argparse
import json
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.sides import EMPTY, Cost, Exchange, Raw, measured
from bench.workload import bodies
from bench.writers import records_per_second
from tests.cast import AMINAS_PHONE
from tests.stores import new_database, postgresql_server

BATCH = 100
EMPTY_CALLS = 500


@dataclass
class Results:
    """Rows for people and ratios for machines."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    ratios: dict[str, float] = field(default_factory=dict)

    def compare(self, name: str, title: str, ours: list[Cost], reference: list[Cost]) -> None:
        """Add a comparison by CPU time; the middle run of each side counts."""
        a, b = _middle(ours), _middle(reference)
        self.ratios[name] = a.cpu_s / b.cpu_s
        self.rows.append((title, _said(a), _said(b), f"{self.ratios[name]:.2f}"))

    def add(self, name: str, title: str, value: str, reference: str = "", ratio: float | None = None) -> None:
        """Add a row of another sort."""
        if ratio is not None:
            self.ratios[name] = ratio
        self.rows.append((title, value, reference, "" if ratio is None else f"{ratio:.2f}"))


def _middle(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda each: each.cpu_s)[len(costs) // 2]


def _said(cost: Cost) -> str:
    return f"{cost.cpu_us:.1f} µs, {cost.per_second:,.0f}/s"


def _cost(records: int, do: Callable[[], object]) -> Cost:
    with measured(records) as cost:
        do()
    return cost


def push_and_pull(results: Results, store: str, records: int, rounds: int, database: Callable[[], str]) -> None:
    """A day's records in and out, ours and raw in turn."""
    sent = bodies(records, BATCH, AMINAS_PHONE)
    costs: dict[str, tuple[list[Cost], list[Cost]]] = {"push": ([], []), "pull": ([], [])}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
            address = database()
            ours, raw = Exchange(Path(folder) / "ours", address), Raw(Path(folder) / "raw", address)
            costs["push"][0].append(_cost(records, lambda o=ours: o.push(sent)))
            costs["push"][1].append(_cost(records, lambda r=raw: r.push(sent)))
            costs["pull"][0].append(_cost(records, lambda o=ours: o.pull(records)))
            costs["pull"][1].append(_cost(records, lambda r=raw: r.pull(records)))
    results.compare(f"push_{store}", f"push on {store}, batches of {BATCH} | bulk upsert", *costs["push"])
    results.compare(f"pull_{store}", f"pull on {store} | streamed SELECT", *costs["pull"])


def reading(results: Results, records: int) -> None:
    """First load from a snapshot, an exchange with nothing new, the projector from nothing."""
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        ours = Exchange(Path(folder))
        ours.push(bodies(records, BATCH, AMINAS_PHONE))
        address, size = ours.first_load()
        served = _cost(records, lambda: ours.call(b"", address, "GET"))
        results.add(
            "first_load_us", "first load from a snapshot", f"{served.cpu_us:.2f} µs, {size / records:.0f} B a record"
        )
        ours.have |= {part["id"]: part["out"] for part in ours.ask()["scopes"]}
        quiet = _cost(EMPTY_CALLS, lambda: [ours.ask(have=ours.have) for _ in range(EMPTY_CALLS)])
        empty = _cost(EMPTY_CALLS, lambda: [ours.call(b"", EMPTY, "GET") for _ in range(EMPTY_CALLS)])
        results.compare("nothing_new", "exchange with nothing new | empty signed-in endpoint", [quiet], [empty])
        laid = _cost(records, ours.catch_up)
        results.add("projector", "projector from nothing", f"{laid.cpu_us:.1f} µs, {laid.per_second:,.0f}/s")


def writers(results: Results, records: int, database: Callable[[], str]) -> None:
    """Eight writers on eight scopes of PostgreSQL against one."""
    one = records_per_second(database(), 1, records, BATCH)
    eight = records_per_second(database(), 8, records, BATCH)
    results.add(
        "eight_writers",
        "8 writers on 8 scopes of PostgreSQL | 1 writer",
        f"{eight:,.0f}/s",
        f"{one:,.0f}/s",
        eight / one,
    )


def main() -> None:
    """Print the table; with --json also write the ratios."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=20_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    results = Results()
    push_and_pull(results, "SQLite", given.records, given.rounds, lambda: "")
    reading(results, given.records)
    with postgresql_server() as server:
        push_and_pull(results, "PostgreSQL", given.records, given.rounds, lambda: new_database(server))
        writers(results, given.records // 4, lambda: new_database(server))
    table = Table("what | reference", "ours (CPU a record, records/s)", "reference", "ratio")
    for row in results.rows:
        table.add_row(*row)
    console = Console(width=120)
    console.print(f"{given.records:,} records, middle of {given.rounds} rounds, Python {platform.python_version()}")
    console.print(table)
    if given.json:
        given.json.write_text(json.dumps(results.ratios, indent=1) + "\n")


if __name__ == "__main__":
    main()
