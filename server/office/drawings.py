"""The list of charts, each declared in Altair: the picture, the same as a table, and the same in a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import altair as alt

from server.departments.filters import Filters
from server.departments.metrics import pop_survival_curve
from server.departments.places import places
from server.departments.standing_time import placings
from server.departments.store import Session
from server.departments.view import View
from server.office import formats
from server.office.drawing import COLOURS, HEIGHT, RUNGS, Drawing, bars_of, most_of, series_of, spec_of, values
from server.office.weekly_drawings import draw_parts, draw_trend
from server.office.words import said, t

Draw = Callable[[Session, View, Filters], Drawing | None]


@dataclass(frozen=True)
class Chart:
    """One chart: the views it stands on (none named: every one), and whether it is drawn only when asked for."""

    name: str
    draw: Draw
    on: tuple[str, ...] = ()
    when_asked: bool = False

    def stands_on(self, view: View) -> bool:
        """Whether a view shows it."""
        return view.name in self.on if self.on else bool(view.leads_with)


STEPS = ("planned", "issued", "received", "placed", "standing", "compliant")


def draw_funnel(session: Session, view: View, using: Filters) -> Drawing | None:
    """From planned to compliant, in units."""
    answer, titles = view.answer(session, using), {column.name: said(column.title) for column in view.columns}
    sums: dict[str, int] = {step: sum(row[step] or 0 for row in answer.rows) for step in STEPS}
    if not any(sums.values()):
        return None
    rows: list[dict[str, Any]] = [
        {"name": titles[step], "value": sums[step], "text": formats.integer(sums[step])} for step in STEPS
    ]
    of_plan = [formats.share(sums[step] / sums["planned"]) if sums["planned"] else "" for step in STEPS]
    table = [[row["name"], row["text"], part] for row, part in zip(rows, of_plan, strict=True)]
    chart = bars_of(rows, [row["name"] for row in rows])
    return Drawing(spec_of(chart), [t("chart.step"), t("chart.units"), t("chart.of_plan")], table, _steps(rows))


def _steps(rows: list[dict[str, Any]]) -> str:
    return t("list.joined").join(f"{row['name']} {row['text']}" for row in rows)


def draw_survival(session: Session, _view: View, using: Filters) -> Drawing | None:
    """The share of pieces still standing, day by day after placing."""
    pieces = [each.piece for each in placings(session, using)]
    if not pieces:
        return None
    last = max(days for days, _ in pieces)
    curve = [(0.0, 1.0), *pop_survival_curve(pieces)]
    rows = [{"day": days, "value": value} for days, value in [*curve, (float(last), curve[-1][1])]]
    chart = (
        alt.Chart(values(rows))
        .mark_line(interpolate="step-after", strokeWidth=2, color=COLOURS[0])
        .encode(
            x=alt.X("day:Q", axis=alt.Axis(title=t("chart.days_after"), tickMinStep=1)),
            y=alt.Y("value:Q", axis=alt.Axis(format="%", title=None), scale=alt.Scale(domain=[0, 1])),
        )
        .properties(width="container", height=HEIGHT)
    )
    table = [[formats.integer(days), formats.share(value)] for days, value in curve]
    says = t("chart.says_survival", days=formats.integer(last), share=formats.share(curve[-1][1]), n=len(pieces))
    return Drawing(spec_of(chart), [t("chart.days_after"), t("chart.standing")], table, says)


def draw_ladder(session: Session, view: View, using: Filters) -> Drawing | None:
    """Outlets on each step of the ladder, now beside the window before."""
    answer = view.answer(session, using)
    steps = {option.name: said(option.title) for option in view.columns[0].options}
    periods = {"of_outlets": t("chart.now"), "of_outlets_before": t("chart.before")}
    rows = [
        {"name": steps[row["level"]], "when": when, "value": row[name], "text": formats.share(row[name])}
        for row in answer.rows
        for name, when in periods.items()
        if row[name] is not None
    ]
    if not rows:
        return None
    names = list(periods.values())
    base = alt.Chart(values(rows)).encode(
        y=alt.Y("name:N", sort=list(steps.values()), axis=alt.Axis(title=None, labelLimit=200)),
        yOffset=alt.YOffset("when:N", sort=names),
        x=alt.X("value:Q", axis=alt.Axis(format="%", title=None)),
    )
    colour = alt.Color(
        "when:N",
        scale=alt.Scale(domain=names, range=[COLOURS[0], "#9aa3ab"]),
        legend=alt.Legend(title=None, orient="top"),
    )
    chart = alt.layer(
        base.mark_bar().encode(color=colour), base.mark_text(align="left", dx=4, fontSize=10).encode(text="text:N")
    )
    chart = chart.properties(width="container", height=HEIGHT)
    table = [[row["name"], row["when"], row["text"]] for row in rows]
    return Drawing(spec_of(chart), [t("chart.step"), t("chart.when"), t("chart.of_outlets")], table, most_of(rows))


def draw_rungs(session: Session, view: View, using: Filters) -> Drawing | None:
    """Prices for the same content, ours and the rivals'."""
    answer = view.answer(session, using)
    whose = {
        option.name: said(option.title)
        for column in view.columns
        if column.name == "whose"
        for option in column.options
    }
    found = sorted(answer.rows, key=lambda row: (row["category"], row["per"], -row["price_per_content"]))[:RUNGS]
    if len(found) < 2:
        return None
    rows: list[dict[str, Any]] = [
        {
            "name": f"{row['product']} · {row['category']}",
            "whose": whose[row["whose"]],
            "value": formats.in_major(row["price_per_content"], row["currency"]),
            "text": formats.money(row["price_per_content"], row["currency"]),
        }
        for row in found
    ]
    series = series_of("whose", list(whose.values()))
    base = alt.Chart(values(rows)).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in rows], axis=alt.Axis(title=None, labelLimit=320, grid=True)),
        x=alt.X("value:Q", axis=alt.Axis(title=None), scale=alt.Scale(zero=False, padding=56)),
    )
    chart = alt.layer(
        base.mark_point(filled=True, size=90, opacity=1).encode(color=series["color"], shape=series["shape"]),
        base.mark_text(align="left", dx=8).encode(text="text:N"),
    ).properties(width="container", height=24 * len(rows))
    table = [[row["name"], row["whose"], row["text"]] for row in rows]
    return Drawing(spec_of(chart), [t("chart.product"), t("chart.whose"), t("chart.price")], table, most_of(rows))


