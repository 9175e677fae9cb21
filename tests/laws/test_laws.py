"""The laws hold on random histories; and without any one rule, a law is broken."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.laws.history import Judgement
from tests.laws.laws import LAWS
from tests.laws.rules import RULES
from tests.laws.runs import CHUNK, Stage, a_stage, cores, run_seeds, some_judgements, story_of

HERE = Path(__file__).parent
HISTORIES = 500
CHUNKS = [range(start, start + CHUNK) for start in range(0, HISTORIES, CHUNK)]
NECESSITY = json.loads((HERE / "necessity.json").read_text())
MENDED = json.loads((HERE / "mended.json").read_text())
"""What was once wrong, each with the rule that mended it. That rule's seed in NECESSITY shows the fault when it is back."""


@pytest.fixture(scope="module")
def judge() -> Iterator[Callable[[range], list[Judgement]]]:
    """Gives the judgements on a chunk: from as many processes as there are cores, or in this one when it is one of many."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        yield some_judgements
        return
    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as pool:
        on_their_way = {chunk: pool.submit(some_judgements, chunk) for chunk in CHUNKS}
        yield lambda chunk: on_their_way[chunk].result()


def how_to_see(judgements: list[Judgement]) -> str:
    """The commands that replay what broke a law."""
    return "\n".join(
        f"python -m tests.laws --seed {each.seed} --trace  # {law}: {why[:200]}"
        for each in judgements
        for law, why in each.broken.items()
    )


@pytest.mark.parametrize("chunk", CHUNKS, ids=lambda chunk: f"{chunk.start}-{chunk.stop - 1}")
def test_no_history_breaks_a_law(
    judge: Callable[[range], list[Judgement]], chunk: range, tell: Callable[[str], None]
) -> None:
    judgements = judge(chunk)

    tell(f"seeds {chunk.start:3} to {chunk.stop - 1:3}: {len(judgements)} histories, {len(LAWS) + 1} laws each")
    assert [each.seed for each in judgements] == list(chunk)
    assert not (broken := [each for each in judgements if each.broken]), how_to_see(broken)


def test_what_was_mended_stays_mended() -> None:
    seed_of = {each["rule"]: each["seed"] for each in NECESSITY}

    judgements = list(run_seeds(seed_of[each["rule"]] for each in MENDED))

    assert len(judgements) == len(MENDED) > 0
    assert not (broken := [each for each in judgements if each.broken]), how_to_see(broken)


def test_the_same_seed_is_the_same_history() -> None:
    assert story_of(11) == story_of(11)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Phones and a server for histories whose phones keep all their rules."""
    with a_stage() as stage:
        yield stage


@pytest.mark.parametrize("entry", NECESSITY, ids=lambda entry: entry["rule"])
def test_without_the_rule_a_law_is_broken(stage: Stage, entry: dict) -> None:
    (mutant,) = (each for each in RULES if each.rule == entry["rule"])

    (judgement,) = run_seeds([entry["seed"]], mutant, None if mutant.replacements else stage)

    assert entry["law"] in judgement.broken


def test_every_rule_is_proved_necessary() -> None:
    assert [each["rule"] for each in NECESSITY] == [each.rule for each in RULES]
