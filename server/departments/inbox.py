"""What the field told and the office has to answer: sightings folded into events, remarks, photos that look used twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import FromClause, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.events import folded
from server.departments.filters import Filters
from server.departments.kept import once
from server.departments.metrics.integrity import ALIKE_DAYS
from server.departments.metrics.people import DAY_MS
from server.departments.observations import in_window
from server.departments.reach import Reach
from server.departments.universe import outlets_of_parts
from server.flat import flat_table

SORTS = ("sighting", "complaint", "feedback", "suggestion", "photo")
PILES = ("waiting", "read", "joined", "decided", "declined")
ALWAYS_ALIKE = ("signature", "reference")
"""Photos that look alike by their nature tell nothing when they do."""
BLANK = {"0" * 16, "f" * 16}
BANDS = tuple((start, 64 if start == 54 else start + 9) for start in range(0, 63, 9))
"""Seven bands of a likeness hash: two that differ in six bits at most are equal in one of them."""


@dataclass(frozen=True)
class Item:
    """One thing to answer: the records it was told in, newest first, and the pile it lies on."""

    sort: str
    records: tuple[Mapping[str, Any], ...]
    pile: str
    twin: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        """The oldest of its records names it."""
        return self.records[-1]["id"]

    @property
    def latest(self) -> Mapping[str, Any]:
        """What was told last."""
        return self.records[0]

    @property
    def urgent(self) -> bool:
        """Whether it should come first."""
        return self.sort == "complaint" or any(each.get("urgency") == "high" for each in self.records)


def inbox(session: Session, filters: Filters, reach: Reach) -> list[Item]:
    """Everything told in the window, what is urgent first, then the newest."""
    return once(session, filters, lambda: _inbox(session, filters, reach), "inbox", reach)


def _inbox(session: Session, filters: Filters, reach: Reach) -> list[Item]:
    found = [*_events(session, filters, reach), *_remarks(session, filters, reach), *_photos(session, filters, reach)]
    return sorted(found, key=lambda item: (not item.urgent, -item.latest["first_at"], item.id))


def item_of(session: Session, filters: Filters, reach: Reach, record: str) -> Item | None:
    """The item that a record belongs to, whenever it was told."""
    for kind, sort in (("feedback", None), ("photo", "photo")):
        table = flat_table(kind)
        names = ("voice", "complaint") if sort is None else ()
        row = session.execute(_told(table, filters, reach, *names).where(table.c.id == record)).mappings().one_or_none()
        if row is not None:
            told = dict(row)
            return Item(sort or _sort_of(told), (told,), _pile((told,)))
    everything = _events(session, replace(filters, from_on="0000-01-01"), reach)
    return next((item for item in everything if any(each["id"] == record for each in item.records)), None)


def counted(items: Iterable[Item]) -> dict[str, Counter[str]]:
    """How many lie on each pile, by sort and (under "") in all."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        counts[item.sort][item.pile] += 1
        counts[""][item.pile] += 1
    return counts


def _told(table: FromClause, filters: Filters, reach: Reach, *names: str):
    """Records of a kind with their outlet's name and what was answered to each."""
    outlets, reply = outlets_of_parts(filters), flat_table("reply")
    columns = [table.c[name] for name in ("id", "scope", "outlet", "visit", "author", "first_at", "made_on", *names)]
    return (
        select(
            *columns,
            outlets.c.name.label("outlet_name"),
            reply.c.state.label("state"),
            reply.c.text.label("answer"),
            reply.c.read_by,
            reply.c.read_at,
        )
        .join(outlets, outlets.c.id == table.c.outlet)
        .outerjoin(reply, (reply.c.of == table.c.id) & ~reply.c.retired)
        .where(~table.c.retired, reach.condition(table.c.scope), table.c.made_on <= filters.until_on)
        .order_by(table.c.first_at.desc(), table.c.id.desc())
    )


