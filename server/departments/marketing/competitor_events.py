"""Competitor events: sightings that belong together as one, how far each has spread, what is new this week."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.events import folded
from server.departments.filters import Filters
from server.departments.observations import Source, basis_of
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column, options_of
from server.departments.walks import done
from server.flat import flat_table
from sync.fields import Words
from sync.kinds.observations.competitor_sighting import COMPETITOR_SIGHTING

SOURCE = Source("competitor_sighting", latest_only=False)
WEEK = timedelta(days=6)


def _answer(session: Session, filters: Filters) -> Answer:
    events, visited = _events(session, filters), _last_visits(session, filters)
    rows = [_row(event, sightings, visited, filters) for event, sightings in events.items()]
    rows.sort(key=lambda row: (-row["outlets"], row["event"]))
    basis = basis_of(session, SOURCE, filters)
    figures = [
        metrics.competitor_events(len(rows) or None),
        metrics.new_competitor_events(sum(row["new"] for row in rows) if rows else None),
        metrics.sightings(sum(row["sightings"] for row in rows) or None),
    ]
    return Answer([figure.over(basis) for figure in figures], rows)


def _events(session: Session, filters: Filters) -> dict[str, list[RowMapping]]:
    """The sightings of each event seen in the window, oldest first, with all it was seen before, by its first one."""
    seen, outlets = SOURCE.table, outlets_in(filters)
    rival, product = flat_table("competitor"), flat_table("rival_product")
    columns = [seen.c[name] for name in ("id", "outlet", "made_on", "what", "same_as", "price_minor", "currency")]
    query = (
        select(
            *columns, rival.c.name.label("competitor"), func.coalesce(product.c.name, seen.c.product).label("product")
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .outerjoin(rival, rival.c.id == seen.c.brand)
        .outerjoin(product, product.c.id == seen.c.product)
        .where(~seen.c.retired, seen.c.made_on <= filters.until_on)
        .order_by(seen.c.first_at, seen.c.id)
    )
    rows = {row["id"]: row for row in session.execute(query).mappings()}
    event_of = folded({name: row["same_as"] for name, row in rows.items()})
    groups: dict[str, list[RowMapping]] = defaultdict(list)
    for name, row in rows.items():
        groups[event_of[name]].append(row)
    return {found[0]["id"]: found for found in groups.values() if found[-1]["made_on"] >= filters.from_on}


def _last_visits(session: Session, filters: Filters) -> list[str]:
    """The day of each active outlet's latest visit up to the window's end, in order."""
    visit, outlets = flat_table("visit"), outlets_in(filters)
    query = (
        select(func.max(visit.c.made_on))
        .join(outlets, outlets.c.id == visit.c.outlet)
        .where(~visit.c.retired, done(visit), visit.c.made_on <= filters.until_on)
        .group_by(visit.c.outlet)
    )
    return sorted(session.scalars(query))


def _row(event: str, sightings: list[RowMapping], visited: list[str], filters: Filters) -> dict[str, Any]:
    first, in_window = sightings[0], [each for each in sightings if each["made_on"] >= filters.from_on]
    week_from = (date.fromisoformat(filters.until_on) - WEEK).isoformat()
    outlets = {each["outlet"] for each in sightings}
    this_week = {each["outlet"] for each in sightings if each["made_on"] >= week_from}
    before = {each["outlet"] for each in sightings if each["made_on"] < week_from}
    since_first = len(visited) - bisect_left(visited, first["made_on"])
    return {
        "event": event,
        "competitor": next((each["competitor"] for each in sightings if each["competitor"]), None),
        "what": first["what"],
        "product": next((each["product"] for each in sightings if each["product"]), None),
        "first_on": first["made_on"],
        "latest_on": sightings[-1]["made_on"],
        "new": int(first["made_on"] >= week_from),
        "sightings": len(in_window),
        "outlets": len(outlets),
        "outlets_visited": since_first,
        "outlets_this_week": len(this_week - before),
        "competitor_event_spread": metrics.competitor_event_spread(len(outlets), since_first).value,
        "price_minor": sightings[-1]["price_minor"],
        "currency": sightings[-1]["currency"],
    }


def _evidence(session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    seen, outlets = SOURCE.table, outlets_in(filters)
    query = (
        select(seen.c.id)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .where(~seen.c.retired, SOURCE.in_window(filters))
        .order_by(seen.c.first_at.desc(), seen.c.id)
    )
    if not key.get("event"):
        return query
    members = [each["id"] for each in _events(session, filters).get(key["event"], ())]
    return query.where(seen.c.id.in_(members))


COMPETITOR_EVENTS = View(
    name="competitor_events",
    owner="marketing",
    title=Words("Competitor events", "竞品事件"),
    question=Words(
        "What are competitors up to, what is new, how far has it spread?", "竞争对手有何动作，有何新变化，扩散多广？"
    ),
    definition=Words(
        "Sightings that were marked as the same are folded into one event, named by its first sighting. Spread: "
        "outlets reporting it ÷ outlets visited since it was first reported. New: first seen in the last seven days "
        "of the window.",
        "标为同一事件的动态归并为一个事件，以首次动态为准。扩散：上报门店 ÷ 首次上报以来拜访过的门店。新：首次出现于期内最后七天。",
    ),
    source=SOURCE,
    key=("event",),
    leads_with=("competitor_events", "new_competitor_events"),
    columns=(
        column("competitor", "text", "Competitor", "竞争对手"),
        column("event", "ref", "Event", "事件", shown=False),
        column("what", "choice", "What", "内容", options=options_of(COMPETITOR_SIGHTING, "what")),
        column("product", "text", "Product", "产品"),
        column("first_on", "day", "First seen", "首次"),
        column("latest_on", "day", "Latest", "最近"),
        column("new", "integer", "New this week", "本周新增"),
        column("sightings", "integer", "Sightings", "动态", part="sightings"),
        column("outlets", "integer", "Outlets reporting", "上报门店"),
        column("outlets_this_week", "integer", "Outlets new this week", "本周新增门店"),
        column("outlets_visited", "integer", "Visited since", "其后拜访门店"),
        column("competitor_event_spread", "share", "Spread", "扩散"),
        column("price_minor", "money", "Latest price", "最近价格"),
        column("currency", "text", "Currency", "币种", shown=False),
    ),
    answer=_answer,
    evidence=_evidence,
)
