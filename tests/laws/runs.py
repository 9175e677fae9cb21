"""Many histories: in this process, or in several."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context

from tests.laws.history import Judgement, live_through
from tests.laws.mutants import Mutant, without
from tests.laws.phones import Phones
from tests.laws.rules import RULES
from tests.laws.server import Server

CHUNK = 125


@dataclass(frozen=True)
class Stage:
    """What histories are played on, one after another."""

    phones: Phones
    server: Server


@contextmanager
def a_stage(mutant: Mutant | None = None) -> Iterator[Stage]:
    """Phones, perhaps without one of their rules, and a server."""
    stage = Stage(Phones(mutant.replacements if mutant else ()), Server())
    try:
        yield stage
    finally:
        stage.phones.close()
        stage.server.close()


def run_seeds(seeds: Iterable[int], mutant: Mutant | None = None, on: Stage | None = None) -> Iterator[Judgement]:
    """The judgements on histories, one after another; perhaps without a rule, perhaps on a stage that is there."""
    with nullcontext(on) if on else a_stage(mutant) as stage, without(mutant):
        for seed in seeds:
            yield live_through(stage.phones, stage.server, seed)


def run_many(seeds: range, jobs: int) -> Iterator[Judgement]:
    """The judgements on a range of seeds, by several processes, in order."""
    chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for judgements in pool.map(some_judgements, chunks):
            yield from judgements


def some_judgements(seeds: Sequence[int]) -> list[Judgement]:
    """The judgements on some histories."""
    return list(run_seeds(seeds))


def story_of(seed: int) -> list[str]:
    """Everything that is told of a history, but for its keys, which are secret and chance."""
    told: list[str] = []
    with a_stage() as stage:
        live_through(stage.phones, stage.server, seed, told.append)
    return told


def first_broken(number: int, most: int) -> tuple[int, str] | None:
    """The first seed that breaks a law without a rule, and the law; None when all hold."""
    for judgement in run_seeds(range(most), RULES[number]):
        if RULES[number].shows_in(judgement.broken):
            laws = sorted(judgement.broken, key=lambda law: law != RULES[number].law)
            return judgement.seed, ", ".join(laws)
    return None


def find_necessity(words: str, most: int, jobs: int) -> Iterator[tuple[Mutant, tuple[int, str] | None]]:
    """Every rule with some words in it, and what breaks without it."""
    some = [number for number, each in enumerate(RULES) if words in each.rule]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        found = pool.map(first_broken, some, [most] * len(some))
        yield from zip([RULES[number] for number in some], found, strict=True)


def cores() -> int:
    """How many processes are worth while."""
    return len(os.sched_getaffinity(0))
