"""Promotion feedback: is the promotion running, element by element, since when, and what did it bring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, false, func, or_, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Basis, Figure
from server.departments.observations import HOUR_MS, Source, basis_of, ids_of
from server.departments.promotion_checks import (
    CHECKS,
    ELEMENTS,
    KEYS,
    checks_by_promotion,
    is_complete,
    is_counted,
    lags_by_promotion,
)
from server.departments.promotion_effect import Effect, effect_of, reports_behind, spans_of
from server.departments.promotion_return import (
    LACKS,
    Costs,
    Return,
    costs_of,
    gifts_behind,
    margins_of,
    money_behind,
    pooled_return,
    return_of,
)
from server.departments.sell_out import SELL_OUT
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column
from server.flat import flat_table
from sync.fields import Words
from sync.kinds.plans.promo import PROMO


def _answer(session: Session, filters: Filters) -> Answer:
    promos = _promos(session, filters)
    due, checked = _due(session, filters), checks_by_promotion(session, filters)
    lags, costs, margins = lags_by_promotion(session, filters), costs_of(session, filters), margins_of(session)
    effects = {name: _effect(session, filters, promos[name]) for name in promos if name in due or name in checked}
    returns = {name: return_of(effects[name], margins.get(name), costs.get(name, Costs())) for name in effects}
    rows = [
        _row(promos[name], due.get(name, set()), checked.get(name), lags[name], effects[name])
        | _earned(returns[name], costs.get(name, Costs()), margins.get(name))
        for name in effects
    ]
    basis = basis_of(session, CHECKS, filters)
    figures = _figures(rows, [day for row in rows for day in lags[row["promo"]]])
    roi = pooled_return(returns.values()).over(_returned_on(session, filters, returns, effects))
    return Answer([*(figure.over(basis) for figure in figures.values()), roi], rows, _notes(returns))


def _effect(session: Session, filters: Filters, promo: Row) -> Effect | None:
    spans = spans_of(promo.from_on, promo.until_on, filters.until_on)
    return effect_of(session, filters, promo.id, promo.sku, spans) if spans else None


def _returned_on(
    session: Session, filters: Filters, returns: Mapping[str, Return], effects: Mapping[str, Effect | None]
) -> Basis:
    """What the pooled return stands on: the reports of outlets compared, of promotions that have a return."""
    report = flat_table("sell_out_count").c
    ids = _reports(session, filters, [name for name in effects if returns[name].lacks is None], "sold").subquery("sold")
    query = select(func.max(report.first_at), func.count()).where(report.id.in_(select(ids.c.id)))
    found = session.execute(query.group_by(report.outlet)).all()
    hours = [max(0, filters.now - at) / HOUR_MS for at, _ in found]
    counted = sum(count for _, count in found)
    return Basis(counted, len(found), median(hours) if hours else None, filters.from_on, filters.until_on)


def _notes(returns: Mapping[str, Return]) -> list[Words]:
    """How many promotions have no return, by what they lack."""
    lacking = [each.lacks for each in returns.values() if each.lacks]
    if not lacking:
        return []
    counts = [(option.title, lacking.count(option.name)) for option in LACKS if option.name in lacking]
    en = ", ".join(f"{title.en}: {count}" for title, count in counts)
    zh = "，".join(f"{title.zh}：{count}" for title, count in counts)
    return [Words(f"Promotions without a return: {en}.", f"无回报率的促销：{zh}。")]


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


def _row(
    promo: Row, due: set[str], checked: Mapping[str, Any] | None, lags: list[int], effect: Effect | None
) -> dict[str, Any]:
    brought = effect.figures() if effect else {}
    counts = {name: int((checked or {}).get(name) or 0) for name in SUMS}
    seen_in = (checked or {}).get("outlets") or set()
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
        "not_compared": len(due - (effect.compared if effect else frozenset())),
        "latest_on": (checked or {}).get("latest_on"),
    }
    shares = {
        f"in_place_{key}": metrics.element_compliance(row[f"ok_{key}"], row[f"needed_{key}"]).value for key in KEYS
    }
    return row | shares | {name: _figures([row], lags)[name].value for name in HEADLINES}


def _earned(earned: Return, costs: Costs, margin: tuple[int, str] | None) -> dict[str, Any]:
    """What it cost in all, in its commonest currency, and what it returned where it was compared."""
    money, gifts = costs.by_currency(gifts=False), costs.by_currency(money=False)
    currency = max(money or gifts, key=lambda each: (money or gifts)[each], default=None)
    currency = currency if currency is not None else margin[1] if margin else None
    return {
        "cost_minor": money.get(currency) if currency is not None else None,
        "gift_cost_minor": None if costs.unknown or currency is None else gifts.get(currency),
        "compared_cost_minor": earned.cost_minor if earned.currency == currency else None,
        "margin_minor": margin[0] if margin and margin[1] == currency else None,
        "promotion_roi": earned.figure.value,
        "lacks": earned.lacks,
        "currency": currency or None,
    }


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


def _evidence(session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    promo = flat_table("promo").alias("asked")
    if part == "cost":
        return money_behind(filters, key.get("promo"))
    if part == "gifts":
        return gifts_behind(filters, key.get("promo"))
    if part in ("sold", "matched"):
        asked_of = [key["promo"]] if key.get("promo") else _with_a_return(session, filters)
        return _reports(session, filters, asked_of, part)

    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        conditions = [seen.c[name] == key[name] for name in ("promo", "outlet") if key.get(name)]
        asked = {"checks": is_counted, "complete": is_complete}.get(part or "")
        if asked is None:
            return conditions
        return [*conditions, select(promo.c.id).where(promo.c.id == seen.c.promo, asked(seen, promo)).exists()]

    return ids_of(CHECKS, filters, ELEMENTS, where)


def _with_a_return(session: Session, filters: Filters) -> list[str]:
    answer = PROMOTION_FEEDBACK.answer(session, filters)
    return [row["promo"] for row in answer.rows if row["lacks"] is None]


def _reports(session: Session, filters: Filters, names: list[str], part: str) -> Select:
    """The ids of the sell-out reports behind some promotions, of their outlets or of those beside them, newest first."""
    report, promos = flat_table("sell_out_count").c, _promos(session, filters)
    some = []
    for promo in (promos[name] for name in names if name in promos):
        spans = spans_of(promo.from_on, promo.until_on, filters.until_on)
        effect = _effect(session, filters, promo)
        if spans and effect and promo.sku:
            some.append(reports_behind(promo.sku, spans, effect.compared if part == "sold" else effect.beside))
    behind = or_(false(), *(report.id.in_(each.order_by(None)) for each in some))
    return select(report.id).where(behind).order_by(report.first_at.desc(), report.id)


SPENDS, GIVEN = Source("promo_spend", latest_only=False), Source("gift_movement", latest_only=False)

PROMOTION_FEEDBACK = View(
    name="promotion_feedback",
    owner="marketing",
    title=Words("Promotion feedback", "促销反馈"),
    question=Words("Does the promotion run, since when, and what does it bring?", "促销执行了吗，何时开始，效果如何？"),
    definition=Words(
        "Every check of the window. An element counts where it was looked at and the promotion asks for it; a check "
        "complies when none is missing. Coverage: outlets checked ÷ outlets owing it. Uplift: sell-out a day during "
        "against as many days before, in outlets owing the promotion, ÷ the same in outlets of their class and "
        "channel without any promotion of the product; reports that say since when and lie inside one span. Return: (extra units × the margin stated "
        "in the plan − cost) ÷ cost, in the outlets owing it that could be compared; cost is money paid there and not "
        "refused, and the gifts of the plan given there while it ran. It leaves out fixed fees and what was paid in "
        "other outlets, and is no data where margin, comparison or cost is unknown.",
        "期内每次检查。已检查且促销要求的要素才计；无缺失即达标。覆盖：已检查门店 ÷ 应执行门店。"
        "增量比例：应执行门店促销期与之前等长天数的日均实销之比 ÷ 同等级同渠道、无该产品促销门店的同一比值；"
        "仅计注明起始日且完全落在某一时段内的上报。"
        "回报率：在可对比的应执行门店，（增量 × 计划所填单位毛利 − 成本）÷ 成本；成本为这些门店已付且未被拒的款项，"
        "加促销期间赠出的、计划所列赠品的成本；不含固定费用与其他门店的支出。毛利、对比或成本未知则无数据。",
    ),
    source=CHECKS,
    key=("promo",),
    opens={"promotion_compliance": "complete", "element_compliance": "checks", "promotion_roi": "sold"},
    stands_on={"promotion_roi": SELL_OUT},
    parts_on={"cost": SPENDS, "gifts": GIVEN, "sold": SELL_OUT, "matched": SELL_OUT},
    leads_with=("promotion_compliance", "promotion_coverage", "promotion_roi"),
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
        column("promoted", "integer", "Outlets compared", "对比门店", part="sold"),
        column("not_compared", "integer", "Owing, not compared", "应执行未对比"),
        column("matched", "integer", "Matched outlets", "匹配门店", part="matched"),
        column("uplift", "share", "Uplift", "增量比例"),
        column("naive_uplift", "share", "Naive uplift", "简单增幅"),
        column("incremental_units", "integer", "Extra units", "增量"),
        column("promotion_roi", "index", "Return", "回报率"),
        column("lacks", "choice", "No return because", "无回报率原因", options=LACKS),
        column("margin_minor", "money", "Margin a unit", "单位毛利"),
        column("compared_cost_minor", "money", "Cost where compared", "对比门店成本"),
        column("cost_minor", "money", "Paid in all", "支出合计", part="cost"),
        column("gift_cost_minor", "money", "Gifts in all", "赠品合计", part="gifts"),
        column("currency", "text", "Currency", "币种", shown=False),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
