"""Phones that push without rest, each on a thread: what is not answered goes again, the same bytes."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
import requests

from server import create_app
from server.access import start_session
from server.database import db
from tests.cast import AMINA, BRUNO, COLA, KIOSK, MONTH, ROSA, TEA, WATER, change_id
from tests.faults.served import Served
from tests.given import a_set, company

PEOPLE = {AMINA: "n1", BRUNO: "n2", ROSA: "n1"}
PRODUCTS = (COLA, TEA, WATER)
PATIENCE_S = 30
PAUSE_S = 0.05


@dataclass
class Orders:
    """What all hands are told: to push, to rest, or to send what is left and go."""

    pushing: threading.Event = field(default_factory=threading.Event)
    going_home: threading.Event = field(default_factory=threading.Event)


class Hand(threading.Thread):
    """One device at work; it remembers every answer."""

    def __init__(self, number: int, person: str, device: str, token: str, url: str, orders: Orders, seed: int) -> None:
        super().__init__(name=f"{person}'s device {number}", daemon=True)
        self.number, self.person, self.device, self.token, self.route = number, person, device, token, PEOPLE[person]
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.statuses: Counter[int] = Counter()
        self.unforeseen: list[str] = []
        self.unheard = 0
        self.waiting: list[dict[str, Any]] = []
        self._body = b""
        self._n = 0
        self._counts: list[str] = []
        self._chance = Random(f"{seed}-{number}")
        self._orders = orders
        self._url = f"{url}/api/v1/exchange"
        self._session = requests.Session()
        self._session.headers.update({"Authorization": f"Bearer {token}", "Content-Type": "application/json"})

    def run(self) -> None:
        """Push until told to go home and nothing waits."""
        while True:
            self._orders.pushing.wait()
            if not self.waiting:
                if not self._orders.going_home.is_set():
                    self.prepare(self._chance.choice((1, 1, 3, 8, 20)))
                elif self.may_leave():
                    return
                else:
                    self.pack([])
            reply = self.send()
            if reply is None or reply.status_code != 200:
                time.sleep(PAUSE_S)

    def may_leave(self) -> bool:
        """Whether nothing is left to be asked before going home."""
        return True

    def prepare(self, count: int) -> None:
        """Make so many changes and the one request that carries them, however often it is sent."""
        self.pack([self._change() for _ in range(count)])

    def pack(self, changes: list[dict[str, Any]]) -> None:
        """Let these changes wait for an answer."""
        self.waiting = changes
        self._body = orjson.dumps({"changes": changes, "budget": {"rows": 1, "bytes": 1_024}})

    def send(self) -> requests.Response | None:
        """Send what waits; the reply, or None when none was heard."""
        try:
            reply = self._session.post(self._url, data=self._body, timeout=PATIENCE_S)
            told = reply.json()
        except requests.RequestException:
            self.unheard += 1
            return None
        self.statuses[reply.status_code] += 1
        if reply.status_code == 200:
            self.hear(told)
        elif reply.status_code != 503 or "Retry-After" not in reply.headers:
            self.unforeseen.append(f"{reply.status_code} {reply.text[:300]}")
        return reply

    def hear(self, told: dict[str, Any]) -> None:
        """Keep the answer to what waited."""
        self.acknowledged.update({each["id"]: each for each in told["verdicts"]})
        self.waiting = []

    def _change(self) -> dict[str, Any]:
        """One of the things that tallymen do: a visit with its counts, a correction, a slip, a word on an outlet."""
        self._n += 1
        name = change_id(self.device, self._n)
        made = self._chance.choices((self._visit, self._correction, self._slip, self._outlet), (6, 3, 1, 1))[0]
        after = [change_id(self.device, self._n - 1)] if self._n > 1 and self._chance.random() < 0.2 else []
        now = time.time_ns() // 1_000_000
        return {"id": name, "n": self._n, "at": now, "off": 0, "after": after, "ops": made()}

    def _visit(self) -> list[dict[str, Any]]:
        visit = f"01999999-{self.number:04d}-7000-8000-{self._n:012d}"
        ops = [self._set(visit, "visit", outlet=KIOSK, route=f"route/{self.route}", planned=True)]
        for product in PRODUCTS[: self._chance.randrange(1, 4)]:
            count = f"{visit}/stock_count/{product}"
            self._counts.append(count)
            ops.append(self._set(count, "stock_count", outlet=KIOSK, sku=product, on_shelf=self._chance.randrange(40)))
        return ops

    def _correction(self) -> list[dict[str, Any]]:
        if not self._counts:
            return self._visit()
        some = {self._chance.choice(self._counts) for _ in range(3)}
        return [self._set(each, "stock_count", back_room=self._chance.randrange(400)) for each in sorted(some)]

    def _slip(self) -> list[dict[str, Any]]:
        visit = self._visit()
        return [*visit, self._set(visit[1]["record"], "stock_count", on_shelf=-1)]

    def _outlet(self) -> list[dict[str, Any]]:
        city = f"{self.person} {self.number} {self._n}"
        return [a_set(f"outlet/{self.route}", "outlet", f"route:{self.route}", name="Kiosk", city=city)]

    def _set(self, record: str, kind: str, **fields: Any) -> dict[str, Any]:
        return a_set(record, kind, f"visits:{self.route}:{MONTH}", **fields)


def hands_for(served: Served, orders: Orders, count: int, seed: int, sort: type[Hand] = Hand) -> list[Hand]:
    """Devices with a session on a store that nobody serves yet."""
    app = create_app(served.settings)
    company(app)
    hands = []
    with app.app_context():
        for number in range(count):
            person = list(PEOPLE)[number % len(PEOPLE)]
            device = f"{0xA000 + number:x}0000-0000-4000-8000-{number:012d}"
            token, _ = start_session(person, device)
            hands.append(sort(number, person, device, token, served.url, orders, seed))
        db.session.remove()
        db.engine.dispose()
    return hands
