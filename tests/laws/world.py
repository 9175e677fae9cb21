"""One history: phones, a lossy network and a server, all stepped by one seed; what was said and heard is kept."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from server.ledger.reader import visit_months
from tests.cast import DAY, MINUTE
from tests.laws.account import Heard, Life, Saved, Tap, Turn
from tests.laws.cast import AMINAS, BRUNOS, COURIER, PHONES, ROLE_OF, ROSAS, ROUTES_OF, Held
from tests.laws.drops import let_go_too_soon
from tests.laws.phones import Phones
from tests.laws.server import Died, Reply, Server

KINDS = 7
STRANGERS = {
    "refused": Reply(503, {"retry-after": "5"}, b"busy", ""),
    "captive": Reply(200, {}, b"<html>Welcome to the hotel</html>", ""),
}
"""What answers in the server's place."""


@dataclass
class Ask:
    """A request on its way."""

    device: str
    ask: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Phone:
    """A phone as the history knows it from outside."""

    held: Held
    kinds: int
    pending: Ask | None = None
    before: list[Reply] = field(default_factory=list)
    alive: bool = False
    next: int | None = None
    skew: int = 0
    visits: int = 0

    @property
    def name(self) -> str:
        """How the other process calls it."""
        return self.held.name


@dataclass
class World:
    """A history while it happens."""

    phones: Phones
    server: Server
    seed: int
    trace: Callable[[str], None] | None = None
    chance: random.Random = field(init=False)
    cast: list[Phone] = field(default_factory=list)
    ghosts: list[Ask] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    routes: dict[str, set[str]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    visits: list[tuple[str, str, str]] = field(default_factory=list)
    spends: list[tuple[str, str]] = field(default_factory=list)
    rotten: set[tuple[str, str]] = field(default_factory=set)
    saved: Saved | None = None
    courier: list[dict[str, Any]] = field(default_factory=list)
    courier_told: list[dict[str, Any]] = field(default_factory=list)
    """Of the courier's changes, those that this life of the store has answered."""
    garbled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        pages = self.chance.choice((2, 3, 5, 8, 2_000))
        self.server.fresh(self.seed, page_rows=pages, max_body_bytes=16_000)
        self.phones.do(self.now, "world", self.seed)
        self.routes = {person: set(routes) for person, routes in ROUTES_OF.items()}
        self.lives = [Life("e1", 0, 0)]
        self.turns = [Turn(0, person, route, True) for person, routes in ROUTES_OF.items() for route in routes]
        for held in self._who_is_here():
            self.cast.append(Phone(held, self.chance.choice((KINDS, KINDS, KINDS, 3))))
            self.phones.do(self.now, "phone", held.name, held.person, held.disk)
        for phone in self.cast:
            self.boot(phone)

    def _who_is_here(self) -> list[Held]:
        others = [each for each in PHONES if each not in (AMINAS, ROSAS)]
        some = self.chance.sample(others, self.chance.choice((0, 1, 1, 2)))
        return [AMINAS, ROSAS, *(each for each in others if each in some)]

    @property
    def now(self) -> int:
        """The world's clock, which is the server's."""
        return self.server.clock.now

    @property
    def life(self) -> Life:
        """The store's present life."""
        return self.lives[-1]

    def begin_life(self, epoch: str, saved: Saved) -> None:
        """The store was put back to a backup."""
        self.lives.append(Life(epoch, self.now, saved.at))
        self.routes = {person: set(routes) for person, routes in saved.routes.items()}
        self.turns = list(saved.turns)
        self.courier_told = []

    def say(self, text: str) -> None:
        """Tell whoever follows what happens."""
        if self.trace is not None:
            self.trace(f"{self.now} {text}")

    def blame(self, law: str, why: str) -> None:
        """Note that a law was broken."""
        self.say(f"BROKEN {law}: {why}")
        self.broken.append((law, why))

    def pass_time(self) -> None:
        """Seconds or minutes, sometimes days."""
        dice = self.chance.random()
        if dice < 0.005:
            self.server.clock.now += 40 * DAY
        elif dice < 0.02:
            self.server.clock.now += self.chance.randrange(1, 9) * DAY
        else:
            self.server.clock.now += self.chance.randrange(1, 3 * MINUTE)

    # -- phones

    def do(self, phone: Phone, command: str, *given: Any) -> Any:
        """Let a phone do something; its requests are then on their way."""
        told = self.phones.do(self.now, command, phone.name, *given)
        phone.alive = told["alive"]
        phone.next = None if told["next"] is None else ceil(told["next"])
        for error in told["errors"]:
            self.say(f"  {phone.name} says {error}")
        for ask in told["asks"]:
            self._sent(phone, ask)
        if not phone.alive and phone.pending is not None:
            self.ghosts.append(phone.pending)
            phone.pending = None
        return told["result"]

    def _sent(self, phone: Phone, ask: dict[str, Any]) -> None:
        body = (ask["body"] or "").encode("utf-8", "surrogatepass")
        asked = Ask(phone.held.device, ask["ask"], ask["method"], ask["path"], ask["headers"], body)
        if not phone.alive:
            self.ghosts += [asked] if asked.path != "/api/v1/kinds" else []
        elif asked.path == "/api/v1/kinds":
            self.do(phone, "reply", asked.ask, {"status": 304, "headers": {}, "body": ""})
        else:
            assert phone.pending is None, "two requests at once"
            phone.pending = asked

    def boot(self, phone: Phone) -> None:
        """Start a phone's app; on the first day its owner signs in too."""
        is_first, said = phone.next is None and not phone.visits, None
        if is_first:
            device = phone.held.device
            keys = {"token": self.server.tokens[device], "deposit_key": self.server.deposit_keys[device]}
            said = {"device": device, "role": ROLE_OF[phone.held.person], "kinds": phone.kinds, **keys}
        self.say(f"{phone.name} starts")
        phone.pending, phone.visits = None, phone.visits + 1
        self.do(phone, "boot", said)

    def tap(self, phone: Phone, drafts: list[dict[str, Any]]) -> str | None:
        """Something is tapped; the change's id when the phone says that it is saved."""
        result = self.do(phone, "tap", drafts)
        told = result["id"] if result and "id" in result else None
        self.say(f"{phone.name} taps {json.dumps(drafts)} -> {result}")
        if told:
            self.taps.append(Tap(phone.name, told, tuple(drafts)))
        return told

    # -- the network

    def carry(self, phone: Phone, *, how: str = "there and back") -> None:
        """Take a phone's request to the server and, if all goes well, the reply back."""
        ask = phone.pending
        assert ask is not None
        phone.pending = None
        self.say(f"{phone.name}'s {ask.path} is carried: {how}")
        reply = STRANGERS.get(how) or (None if how in ("lost", "late") else self.reach(ask))
        if how == "twice":
            reply = self.chance.choice([reply, self.reach(ask)])
        if how == "late":
            self.ghosts.append(ask)
        if how == "stale":
            reply = self.chance.choice(phone.before) if phone.before else reply
        if reply is None or how == "unheard":
            self.do(phone, "silence", ask.ask)
        else:
            if how not in STRANGERS and ask.path == "/api/v1/exchange":
                phone.before.append(reply)
            self._hand_over(phone, ask, reply)

    def _hand_over(self, phone: Phone, ask: Ask, reply: Reply) -> None:
        body = reply.body.decode()
        takes_away = '"drop":["' in body
        before = self.do(phone, "look") if takes_away else {}
        self.do(phone, "reply", ask.ask, {"status": reply.status, "headers": reply.headers, "body": body})
        if takes_away:
            for why in let_go_too_soon(before, self.do(phone, "look"), json.loads(body)):
                self.blame("Own writes", f"{phone.name} {why}")

    def reach(self, ask: Ask) -> Reply | None:
        """What the server answers; None when it died over it."""
        allowed = self.may_read(person_of(ask.device))
        try:
            reply = self.server.call(ask.method, ask.path, ask.headers, ask.body)
        except Died:
            self.say("  the server dies over it")
            return None
        self.say(f"  {ask.body.decode('utf-8', 'replace')}\n  {reply.status} {reply.body.decode()}")
        if reply.status >= 500:
            self.blame("Live", f"the server answers {reply.status}: {reply.complaints[-600:]}")
        if reply.status == 200 and ask.path == "/api/v1/exchange":
            self._hear(ask, reply, allowed | self.may_read(person_of(ask.device)))
        return reply

    def _hear(self, ask: Ask, reply: Reply, allowed: set[str]) -> None:
        heard = Heard(ask.device, json.loads(ask.body), json.loads(reply.body), self.now, len(self.lives), allowed)
        self.heard.append(heard)

    def may_read(self, person: str) -> set[str]:
        """The scopes that somebody may read now, by the history's own account of grants."""
        months = visit_months(self.now, ZoneInfo("UTC"))
        visits = {f"visits:{route}:{month}" for route in self.routes[person] for month in months}
        return {
            "company",
            "territory:north",
            f"person:{person}",
            *visits,
            *(f"route:{each}" for each in self.routes[person]),
        }

    def office(self, *ops: dict[str, Any]) -> None:
        """The office changes something."""
        self.say(f"the office: {json.dumps(ops)} -> {self.server.write(*ops)['verdict']}")

    def call_by_hand(self, changes: list[dict[str, Any]]) -> Reply | None:
        """Exchange as the courier does, who keeps nothing but what was made."""
        token = self.server.tokens[COURIER[1]]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps({"request": 1, "have": {}, "changes": changes}).encode()
        reply = self.reach(Ask(COURIER[1], 0, "POST", "/api/v1/exchange", headers, body))
        if reply is not None and reply.status == 200:
            self.courier_told += [each for each in changes if each not in self.courier_told]
        return reply


def person_of(device: str) -> str:
    """Whose device it is."""
    return next((each.person for each in PHONES if each.device == device), BRUNOS.person)
