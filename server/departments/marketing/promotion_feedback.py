"""Promotion feedback: is the promotion running, element by element, since when, and what did it bring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import basis_of, ids_of, read
from server.departments.promotion_checks import CHECKS, ELEMENTS, KEYS, is_complete, is_counted, is_needed
from server.departments.promotion_effect import effect_of, spans_of
from server.departments.stock import count_if
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Words
from sync.kinds.plans.promo import PROMO


def _answer(session: Session, filters: Filters) -> Answer:
    promos = _promos(session, filters)
    due, checked = _due(session, filters), _checked(session, filters)
    lags, spent = _lags(session, filters), _spent(session, filters)
    rows = [
        _row(session, filters, promos[name], due.get(name, set()), checked.get(name), lags[name], spent.get(name))
        for name in promos
        if name in due or name in checked
    ]
    basis = basis_of(session, CHECKS, filters)
    figures = _figures(rows, [day for row in rows for day in lags[row["promo"]]])
    return Answer([figure.over(basis) for figure in figures.values()], rows, [NO_MARGIN] if rows else [])


def _promos(session: Session, filters: Filters) -> dict[str, Row]:
    promo = flat_table("promo").c
    query = (
        select(promo.id, promo.name, promo.sku, promo.from_on, promo.until_on)
        .where(~promo.retired)
        .where(or_(promo.from_on.is_(None), promo.from_on <= filters.until_on))
        .order_by(promo.from_on.desc(), promo.name, promo.id)
    )
    return {row.id: row for row in session.execute(query)}


def _due(session: Session, filters: Filters) -> dict[str, set[str]]:
    """The outlets where each promotion is owed by a line released by the window's end and running in it."""
    line, promo, outlets = flat_table("plan_line"), flat_table("promo"), outlets_in(filters)
    query = (
        select(line.c.promo, line.c.outlet)
        .join(outlets, outlets.c.id == line.c.outlet)
        .join(promo, promo.c.id == line.c.promo)
        .where(~line.c.retired, line.c.what == "promo", line.c.promo.is_not(None))
        .where(or_(line.c.released_on.is_(None), line.c.released_on <= filters.until_on))
        .where(func.coalesce(line.c.until_on, promo.c.until_on, filters.until_on) >= filters.from_on)
    )
    due: dict[str, set[str]] = defaultdict(set)
    for promo_id, outlet in session.execute(query):
        due[promo_id].add(outlet)
    return due


def _joined(filters: Filters):
    """The checks of the window with what their promotion asks for."""
    seen, promo, outlets = read(CHECKS, filters, *ELEMENTS), flat_table("promo"), outlets_in(filters)
    joined = seen.join(outlets, outlets.c.id == seen.c.outlet).join(promo, promo.c.id == seen.c.promo)
    return seen, promo, joined


def _checked(session: Session, filters: Filters) -> dict[str, Mapping]:
    """For each promotion: checks, complete ones, and each element's needed and in place; the outlets checked."""
    seen, promo, joined = _joined(filters)
    sums = [count_if(is_counted(seen, promo)).label("checks"), count_if(is_complete(seen, promo)).label("complete")]
    for key, name in zip(KEYS, ELEMENTS, strict=True):
        needed = is_needed(seen, promo, name)
        sums.append(count_if(needed).label(f"needed_{key}"))
        sums.append(count_if(and_(needed, seen.c[name] == "ok")).label(f"ok_{key}"))
    query = select(seen.c.promo, func.max(seen.c.made_on).label("latest_on"), *sums).select_from(joined)
    found: dict[str, Mapping] = {
        row["promo"]: dict(row) for row in session.execute(query.group_by(seen.c.promo)).mappings()
    }
    outlets: dict[str, set[str]] = defaultdict(set)
    for name, outlet in session.execute(select(seen.c.promo, seen.c.outlet).select_from(joined).distinct()):
        outlets[name].add(outlet)
    return {name: {**row, "outlets": outlets[name]} for name, row in found.items()}


