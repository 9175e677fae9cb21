"""Feedback themes: what is talked about, by whom, how it grows, and how fast it is answered."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import Session

from server.departments import metrics
from server.departments.answers import days_to, first_answers, in_time, was_told
from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.observations import Source, basis_of, ids_of, read
from server.departments.universe import outlets_in
from server.departments.view import Answer, View, column, options_of
from sync.fields import Words
from sync.kinds.observations.feedback import FEEDBACK

SOURCE = Source("feedback", latest_only=False)
READ = ("voice", "theme", "urgency", "complaint")
PARTS = {
    "complaints": lambda seen: seen.c.complaint,
    "urgent": lambda seen: seen.c.urgency == "high",
    "suggestions": lambda seen: seen.c.voice == "tallyman",
    "remarks": lambda seen: seen.c.id.is_not(None),
}


def _answer(session: Session, filters: Filters) -> Answer:
    found, before = _remarks(session, filters), _counts(session, filters.previous())
    themes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in found:
        themes[each["theme"] or ""].append(each)
    rows = [_row(theme, group, before.get(theme, 0)) for theme, group in themes.items()]
    rows.sort(key=lambda row: (-row["remarks"], row["theme"]))
    basis = basis_of(session, SOURCE, filters)
    complaints = metrics.complaints(sum(bool(each["complaint"]) for each in found) if found else None)
    figures = [metrics.remarks(len(found) or None), complaints, *_loop(found).values()]
    return Answer([figure.over(basis) for figure in figures], rows)


def _remarks(session: Session, filters: Filters) -> list[Mapping[str, Any]]:
    seen, outlets, answered = read(SOURCE, filters, *READ), outlets_in(filters), first_answers()
    columns = [seen.c[name] for name in ("id", "outlet", "first_at", "made_on", *READ)]
    query = (
        select(*columns, answered.c.read_at, answered.c.state, answered.c.text)
        .join(outlets, outlets.c.id == seen.c.outlet)
        .outerjoin(answered, answered.c.of == seen.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _counts(session: Session, filters: Filters) -> dict[str, int]:
    seen, outlets = read(SOURCE, filters, "theme"), outlets_in(filters)
    theme = func.coalesce(seen.c.theme, "")
    query = select(theme, func.count()).join(outlets, outlets.c.id == seen.c.outlet).group_by(theme)
    return {row[0]: row[1] for row in session.execute(query)}


def _loop(group: list[Mapping[str, Any]]) -> dict[str, Figure]:
    answered = [each for each in group if each["read_at"] is not None]
    timely = sum(in_time(each["first_at"], each["read_at"]) for each in answered)
    told = sum(was_told(each["state"], each["text"]) for each in answered)
    return {
        "time_to_first_reply": metrics.time_to_first_reply(
            days_to(each["first_at"], each["read_at"]) for each in answered
        ),
        "answered_in_time": metrics.answered_in_time(timely, len(group)),
        "told_back": metrics.told_back(told, len(group)),
    }


def _row(theme: str, group: list[Mapping[str, Any]], before: int) -> dict[str, Any]:
    return {
        "theme": theme,
        "remarks": len(group),
        "before": before,
        "outlets": len({each["outlet"] for each in group}),
        **{voice: sum(each["voice"] == voice for each in group) for voice in ("retailer", "shopper", "tallyman")},
        "complaints": sum(bool(each["complaint"]) for each in group),
        "urgent": sum(each["urgency"] == "high" for each in group),
        **{name: figure.value for name, figure in _loop(group).items()},
        "latest_on": max(each["made_on"] for each in group),
    }


def _evidence(_session: Session, filters: Filters, key: Mapping[str, str], part: str | None):
    def where(seen: Subquery, _outlets: Subquery) -> list[ColumnElement[bool]]:
        named = [func.coalesce(seen.c.theme, "") == key["theme"]] if "theme" in key else []
        return [*named, PARTS[part](seen)] if part in PARTS else named

    return ids_of(SOURCE, filters, READ, where)


FEEDBACK_THEMES = View(
    name="feedback_themes",
    owner="marketing",
    title=Words("Themes", "反馈主题"),
    question=Words("What is talked about, is it growing, and do we answer?", "大家在谈什么，是否增多，我们答复了吗？"),
    definition=Words(
        "Every remark of the window by its theme, beside the window of equal length before. Answered: somebody of the "
        "office read it. Told back: its reporter heard what was decided, or an answer in words. Working days are Monday "
        "to Friday.",
        "期内每条反馈按主题归类，并与之前等长的时段对照。已答复：办公室已阅。已告知：上报人得知处理结果或文字答复。工作日为周一至周五。",
    ),
    source=SOURCE,
    key=("theme",),
    opens={"complaints": "complaints", "remarks": "remarks"},
    leads_with=("remarks", "answered_in_time"),
    columns=(
        column("theme", "choice", "Theme", "主题", options=options_of(FEEDBACK, "theme")),
        column("remarks", "integer", "Remarks", "反馈", part="remarks"),
        column("before", "integer", "Window before", "上一时段"),
        column("outlets", "integer", "Outlets", "门店"),
        column("retailer", "integer", "Retailers", "店主"),
        column("shopper", "integer", "Shoppers", "消费者"),
        column("tallyman", "integer", "Suggestions", "建议", part="suggestions"),
        column("complaints", "integer", "Complaints", "投诉", part="complaints"),
        column("urgent", "integer", "Urgent", "紧急", part="urgent"),
        column("time_to_first_reply", "number", "Days to answer", "答复天数"),
        column("answered_in_time", "share", "In three working days", "三个工作日内"),
        column("told_back", "share", "Told back", "已告知"),
        column("latest_on", "day", "Latest", "最近"),
    ),
    answer=_answer,
    evidence=_evidence,
)
