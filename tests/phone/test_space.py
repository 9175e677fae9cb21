"""A disk that fills up is announced early; what the office holds goes first, what is unsent never."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import (
    SMALL_TARGETS,
    a_picture,
    begin_next,
    keys_shown,
    photos_taken,
    rate,
    strip_says,
    to,
    until,
    violations,
)

pytestmark = pytest.mark.browser

DAY_MS = 86_400_000
ROOM_IS_KNOWN_FOR_S = 30
"""How long Chromium's IndexedDB goes by the room it once asked for."""
ROOM = 20_000_000
TELLS_ROOM = """(room) => {
  const estimate = navigator.storage.estimate.bind(navigator.storage)
  navigator.storage.estimate = async () => { const { usage } = await estimate(); return { usage, quota: usage + room } }
}"""
"""Chromium names the same quota whatever is left; this is what browsers say that tell how much is left."""
RESERVE = """() => navigator.storage.getDirectory().then((all) => all.getFileHandle('room-in-reserve')).then((file) => file.getFile())
  .then(({ size }) => size, () => 0)"""
OLD_AND_NEW = """([days, bytes]) => new Promise((done, failed) => {
  indexedDB.open('tallyround-amina').onsuccess = ({ target: { result: db } }) => {
    const tx = db.transaction('photos', 'readwrite')
    for (const [state, ago] of days) {
      const sha = `${state}-${ago}`.padEnd(64, '0'), taken_at = Date.now() - ago * 86_400_000
      const unsent = state === 'stored' ? {} : { bytes: new ArrayBuffer(bytes) }
      tx.objectStore('photos').put({ sha, of: 'x', state, size: bytes, taken_at, tries: 0, thumb: new ArrayBuffer(bytes), ...unsent })
    }
    tx.oncomplete = () => { db.close(); done() }
    tx.onabort = () => failed(tx.error)
  }
})"""


def kept(page: Page) -> set[tuple[str, int]]:
    """The state of each photo on the phone, and how many days ago it was taken."""
    now = page.evaluate("Date.now()")
    return {(each["state"], round((now - each["taken_at"]) / DAY_MS)) for each in photos_taken(page, "amina")}


def leave_only_the_reserve(amina, page: Page, url: str) -> None:
    """Let the browser's share of the disk end in the middle of what is kept in reserve."""
    details = page.evaluate("navigator.storage.estimate().then(({ usageDetails }) => usageDetails)")
    used = sum(size for name, size in details.items() if name != "fileSystem")
    quota = {"origin": url, "quotaSize": used + 2_000_000}
    amina.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)


def test_it_is_said_early_and_old_pictures_that_the_office_holds_go_first(server, phone, tmp_path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    photos = [("stored", 40), ("stored", 9), ("stored", 1), ("waiting", 30), ("set_aside", 50)]
    page.evaluate(OLD_AND_NEW, [photos, 100_000])
    expect(page.get_by_test_id("nearly-full")).to_have_count(0)

    page.evaluate(TELLS_ROOM, ROOM)
    begin_next(page)
    page.get_by_test_id("visit-photo-storefront").set_input_files(a_picture(tmp_path))

    expect(page.get_by_test_id("nearly-full")).to_contain_text("room for about")
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert keys_shown(page) == []
    assert kept(page) == {("stored", 1), ("waiting", 30), ("waiting", 0), ("set_aside", 50)}
    for place, screen in (("#/", "today"), ("#/waits", "waits")):
        to(page, place)
        page.get_by_test_id(screen).get_by_test_id("nearly-full").wait_for()


def test_a_full_disk_is_told_while_taps_are_still_kept_in_reserve_and_nothing_unsent_goes(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    until(page, f"({RESERVE})().then((size) => size > 0)")
    amina.context.set_offline(True)
    begin_next(page)
    page.evaluate(OLD_AND_NEW, [[("stored", 9), ("waiting", 30)], 100_000])
    page.wait_for_timeout(1_000)

    leave_only_the_reserve(amina, page, server.url)
    level, low = 0, page.get_by_test_id("nearly-full")
    ends = time.monotonic() + ROOM_IS_KNOWN_FOR_S * 3
    while not low.count() and time.monotonic() < ends:
        level = (level + 1) % 5
        rate(page, level)
        page.wait_for_timeout(100)

    expect(low).to_contain_text("last room")
    assert violations(page) == []
    assert page.get_by_test_id("not-saved").count() == 0
    assert page.evaluate(RESERVE) == 0
    assert kept(page) == {("waiting", 30)}
    for _ in range(10):
        level = (level + 1) % 5
        rate(page, level)