def _lags(session: Session, filters: Filters) -> dict[str, list[int]]:
    """Days from each promotion's start to each outlet's first complete check, of checks up to the window's end."""
    check, promo, outlets = flat_table("promo_check"), flat_table("promo"), outlets_in(filters)
    query = (
        select(check.c.promo, promo.c.from_on, func.min(check.c.made_on).label("first_on"))
        .join(outlets, outlets.c.id == check.c.outlet)
        .join(promo, promo.c.id == check.c.promo)
        .where(~check.c.retired, check.c.made_on.between(promo.c.from_on, filters.until_on), is_complete(check, promo))
        .group_by(check.c.promo, promo.c.from_on, check.c.outlet)
    )
    lags: dict[str, list[int]] = defaultdict(list)
    for name, from_on, first_on in session.execute(query):
        lags[name].append((date.fromisoformat(first_on) - date.fromisoformat(from_on)).days)
    return lags


def _spent(session: Session, filters: Filters) -> Mapping[str, Mapping[str, int]]:
    """What was paid for each promotion up to the window's end, by currency."""
    spend, line, outlets = flat_table("promo_spend"), flat_table("plan_line"), outlets_in(filters)
    query = (
        select(line.c.promo, spend.c.currency, func.sum(spend.c.amount_minor))
        .join(line, line.c.id == spend.c.plan_line)
        .join(outlets, outlets.c.id == spend.c.outlet)
        .where(~spend.c.retired, line.c.promo.is_not(None), spend.c.made_on <= filters.until_on)
        .group_by(line.c.promo, spend.c.currency)
    )
    spent: dict[str, dict[str, int]] = defaultdict(dict)
    for name, currency, amount in session.execute(query):
        spent[name][currency or ""] = int(amount or 0)
    return spent


def _row(
    session: Session,
    filters: Filters,
    promo: Row,
    due: set[str],
    checked: Mapping[str, Any] | None,
    lags: list[int],
    spent: Mapping[str, int] | None,
) -> dict:
    spans = spans_of(promo.from_on, promo.until_on, filters.until_on)
    effect = effect_of(session, filters, promo.id, promo.sku, spans) if spans else None
    brought = effect.figures() if effect else {}
    counts = {name: int((checked or {}).get(name) or 0) for name in SUMS}
    seen_in = (checked or {}).get("outlets") or set()
    currency = max(spent, key=lambda each: spent[each]) if spent else None
    row = {
        "promo": promo.id,
        "name": promo.name,
        "from_on": promo.from_on,
        "until_on": promo.until_on,
        "due": len(due),
        "seen": len(due & seen_in),
        **counts,
        "start_lag": metrics.start_lag(lags).value,
        **{name: figure.value for name, figure in brought.items()},
        "promoted": effect.outlets if effect else 0,
        "matched": effect.matched if effect else 0,
        "cost_minor": spent[currency] if spent and currency is not None else None,
        "currency": currency or None,
        "latest_on": (checked or {}).get("latest_on"),
    }
    shares = {
        f"in_place_{key}": metrics.element_compliance(row[f"ok_{key}"], row[f"needed_{key}"]).value for key in KEYS
    }
    return row | shares | {name: _figures([row], lags)[name].value for name in HEADLINES}


SUMS = ("checks", "complete", *(f"{part}_{key}" for key in KEYS for part in ("needed", "ok")))
HEADLINES = ("promotion_compliance", "promotion_coverage")


def _figures(rows: list[dict], lags: Iterable[int]) -> dict[str, Figure]:
    total = {name: sum(row[name] for row in rows) for name in ("checks", "complete", "due", "seen")}
    needed, in_place = (sum(row[f"{part}_{key}"] for row in rows for key in KEYS) for part in ("needed", "ok"))
    known = [row["incremental_units"] for row in rows if row.get("incremental_units") is not None]
    return {
        "promotion_compliance": metrics.promotion_compliance(_as_checks(total["complete"], total["checks"])),
        "element_compliance": metrics.element_compliance(in_place, needed),
        "promotion_coverage": metrics.promotion_coverage(total["seen"], total["due"]),
        "start_lag": metrics.start_lag(lags),
        "promotion_increment": metrics.promotion_increment(sum(known) if known else None),
    }


