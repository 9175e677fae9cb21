"""The camera in the page: one tap opens it, one takes the photo; refused or absent, the phone's own camera is one tap away."""

import base64
import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.phone.hand import (
    PATIENCE_MS,
    SMALL_TARGETS,
    a_picture,
    begin_next,
    opened,
    photos_taken,
    stores_of,
    strip_says,
    to,
    violations,
)
from tests.running import HERE

pytestmark = pytest.mark.browser

A_CAMERA = ("--use-fake-device-for-media-stream",)
BYTES_OF = """([person, sha]) => new Promise((done) => {
  indexedDB.open(`tallyround-${person}`).onsuccess = (event) => {
    const db = event.target.result
    db.transaction('photos').objectStore('photos').get(sha).onsuccess = ({ target: { result } }) => {
      db.close()
      done(btoa(Array.from(new Uint8Array(result.bytes), (each) => String.fromCharCode(each)).join('')))
    }
  }
})"""
ASKED_AND_REFUSED = """{
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  const query = navigator.permissions.query.bind(navigator.permissions)
  navigator.permissions.query = (what) => (what.name === 'camera' ? Promise.resolve({ state: 'prompt' }) : query(what))
}"""

SLOW_TO_SAY = """{
  const enumerate = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices)
  navigator.mediaDevices.enumerateDevices = async () => {
    const found = await enumerate()
    await new Promise((done) => setTimeout(done, 3_000))
    return %s
  }
}"""
LOSE = """(parts) => caches.keys().then((names) => Promise.all(names.map(async (name) => {
  const cache = await caches.open(name)
  const kept = (await cache.keys()).filter(({ url }) => parts.some((part) => url.includes(`/${part}-`)))
  await Promise.all(kept.map((each) => cache.delete(each)))
})))"""


def photos_said(page: Page) -> list[dict[str, Any]]:
    """The photo records made on this phone, in order."""
    kept = stores_of(page, "amina")
    changes = sorted([*kept["outbox"], *kept["answered"]], key=lambda each: each["n"])
    return [op for each in changes for op in each["change"]["ops"] if op.get("kind") == "photo"]


