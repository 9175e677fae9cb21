"""Integrity signals of a window: what looks odd, about whom, with the records to look at side by side. No verdicts."""

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from sqlalchemy import Text, case, cast, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.inbox import reused_photos
from server.departments.kept import once
from server.departments.metrics.integrity import SAME_VISITS, kilometres
from server.departments.observations import disagreements_in, in_window
from server.departments.raised import Raised, Row, raised
from server.departments.reach import Reach
from server.departments.stock import STOCK, state
from server.departments.universe import outlets_of_parts
from server.flat import flat_table

NEAR_M = 150
"""What the phone calls near an outlet."""
PART_OF_USUAL = 4
"""A visit is too short below this part of the median of its class."""
ENOUGH_VISITS = 10
TAPPED = ("stock_count", "display_check", "pop_placement", "promo_check", "price_check", "attitude")
ORDER = (
    "photo_reuse",
    "impossible_travel",
    "position_mismatch",
    "pin_moved",
    "clock_jump",
    "position_too_perfect",
    "visit_too_short",
    "batch_entry",
    "straight_lining",
    "contradiction",
    "two_people_on_one_day",
)


def signals_in(session: Session, filters: Filters, reach: Reach) -> list[Raised]:
    """Every signal of a window that the reader's own records show, newest first."""
    return once(session, filters, lambda: _signals(session, filters, reach), "signals", reach)


def _signals(session: Session, filters: Filters, reach: Reach) -> list[Raised]:
    visits = _visits(session, filters, reach)
    found = [
        *_reused_photos(session, filters, reach),
        *_one_by_one(visits),
        *_in_a_row(visits),
        *_by_one_clock(visits),
        *_too_short(visits),
        *_at_one_outlet(visits),
        *_entered_at_once(session, visits),
        *_lined(session, filters, visits),
        *_contradicted(session, filters, reach),
    ]
    return sorted(found, key=lambda each: (-each.at, each.id))