def _as_checks(complete: int, checks: int) -> list[dict[str, str]]:
    return [{"all": "ok"}] * complete + [{"all": "missing"}] * (checks - complete)


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    promo = flat_table("promo").alias("asked")

    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        conditions = [seen.c[name] == key[name] for name in ("promo", "outlet") if key.get(name)]
        asked = {"checks": is_counted, "complete": is_complete}.get(part or "")
        if asked is None:
            return conditions
        return [*conditions, select(promo.c.id).where(promo.c.id == seen.c.promo, asked(seen, promo)).exists()]

    return ids_of(CHECKS, filters, ELEMENTS, where)


NO_MARGIN = Words(
    "Unit margins are not recorded, so the return on a promotion cannot be given; its cost and extra units are.",
    "没有记录单位毛利，无法给出促销回报率；成本与增量已列出。",
)

PROMOTION_FEEDBACK = View(
    name="promotion_feedback",
    owner="marketing",
    title=Words("Promotion feedback", "促销反馈"),
    question=Words("Does the promotion run, since when, and what does it bring?", "促销执行了吗，何时开始，效果如何？"),
    definition=Words(
        "Every check of the window. An element counts where it was looked at and the promotion asks for it; a check "
        "complies when none is missing. Coverage: outlets checked ÷ outlets owing it. Uplift: sell-out a day during "
        "against as many days before, in outlets owing the promotion, ÷ the same in outlets of their class and "
        "channel without any promotion of the product; reports that say since when and lie inside one span.",
        "期内每次检查。已检查且促销要求的要素才计；无缺失即达标。覆盖：已检查门店 ÷ 应执行门店。"
        "增量比例：应执行门店促销期与之前等长天数的日均实销之比 ÷ 同等级同渠道、无该产品促销门店的同一比值；"
        "仅计注明起始日且完全落在某一时段内的上报。",
    ),
    source=CHECKS,
    key=("promo",),
    opens={"promotion_compliance": "complete", "element_compliance": "checks"},
    leads_with=("promotion_compliance", "promotion_coverage", "start_lag"),
    columns=(
        column("promo", "ref", "Promotion id", "促销编号", shown=False),
        column("name", "text", "Promotion", "促销"),
        column("from_on", "day", "From", "开始"),
        column("until_on", "day", "Until", "结束"),
        column("due", "integer", "Outlets owing", "应执行门店"),
        column("seen", "integer", "Outlets checked", "已检查门店"),
        column("promotion_coverage", "share", "Coverage", "覆盖"),
        column("checks", "integer", "Checks", "检查", part="checks"),
        column("complete", "integer", "Complying", "达标", part="complete"),
        column("promotion_compliance", "share", "Compliance", "达标率"),
        *(
            column(f"in_place_{key.name}", "share", key.title.en.capitalize(), key.title.zh)
            for key in PROMO.by_name["elements"].keys  # type: ignore[attr-defined]
            if key.name != "pop"
        ),
        column("in_place_pop", "share", "POP", "POP"),
        column("start_lag", "number", "Days to start", "启动天数"),
        column("promoted", "integer", "Outlets compared", "对比门店"),
        column("matched", "integer", "Matched outlets", "匹配门店"),
        column("uplift", "share", "Uplift", "增量比例"),
        column("naive_uplift", "share", "Naive uplift", "简单增幅"),
        column("incremental_units", "integer", "Extra units", "增量"),
        column("cost_minor", "money", "Cost", "成本"),
        column("currency", "text", "Currency", "币种", shown=False),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
