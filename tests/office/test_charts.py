"""Charts: each declared for its pages, drawn from valid specifications, beside its table and its sentence."""

import html
import json
import re

import altair
import pytest
from flask import Flask

from server.departments.views import VIEWS
from server.office.charting import places_for
from server.office.drawings import CHARTS, charts_of
from tests.cast import ROSA, SVEN
from tests.office.given import signed_in, text_of


def test_a_page_announces_exactly_the_charts_that_are_declared_for_it() -> None:
    for view in VIEWS:
        assert {each.name for each in places_for(view)} == {chart.name for chart in charts_of(view)}, view.name
        assert {each.name for each in places_for(view) if each.when_asked} <= {"parts"}


def test_every_page_shows_a_trend() -> None:
    assert all("trend" in {chart.name for chart in charts_of(view)} for view in VIEWS)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_answers_with_or_without_data(app: Flask, chart) -> None:
    sven = signed_in(app, SVEN)
    for view in VIEWS:
        if chart.stands_on(view):
            for window in ("", "?from=2020-01-01&to=2020-01-31"):
                text_of(sven, f"/office/sales/{view.name}/charts/{chart.name}{window}")


def test_a_specification_is_sound_and_stands_beside_a_table_and_a_sentence(app: Flask) -> None:
    page = text_of(signed_in(app, SVEN), "/office/sales/coverage/charts/trend?from=2026-11-20&to=2026-11-24")

    assert 'data-testid="chart-empty"' in page or "data-spec" in page
    page = text_of(signed_in(app, SVEN), "/office/sales/network/charts/trend")
    spec = json.loads(html.unescape(re.search(r'data-spec="([^"]*)"', page).group(1)))
    altair.Chart.from_dict(spec)
    assert re.search(r'role="img" aria-label="[^"]+"', page)
    assert "<table" in page


def test_charts_are_loaded_only_where_there_are_some(app: Flask) -> None:
    sven = signed_in(app, SVEN)

    assert "vega" in text_of(sven, "/office/facts/distribution")
    assert "vega" not in text_of(sven, "/office/")
    assert "vega" not in text_of(sven, "/office/inbox")


def test_a_chart_is_for_who_reads_its_view(app: Flask) -> None:
    rosa = signed_in(app, ROSA)

    text_of(rosa, "/office/sales/coverage/charts/trend")
    text_of(rosa, "/office/sales/price_ladder/charts/rungs", 403)
    text_of(rosa, "/office/sales/coverage/charts/funnel", 404)
