"""Kills a server under load again and again: `python -m tests.faults.kills --store sqlite --times 200 --seed 1`."""

import argparse
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

from tests.faults.databases import Database, a_database
from tests.faults.hands import Hand, Orders, hands_for
from tests.faults.nursery import Nursery
from tests.faults.proof import Examiner
from tests.faults.served import Served

HANDS = 6
COLD_EVERY = 20
WHOLE_EVERY = 20
"""Every so many kills, and at the end, the whole store is read again; else what came of late."""
TELL_EVERY = 20
WITH_DATABASE = {"server": 5, "backend": 2, "both": 1}
"""What is killed, and how often in eight, where the store is a server of its own."""


@dataclass
class Tally:
    """What came of the kills."""

    kills: Counter[str] = field(default_factory=Counter)
    restarts: dict[str, list[float]] = field(default_factory=dict)
    cold: list[float] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    acknowledged: int = 0
    in_the_air: int = 0
    in_the_air_and_kept: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    unheard: int = 0
    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, halved or wrong."""
        return not (self.lost or self.halves or self.wrong)


class Run:
    """One store, its server, the hands that push and the examiner who looks."""

    def __init__(self, folder: Path, database: Database | None, seed: int) -> None:
        self.chance = Random(seed)
        self.tally = Tally()
        self._database = database
        self._served = Served(folder, database=database.address if database else "", workers=2)
        self._orders = Orders()
        self._hands: list[Hand] = hands_for(self._served, self._orders, HANDS, seed)
        self._examiner = Examiner(self._served)
        self._nursery = Nursery()

    def kill(self, times: int) -> Tally:
        """The tally of so many kills and what followed."""
        self.tally.cold.append(self._served.start())
        try:
            for hand in self._hands:
                hand.start()
            for number in range(1, times + 1):
                self._round(number)
                if number % COLD_EVERY == 0:
                    self._start_cold()
                if number % TELL_EVERY == 0:
                    print(f"{number} kills, {self.tally.acknowledged} changes acknowledged", flush=True)
            self._send_the_rest()
        finally:
            self._served.kill()
            self._nursery.close()
        if not self._examiner.is_laid_out_alike():
            self.tally.wrong.append("the flat tables are not those that a rebuild makes")
        return self.tally

    def _start_cold(self) -> None:
        """How long a start takes that has nothing to recover: among the others, so that the machine is as busy."""
        self._orders.pushing.clear()
        self._served.stop()
        self.tally.cold.append(self._served.start())

    def _round(self, number: int) -> None:
        self._orders.pushing.set()
        time.sleep(self.chance.uniform(0.05, 1.0))
        what = self.chance.choices(list(WITH_DATABASE), list(WITH_DATABASE.values()))[0] if self._database else "server"
        seconds = getattr(self, f"_kill_{what}")()
        self.tally.kills[what] += 1
        self.tally.restarts.setdefault(what, []).append(seconds)
        self._look(f"kill {number} ({what})", whole=number % WHOLE_EVERY == 0)

    def _kill_server(self) -> float:
        self._served.kill()
        self._orders.pushing.clear()
        if self._database is None:
            self.tally.recoveries.append(seconds_to_recover(self._served.data))
        return self._served.start(self._nursery)

    def _kill_backend(self) -> float:
        assert self._database is not None
        self._database.kill_a_backend(self.chance)
        begin = time.monotonic()
        self._served.wait_until_healthy()
        return time.monotonic() - begin

    def _kill_both(self) -> float:
        assert self._database is not None
        self._database.stop("immediate")
        self._served.kill()
        self._orders.pushing.clear()
        begin = time.monotonic()
        self._database.start()
        self.tally.recoveries.append(time.monotonic() - begin)
        return self._served.start(self._nursery)

    def _look(self, when: str, *, whole: bool) -> None:
        acknowledged = {name: said for hand in self._hands for name, said in list(hand.acknowledged.items())}
        in_the_air = {change["id"] for hand in self._hands for change in list(hand.waiting)}
        found = self._examiner.look(acknowledged, whole=whole)
        self.tally.acknowledged = len(acknowledged)
        self.tally.in_the_air += len(in_the_air)
        self.tally.in_the_air_and_kept += len(in_the_air & found.journalled)
        self.tally.lost += [f"{when}: {each}" for each in found.lost]
        self.tally.halves += [f"{when}: {each}" for each in found.halves]
        self.tally.wrong += [f"{when}: {each}" for each in found.wrong]

    def _send_the_rest(self) -> None:
        """Everybody gets an answer to everything and goes home."""
        self._orders.going_home.set()
        self._orders.pushing.set()
        for hand in self._hands:
            hand.join(120)
            if hand.waiting:
                self.tally.lost.append(f"{hand.name} never got an answer to {hand.waiting[0]['id']}")
            self.tally.wrong += [f"{hand.name} was answered {each}" for each in hand.unforeseen]
            self.tally.statuses += hand.statuses
            self.tally.unheard += hand.unheard
        self._look("at the end", whole=True)


def seconds_to_recover(data: Path) -> float:
    """How long an embedded store takes to be read again, tried on a copy of what the kill left."""
    with tempfile.TemporaryDirectory(prefix="tallyround-left-") as folder:
        for suffix in ("", "-wal"):
            shutil.copy(data / f"tallyround.sqlite{suffix}", folder)
        begin = time.monotonic()
        with closing(sqlite3.connect(Path(folder) / "tallyround.sqlite")) as store:
            store.execute("SELECT count(*) FROM scope").fetchone()
        return time.monotonic() - begin


@contextmanager
def a_run(store: str, folder: Path, seed: int) -> Iterator[Run]:
    """A run on a fresh store of one of the two sorts."""
    if store == "sqlite":
        yield Run(folder, None, seed)
    else:
        with a_database() as database:
            yield Run(folder, database, seed)


def told(tally: Tally) -> str:
    """The tally as a table."""
    lines = [("kills", " ".join(f"{what} {count}" for what, count in sorted(tally.kills.items())))]
    lines += [("changes acknowledged", f"{tally.acknowledged}")]
    lines += [("changes in the air at a kill", f"{tally.in_the_air}, of them kept {tally.in_the_air_and_kept}")]
    lines += [("answers", " ".join(f"{status}: {count}" for status, count in sorted(tally.statuses.items())))]
    lines += [("requests without an answer", str(tally.unheard))]
    lines += [("lost", str(len(tally.lost))), ("halves", str(len(tally.halves))), ("wrong", str(len(tally.wrong)))]
    lines += [("recovery of the store by itself", _spread(tally.recoveries))]
    lines += [("start with the loading of Python, seconds", _spread(tally.cold))]
    lines += [(f"start after killing {what}, seconds", _spread(some)) for what, some in sorted(tally.restarts.items())]
    return "\n".join(f"{name:42} {value}" for name, value in lines)


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "not measured"
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2]:.2f}, max {ordered[-1]:.2f} ({len(ordered)})"


def main() -> None:
    """Kill, tell, and fail when anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--seed", type=int, default=None)
    given = asked.parse_args()
    seed = SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"store {given.store}, seed {seed}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="tallyround-kills-") as folder,
        a_run(given.store, Path(folder), seed) as run,
    ):
        tally = run.kill(given.times)
    print(told(tally))
    for each in (tally.lost + tally.halves + tally.wrong)[:20]:
        print(each)
    raise SystemExit(0 if tally.is_clean else 1)


if __name__ == "__main__":
    main()