def _visits(session: Session, filters: Filters, reach: Reach) -> list[Row]:
    visit, outlets, outlet = flat_table("visit"), outlets_of_parts(filters), flat_table("outlet")
    position = [f"started_position_{part}" for part in ("lat_e6", "lon_e6", "accuracy_m")]
    names = ["id", "outlet", "author", "device", "started_at", "ended_at", "ended_by", "outcome", "made_on", "first_at"]
    names += ["distance_m", *position]
    query = (
        select(
            *(visit.c[name] for name in names),
            outlet.c.outlet_class,
            outlet.c.position_lat_e6.label("pin_lat_e6"),
            outlet.c.position_lon_e6.label("pin_lon_e6"),
        )
        .join(outlets, outlets.c.id == visit.c.outlet)
        .join(outlet, outlet.c.id == visit.c.outlet)
        .where(in_window(visit, filters), ~visit.c.retired, reach.condition(visit.c.scope))
        .order_by(visit.c.first_at, visit.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _place(row: Row) -> tuple[float, float] | None:
    lat, lon = row["started_position_lat_e6"], row["started_position_lon_e6"]
    return None if lat is None or lon is None else (lat / 1e6, lon / 1e6)


# -- photos


def _reused_photos(session: Session, filters: Filters, reach: Reach) -> Iterator[Raised]:
    for photo, twin in reused_photos(session, filters, reach):
        days = (photo["first_at"] - twin["first_at"]) / 86_400_000
        yield from raised(metrics.photo_reuse(photo["dhash"], twin["dhash"], days), "photo", photo, twin)


# -- visits, each by itself and one after the other


def _one_by_one(visits: list[Row]) -> Iterator[Raised]:
    for visit in visits:
        away, accuracy = visit["distance_m"], visit["started_position_accuracy_m"] or 0
        if away is None:
            continue
        yield from raised(metrics.position_mismatch(away, accuracy, NEAR_M), "visit", visit)
        pin, place = (visit["pin_lat_e6"], visit["pin_lon_e6"]), _place(visit)
        if place and None not in pin:
            now = kilometres(place, (pin[0] / 1e6, pin[1] / 1e6)) * 1_000
            yield from raised(metrics.pin_moved(away - accuracy, now, NEAR_M), "visit", visit)


def _in_a_row(visits: list[Row]) -> Iterator[Raised]:
    """Two visits of one person with positions, the doubt of both positions given to the traveller."""
    latest: dict[str, Row] = {}
    for visit in visits:
        place, before = _place(visit), latest.get(visit["author"])
        if place is None or visit["started_at"] is None:
            continue
        latest[visit["author"]] = visit
        if before is None:
            continue
        there = _place(before)
        doubt = sum(each["started_position_accuracy_m"] or 0 for each in (visit, before)) / 1_000
        if there is None or kilometres(place, there) <= doubt:
            continue
        left_at = max(before["started_at"], min(before["ended_at"] or 0, visit["started_at"]))
        signal = metrics.impossible_travel(place, there, max(1, visit["started_at"] - left_at))
        yield from raised(signal, "visit", visit, before)


def _by_one_clock(visits: list[Row]) -> Iterator[Raised]:
    """Two visits running told by one phone: what its clock said at each, beside the server's time of the same tap."""
    latest: dict[str, tuple[int, Row]] = {}
    for visit in visits:
        if visit["started_at"] is None:
            continue
        ahead = visit["started_at"] - visit["first_at"]
        before = latest.get(visit["device"])
        latest[visit["device"]] = (ahead, visit)
        if before:
            yield from raised(metrics.clock_jump(ahead, before[0]), "visit", visit, before[1])


def _too_short(visits: list[Row]) -> Iterator[Raised]:
    """Visits that a person ended, against the usual length of a visit to their class of outlet in the window."""
    lengths: dict[str | None, list[tuple[float, Row]]] = defaultdict(list)
    for visit in visits:
        whole = None not in (visit["started_at"], visit["ended_at"]) and visit["ended_by"] != "automatic"
        if whole and visit["outcome"] != "skipped":
            lengths[visit["outlet_class"]].append(((visit["ended_at"] - visit["started_at"]) / 60_000, visit))
    for some in lengths.values():
        if len(some) < ENOUGH_VISITS:
            continue
        least = median(minutes for minutes, _ in some) / PART_OF_USUAL
        for minutes, visit in some:
            yield from raised(metrics.visit_too_short(minutes, least), "visit", visit)


def _at_one_outlet(visits: list[Row]) -> Iterator[Raised]:
    days: dict[tuple[str, str], list[Row]] = defaultdict(list)
    stands: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for visit in visits:
        days[visit["outlet"], visit["made_on"]].append(visit)
        if _place(visit):
            stands[visit["author"], visit["outlet"]].append(visit)
    for some in days.values():
        by_person = {each["author"]: each for each in some}
        yield from raised(metrics.two_people_on_one_day(by_person), "visit", *reversed(by_person.values()))
    for some in stands.values():
        places = [(each["started_position_lat_e6"], each["started_position_lon_e6"]) for each in some]
        yield from raised(metrics.position_too_perfect(places), "visit", *some[:-4:-1])


# -- what was recorded on visits


def _entered_at_once(session: Session, visits: list[Row]) -> Iterator[Raised]:
    """Each tap is one moment, however many records it wrote: all on the shelf is told by a single one."""
    if not visits:
        return
    known = {visit["id"]: visit for visit in visits}
    first_on, last_on = (pick(visit["made_on"] for visit in visits) for pick in (min, max))
    moments: dict[str, set[int]] = defaultdict(set)
    for kind in TAPPED:
        table = flat_table(kind)
        wanted = ~table.c.retired, table.c.made_on.between(first_on, last_on)
        for visit, at in session.execute(select(table.c.visit, table.c.first_at).where(*wanted)):
            if visit in known:
                moments[visit].add(at)
    for name, taps in moments.items():
        yield from raised(metrics.batch_entry(taps), "visit", known[name])


def _lined(session: Session, filters: Filters, visits: list[Row]) -> Iterator[Raised]:
    """Visits whose every tally says what the one before said, where somebody else found a change at such an outlet."""
    known = {visit["id"]: visit for visit in visits}
    same_as_before = _same_as_before(session, filters)
    alike: dict[str, list[tuple[Row, bool]]] = defaultdict(list)
    changed: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        if visit["id"] in same_as_before:
            same = same_as_before[visit["id"]]
            alike[visit["author"]].append((visit, same))
            if not same:
                changed[visit["outlet"]].add(visit["author"])
    for person, some in alike.items():
        latest = [visit for visit, _ in some[: -SAME_VISITS - 1 : -1]]
        others = any(changed[visit["outlet"]] - {person} for visit, _ in some)
        signal = metrics.straight_lining([same for _, same in some], others)
        yield from raised(signal, "visit", *(known[each["id"]] for each in latest))


def _same_as_before(session: Session, filters: Filters) -> dict[str, bool]:
    """For each visit with at least three tallies that follow others: whether all of them say the same again."""
    stock, outlets = flat_table("stock_count"), outlets_of_parts(filters)
    said = state(stock) + "/" + func.coalesce(cast(stock.c.on_shelf, Text), "")
    before = func.lag(said).over(partition_by=(stock.c.outlet, stock.c.sku), order_by=(stock.c.first_at, stock.c.id))
    rows = (
        select(stock.c.visit, said.label("said"), before.label("before"))
        .join(outlets, outlets.c.id == stock.c.outlet)
        .where(in_window(stock, filters), ~stock.c.retired, state(stock).is_not(None))
        .subquery("tallies")
    )
    same = func.sum(case((rows.c.said == rows.c.before, 1), else_=0))
    query = select(rows.c.visit, same, func.count()).where(rows.c.before.is_not(None)).group_by(rows.c.visit)
    return {visit: hits == all_ for visit, hits, all_ in session.execute(query.having(func.count() >= 3))}


def _contradicted(session: Session, filters: Filters, reach: Reach) -> Iterator[Raised]:
    stock = flat_table("stock_count")
    pairs = disagreements_in(session, STOCK, filters, limit=500)
    ids = [each for pair in pairs for each in (pair.earlier, pair.later)]
    query = select(stock.c.id, stock.c.outlet, stock.c.author, stock.c.first_at)
    rows = session.execute(query.where(stock.c.id.in_(ids), reach.condition(stock.c.scope))).mappings()
    known = {row["id"]: dict(row) for row in rows}
    for pair in pairs:
        if pair.earlier in known and pair.later in known:
            one, other = known[pair.earlier], known[pair.later]
            shelf, gone = pair.earlier_answer == "on_shelf", pair.later_answer == "out"
            signal = metrics.contradiction(shelf, gone, other["first_at"] - one["first_at"], False)
            yield from raised(signal, "stock_count", one, other)


# -- what came of them


def looked_at(session: Session, raised: list[Raised]) -> dict[str, Row]:
    """What came of each signal that somebody looked at."""
    table = flat_table("signal")
    ids = sorted(each.id for each in raised)
    found: dict[str, Row] = {}
    for start in range(0, len(ids), 500):
        query = select(table).where(table.c.id.in_(ids[start : start + 500]), ~table.c.retired)
        found |= {row["id"]: dict(row) for row in session.execute(query).mappings()}
    return found


def said_since(session: Session, reach: Reach, person: str, outlet: str | None, at: int) -> list[Row]:
    """What a person told of an outlet since a moment: their answer to a question comes back so."""
    told = flat_table("feedback")
    query = select(told.c.id, told.c.text, told.c.first_at).where(
        told.c.author == person, told.c.outlet == outlet, told.c.first_at >= at, ~told.c.retired
    )
    query = query.where(told.c.voice == "tallyman", reach.condition(told.c.scope)).order_by(told.c.first_at)
    return [dict(row) for row in session.execute(query.limit(5)).mappings()]
