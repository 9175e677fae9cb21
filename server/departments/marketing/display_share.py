"""Display share: of the displays seen in the outlets, how many are ours and how many each competitor's."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.departments.walks import outlets_visited
from server.flat import flat_table
from sync.fields import Option, Words

OWN = Source("display_check", "display", lambda table: func.coalesce(table.c.state_on_exit, table.c.state_on_entry))
THEIRS = Source("competitor_sighting", latest_only=False)
UP = ("as_agreed", "partial")
WE = ""
OURS = (Option("own", Words("ours", "我方")), Option("rival", Words("a competitor's", "竞品")))


def _answer(session: Session, filters: Filters) -> Answer:
    ours = session.execute(_ours(filters)).one()
    rivals = [dict(row) for row in session.execute(_theirs(filters)).mappings()]
    theirs = sum(row["displays"] for row in rivals)
    visited = outlets_visited(session, filters)
    rows = []
    if ours.displays:
        rows.append(
            {
                "competitor": WE,
                "name": None,
                "displays": ours.displays,
                "outlets": ours.outlets,
                "latest_on": ours.latest_on,
            }
        )
    rows += rivals
    whole = ours.displays + theirs
    for row in rows:
        row["display_share"] = metrics.display_share(row["displays"], whole - row["displays"]).value
        row["spread"] = metrics.competitor_event_spread(row["outlets"], visited).value
        row["whose"] = "own" if row["competitor"] == WE else "rival"
    figure = metrics.display_share(ours.displays, theirs)
    return Answer([figure.over(basis_of(session, OWN, filters, whole))], rows, [SEEN_BY_CHANCE] if rows else [])


def _ours(filters: Filters):
    seen, outlets = read(OWN, filters), outlets_in(filters)
    return (
        select(
            func.count().label("displays"),
            func.count(seen.c.outlet.distinct()).label("outlets"),
            func.max(seen.c.made_on).label("latest_on"),
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .where(seen.c.answer.in_(UP))
    )


def _theirs(filters: Filters):
    """A competitor's displays: one for each outlet, however often it was reported."""
    seen, outlets, rival = read(THEIRS, filters, "brand", "what"), outlets_in(filters), flat_table("competitor")
    brand = _brand(seen)
    return (
        select(
            brand.label("competitor"),
            rival.c.name,
            func.count(seen.c.outlet.distinct()).label("displays"),
            func.count(seen.c.outlet.distinct()).label("outlets"),
            func.max(seen.c.made_on).label("latest_on"),
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .outerjoin(rival, rival.c.id == seen.c.brand)
        .where(seen.c.what == "display")
        .group_by(brand, rival.c.name)
        .order_by(func.count(seen.c.outlet.distinct()).desc(), brand)
    )


def _brand(seen) -> ColumnElement:
    return func.coalesce(seen.c.brand, "?")


def _source(key: Mapping[str, str]) -> Source:
    return THEIRS if key.get("competitor") else OWN


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    if rival := key.get("competitor"):
        return ids_of(
            THEIRS, filters, ("brand", "what"), lambda seen, _: [seen.c.what == "display", _brand(seen) == rival]
        )
    return ids_of(OWN, filters, (), lambda seen, _: [seen.c.answer.in_(UP)])


SEEN_BY_CHANCE = Words(
    "Our displays are looked for on every visit, a competitor's are reported when noticed: the share leans to our side.",
    "我方陈列每次拜访必查，竞品陈列仅在注意到时上报，因此占比偏向我方。",
)

DISPLAY_SHARE = View(
    name="display_share",
    owner="marketing",
    title=Words("Display share", "陈列占比"),
    question=Words("Whose displays stand in the outlets?", "门店里是谁的陈列？"),
    definition=Words(
        "Ours: agreed displays that stood, wholly or partly, at their latest check in the window. A competitor's: "
        "outlets where a display of theirs was reported in the window, one for each outlet.",
        "我方：期内最近一次检查时达标或部分达标的约定陈列。竞品：期内上报过其陈列的门店，每店计一个。",
    ),
    source=OWN,
    key=("competitor",),
    row_source=_source,
    leads_with=("display_share",),
    columns=(
        column("whose", "choice", "Whose", "所属", options=OURS),
        column("name", "text", "Competitor", "竞争对手"),
        column("competitor", "ref", "Competitor id", "竞争对手编号", shown=False),
        column("displays", "integer", "Displays", "陈列"),
        column("display_share", "share", "Display share", "陈列占比"),
        column("outlets", "integer", "Outlets", "门店"),
        column("spread", "share", "Of outlets visited", "占已访门店"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
