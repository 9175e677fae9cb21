"""A few kills on each store; `python -m tests.faults.kills` does hundreds."""

from pathlib import Path
from random import SystemRandom

import pytest

from tests.faults.kills import a_run, told

KILLS = 3


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_a_server_killed_under_load_has_lost_nothing_and_halved_nothing(store: str, tmp_path: Path, tell) -> None:
    seed = SystemRandom().randrange(10**6)
    print("seed", seed)

    with a_run(store, tmp_path, seed) as run:
        tally = run.kill(KILLS)

    print(told(tally))
    tell(f"{store}: {KILLS} kills, {tally.acknowledged} changes acknowledged, {len(tally.lost)} lost; seed {seed}")
    assert tally.lost + tally.halves + tally.wrong == []
    assert tally.kills.total() == KILLS
    assert tally.acknowledged > 0
