"""Puts the invented company into an empty ledger, by the same doors as everybody else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from server.access import add_person
from server.demo import campaigns
from server.demo.cast import CAST, PASSWORD, grants_of
from server.demo.deliveries import monthly_sums, sell_in_ops
from server.demo.goods import catalogue_ops
from server.demo.history import DAYS, History, week_a_before
from server.demo.ops import Op
from server.demo.phone import Phone
from server.demo.pictures import Picture
from server.demo.plans import Calendar, plan_ops
from server.demo.replies import DECIDED, reply_ops
from server.demo.stops import stop_ops
from server.demo.town import shops, town_ops
from server.ledger import Author, the_ledger
from server.reference.writing import write_all

SEED = 20_260_301
MIRA = Author("mira", "marketing", "desk/mira")
SVEN = Author("sven", "sales", "desk/sven")

StoreBytes = Callable[[str, bytes], str]


class NotSeeded(Exception):
    """A part of the demo that the ledger did not accept: a fault of the demo."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the demo holds now."""

    outlets: int
    visits: int
    photos: int
    deliveries: int


def seed(now: int, zone: ZoneInfo, store_bytes: StoreBytes) -> Seeded:
    """Everything up to yesterday, counted from `now` (milliseconds), as one transaction."""
    today = datetime.fromtimestamp(now / 1_000, zone).date()
    plan = Calendar(today)
    week_a_on = week_a_before(today)
    town = shops(Random(SEED))
    album = Album(store_bytes)
    with the_ledger().transaction():
        _enrol()
        write_all(SVEN, town_ops(town, plan.day(-400), week_a_on) + stop_ops(town, plan.day(-DAYS)))
        write_all(MIRA, catalogue_ops(plan.day(-400)) + plan_ops(town, plan))
        campaigns.begun(album.keep, town, plan, Random(SEED))
        said: list[Op] = []
        random, send = Random(f"{SEED} {today}"), _sender(now, said)
        history = History(town, plan, week_a_on, zone, random, album.keep, send)
        earlier = monthly_sums(history.states.values(), date.fromisoformat(plan.day(-DAYS)), Random(SEED))
        deliveries = sell_in_ops([*earlier, *history.live()])
        write_all(SVEN, deliveries)
        campaigns.heard(history.phones, send, Random(SEED))
        write_all(MIRA, reply_ops(said, random, now))
    return Seeded(len(town), history.visits, album.count, len(deliveries))


def _enrol() -> None:
    ledger = the_ledger()
    for member in CAST:
        add_person(member.id, member.name, member.role, PASSWORD, member.language, territory=member.territory)
        for pattern, verbs in grants_of(member):
            ledger.grant(member.id, pattern, verbs)


class Album:
    """Photos on their way into the store."""

    def __init__(self, store_bytes: StoreBytes) -> None:
        self._store_bytes = store_bytes
        self.count = 0

    def keep(self, person: str, picture: Picture) -> str:
        """The SHA-256 under which a photo is kept."""
        self.count += 1
        return self._store_bytes(person, picture.jpeg)


def _sender(now: int, said: list[Op]) -> Callable[[Phone, int], None]:
    """Hands over what a phone holds, and keeps aside what the office will answer."""

    def send(phone: Phone, at: int) -> None:
        changes = phone.hand_over()
        said.extend(op for change in changes for op in change["ops"] if op["kind"] in DECIDED)
        verdicts = the_ledger().apply(phone.author, changes, now=min(at, now))
        for each in verdicts:
            if each["verdict"] != "accepted":
                raise NotSeeded(f"{each['verdict']}: {each.get('problems')}")

    return send
