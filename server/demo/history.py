"""Three weeks up to yesterday: every day the town lives, the tallymen walk, and now and then somebody looks again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from server.demo.cast import CAST, Member, routes_of
from server.demo.notes import Call, Keep
from server.demo.ops import Op, day_after
from server.demo.phone import Phone
from server.demo.plans import PROMO_SKU, Calendar, promoters_of, takes_part
from server.demo.stops import stop_fields
from server.demo.town import Shop
from server.demo.visit import pay_visit
from server.demo.world import Delivered, State, first_states, live_a_day
from server.departments.metrics.due import due_stops

DAYS = 21
SECOND_LOOK_WEEKDAY = 3
FOUND_OTHERWISE = {2, 4, 7, 9, 12}
"""The second looks, counted from 1, that find a product gone which was there in the morning."""
NO_SIGNAL = {("dalia", -9), ("dalia", -8), ("bruno", -15), ("bruno", -4)}
"""Days, counted from today, on which somebody's phone reached nobody; all of it arrives the day after or later."""

Send = Callable[[Phone, int], None]
"""Hands a phone's outbox to the server at a moment."""


@dataclass
class History:
    """The weeks as they go by."""

    town: list[Shop]
    calendar: Calendar
    week_a_on: str
    zone: ZoneInfo
    random: Random
    keep: Keep
    send: Send
    states: dict[str, State] = field(init=False)
    phones: dict[str, Phone] = field(init=False)
    rumours: list[str] = field(default_factory=list)
    visits: int = 0
    second_looks: int = 0

    def __post_init__(self) -> None:
        self.states = first_states(self.town, self.random)
        walkers = [each for each in CAST if each.territory]
        self.phones = {each.id: Phone(each.id, each.role, self.random) for each in walkers}
        self._promoters = {outlet: promoter for promoter, outlet in promoters_of(self.town).items()}

    def live(self) -> Iterator[Delivered]:
        """Let the days pass; gives what was delivered on them."""
        for away in range(-DAYS, 0):
            day = self.calendar.day(away)
            weekday = date.fromisoformat(day).isoweekday()
            for state in self.states.values():
                runs = day >= self.calendar.promo_from and takes_part(state.shop)
                yield from live_a_day(state, day, weekday, self.random, PROMO_SKU if runs else None)
            for member in CAST:
                self._work(member, day, weekday)

    def _work(self, member: Member, day: str, weekday: int) -> None:
        if member.role == "tallyman":
            (route,) = routes_of(member)
            self._walk(member, day, [self.states[stop["outlet"]] for stop in self._due(route, day)])
        elif member.role == "representative" and weekday == SECOND_LOOK_WEEKDAY:
            self._look_again(member, day)

    def _due(self, route: str, day: str) -> list:
        stops = [{"id": shop.id, **stop_fields(shop)} for shop in self.town if shop.route == route]
        return due_stops(stops, day, self.week_a_on)

    def _walk(self, member: Member, day: str, states: list[State]) -> None:
        phone, at = self.phones[member.id], self._moment(day, time(8, self.random.randint(5, 40)))
        made = 0
        is_silent = any(member.id == person and day == self.calendar.day(away) for person, away in NO_SIGNAL)
        for state in _as_walked(states, self.random):
            if self.random.random() < 0.04:
                continue
            at = pay_visit(self._call(member, state, day, at, planned=True))
            self.visits += 1
            made += 1
            if self.random.random() < 0.9 and not is_silent:
                self.send(phone, at + self.random.randint(15, 120) * 1_000)
            at += self.random.randint(3, 11) * 60_000 + self.random.randint(0, 59) * 1_000
        phone.tap(at, [_report(member, day, states, made)])
        if phone.outbox and not is_silent and (self.random.random() < 0.6 or day == self.calendar.day(-1)):
            self.send(phone, self._moment(day, time(19, self.random.randint(0, 59))))

    def _look_again(self, member: Member, day: str) -> None:
        """A representative drops in where a tallyman of theirs has just been, and seldom finds something otherwise."""
        at = self._moment(day, time(15, self.random.randint(0, 30)))
        seen = self._seen_on(day, routes_of(member))
        for state in self.random.sample(seen, min(2, len(seen))):
            self.second_looks += 1
            if self.second_looks in FOUND_OTHERWISE:
                _spoil(state, self.random)
            at = pay_visit(self._call(member, state, day, at, planned=False)) + 15 * 60_000
            self.visits += 1
        self.send(self.phones[member.id], at)

    def _seen_on(self, day: str, routes: list[str]) -> list[State]:
        """Where tallymen were on a day; if there are such, only where nobody comes again for two days."""
        seen = [state for state in self.states.values() if state.seen_on == day and state.shop.route in routes]
        soon = {
            stop["outlet"] for route in routes for ahead in (1, 2) for stop in self._due(route, day_after(day, ahead))
        }
        return [state for state in seen if state.shop.id not in soon] or seen

    def _call(self, member: Member, state: State, day: str, at: int, *, planned: bool) -> Call:
        return Call(
            state=state,
            day=day,
            started_at=at,
            planned=planned,
            phone=self.phones[member.id],
            calendar=self.calendar,
            keep=self.keep,
            random=self.random,
            promoters=self._promoters,
            language=member.language,
            rumours=self.rumours,
        )

    def _moment(self, day: str, clock: time) -> int:
        return round(datetime.combine(date.fromisoformat(day), clock, self.zone).timestamp()) * 1_000


def _report(member: Member, day: str, due: list[State], made: int) -> Op:
    """What the phone writes down at the end of a day."""
    (route,) = routes_of(member)
    fields = {
        "period": "day",
        "from_on": day,
        "until_on": day,
        "route": f"route/{route}",
        "due": len(due),
        "done": made,
    }
    scope = f"visits:{route}:{day[:7]}"
    return {"op": "set", "record": f"report/{member.id}/day/{day}", "kind": "report", "scope": scope, "fields": fields}


def _as_walked(states: list[State], random: Random) -> list[State]:
    """The stops in the order of the route, but now and then two are swapped."""
    walked = list(states)
    if len(walked) > 1 and random.random() < 0.2:
        place = random.randrange(len(walked) - 1)
        walked[place], walked[place + 1] = walked[place + 1], walked[place]
    return walked


def _spoil(state: State, random: Random) -> None:
    """Since the morning somebody bought all there was of a product, and a rival's goods took the shelf."""
    there = [stock for stock in state.stock.values() if stock.on_shelf]
    if there:
        gone = random.choice(there)
        gone.on_shelf = gone.back_room = 0
    state.displays["shelf"] = "missing"


def week_a_before(today: date) -> str:
    """A Monday of week A some weeks ago."""
    return day_after((today - timedelta(days=today.weekday())).isoformat(), -56)
