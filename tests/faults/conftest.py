"""What the tests of faults share: a server of their own, stopped whatever happens."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.hands import Hand, Orders, hands_for
from tests.faults.served import Served


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """A maker of servers, not yet started: `serve(data)` or `serve(database=address)`."""
    made: list[Served] = []

    def make(data: Path = tmp_path / "data", **more: str) -> Served:
        data.mkdir(exist_ok=True)
        made.append(Served(data, **more))
        return made[-1]

    yield make
    for each in made:
        each.kill()


@pytest.fixture
def one_hand() -> Callable[[Served], Hand]:
    """A maker of Amina's device on the store of a server."""
    return lambda served: hands_for(served, Orders(), 1, seed=1)[0]
