"""What the pages say, in both languages, and that nothing written in the field runs in them."""

import re

import pytest
from flask import Flask

from server.departments.pages import PAGES
from server.departments.views import VIEWS
from server.office import front, views
from tests.cast import ROSA, SVEN
from tests.office.given import MONA, NASTY, PHOTO, SIGHTING, STOCK, VISIT, csrf_in, signed_in, text_of

ADDRESSES = [
    "/office/",
    "/office/photos",
    "/office/records",
    "/office/records/stock_count",
    "/office/records/photo",
    "/office/records/outlet",
    "/office/attention",
    "/office/devices",
    f"/office/record/{STOCK}",
    f"/office/record/{PHOTO}",
    f"/office/record/{SIGHTING}",
    "/office/record/outlet/north",
    f"/office/visit/{VISIT}",
    "/office/outlet/outlet/north",
    "/office/sales/out_of_stock/why?figure=oos_rate",
    "/office/sales/out_of_stock/disagreements",
    *(
        f"/office/facts/{page.name}{more}"
        for page in PAGES
        for more in ("", "/quality", "?from=2020-01-01&to=2020-02-01")
    ),
    *(
        f"/office/{department}/{view.name}{more}"
        for view in VIEWS
        for department in view.departments
        for more in ("", "/evidence", "?from=2020-01-01&to=2020-02-01")
    ),
]
KEY = re.compile(
    r">[^<]*\b(?:nav|why|figure|column|filter|record|view|photo|attention|devices|verdict|kind)\.[a-z_]+[^<]*<"
)


def speak(client, language: str) -> None:
    csrf = csrf_in(text_of(client, "/office/"))
    assert client.post("/office/language", data={"language": language, "csrf": csrf}).status_code == 303


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_drawn_without_a_key_a_script_or_a_style_of_its_own(app: Flask, language: str) -> None:
    mona = signed_in(app, MONA)
    speak(mona, language)

    for address in ADDRESSES:
        page = text_of(mona, address)
        assert not KEY.search(page), (address, KEY.search(page))
        assert NASTY not in page, address
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), address
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page), address
        assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in page


def test_what_the_field_wrote_is_shown_as_text(app: Flask) -> None:
    page = text_of(signed_in(app, MONA), "/office/marketing/customer_feedback")

    assert "=1+1 &lt;script&gt;" in page


