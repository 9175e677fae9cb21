"""Many devices without a pause: what must not grow does not."""

import time
from collections.abc import Callable

from tests.faults.hands import Orders, hands_for
from tests.faults.served import Served

ENOUGH = 1_000
MOST_BYTES = 10_000_000


def test_the_log_of_a_store_is_emptied_though_somebody_is_always_at_work(serve: Callable[..., Served]) -> None:
    served, orders = serve(), Orders()
    hands = hands_for(served, orders, 6, seed=1)
    served.start()

    for hand in hands:
        hand.start()
    orders.pushing.set()
    while sum(len(hand.acknowledged) for hand in hands) < ENOUGH:
        time.sleep(0.1)
    orders.going_home.set()
    for hand in hands:
        hand.join(60)

    assert (served.data / "tallyround.sqlite-wal").stat().st_size < MOST_BYTES
    assert [each for hand in hands for each in hand.unforeseen] == []
