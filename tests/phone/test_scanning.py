"""Barcodes: read in the picture, found in the tally, without signal too."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from server.demo.goods import articles, barcode, must_stock
from tests.phone.bars import photographed
from tests.phone.hand import opened, strip_says, to, violations
from tests.running import ROOT

pytestmark = pytest.mark.browser

SHOP = "outlet/bellwether-market"
SAMPLES = ROOT.parent / "shared/data/barcodes"
CODES = {each.id: barcode(10, number) for number, each in enumerate(articles(), start=1)}


def begin(page: Page) -> None:
    to(page, "#/outlets")
    page.get_by_test_id(f"outlet-{SHOP}").click()
    page.get_by_test_id("start-unplanned").click()
    page.get_by_test_id("rail").wait_for()
    opened(page, "tally").get_by_test_id("scan").click()
    page.get_by_test_id("scanner").wait_for()


def show(page: Page, picture: Path) -> str:
    """What the scanner says to a picture."""
    said = page.get_by_test_id("scan-said")
    before = int(said.get_attribute("data-read") or 0)
    page.get_by_test_id("scan-photo").set_input_files(picture)
    expect(said).to_have_attribute("data-read", str(before + 1))
    return said.inner_text()


def test_a_code_goes_to_its_product_and_one_off_the_list_is_added(server, phone, tmp_path: Path) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    begin(page)
    listed = must_stock("A")[7]
    other = next(each for each in CODES if each not in must_stock("A"))

    page.get_by_test_id("scan-photo").set_input_files(photographed(CODES[listed], tmp_path))
    row = page.get_by_test_id(f"product-{listed}")
    expect(page.get_by_test_id("scan-said")).to_contain_text(row.locator("h3").inner_text().strip("★▾▴ \n"))
    expect(row).to_be_in_viewport()

    page.get_by_test_id("scan-photo").set_input_files(photographed(CODES[other], tmp_path, turn=90))
    expect(page.get_by_test_id(f"product-{other}")).to_be_in_viewport()
    page.get_by_test_id("scan-photo").set_input_files(photographed(barcode(70, 3), tmp_path))
    expect(page.get_by_test_id("scan-said")).to_contain_text("A rival's product: Fizzwick Orange")
    page.get_by_test_id("scan-photo").set_input_files(photographed("4006381333931", tmp_path))
    expect(page.get_by_test_id("scan-said")).to_contain_text("Nobody knows 4006381333931")
    empty = tmp_path / "empty.jpg"
    Image.new("RGB", (600, 400), "#c9c2b4").save(empty)
    page.get_by_test_id("scan-photo").set_input_files(empty)
    expect(page.get_by_test_id("scan-said")).to_contain_text("No barcode was found")
    assert violations(page) == []


def test_digits_on_the_pad_do_where_the_bars_are_torn(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    begin(page)
    listed = must_stock("A")[3]
    page.get_by_test_id("scan-digits").click()

    for digit in CODES[listed]:
        page.get_by_test_id("pad").locator(f"[data-key='{digit}']").click()

    expect(page.get_by_test_id(f"product-{listed}")).to_have_class(re.compile("called"))


def test_after_its_first_use_the_scanner_needs_no_signal(server, phone, tmp_path: Path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    first, later = must_stock("A")[:2]
    begin(page)
    page.get_by_test_id("scan-photo").set_input_files(photographed(CODES[first], tmp_path))
    expect(page.get_by_test_id(f"product-{first}")).to_have_class(re.compile("called"))
    visit = page.get_by_test_id("visit").get_attribute("data-visit")
    amina.close()
    server.stop()

    page = amina.open()
    page.get_by_test_id("next-outlet").wait_for()
    to(page, f"#/visit/{visit}")
    opened(page, "tally").get_by_test_id("scan").click()
    page.get_by_test_id("scan-photo").set_input_files(photographed(CODES[later], tmp_path))

    expect(page.get_by_test_id(f"product-{later}")).to_have_class(re.compile("called"))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="photos of real barcodes are kept apart from the project")
def test_real_photos_are_read_at_least_as_often_as_by_the_decoder_in_c(server, phone, tell) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    begin(page)
    samples = json.loads((SAMPLES / "expected.json").read_text())

    read = {each["file"] for each in samples if each["expected"].lstrip("0") in show(page, SAMPLES / each["file"])}

    theirs = {each["file"] for each in samples if each["zxingcpp_decodes"]}
    tell(f"real barcodes: {len(read)} of {len(samples)} read, zxing-cpp reads {len(theirs)}; missed: {theirs - read}")
    assert len(read) >= len(theirs)
