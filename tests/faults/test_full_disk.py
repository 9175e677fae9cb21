"""A disk without room, or without leave to be written: nothing is taken, everybody is told, and later all is well."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.faults.disks import Disk, LimitedDisk, SmallDisk, is_cannot_write, may_mount, mounted
from tests.faults.hands import Hand
from tests.faults.proof import Examiner
from tests.faults.served import Served

CHANGES = 40
DISKS: dict[str, type[Disk]] = {"limited": LimitedDisk}
if may_mount():
    DISKS["mounted"] = SmallDisk


@pytest.fixture(params=DISKS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk under the folder `data`."""
    if request.param == "limited":
        yield LimitedDisk()
        return
    with mounted(tmp_path / "data"):
        yield SmallDisk()


def test_a_full_disk_takes_nothing_and_says_so_and_takes_it_all_when_there_is_room(
    disk: Disk, serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve()
    amina, examiner = one_hand(served), Examiner(served)
    served.start()
    amina.prepare(CHANGES)
    assert amina.send().status_code == 200
    before = examiner.look(amina.acknowledged)
    amina.prepare(CHANGES)

    disk.fill(served)
    assert all(is_cannot_write(amina.send()) for _ in range(3))
    full = examiner.look(amina.acknowledged)
    disk.free(served)

    assert full.is_whole
    assert full.journalled == before.journalled
    assert amina.send().status_code == 200
    after = examiner.look(amina.acknowledged)
    assert after.is_whole
    assert len(after.journalled) == 2 * CHANGES


def test_what_is_there_is_still_told_from_a_full_disk(
    disk: Disk, serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve()
    amina = one_hand(served)
    served.start()
    amina.prepare(CHANGES)
    amina.send()
    asking = {"Authorization": f"Bearer {amina.token}"}
    requests.post(f"{served.url}/api/v1/exchange", json={}, headers=asking)

    disk.fill(served)
    told = requests.post(f"{served.url}/api/v1/exchange", json={}, headers=asking)

    assert told.status_code == 200
    assert sum(len(part["rows"]) for part in told.json()["scopes"]) > CHANGES / 2


def test_a_store_that_may_not_be_written_takes_nothing_until_it_may(
    serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve()
    amina, examiner = one_hand(served), Examiner(served)
    served.start()
    amina.prepare(CHANGES)

    served.allow_files_of(0)
    assert is_cannot_write(amina.send())
    served.allow_files_of()

    assert examiner.look({}).journalled == frozenset()
    assert amina.send().status_code == 200
    assert examiner.look(amina.acknowledged).is_whole
