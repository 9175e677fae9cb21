"""What charts are made of: colours that every kind of sight tells apart, axes, bars, and the finished drawing."""

from dataclasses import dataclass
from typing import Any

import altair as alt

from server.departments.metrics import Figure
from server.office.words import said, t

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe and Ito's colours, told apart by every kind of sight; shapes and dashes tell them apart without any."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
HEIGHT = 220
RUNGS = 25


@dataclass(frozen=True)
class Drawing:
    """A chart's specification, its table (heads and rows of text), what it shows in words, and how many of its points
    are still to come; without a specification there is nothing to show yet."""

    spec: dict[str, Any]
    heads: list[str]
    rows: list[list[str]]
    says: str
    to_come: int = 0


def spec_of(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> dict[str, Any]:
    return chart.to_dict(validate=False)


def values(rows: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=rows)


def series_of(field_: str, names: list[str]) -> dict[str, Any]:
    """Colour, shape and dash by name, in the order given."""
    n = len(names)
    legend = alt.Legend(title=None, orient="top") if n > 1 else None
    return {
        "legend": legend,
        "color": alt.Color(f"{field_}:N", scale=alt.Scale(domain=names, range=list(COLOURS[:n])), legend=legend),
        "shape": alt.Shape(f"{field_}:N", scale=alt.Scale(domain=names, range=list(SHAPES[:n])), legend=legend),
    }


def axis_of(figure: Figure) -> alt.Axis:
    is_share = figure.definition is not None and figure.definition.unit == "share"
    return alt.Axis(format="%" if is_share else "~s", title=None, tickCount=5)


def scale_of(figure: Figure, values: list[float]) -> alt.Scale:
    """Shares stand on zero; a line that never moves gets ground to lie in the middle of."""
    if min(values) == max(values):
        return alt.Scale(domain=[min(0, values[0]), max(1, 2 * values[0])])
    return alt.Scale(zero=unit_of(figure) == "share")


def bars_of(rows: list[dict[str, Any]], order: list[str], height: int | None = None) -> Any:
    """Bars with their value written at the end, in the order given."""
    base = alt.Chart(values(rows)).encode(
        y=alt.Y("name:N", sort=order, axis=alt.Axis(title=None, labelLimit=260)),
        x=alt.X("value:Q", axis=alt.Axis(title=None, format="~s", tickCount=5)),
    )
    bars = base.mark_bar(color=COLOURS[0], size=18)
    texts = base.mark_text(align="left", dx=4).encode(text="text:N")
    return alt.layer(bars, texts).properties(width="container", height=height or 28 * len(order))


def most_of(rows: list[dict[str, Any]]) -> str:
    top = max(rows, key=lambda row: row["value"])
    return t("chart.says_most", name=top["name"], value=top["text"], n=len(rows))


def unit_of(figure: Figure) -> str | None:
    return figure.definition.unit if figure.definition else None


def title_of(figure: Figure) -> str:
    return said(figure.definition.title) if figure.definition else figure.name
