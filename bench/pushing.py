"""A day's records in and out, at one and at eight clients, beside bare SQL and beside an endpoint that checks nothing."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.cost import Cost, at_once, measured
from bench.ours import Walker, an_app
from bench.raw import Endpoint, Raw
from bench.table import Results
from bench.workload import ALL_ON_SHELF, bodies, scope_of

CLIENTS = (1, 8)
READINGS = 10
"""How often the day is read: once takes a database so little that its clock, of ten milliseconds, cannot tell."""
LIMIT = {"SQLite": 3.0, "PostgreSQL": 4.0}
Costs = dict[str, list[Cost]]


def push_and_pull(
    results: Results, store: str, records: int, rounds: int, database: Callable[[], str], beside: Sequence[int] = ()
) -> None:
    """Each side in turn, several times over."""
    for clients in CLIENTS:
        costs: Costs = defaultdict(list)
        for _ in range(rounds):
            _round(costs, records, clients, 1, database, beside)
        _say(results, store, clients, costs)
    costs = defaultdict(list)
    for _ in range(rounds):
        _round(costs, records, 1, ALL_ON_SHELF, database, beside)
    title = f"push, {ALL_ON_SHELF} records a change"
    name = f"push_visits_{store.lower()}"
    results.compare(name, title, costs["push"], "bulk upsert", costs["raw push"], LIMIT[store])


def _say(results: Results, store: str, clients: int, costs: Costs) -> None:
    who = "one client" if clients == 1 else f"{clients} clients"
    name = f"{store.lower()}_{clients}"
    for key, beside, reference, aim in (
        ("push", "bulk upsert", "raw push", LIMIT[store]),
        ("push_readable", "bulk upsert that keeps the index of a pull", "readable push", None),
        ("push_endpoint", "endpoint that only upserts", "endpoint", None),
    ):
        results.compare(f"{key}_{name}", f"push, {who}", costs["push"], beside, costs[reference], aim)
    results.compare(f"pull_{name}", f"pull of news, {who}", costs["pull"], "streamed SELECT", costs["raw pull"], 1.5)


def _round(
    costs: Costs, records: int, clients: int, ops: int, database: Callable[[], str], beside: Sequence[int]
) -> None:
    each = records // clients
    sent = [bodies(each, number, f"w{number}", ops) for number in range(clients)]
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        address = database()
        app = an_app(Path(folder) / "ours", address)
        walkers = [Walker(app, number) for number in range(clients)]
        raw, endpoint = Raw(Path(folder) / "raw", address), Endpoint(Path(folder) / "endpoint", address and database())
        readable = Raw(Path(folder) / "readable", address and database(), readable=True)

        def take(name: str, works: Sequence[Callable[[], object]], times: int = 1) -> None:
            with measured(records * times, beside) as cost:
                for _ in range(times):
                    at_once(works)
            costs[name].append(cost)

        take("push", [partial(walker.push, some) for walker, some in zip(walkers, sent, strict=True)])
        take("raw push", [partial(raw.push, some) for some in sent])
        take("readable push", [partial(readable.push, some) for some in sent])
        take("endpoint", [partial(endpoint.push, some) for some in sent])
        asked = [walker.settle(afresh=True) for walker in walkers]
        take(
            "pull",
            [partial(walker.pull, questions, each) for walker, questions in zip(walkers, asked, strict=True)],
            READINGS,
        )
        take("raw pull", [partial(readable.pull, scope_of(walker.route), each) for walker in walkers], READINGS)
