"""The peers and us on the same workload: each server in processes of its own, over HTTP, by the CPU of its processes."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from bench.cost import Cost, measured
from bench.ours import Walker, an_app
from bench.peers.installed import Unavailable
from bench.peers.kinto import Kinto
from bench.peers.node import PouchDB, RxDB
from bench.peers.peer import Line, Peer, batches
from bench.served import posted, tallyround
from bench.table import Results
from bench.workload import bodies

Both = tuple[Cost, Cost]


def peers(results: Results, records: int, database: Callable[[], str], postgres: int) -> None:
    """A line for the push and one for the pull of every peer that can be had here."""
    ours = {"SQLite": us(records, "", ()), "PostgreSQL": us(records, database(), (postgres,))}
    for name, peer, beside, store in (
        ("kinto_memory", Kinto(), (), "SQLite"),
        ("kinto_postgresql", Kinto(database()), (postgres,), "PostgreSQL"),
        ("pouchdb", PouchDB(), (), "SQLite"),
        ("rxdb", RxDB(), (), "SQLite"),
    ):
        try:
            theirs = them(peer, records, beside)
        except (Unavailable, RuntimeError, AssertionError, OSError) as error:
            results.lacks(peer.name, " ".join(str(error).split())[:200] or type(error).__name__)
            continue
        for what, place in (("push", 0), ("pull", 1)):
            results.compare(
                f"{what}_{name}", f"{what} over HTTP on {store}", [ours[store][place]], peer.name, [theirs[place]]
            )


def us(records: int, database: str, beside: Sequence[int]) -> Both:
    """Our push and pull, as anybody meets them."""
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        walker = Walker(an_app(Path(folder), database))
        sent = bodies(records, 0, walker.route)
        with tallyround(Path(folder), database) as served:
            line = HTTPConnection("127.0.0.1", served.port, timeout=60)
            walker.call = lambda path, body=b"": posted(line, path, body, walker.token)  # type: ignore[method-assign]
            walker.ask()
            with measured(records, (served.pid, *beside), here=False) as push:
                walker.push(sent)
            asked = walker.settle(afresh=True)
            with measured(records, (served.pid, *beside), here=False) as pull:
                walker.pull(asked, records)
    return push, pull


def them(peer: Peer, records: int, beside: Sequence[int]) -> Both:
    """A peer's push and pull."""
    sent = bodies(records, 0, "w0")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tallyround-bench-")))
        served = stack.enter_context(peer.serve(folder))
        line = Line(HTTPConnection("127.0.0.1", served.port, timeout=120), {})
        peer.prepare(line)
        ops = list(batches(sent))
        with measured(records, (served.pid, *beside), here=False) as push:
            for batch in ops:
                peer.push(line, batch)
        with measured(records, (served.pid, *beside), here=False) as pull:
            found = peer.pull(line)
    assert found == records, f"{found} of {records} records came back"
    return push, pull
