"""Charts over the weeks, which stand on every page: the leading figures, and the same part by part."""

from typing import Any

import altair as alt

from server.departments.filters import Filters
from server.departments.metrics import Figure
from server.departments.store import Session
from server.departments.trends import WEEKS_OF_PARTS, Patience, parts_of, trend
from server.departments.view import View
from server.office import formats
from server.office.drawing import (
    COLOURS,
    DASHES,
    HEIGHT,
    Drawing,
    axis_of,
    scale_of,
    series_of,
    spec_of,
    title_of,
    unit_of,
    values,
)
from server.office.words import t

PATIENCE_S = 0.3
"""So long a chart works on points nobody has yet; then it shows what there is, and asks for the others by itself."""


def _led(view: View, figures: dict[str, Figure]) -> list[str]:
    """The leading figures that can share an axis: those of the first one's unit."""
    names = [name for name in view.leads_with if name in figures]
    unit = unit_of(figures[names[0]]) if names else None
    return [name for name in names if unit_of(figures[name]) == unit] if unit == "share" else names[:1]


def draw_trend(session: Session, view: View, using: Filters) -> Drawing | None:
    """The leading figures over twelve weeks."""
    told = trend(session, view, using, patience=Patience(PATIENCE_S))
    points = told.points
    names = _led(view, points[-1].figures)
    titles = {name: title_of(points[-1].figures[name]) for name in names}
    rows: list[dict[str, Any]] = [
        {
            "on": formats.day_and_month(point.on),
            "figure": titles[name],
            "value": point.figures[name].value,
            "place": place,
        }
        for place, point in enumerate(points)
        for name in names
        if name in point.figures
    ]
    known = [row for row in rows if row["value"] is not None]
    if len({row["place"] for row in known}) < 2 and not told.to_come:
        return None
    if not known:
        return Drawing({}, [], [], "", told.to_come)
    series, first = series_of("figure", list(titles.values())), points[-1].figures[names[0]]
    labels = [formats.day_and_month(point.on) for point in points]
    base = alt.Chart(values(known)).encode(
        x=alt.X(
            "on:O",
            sort=labels,
            scale=alt.Scale(domain=labels),
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True),
        ),
        y=alt.Y(
            "value:Q",
            axis=axis_of(first),
            scale=scale_of(first, [row["value"] for row in known]),
        ),
        color=series["color"],
    )
    dashes = alt.StrokeDash(
        "figure:N",
        scale=alt.Scale(domain=list(titles.values()), range=list(DASHES[: len(titles)])),
        legend=series["legend"],
    )
    lines = base.mark_line(strokeWidth=2).encode(strokeDash=dashes)
    chart = alt.layer(lines, base.mark_point(size=60, filled=True, opacity=1).encode(shape=series["shape"])).properties(
        width="container", height=HEIGHT
    )
    table = [[formats.day(point.on), *(formats.value_of(point.figures[name]) for name in names)] for point in points]
    says = " ".join(_went([(point.on, point.figures[name]) for point in points]) for name in names)
    return Drawing(spec_of(chart), [t("chart.until"), *titles.values()], table, says, told.to_come)


def _went(line: list[tuple[str, Figure]]) -> str:
    known = [(on, figure) for on, figure in line if figure.value is not None]
    if not known:
        return ""
    ordered = sorted(known, key=lambda each: each[1].value or 0)
    return t(
        "chart.says_trend",
        figure=title_of(known[0][1]),
        first=formats.value_of(known[0][1]),
        since=formats.day(known[0][0]),
        last=formats.value_of(known[-1][1]),
        until=formats.day(known[-1][0]),
        low=formats.value_of(ordered[0][1]),
        high=formats.value_of(ordered[-1][1]),
    )


def draw_parts(session: Session, view: View, using: Filters) -> Drawing | None:
    """The first leading figure over six weeks, a small picture for each part of the trade."""
    parts = parts_of(session, using)
    patience = Patience(PATIENCE_S)
    trends = {name: trend(session, view, inside, WEEKS_OF_PARTS, patience) for inside, name in parts}
    told, to_come = {name: each.points for name, each in trends.items()}, sum(each.to_come for each in trends.values())
    if to_come:
        return Drawing({}, [], [], "", to_come)
    figures = next((points[-1].figures for points in told.values() if points), {})
    name = next(iter(_led(view, figures)), None)
    if name is None or len(told) < 2:
        return None
    rows = [
        {"part": part, "on": formats.day_and_month(point.on), "value": point.figures[name].value}
        for part, points in told.items()
        for point in points
        if name in point.figures and point.figures[name].value is not None
    ]
    if not rows:
        return None
    labels = [formats.day_and_month(point.on) for point in next(iter(told.values()))]
    chart = (
        alt.Chart(values(rows))
        .mark_line(point=True, strokeWidth=2, color=COLOURS[0])
        .encode(
            x=alt.X("on:O", sort=labels, axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", axis=axis_of(figures[name])),
            facet=alt.Facet("part:N", columns=4, sort=list(told), header=alt.Header(title=None)),
        )
        .properties(width=230, height=110)
    )
    table = [[part, *(formats.value_of(point.figures[name]) for point in points)] for part, points in told.items()]
    best = max(told, key=lambda part: told[part][-1].figures[name].value or 0)
    says = t(
        "chart.says_parts",
        figure=title_of(figures[name]),
        n=len(told),
        best=best,
        value=formats.value_of(told[best][-1].figures[name]),
    )
    return Drawing(
        spec_of(chart), [t("chart.part"), *(formats.day(point.on) for point in next(iter(told.values())))], table, says
    )
