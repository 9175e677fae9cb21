"""Funds: how far each budget line is used, how far its time has run, and whether the money is proved."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.movements import routes_looked_at
from server.departments.observations import Source, basis_of, ids_of
from server.departments.view import Answer, View, column, options_of
from server.flat import flat_table
from sync.fields import Words
from sync.kinds.plans.budget_line import BUDGET_LINE

SOURCE = Source("promo_spend", latest_only=False)
READ = ("budget_line",)
SUMS = ("spent", "committed", "refused", "proved", "all_of_it", "records")


def _answer(session: Session, filters: Filters) -> Answer:
    sums = {row["budget_line"]: dict(row) for row in session.execute(_sums(filters)).mappings()}
    routes = routes_looked_at(session, filters)
    lines = [
        line
        for line in map(dict, session.execute(_lines(filters)).mappings())
        if routes is None or _route(line) in routes
    ]
    rows = [_row(line, sums.get(line["id"], {}), filters) for line in lines]
    basis = basis_of(session, SOURCE, filters)
    return Answer([figure.over(basis) for figure in _headlines(rows).values()], rows)


def _route(line: Mapping[str, Any]) -> str:
    return "route/" + str(line["scope"]).removeprefix("route:")


def _lines(filters: Filters):
    """The budget lines whose time touches the window."""
    line = flat_table("budget_line")
    columns = ("id", "scope", "name", "plan", "what", "amount_minor", "currency", "from_on", "until_on")
    return (
        select(*(line.c[name] for name in columns))
        .where(
            ~line.c.retired,
            func.coalesce(line.c.from_on, filters.until_on) <= filters.until_on,
            func.coalesce(line.c.until_on, filters.from_on) >= filters.from_on,
        )
        .order_by(line.c.scope, line.c.name, line.c.id)
    )


def _sums(filters: Filters):
    """What was spent of each line by the window's end, in the line's currency: approved, waiting, refused, with a receipt."""
    spend, line, reply, photo = (flat_table(name) for name in ("promo_spend", "budget_line", "reply", "photo"))
    decided = select(reply.c.of, func.max(reply.c.state).label("state")).where(
        ~reply.c.retired, reply.c.state.in_(("approved", "refused"))
    )
    decision = decided.group_by(reply.c.of).subquery("decision")
    receipt = select(photo.c.id).where(photo.c.of == spend.c.id, ~photo.c.retired).exists()
    amount = spend.c.amount_minor
    refused = func.coalesce(decision.c.state, "") == "refused"

    def summed(name: str, condition: ColumnElement[bool]) -> ColumnElement:
        return func.sum(case((condition, amount), else_=0)).label(name)

    return (
        select(
            spend.c.budget_line,
            summed("spent", decision.c.state == "approved"),
            summed("committed", decision.c.state.is_(None)),
            summed("refused", refused),
            summed("proved", and_(decision.c.state == "approved", receipt)),
            summed("all_of_it", ~refused),
            func.count().label("records"),
            func.count(spend.c.outlet.distinct()).label("outlets"),
            func.max(spend.c.made_on).label("latest_on"),
        )
        .join(line, and_(line.c.id == spend.c.budget_line, line.c.currency == spend.c.currency))
        .outerjoin(decision, decision.c.of == spend.c.id)
        .where(~spend.c.retired, spend.c.made_on <= filters.until_on)
        .group_by(spend.c.budget_line)
    )


def _row(line: Mapping[str, Any], sums: Mapping[str, Any], filters: Filters) -> dict[str, Any]:
    whole = {name: int(sums.get(name) or 0) for name in (*SUMS, "outlets")}
    used = metrics.fund_utilisation(whole["committed"], whole["spent"], line["amount_minor"] or 0)
    elapsed = _elapsed(line, filters.until_on)
    each = metrics.spend_an_outlet(float(whole["spent"] + whole["committed"]), whole["outlets"]).value
    return {
        "budget_line": line["id"],
        "route": _route(line),
        **{name: line[name] for name in ("name", "plan", "what", "amount_minor", "currency", "from_on", "until_on")},
        **whole,
        "fund_utilisation": used.value,
        "time_elapsed": elapsed.value,
        "spending_pace": metrics.spending_pace(used.value, elapsed.value).value,
        "evidence_coverage": metrics.evidence_coverage(whole["proved"], whole["all_of_it"]).value,
        "spend_an_outlet": None if each is None else round(each),
        "left_minor": (line["amount_minor"] or 0) - whole["spent"] - whole["committed"],
        "latest_on": sums.get("latest_on"),
    }


def _elapsed(line: Mapping[str, Any], on: str) -> Figure:
    if not (line["from_on"] and line["until_on"]):
        return metrics.time_elapsed(0, 0)
    first, last, now = (date.fromisoformat(day) for day in (line["from_on"], line["until_on"], on))
    return metrics.time_elapsed((now - first).days + 1, (last - first).days + 1)


def _headlines(rows: list[dict[str, Any]]) -> dict[str, Figure]:
    """Over the lines in the commonest currency: sums of two currencies mean nothing."""
    currencies = [row["currency"] for row in rows]
    same = [
        row
        for row in rows
        if currencies and row["currency"] == max(sorted(set(currencies), key=str), key=currencies.count)
    ]
    total = {name: sum(row[name] for row in same) for name in (*SUMS, "amount_minor")}
    return {
        "fund_utilisation": metrics.fund_utilisation(total["committed"], total["spent"], total["amount_minor"]),
        "evidence_coverage": metrics.evidence_coverage(total["proved"], total["all_of_it"]),
    }


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], _part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        return [seen.c.budget_line == key["budget_line"]] if key.get("budget_line") else []

    return ids_of(SOURCE, filters, READ, where)


FUNDS = View(
    name="funds",
    owner="marketing",
    title=Words("Funds", "资金效率"),
    question=Words("Is the money used in step with its time, and proved?", "资金使用与时间进度一致吗，有凭证吗？"),
    definition=Words(
        "Budget lines whose time touches the window, with everything spent of them by its end, in their own currency. "
        "Spent: approved. Committed: waiting for approval; refused money is neither. Proved: approved and with a photo "
        "of the receipt. Pace: budget used ÷ time elapsed.",
        "期内有效的预算项及其截至期末的支出，按本币计。已支出：已批准；已承诺：待批准；未批准的不计。有凭证：已批准且有收据照片。"
        "进度比：预算使用率 ÷ 时间进度。",
    ),
    source=SOURCE,
    key=("budget_line",),
    leads_with=("fund_utilisation", "evidence_coverage"),
    columns=(
        column("budget_line", "ref", "Budget line id", "预算项编号", shown=False),
        column("name", "text", "Budget line", "预算项"),
        column("route", "ref", "Route", "路线"),
        column("what", "choice", "What for", "用途", options=options_of(BUDGET_LINE, "what")),
        column("amount_minor", "money", "Budget", "预算"),
        column("spent", "money", "Spent", "已支出"),
        column("committed", "money", "Committed", "已承诺"),
        column("left_minor", "money", "Left", "剩余"),
        column("fund_utilisation", "share", "Budget used", "预算使用率"),
        column("time_elapsed", "share", "Time elapsed", "时间进度"),
        column("spending_pace", "index", "Pace", "进度比"),
        column("evidence_coverage", "share", "Proved", "凭证覆盖"),
        column("records", "integer", "Records", "笔数", part="records"),
        column("outlets", "integer", "Outlets", "门店"),
        column("spend_an_outlet", "money", "An outlet", "店均"),
        column("until_on", "day", "Until", "结束"),
        column("currency", "text", "Currency", "币种", shown=False),
    ),
    answer=_answer,
    evidence=_evidence,
)