def test_every_page_forbids_foreign_and_inline_code(app: Flask) -> None:
    policy = signed_in(app, MONA).get("/office/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_are_never_kept_by_a_cache(app: Flask) -> None:
    mona = signed_in(app, MONA)

    for address in (
        "/office/",
        "/office/sales/void_list",
        "/office/sales/void_list.csv",
        "/office/sales/void_list.xlsx",
    ):
        assert mona.get(address).headers["Cache-Control"] == "no-store", address


def test_from_a_percentage_to_the_visit_and_the_photo_in_three_clicks(app: Flask) -> None:
    sven = signed_in(app, SVEN)

    view = text_of(sven, "/office/sales/out_of_stock")
    first = re.search(r'href="([^"]*/evidence\?[^"]*part=out[^"]*)"', view).group(1).replace("&amp;", "&")
    evidence = text_of(sven, first)
    second = f"/office/record/{STOCK}"
    record = text_of(sven, second)
    third = f"/office/visit/{VISIT}"
    visit = text_of(sven, third)

    assert f'href="{second}"' in evidence
    assert f'href="{third}"' in record
    assert f"/api/v1/photos/{PHOTO}/of/{STOCK}?size=thumb" in record
    assert f"/api/v1/photos/{PHOTO}/of/{STOCK}?size=thumb" in visit


def test_a_record_tells_who_said_what_and_when_it_arrived(app: Flask) -> None:
    page = text_of(signed_in(app, SVEN), f"/office/record/{STOCK}")

    history = page.split('data-testid="history"')[1]
    assert "Amina" in history
    assert "accepted" in history
    assert "not listed here" in history


def test_a_figure_says_why(app: Flask) -> None:
    why = text_of(signed_in(app, SVEN), "/office/sales/out_of_stock/why?figure=oos_rate")

    assert "1 ÷ 2 = 50.0%" in why
    assert "95 % interval" in why
    assert "n = 2" in why
    assert "0 without an answer" in why


def test_filters_live_in_the_address_and_in_every_link_of_the_view(app: Flask) -> None:
    page = text_of(signed_in(app, SVEN), "/office/sales/out_of_stock?from=2026-11-20&to=2026-11-24&outlet_class=A")

    links = [
        link for link in re.findall(r'href="([^"]*)"', page) if "evidence" in link or "csv" in link or "xlsx" in link
    ]
    assert links
    assert all("from=2026-11-20" in link and "outlet_class=A" in link for link in links)


def test_a_front_page_that_takes_too_long_sends_its_stories_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sven = signed_in(app, SVEN)
    monkeypatch.setattr(front, "PATIENCE_S", -1)

    page = text_of(sven, "/office/")
    story = re.search(r'data-testid="front-tally" hx-get="([^"]*)"', page).group(1)

    assert 'data-testid="value"' not in page
    assert 'data-testid="value"' in text_of(sven, story.replace("&amp;", "&"))


def test_a_view_that_takes_too_long_sends_what_changed_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sven = signed_in(app, SVEN)
    address = "/office/sales/out_of_stock?from=2026-11-20&to=2026-11-24"
    at_once = figures_in(text_of(sven, address))
    monkeypatch.setattr(views, "PATIENCE_S", -1)

    page = figures_in(text_of(sven, address))
    later = re.search(r'hx-get="([^"]*)"', page).group(1)

    assert 'data-testid="value"' in page
    assert "hx-get" not in at_once.partition(">")[0]
    assert figures_in(text_of(sven, later.replace("&amp;", "&"))) == at_once


def figures_in(page: str) -> str:
    return re.search(r'<section class="figures strip".*?</section>', page, re.DOTALL).group(0)


def test_an_empty_window_says_no_data_and_never_zero(app: Flask) -> None:
    page = text_of(signed_in(app, SVEN), "/office/sales/out_of_stock?from=2020-01-01&to=2020-01-31")

    assert "no data" in page
    assert "0.0%" not in page
    assert 'data-testid="empty"' in page


def test_a_table_is_sorted_by_the_column_asked_for(app: Flask) -> None:
    page = text_of(signed_in(app, SVEN), "/office/sales/tally?sort=-product")

    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize(
    "address",
    [
        "?sort=nonsense",
        "?page=-1",
        "?page=abc",
        "?from=x&to=y",
        "?page=99999999999",
        "?from=0001-01-01&to=9999-12-31",
        "?key.sku=x&brand=%F0%9F%A6%86",
    ],
)
def test_an_address_that_makes_no_sense_still_draws_a_page(app: Flask, address: str) -> None:
    text_of(signed_in(app, SVEN), f"/office/sales/tally{address}")


@pytest.mark.parametrize(
    "address", ["record/%00", "photos?outlet=%00", "sales/tally?region=%00", "visit/..%2f..", "record/a//b"]
)
def test_an_address_that_names_nothing_is_not_found(app: Flask, address: str) -> None:
    assert signed_in(app, MONA).get(f"/office/{address}").status_code == 404


@pytest.mark.parametrize("address", ["?kind=nonsense", "?after=99999999999999999999999.x", "?after=x", "?role=x"])
def test_a_photo_wall_asked_for_nonsense_still_stands(app: Flask, address: str) -> None:
    text_of(signed_in(app, MONA), f"/office/photos{address}")


def test_the_photo_wall_goes_on_from_a_place_that_never_shifts(app: Flask) -> None:
    rosa = signed_in(app, ROSA)

    assert text_of(rosa, "/office/photos").count('data-testid="photo"') == 1
    assert text_of(rosa, "/office/photos?role=before").count('data-testid="photo"') == 0
    assert text_of(rosa, "/office/photos?kind=stock_count").count('data-testid="photo"') == 1
    assert text_of(rosa, f"/office/photos?after=1.{PHOTO}").count('data-testid="photo"') == 0


def test_every_kind_has_a_table_and_leaves_as_a_file(app: Flask) -> None:
    at_desk = signed_in(app, MONA)
    listed = re.findall(r'data-testid="kind-(\w+)"', at_desk.get("/office/records").get_data(as_text=True))
    assert {"visit", "stock_count", "outlet", "sell_in"} <= set(listed)
    for kind in listed:
        assert at_desk.get(f"/office/records/{kind}").status_code == 200
        assert at_desk.get(f"/office/records/{kind}.csv").get_data(as_text=True).startswith("\ufeff")
        assert at_desk.get(f"/office/records/{kind}.xlsx").data[:2] == b"PK"
