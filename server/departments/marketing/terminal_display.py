"""Terminal display: do the agreed displays stand as agreed, and how much of the shelf is ours."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import OUTLET_PARTS, Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.stock import count_if
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column, options_of
from server.flat import flat_table
from sync.fields import Words
from sync.kinds.reference.display import DISPLAY


def _state(table) -> ColumnElement:
    return func.coalesce(table.c.state_on_exit, table.c.state_on_entry)


SOURCE = Source("display_check", "display", _state)
READ = ("state_on_entry", "state_on_exit", "display_kind", "facings", "category_facings")
COUNTS = ("checked", "as_agreed", "partial", "missing", "found_wanting", "rebuilt")


def _agreed(filters: Filters) -> Subquery:
    """The displays agreed and due in the window, with their outlets active."""
    display, outlets = flat_table("display"), outlets_in(filters)
    due = and_(
        ~display.c.retired,
        or_(display.c.from_on.is_(None), display.c.from_on <= filters.until_on),
        or_(display.c.until_on.is_(None), display.c.until_on >= filters.from_on),
    )
    if filters.brand:
        due = and_(due, display.c.brand == filters.brand)
    columns = (display.c[name] for name in ("id", "display_kind", "brand", "from_on", "until_on"))
    return select(*columns).join(outlets, outlets.c.id == display.c.outlet).where(due).subquery("agreed")


def _wanting(seen) -> ColumnElement[bool]:
    return seen.c.state_on_entry.in_(("partial", "missing"))


def _rebuilt(seen) -> ColumnElement[bool]:
    return and_(_wanting(seen), seen.c.state_on_exit == "as_agreed")


def _in_force(seen, agreed) -> ColumnElement[bool]:
    return and_(
        seen.c.display == agreed.c.id,
        func.coalesce(agreed.c.from_on, seen.c.made_on) <= seen.c.made_on,
        func.coalesce(agreed.c.until_on, seen.c.made_on) >= seen.c.made_on,
    )


def _groups(session: Session, filters: Filters) -> list[dict]:
    """For each kind of display and brand: how many are agreed, and how those looked that were checked."""
    agreed = _agreed(filters)
    by = (agreed.c.display_kind, agreed.c.brand)
    counts = session.execute(select(*by, func.count()).group_by(*by).order_by(*by)).all()
    checked = {(row["display_kind"], row["brand"]): dict(row) for row in session.execute(_checked(filters)).mappings()}
    nothing = dict.fromkeys(COUNTS, 0) | dict.fromkeys(("facings", "category_facings", "latest_on"))
    return [
        {"display_kind": kind, "brand": brand, "agreed": count, **nothing, **checked.get((kind, brand), {})}
        for kind, brand, count in counts
    ]


def _checked(filters: Filters):
    seen, agreed = read(SOURCE, filters, *READ), _agreed(filters)
    both = and_(seen.c.facings.is_not(None), seen.c.category_facings > 0)
    by = (agreed.c.display_kind, agreed.c.brand)
    return (
        select(
            *by,
            func.count().label("checked"),
            count_if(seen.c.answer == "as_agreed").label("as_agreed"),
            count_if(seen.c.answer == "partial").label("partial"),
            count_if(seen.c.answer == "missing").label("missing"),
            count_if(_wanting(seen)).label("found_wanting"),
            count_if(_rebuilt(seen)).label("rebuilt"),
            func.sum(case((both, seen.c.facings))).label("facings"),
            func.sum(case((both, seen.c.category_facings))).label("category_facings"),
            func.max(seen.c.made_on).label("latest_on"),
        )
        .select_from(seen)
        .join(agreed, _in_force(seen, agreed))
        .group_by(*by)
    )


def _answer(session: Session, filters: Filters) -> Answer:
    groups = _groups(session, filters)
    rows = [row | {name: figure.value for name, figure in _figures([row]).items()} for row in groups]
    basis = basis_of(session, SOURCE, filters, sum(row["checked"] for row in groups))
    agreed, checked = (sum(row[name] for row in groups) for name in ("agreed", "checked"))
    note = Words(
        f"{checked} of {agreed} agreed displays were checked in the window.",
        f"期内检查了 {agreed} 个约定陈列中的 {checked} 个。",
    )
    return Answer([figure.over(basis) for figure in _figures(groups).values()], rows, [note])


def _figures(groups: list[dict]) -> dict[str, Figure]:
    counts = {name: sum(row[name] for row in groups) for name in COUNTS}
    ours, all_of_them = (sum(int(row[name] or 0) for row in groups) for name in ("facings", "category_facings"))
    return {
        "display_compliance": metrics.display_compliance(counts["as_agreed"], counts["checked"]),
        "displays_rebuilt": metrics.displays_rebuilt(counts["rebuilt"], counts["found_wanting"]),
        "share_of_shelf": metrics.share_of_shelf(ours, all_of_them - ours),
    }


PARTS = {
    "as_agreed": lambda seen: seen.c.answer == "as_agreed",
    "partial": lambda seen: seen.c.answer == "partial",
    "missing": lambda seen: seen.c.answer == "missing",
    "found_wanting": _wanting,
    "rebuilt": _rebuilt,
}


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    agreed = _agreed(filters)
    wanted = select(agreed.c.id)
    for name in ("display_kind", "brand"):
        if name in key:
            wanted = wanted.where(func.coalesce(agreed.c[name], "") == key[name])

    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        return [seen.c.display.in_(wanted), *([PARTS[part](seen)] if part in PARTS else [])]

    return ids_of(SOURCE, filters, READ, where)


TERMINAL_DISPLAY = View(
    name="terminal_display",
    owner="marketing",
    title=Words("Display in the outlets", "终端陈列"),
    question=Words(
        "Do the agreed displays stand as agreed, and how much of the shelf is ours?",
        "约定陈列是否达标，货架上我方占多少？",
    ),
    definition=Words(
        "The latest check of each agreed display in the window, as left. Displays agreed but not checked leave the "
        "rate. Share of shelf: our facings ÷ facings of the category, where both were counted; empty places do not count.",
        "取期内每个约定陈列最近一次检查的离店状态。未检查的约定陈列不计入。货架份额：我方排面 ÷ 品类总排面，两者都点过才计；空位不计。",
    ),
    source=SOURCE,
    key=("display_kind", "brand"),
    narrowed_by=(*OUTLET_PARTS, "brand"),
    opens={"display_compliance": "as_agreed", "displays_rebuilt": "rebuilt"},
    leads_with=("display_compliance", "share_of_shelf"),
    columns=(
        column(
            "display_kind",
            "choice",
            "Kind of display",
            "陈列类型",
            options=options_of(DISPLAY, "display_kind"),
        ),
        column("brand", "text", "Brand", "品牌"),
        column("agreed", "integer", "Agreed", "约定"),
        column("checked", "integer", "Checked", "已检查", part="checked"),
        column("as_agreed", "integer", "As agreed", "达标", part="as_agreed"),
        column("partial", "integer", "Partly", "部分", part="partial"),
        column("missing", "integer", "Missing", "缺失", part="missing"),
        column("display_compliance", "share", "Compliance", "达标率"),
        column("found_wanting", "integer", "Found wanting", "到店不达标", part="found_wanting"),
        column("rebuilt", "integer", "Rebuilt", "当场整改", part="rebuilt"),
        column("displays_rebuilt", "share", "Rebuilt rate", "整改率"),
        column("facings", "integer", "Our facings", "我方排面"),
        column("category_facings", "integer", "Category's facings", "品类排面"),
        column("share_of_shelf", "share", "Share of shelf", "货架份额"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