def photos_become(page: Page, what: Callable[[list[dict[str, Any]]], Any]) -> None:
    """Wait until the photos kept on this phone, fetched ones too, are as they shall be."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not what(stores_of(page, "amina")["photos"]):
        assert time.monotonic() < ends, "the photos on the phone never became so"
        page.wait_for_timeout(50)


def at_a_shop(amina, server) -> Page:
    """A visit begun without signal."""
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    begin_next(page)
    return page


def test_a_photo_is_two_taps_and_kept_small_with_its_moment_and_place_without_signal(server, phone) -> None:
    amina = phone(server.url, flags=A_CAMERA, permissions=("geolocation", "camera"))
    page = at_a_shop(amina, server)
    before = page.evaluate("Date.now()")

    page.get_by_test_id("visit-photo-storefront").click()
    shutter = page.get_by_test_id("camera-shutter")
    expect(shutter).to_be_enabled()
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    box = shutter.bounding_box()
    assert box is not None
    assert box["y"] > 800 * 3 / 4, "the shutter is under the thumb"
    shutter.click()

    expect(page.get_by_test_id("visit-photo").locator("img")).to_have_count(1)
    expect(page.get_by_test_id("camera")).to_have_count(0)
    (said,) = photos_said(page)
    assert before <= said["fields"]["taken_at"] <= page.evaluate("Date.now()")
    assert said["fields"]["position"]["lat_e6"] == round(HERE["latitude"] * 1e6)
    (kept,) = photos_taken(page, "amina")
    assert kept["size"] <= 200_000
    jpeg = base64.b64decode(page.evaluate(BYTES_OF, ["amina", kept["sha"]]))
    image = Image.open(io.BytesIO(jpeg))
    assert (image.format, max(image.size) <= 1_600, dict(image.getexif())) == ("JPEG", True, {})
    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")


def test_a_photo_taken_again_leaves_only_the_second(server, phone) -> None:
    amina = phone(server.url, flags=A_CAMERA, permissions=("geolocation", "camera"))
    page = at_a_shop(amina, server)
    page.get_by_test_id("visit-photo-storefront").click()
    page.get_by_test_id("camera-shutter").click()
    expect(page.get_by_test_id("visit-photo").locator("img")).to_have_count(1)
    first = photos_taken(page, "amina")[0]["sha"]

    page.get_by_test_id("undo").click()
    page.get_by_test_id("camera-shutter").click()

    expect(page.get_by_test_id("visit-photo").locator("img")).to_have_count(1)
    (kept,) = photos_taken(page, "amina")
    assert kept["sha"] != first


def test_when_the_camera_is_refused_the_phones_own_is_one_tap_away(server, phone, tmp_path) -> None:
    amina = phone(server.url, flags=A_CAMERA)
    amina.open().close()
    amina.context.add_init_script(ASKED_AND_REFUSED)
    page = amina.context.new_page()
    page.goto(server.url)
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    strip_says(page, "All sent")
    begin_next(page)

    page.get_by_test_id("visit-photo-storefront").click()
    page.get_by_test_id("camera-refused").wait_for()
    assert violations(page) == []
    page.get_by_test_id("camera-file").set_input_files(a_picture(tmp_path))

    expect(page.get_by_test_id("visit-photo").locator("img")).to_have_count(1)
    assert len(photos_said(page)) == 1


def test_a_phone_that_never_allowed_it_goes_straight_to_its_own_camera(server, phone, tmp_path) -> None:
    page = at_a_shop(phone(server.url, flags=A_CAMERA), server)

    page.get_by_test_id("visit-photo-storefront").set_input_files(a_picture(tmp_path))

    expect(page.get_by_test_id("visit-photo").locator("img")).to_have_count(1)


def at_bellwether(page: Page) -> Any:
    """The displays of a shop, in a visit that nobody planned."""
    to(page, "#/outlets")
    page.get_by_test_id("outlet-outlet/bellwether-market").click()
    page.get_by_test_id("start-unplanned").click()
    return opened(page, "displays")


@pytest.mark.parametrize("is_later", [False, True], ids=["the-same-day", "months-later"])
def test_how_a_display_should_look_is_photographed_once_and_shown_on_a_new_phone_without_signal(
    server, phone, is_later: bool
) -> None:
    one = phone(server.url, "one", flags=A_CAMERA, permissions=("geolocation", "camera"))
    page = one.sign_in("amina")
    strip_says(page, "All sent")
    card = at_bellwether(page)
    display = str(card.locator("section").first.get_attribute("data-testid")).removeprefix("display-")
    card.locator("section").first.locator("details summary").last.click()
    page.get_by_test_id(f"display-standard-{display}-proof").click()
    page.get_by_test_id("camera-shutter").click()
    page.get_by_test_id(f"display-reference-{display}").wait_for()
    strip_says(page, "All sent")
    photos_become(page, lambda photos: photos and all(each["state"] == "stored" for each in photos))
    (photo,) = photos_said(page)
    if is_later:
        server.stop()
        server.wsgi = "tests.phone.later:app"
        server.start()

    two = phone(server.url, "two", flags=A_CAMERA, permissions=("geolocation", "camera"))
    page = two.sign_in("amina")
    strip_says(page, "All sent")
    photos_become(page, lambda photos: any(each["of"].startswith("display/") for each in photos))
    rows = stores_of(page, "amina")["rows"]
    assert (photo["record"] in {row["id"] for row in rows}) != is_later, "the record of the photo is out of reach"
    two.context.set_offline(True)
    at_bellwether(page)

    page.get_by_test_id(f"display-reference-{display}").wait_for()
    page.get_by_test_id(f"display-photo-{display}-before").click()
    expect(page.get_by_test_id("camera").get_by_role("img", name="How it should look")).to_be_visible()


def test_a_photo_of_how_it_should_look_that_is_taken_again_is_named_anew(server, phone) -> None:
    page = at_a_shop(phone(server.url, flags=A_CAMERA, permissions=("geolocation", "camera")), server)
    card = at_bellwether(page)
    display = str(card.locator("section").first.get_attribute("data-testid")).removeprefix("display-")
    card.locator("section").first.locator("details summary").last.click()
    page.get_by_test_id(f"display-standard-{display}-proof").click()
    page.get_by_test_id("camera-shutter").click()
    page.get_by_test_id(f"display-reference-{display}").wait_for()

    page.get_by_test_id("undo").click()
    page.get_by_test_id("camera-shutter").click()
    expect(page.get_by_test_id(f"display-standard-{display}").locator("img")).to_have_count(1)

    kept = stores_of(page, "amina")
    ops = [op for each in kept["outbox"] for op in each["change"]["ops"]]
    named = [op["fields"]["reference"] for op in ops if op["record"] == display and "reference" in op.get("fields", {})]
    first, second = [op["record"] for op in ops if op.get("kind") == "photo" and op["fields"]["of"] == display]
    assert named == [first, None, second]


@pytest.mark.parametrize("has_camera", [True, False], ids=["a-camera", "none"])
def test_a_tap_before_the_phone_said_whether_it_has_a_camera_is_not_lost(server, phone, has_camera: bool) -> None:
    amina = phone(server.url, flags=A_CAMERA, permissions=("geolocation", "camera"))
    amina.sign_in("amina").close()
    amina.context.add_init_script(SLOW_TO_SAY % ("found" if has_camera else "[]"))
    page = amina.context.new_page()
    page.goto(server.url)
    begin_next(page)
    button = page.get_by_test_id("visit-photo").get_by_role("button").first

    if has_camera:
        button.click()
        page.get_by_test_id("camera-shutter").wait_for()
    else:
        with page.expect_file_chooser():
            button.click()


def test_a_part_that_is_not_on_the_phone_yet_says_so_and_comes_with_the_signal(server, phone, tmp_path) -> None:
    amina = phone(server.url, flags=A_CAMERA, permissions=("geolocation", "camera"))
    page = at_a_shop(amina, server)
    page.get_by_test_id("visit-photo-storefront").wait_for()
    page.evaluate(LOSE, ["CameraView", "Wallet"])
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")

    page.get_by_test_id("visit-photo-storefront").click()
    page.get_by_test_id("camera-not-here").wait_for()
    assert violations(page) == []
    page.get_by_test_id("camera-file").set_input_files(a_picture(tmp_path))
    expect(page.get_by_test_id("visit-photo").locator("img")).to_have_count(1)
    expect(page.get_by_test_id("camera-not-here")).to_have_count(0)

    to(page, "#/wallet")
    page.get_by_test_id("not-here-yet").wait_for()
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    amina.context.set_offline(False)
    page.get_by_test_id("not-here-yet").get_by_role("button").click()
    page.get_by_test_id("wallet").wait_for()
