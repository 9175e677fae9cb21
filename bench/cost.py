"""What a piece of work costs: CPU time of the processes that did it, and time on the wall."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil


@dataclass
class Cost:
    """What one side took for some records."""

    records: int
    cpu_s: float = 0.0
    wall_s: float = 0.0

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a record."""
        return self.cpu_s / self.records * 1e6

    @property
    def per_second(self) -> float:
        """Records a second."""
        return self.records / self.wall_s

    def __str__(self) -> str:
        return f"{self.cpu_us:.1f} µs, {self.per_second:,.0f}/s"


def cpu_of(roots: Sequence[int]) -> float:
    """CPU seconds so far of processes and of all they started, those that have ended too."""
    total = 0.0
    for root in roots:
        first = psutil.Process(root)
        for process in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def measured(records: int, beside: Sequence[int] = (), *, here: bool = True) -> Iterator[Cost]:
    """The cost of a block: CPU of this process (unless it only asks) and of the process trees beside it."""
    cost = Cost(records)
    cpu, own, wall = cpu_of(beside), time.process_time(), time.perf_counter()
    yield cost
    cost.wall_s = time.perf_counter() - wall
    cost.cpu_s = cpu_of(beside) - cpu + (time.process_time() - own if here else 0.0)


def middle(costs: Sequence[Cost]) -> Cost:
    """The run in the middle by CPU time."""
    return sorted(costs, key=lambda each: each.cpu_s)[len(costs) // 2]


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Do several things at the same time, each in a thread; raises what any of them raises."""
    if len(works) == 1:
        works[0]()
        return
    with ThreadPoolExecutor(len(works)) as pool:
        for each in [pool.submit(work) for work in works]:
            each.result()
