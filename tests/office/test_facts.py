"""The nine pages of facts: the same for both departments, each with its questions and how good its observations are."""

import re
from html import unescape

import pytest
from flask import Flask

from server.departments.pages import PAGES, page_of_view
from server.departments.views import VIEWS
from server.office import pages
from tests.cast import MIRA, ROSA, SVEN
from tests.office.given import signed_in, text_of


def test_there_are_nine_pages_in_the_order_of_the_exchange_and_every_view_stands_under_one() -> None:
    assert [page.name for page in PAGES] == [
        "terminal_display",
        "tally",
        "distribution",
        "network",
        "terminal_sales",
        "promotion_feedback",
        "regional_sales",
        "competitors",
        "customer_feedback",
    ]
    assert {page_of_view(view).name for view in VIEWS} == {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_both_departments_read_the_same_page_and_see_who_owes_it(app: Flask, page) -> None:
    mira, sven = (text_of(signed_in(app, each), f"/office/facts/{page.name}") for each in (MIRA, SVEN))

    assert 'data-testid="owed-by"' in mira
    assert re.findall(r'data-testid="tab-(\w+)"', mira) == [view.name for view in page.views]
    assert re.findall(r'data-testid="value">(.*?)</span>', mira) == re.findall(
        r'data-testid="value">(.*?)</span>', sven
    )


def test_a_representative_finds_only_the_pages_with_questions_for_her(app: Flask) -> None:
    rosa = signed_in(app, ROSA)

    front = text_of(rosa, "/office/")

    assert re.findall(r'data-testid="front-(\w+)"', front) == ["terminal_display", "tally", "network"]
    assert re.findall(r'data-testid="tab-(\w+)"', text_of(rosa, "/office/facts/tally")) == ["out_of_stock"]
    text_of(rosa, "/office/facts/competitors", 403)
    text_of(rosa, "/office/facts/nothing", 404)


def test_the_quality_of_the_observations_stands_at_the_head_of_their_page(app: Flask) -> None:
    sven = signed_in(app, SVEN)

    page = text_of(sven, "/office/facts/tally")
    address = re.search(r'data-testid="quality"[^>]*hx-get="([^"]*)"', page).group(1).replace("&amp;", "&")
    told = text_of(sven, address)

    line = told.split('data-testid="quality-stock_count"')[1].split("</tr>")[0]
    assert "100.0%" in line
    assert "1 ÷ 1" in line


def test_lines_of_the_quality_that_take_long_come_in_by_themselves(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PATIENCE_S", -1)
    sven = signed_in(app, SVEN)
    whole = text_of(sven, "/office/facts/terminal_display/quality")

    part = sven.get("/office/facts/terminal_display/quality", headers={"HX-Request": "true"}).get_data(as_text=True)

    late = [unescape(each) for each in re.findall(r'hx-get="([^"]*)" hx-trigger="load"', part)]
    assert len(late) == whole.count('<tr data-testid="quality-') - 1 > 0
    lines = [text_of(sven, address) for address in late]
    assert all(" ".join(line.split()) in " ".join(whole.split()) for line in lines)
    assert not any("hx-get" in line for line in lines)
    text_of(sven, "/office/facts/terminal_display/quality/visit", 404)
