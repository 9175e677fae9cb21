"""A PostgreSQL that goes away and comes back: the server says so meanwhile and needs nobody's help afterwards."""

import threading
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.faults.databases import Database, a_database
from tests.faults.hands import Hand
from tests.faults.proof import Examiner
from tests.faults.served import Served


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """A PostgreSQL that may be stopped."""
    with a_database() as running:
        yield running


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_while_the_database_is_away_nothing_is_taken_and_afterwards_everything(
    database: Database, serve: Callable[..., Served], one_hand: Callable[[Served], Hand], how: str
) -> None:
    served = serve(database=database.renewed())
    amina, examiner = one_hand(served), Examiner(served)
    served.start()
    amina.prepare(5)
    assert amina.send().status_code == 200
    amina.prepare(5)

    database.stop(how)
    away = [amina.send() for _ in range(3)]
    desk = requests.get(f"{served.url}/office/", timeout=30)
    health = requests.get(f"{served.url}/healthz", timeout=30)
    database.start()

    assert {each.json()["code"] for each in away} <= {"server.busy", "server.storage"}
    assert (desk.status_code, health.status_code) == (503, 503)
    assert desk.headers["Content-Type"].startswith("text/html")
    served.wait_until_healthy()
    assert amina.send().status_code == 200
    assert amina.unforeseen == []
    found = examiner.look(amina.acknowledged)
    assert found.is_whole
    assert len(found.journalled) == 10


def test_a_server_that_starts_before_its_database_waits_for_it(
    database: Database, serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve(database=database.renewed())
    amina = one_hand(served)
    database.stop()

    late = threading.Timer(4, database.start)
    late.start()
    served.start()
    late.join()

    amina.prepare(1)
    assert amina.send().status_code == 200
