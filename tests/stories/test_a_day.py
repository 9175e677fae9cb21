"""A whole day on the route: recorded offline, reconciled, read by both departments."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.stories.acts import (
    a_picture,
    check_displays,
    enter,
    finish,
    opened,
    place_pop,
    rate_retailer,
    stops_of,
    strip_says,
    tally,
)
from tests.stories.at_the_desk import answer_of, download, figures_of, open_visit, rows_of, sees_a_photo

pytestmark = pytest.mark.browser

SHARED = ("distribution", "tally")


def test_a_day_without_signal_reaches_both_departments(server, phone, desk, tmp_path: Path) -> None:
    before = answer_of(server, "sales", "out_of_stock")
    pop_before = answer_of(server, "sales", "pop_placement")
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    outlets = stops_of(page)[:4]
    assert len(outlets) == 4

    server.stop()
    amina.context.set_offline(True)
    page.reload()
    assert stops_of(page)[:4] == outlets

    photos = placed = 0
    for number, outlet in enumerate(outlets[:3]):
        enter(page, outlet)
        photos += check_displays(page, [a_picture(tmp_path, f"{number}-{i}") for i in range(2)])
        tally(page, out=1, units=737 + number)
        placed += place_pop(page)
        rate_retailer(page, 3)
        finish(page)
    enter(page, outlets[3])
    photos += check_displays(page, [a_picture(tmp_path, "last")])
    assert photos >= 4

    amina.kill()
    page = amina.open()
    page.get_by_test_id("strip").wait_for()
    strip_says(page, f"{photos} photos")
    if page.get_by_test_id("visit").count() == 0:
        enter(page, outlets[3])
    kept = opened(page, "displays").locator("[data-testid^='display-exit-'] button[aria-pressed=true]")
    expect(kept.first).to_be_visible()
    tally(page, out=0)
    finish(page)
    strip_says(page, f"{photos} photos")

    server.start()
    page.reload()
    strip_says(page, "All sent")

    read = {}
    for person, department in (("mira", "marketing"), ("sven", "sales")):
        at_desk = desk(server.url, person)
        read[person] = [figures_of(at_desk, server.url, department, view) for view in SHARED]
        if person == "mira":
            open_visit(at_desk, server.url, outlets[0])
            expect(at_desk.locator("main")).to_contain_text("737")
            sees_a_photo(at_desk)
        else:
            at_desk.goto(f"{server.url}/office/sales/out_of_stock")
            rows = list(csv.reader(io.StringIO(download(at_desk, "export-csv").decode("utf-8-sig"))))
            assert rows[1:] == [list(row.values()) for row in rows_of(server, "sales", "out_of_stock")]
            with zipfile.ZipFile(io.BytesIO(download(at_desk, "export-xlsx"))) as book:
                assert "xl/worksheets/sheet1.xml" in book.namelist()
        at_desk.context.close()
    assert read["mira"] == read["sven"]
    assert len(read["mira"][0]) >= 3

    after = answer_of(server, "sales", "out_of_stock")
    assert after["figures"] != before["figures"]
    assert placed > 0
    assert answer_of(server, "sales", "pop_placement")["figures"] != pop_before["figures"]
