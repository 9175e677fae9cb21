"""Several writers at once, each a process with an app of its own on the same store."""

import multiprocessing
import tempfile
import time
from pathlib import Path

from bench.sides import Exchange
from bench.workload import bodies


def _device(number: int) -> str:
    return f"{number:04d}dddd-0000-4000-8000-00000000000d"


def _write(number: int, database: str, records: int, batch: int, ready, go, done) -> None:
    route = f"w{number}"
    with tempfile.TemporaryDirectory() as folder:
        ours = Exchange(Path(folder), database, route, _device(number))
        sent = bodies(records, batch, _device(number), route=route, begin=number * 1_000_000)
        ready.put(number)
        go.wait()
        began = time.perf_counter()
        ours.push(sent)
        done.put((began, time.perf_counter()))


def records_per_second(database: str, writers: int, records: int, batch: int) -> float:
    """Throughput of all writers together, from the first start to the last end; each writes a scope of its own."""
    context = multiprocessing.get_context("spawn")
    ready, done, go = context.Queue(), context.Queue(), context.Event()
    processes = [
        context.Process(target=_write, args=(number, database, records, batch, ready, go, done))
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