def _pile(records: Iterable[Mapping[str, Any]]) -> str:
    """Where an item lies: waiting while one of its records is unanswered, else with what was decided last."""
    states = [(each["read_at"] or 0, each["state"]) for each in records]
    if any(state not in PILES for _, state in states):
        return "waiting"
    return max(states)[1]


def _events(session: Session, filters: Filters, reach: Reach) -> list[Item]:
    seen, rival, product = flat_table("competitor_sighting"), flat_table("competitor"), flat_table("rival_product")
    query = (
        _told(seen, filters, reach, "what", "price_minor", "currency", "size", "same_as", "remark")
        .add_columns(rival.c.name.label("competitor"), func.coalesce(product.c.name, seen.c.product).label("product"))
        .outerjoin(rival, rival.c.id == seen.c.brand)
        .outerjoin(product, product.c.id == seen.c.product)
    )
    rows = {row["id"]: dict(row) for row in session.execute(query).mappings()}
    event_of = folded({name: row["same_as"] for name, row in rows.items()})
    groups: dict[str, list[dict]] = defaultdict(list)
    for name, row in rows.items():
        groups[event_of[name]].append(row)
    fresh = [group for group in groups.values() if group[0]["made_on"] >= filters.from_on]
    return [Item("sighting", tuple(group), _pile(group)) for group in fresh]


def _remarks(session: Session, filters: Filters, reach: Reach) -> list[Item]:
    said = flat_table("feedback")
    query = _told(said, filters, reach, "voice", "theme", "text", "urgency", "complaint").where(
        in_window(said, filters)
    )
    return [Item(_sort_of(row), (dict(row),), _pile((row,))) for row in map(dict, session.execute(query).mappings())]


def _sort_of(row: Mapping[str, Any]) -> str:
    return "complaint" if row["complaint"] else "suggestion" if row["voice"] == "tallyman" else "feedback"


def _photos(session: Session, filters: Filters, reach: Reach) -> list[Item]:
    return [Item("photo", (row,), _pile((row,)), twin) for row, twin in reused_photos(session, filters, reach)]


def reused_photos(session: Session, filters: Filters, reach: Reach) -> list[tuple[dict[str, Any], Mapping[str, Any]]]:
    """Photos of the window that look like one of another visit in the half year before, each with that one."""
    photo = flat_table("photo")
    hashed = photo.c.dhash.is_not(None) & func.coalesce(photo.c.role, "").not_in(ALWAYS_ALIKE)
    query = _told(photo, filters, reach, "dhash", "of", "role").where(
        hashed, photo.c.made_on >= _half_a_year_before(filters)
    )
    rows = [dict(row) for row in session.execute(query).mappings() if _is_hash(row["dhash"])]
    twins = alike(rows)
    return [(row, twins[row["id"]]) for row in rows if row["id"] in twins and row["made_on"] >= filters.from_on]


def _half_a_year_before(filters: Filters) -> str:
    return (date.fromisoformat(filters.from_on) - timedelta(days=ALIKE_DAYS)).isoformat()


def _is_hash(text: str) -> bool:
    return len(text) == 16 and text not in BLANK and all(sign in "0123456789abcdef" for sign in text)


def alike(photos: list[dict[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """For each photo (given newest first), the nearest earlier one of another visit that it looks like."""
    shelves: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    found: dict[str, Mapping[str, Any]] = {}
    for photo in reversed(photos):
        places = [
            (n, int(photo["dhash"], 16) >> start & (1 << end - start) - 1) for n, (start, end) in enumerate(BANDS)
        ]
        near = {each["id"]: each for place in places for each in shelves[place] if _is_reused(each, photo)}
        if near:
            found[photo["id"]] = max(near.values(), key=lambda each: (each["first_at"], each["id"]))
        for place in places:
            shelves[place].append(photo)
    return found


def _is_reused(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    if earlier["visit"] == later["visit"] or earlier["id"] == later["id"]:
        return False
    days = (later["first_at"] - earlier["first_at"]) / DAY_MS
    return metrics.photo_reuse(earlier["dhash"], later["dhash"], days) is not None