def _map(kind: str | None) -> Draw:
    def draw(session: Session, _view: View, using: Filters) -> Drawing | None:
        found = places(session, using, kind)
        if not found:
            return None
        states = (
            [t("chart.seen"), t("chart.visited"), t("chart.unvisited")]
            if kind
            else [t("chart.visited"), t("chart.unvisited")]
        )
        rows = [
            {
                "name": each.name,
                "lat": each.lat,
                "lon": each.lon,
                "state": states[0] if kind and each.seen else states[-2 if each.visited else -1],
            }
            for each in found
        ]
        counts = {state: sum(row["state"] == state for row in rows) for state in states}
        series = series_of("state", states)
        chart = (
            alt.Chart(values(rows))
            .mark_point(filled=True, opacity=0.75, size=45 if len(rows) < 1_000 else 12)
            .encode(
                x=alt.X("lon:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=12)),
                y=alt.Y("lat:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=12)),
                tooltip=["name:N", "state:N"],
                color=series["color"],
                shape=series["shape"],
            )
            .properties(**_size(rows))
        )
        table = [[state, formats.integer(count)] for state, count in counts.items()]
        says = t("list.joined").join(f"{state} {formats.integer(count)}" for state, count in counts.items())
        return Drawing(spec_of(chart), [t("chart.outlets_are"), t("chart.outlets")], table, says)

    return draw


def _size(rows: list[dict[str, Any]]) -> dict[str, float]:
    """A square of ground drawn as a square: a degree of longitude shrinks towards the poles."""
    lats, lons = [row["lat"] for row in rows], [row["lon"] for row in rows]
    high = max(max(lats) - min(lats), 1e-4)
    wide = max((max(lons) - min(lons)) * cos(radians((max(lats) + min(lats)) / 2)), 1e-4)
    scale = min(620 / wide, 400 / high)
    return {"width": max(160, round(wide * scale)), "height": max(120, round(high * scale))}


CHARTS = (
    Chart("trend", draw_trend),
    Chart("funnel", draw_funnel, ("pop_funnel",)),
    Chart("survival", draw_survival, ("pop_funnel",)),
    Chart("ladder", draw_ladder, ("attitude_ladder",)),
    Chart("rungs", draw_rungs, ("price_ladder",)),
    Chart("map", _map(None), ("network", "coverage")),
    Chart("spread", _map("competitor_sighting"), ("competitor_events",)),
    Chart("parts", draw_parts, when_asked=True),
)


def charts_of(view: View) -> list[Chart]:
    """The charts that a view shows, those of its own first."""
    return sorted(
        (chart for chart in CHARTS if chart.stands_on(view)), key=lambda chart: (chart.when_asked, not chart.on)
    )
