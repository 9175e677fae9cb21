"""Share of shelf: how much of the category's front row is ours, by channel and class of outlet."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from sync.fields import Words


def _both_counted(table) -> ColumnElement:
    return case((table.c.category_facings > 0, table.c.facings))


SOURCE = Source("display_check", "display", _both_counted)
READ = ("facings", "category_facings")
KEY = ("channel", "outlet_class")


def _answer(session: Session, filters: Filters) -> Answer:
    seen, outlets = read(SOURCE, filters, *READ), outlets_in(filters)
    query = (
        select(
            outlets.c.channel,
            outlets.c.outlet_class,
            seen.c.outlet,
            func.sum(seen.c.facings).label("own"),
            func.sum(seen.c.category_facings).label("all_of_them"),
            func.count().label("shelves"),
            func.max(seen.c.made_on).label("latest_on"),
        )
        .join(outlets, outlets.c.id == seen.c.outlet)
        .group_by(outlets.c.channel, outlets.c.outlet_class, seen.c.outlet)
    )
    found = [dict(row) for row in session.execute(query).mappings()]
    groups: dict[tuple, list[dict]] = {}
    for row in found:
        groups.setdefault((row["channel"] or "", row["outlet_class"] or ""), []).append(row)
    rows = [_row(key, group) for key, group in sorted(groups.items())]
    basis = basis_of(session, SOURCE, filters)
    return Answer([figure.over(basis) for figure in _figures(found).values()], rows)


def _figures(group: list[dict]) -> dict[str, Figure]:
    own, whole = (sum(int(row[name]) for row in group) for name in ("own", "all_of_them"))
    return {
        "share_of_shelf": metrics.share_of_shelf(own, whole - own),
        "mean_of_outlets": metrics.mean_of_outlets((int(row["own"]), int(row["all_of_them"])) for row in group),
    }


def _row(key: tuple[str, str], group: list[dict]) -> dict:
    own, whole = (sum(int(row[name]) for row in group) for name in ("own", "all_of_them"))
    return {
        "channel": key[0],
        "outlet_class": key[1],
        "outlets": len(group),
        "shelves": sum(row["shelves"] for row in group),
        "facings": own,
        "competitor_facings": whole - own,
        **{name: figure.value for name, figure in _figures(group).items()},
        "latest_on": max(row["latest_on"] for row in group),
    }


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    def where(_seen: Subquery, outlets: Subquery) -> list[ColumnElement[bool]]:
        return [func.coalesce(outlets.c[name], "") == key[name] for name in KEY if name in key]

    return ids_of(SOURCE, filters, READ, where)


SHARE_OF_SHELF = View(
    name="share_of_shelf",
    owner="marketing",
    title=Words("Share of shelf", "货架份额"),
    question=Words("How much of the category's front row is ours?", "品类排面中我方占多少？"),
    definition=Words(
        "The latest check of each agreed display in the window where our facings and the category's were both counted. "
        "Our facings ÷ facings of the category; empty places do not count. Pooled over outlets; the mean of the "
        "outlets' own shares stands beside it.",
        "取期内每个约定陈列最近一次且双方排面均已点数的检查。我方排面 ÷ 品类排面；空位不计。各门店合并计算，另列门店平均。",
    ),
    source=SOURCE,
    key=KEY,
    leads_with=("share_of_shelf",),
    columns=(
        column("channel", "text", "Channel", "渠道"),
        column("outlet_class", "text", "Class", "等级"),
        column("outlets", "integer", "Outlets", "门店"),
        column("shelves", "integer", "Shelves counted", "已点货架", part="shelves"),
        column("facings", "integer", "Our facings", "我方排面"),
        column("competitor_facings", "integer", "Competitors' facings", "竞品排面"),
        column("share_of_shelf", "share", "Share of shelf", "货架份额"),
        column("mean_of_outlets", "share", "Mean of outlets", "门店平均"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
