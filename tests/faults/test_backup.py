"""A copy made under load, and what becomes of everybody's work when it is put back."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.faults.hands import Hand, Orders, hands_for
from tests.faults.proof import Examiner
from tests.faults.served import Served

BATCH = 50


class Keeper(Hand):
    """A device that keeps what was answered until a proved copy holds it, and sends it again in a new epoch."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.archive: dict[str, tuple[dict[str, Any], int]] = {}
        self.forgotten = 0
        self.epoch = ""
        self._again: list[dict[str, Any]] = []
        self._heard_on_the_way_home = False

    def may_leave(self) -> bool:
        """Not before the server was heard once more: who had nothing to send must still learn of a new epoch."""
        return self._heard_on_the_way_home

    def hear(self, told: dict[str, Any]) -> None:
        """Keep the answer and what it answers; forget what is safe; in a new epoch begin again with the oldest."""
        if self.epoch not in ("", told["epoch"]):
            self._again = sorted((change for change, _ in self.archive.values()), key=lambda each: each["n"])
        self.epoch = told["epoch"]
        self.archive |= {change["id"]: (change, told["now"]) for change in self.waiting}
        safe = [name for name, (_, at) in self.archive.items() if at <= told["safe_through"]]
        self.forgotten += len(safe)
        for name in safe:
            del self.archive[name]
        super().hear(told)
        self._heard_on_the_way_home = self._orders.going_home.is_set()
        if self._again:
            self.pack(self._again[:BATCH])
            del self._again[:BATCH]


def push(orders: Orders, seconds: float) -> None:
    """Everybody works for a while."""
    orders.pushing.set()
    time.sleep(seconds)


def settled(fields: dict[str, Any], hands: list[Keeper]) -> dict[str, Any]:
    """What records say to which nothing was on its way; who met whom unseen depends on the order of arrival."""
    moving = {op["record"] for hand in hands for change in hand.waiting for op in change["ops"]}
    return {name: said for name, said in fields.items() if name not in moving and not name.startswith("dispute/")}


def lasting(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What outlives a restore: a refused change is judged anew, so which of its ops is at fault may differ."""
    return None if fields is None else {name: value for name, value in fields.items() if name != "problems"}


def test_a_copy_made_under_load_and_what_phones_kept_are_together_everything_that_was_answered(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    served, orders = serve(workers=2), Orders()
    hands: list[Keeper] = hands_for(served, orders, 3, 1, Keeper)  # type: ignore[assignment]
    examiner = Examiner(served)
    served.start()
    for hand in hands:
        hand.start()
    push(orders, 0.5)
    served.flask("backup", str(tmp_path / "copy.sqlite"))
    push(orders, 0.5)
    orders.pushing.clear()
    served.kill()
    acknowledged = {name: said for hand in hands for name, said in hand.acknowledged.items()}
    before, records = examiner.look(acknowledged), settled(examiner.fields(), hands)

    told = served.flask("restore", str(tmp_path / "copy.sqlite"), "--yes")
    restored = examiner.look({})
    served.start()
    orders.going_home.set()
    orders.pushing.set()
    for hand in hands:
        hand.join(60)

    assert before.is_whole
    assert restored.is_whole
    assert "the epoch is now" in told
    assert acknowledged.keys() - restored.journalled, "nothing was lost with the store: the test shows nothing"
    assert sum(hand.forgotten for hand in hands), "nobody forgot anything: the test shows nothing"
    after = examiner.look({})
    assert after.is_whole
    assert acknowledged.keys() <= after.journalled
    found = examiner.fields()
    assert {name: lasting(found.get(name)) for name in records} == {
        name: lasting(each) for name, each in records.items()
    }
    assert [each for hand in hands for each in hand.unforeseen] == []
