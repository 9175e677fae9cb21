"""Perfect outlet: how near each outlet is to what it should be, pillar by pillar."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.observations import Source, basis_of
from server.departments.pillars import DISPLAYS, LATEST_CHECKS, POP, PRICES, WEIGHTS, Outlet, outlets_scored, score_of
from server.departments.stock import STOCK
from server.departments.universe import outlets_in
from server.departments.view import Answer, Column, View, column
from sync.fields import Words, options

PARTS = [(name, f"{name}_well", f"{name}_looked_at") for name in WEIGHTS]
SOURCES = {"availability": STOCK, "display": DISPLAYS, "price": PRICES, "promotion": LATEST_CHECKS, "pop": POP}


def _answer(session: Session, filters: Filters) -> Answer:
    found, outlets = outlets_scored(session, filters), outlets_in(filters)
    named = {row.id: row for row in session.execute(select(outlets)).all()}
    rows = [_row(outlet, named[outlet], each) for outlet, each in found.items() if outlet in named]
    rows.sort(key=lambda row: (row["perfect_store_score"], row["outlet_name"] or "", row["outlet"]))
    pooled = {name: (_total(rows, f"{name}_well"), _total(rows, f"{name}_looked_at")) for name in WEIGHTS}
    basis = basis_of(session, STOCK, filters)
    figures = [
        score_of(pooled),
        metrics.outlets_missing_a_hero(sum(row["hero_missing"] == "yes" for row in rows) if rows else None),
    ]
    return Answer([figure.over(basis) for figure in figures], rows)


def _total(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] for row in rows)


def _row(outlet: str, named: Any, each: Outlet) -> dict[str, Any]:
    row = {
        "outlet": outlet,
        "outlet_name": named.name,
        "outlet_class": named.outlet_class,
        "channel": named.channel,
        "route": named.route,
        "perfect_store_score": each.score().value,
        "hero_missing": "yes" if each.hero_missing else "no",
        "latest_on": each.latest_on,
    }
    for name, name_well, name_looked_at in PARTS:
        well, looked_at = each.parts[name]
        row[name_well], row[name_looked_at] = well, looked_at
        row[name] = well / looked_at if looked_at else None
    return row


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    source: Source = SOURCES.get(part or "", STOCK)
    table, outlets = source.table, outlets_in(filters)
    query = (
        select(table.c.id)
        .join(outlets, outlets.c.id == table.c.outlet)
        .where(~table.c.retired, source.in_window(filters), source.answer(table).is_not(None))
        .order_by(table.c.first_at.desc(), table.c.id)
    )
    return query.where(table.c.outlet == key["outlet"]) if key.get("outlet") else query


YES_OR_NO = options(yes=("yes", "是"), no=("no", "否"))
PILLARS = {
    "availability": (Words("Availability", "可得性"), Words("Products looked at", "已查产品")),
    "display": (Words("Displays", "陈列"), Words("Displays looked at", "已查陈列")),
    "price": (Words("Prices", "价格"), Words("Prices seen", "所见价格")),
    "promotion": (Words("Promotion", "促销"), Words("Promotion checks", "促销检查")),
    "pop": (Words("POP", "POP"), Words("POP items looked at", "已查物料")),
}

PERFECT_STORE = View(
    name="perfect_store",
    owner="marketing",
    title=Words("Perfect outlet", "完美门店"),
    question=Words("How near is each outlet to what it should be?", "每家门店离应有状态还差多少？"),
    definition=Words(
        "The latest looks of the window. Availability (weight 35): must-stock products on the shelf ÷ checked. Display "
        "(25): agreed displays as agreed ÷ checked. Price (15): prices within 2 % of the list ÷ seen. Promotion (15): "
        "checks with everything in place ÷ checks. POP (10): items owed that stand ÷ looked for. A pillar nobody "
        "looked at leaves the score; a missing hero product caps an outlet's own score at 60. The headline pools all "
        "outlets, without the cap.",
        "取期内最近一次所见。可得性（权重 35）：在架必备产品 ÷ 已检查。陈列（25）：达标 ÷ 已检查。价格（15）：与标价相差 2 % 以内 ÷ 所见。"
        "促销（15）：全部到位的检查 ÷ 检查。POP（10）：应有物料仍在 ÷ 已查看。无人查看的项不计；缺主打产品时单店最高 60。总分合并全部门店，不设上限。",
    ),
    source=STOCK,
    key=("outlet",),
    parts_on={name: source for name, source in SOURCES.items() if name != "availability"},
    leads_with=("perfect_store_score", "outlets_missing_a_hero"),
    columns=(
        column("outlet", "ref", "Outlet id", "门店编号", shown=False),
        column("outlet_name", "text", "Outlet", "门店"),
        column("outlet_class", "text", "Class", "等级"),
        column("channel", "text", "Channel", "渠道"),
        column("route", "ref", "Route", "路线"),
        column("perfect_store_score", "number", "Score", "得分"),
        *(Column(name=name, type="share", title=title, part=name) for name, (title, _) in PILLARS.items()),
        column("hero_missing", "choice", "Hero product missing", "缺主打产品", options=YES_OR_NO),
        *(
            Column(name=f"{name}_looked_at", type="integer", title=title, shown=False)
            for name, (_, title) in PILLARS.items()
        ),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
