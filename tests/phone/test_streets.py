"""The map with streets: beneath the same pins, from where the company says, kept on the phone when it is wanted there."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import SMALL_TARGETS, databases, keys_shown, scrolls_sideways, strip_says, to, until, violations
from tests.phone.town_map import a_map_file, tile_server
from tests.running import Server, running

pytestmark = pytest.mark.browser

KEPT = "tallyround.map"
CACHED = """() => caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>
  (await (await caches.open(name)).keys()).map((each) => each.url)))).flat())"""
TILES_SHOWN = "() => document.querySelectorAll('.leaflet-tile-loaded').length > 0"
BLUE = """() => [...document.querySelectorAll('canvas.leaflet-tile-loaded')].some((tile) => {
  const {data} = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height), seen = new Set()
  for (let at = 0; at < data.length; at += 400) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`)
  return seen.size > 1
})"""


HASH_OF_PIECES = """(name) => new Promise((done) => { indexedDB.open(name).onsuccess = ({ target: { result: db } }) => {
  db.transaction('pieces').objectStore('pieces').getAll().onsuccess = async ({ target }) => {
    db.close()
    const bytes = await new Blob(target.result).arrayBuffer()
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    done(Array.from(hash, (each) => each.toString(16).padStart(2, '0')).join('')) } } })"""
ROOM = 120_000_000
FILL = """() => new Promise((done) => {
  const opening = indexedDB.open('filler')
  opening.onupgradeneeded = () => opening.result.createObjectStore('all')
  opening.onsuccess = ({ target: { result: db } }) => {
    const more = (bytes, n) => {
      const tx = db.transaction('all', 'readwrite')
      tx.objectStore('all').put(new ArrayBuffer(bytes), n)
      tx.oncomplete = () => more(bytes, n + 1)
      tx.onabort = () => (bytes > 100_000 ? more(bytes / 4, n) : (db.close(), done()))
    }
    more(8_000_000, 1)
  }
})"""


@pytest.fixture
def serve(seeded: Path, tmp_path: Path, monkeypatch) -> Iterator[Callable[..., Server]]:
    """A maker of servers that are told where the streets come from."""
    with ExitStack() as stack:

        def start(**settings: str) -> Server:
            for name, value in settings.items():
                monkeypatch.setenv(f"TALLYROUND_{name}", value)
            return stack.enter_context(running(seeded, tmp_path / "served"))

        yield start


def a_round(phone_there) -> tuple[Page, list[str]]:
    """Amina's day; and every address asked for from then on."""
    asked: list[str] = []
    page = phone_there.open()
    phone_there.context.on("request", lambda request: asked.append(request.url))
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    strip_says(page, "All sent")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page, asked


def open_map(page: Page) -> None:
    page.get_by_test_id("to-map").click()
    page.get_by_test_id("street-map").wait_for()
    expect(page.locator(".pin").first).to_be_visible()


def origins(asked: list[str]) -> set[str]:
    parts = [urlsplit(each) for each in asked if not each.startswith(("blob:", "data:"))]
    return {f"{each.scheme}://{each.netloc}" for each in parts}


def fetched_drawing(asked: list[str]) -> bool:
    return any(re.search(r"/assets/streets", each, re.IGNORECASE) for each in asked)


def test_without_a_source_the_drawn_map_stays_and_nobody_outside_is_asked(serve, phone) -> None:
    server = serve()
    page, asked = a_round(phone(server.url))
    page.get_by_test_id("news").wait_for()

    until(page, f"({CACHED})().then((all) => all.some((url) => url.includes('MapLink')))")

    expect(page.get_by_test_id("route-map")).to_be_visible()
    expect(page.get_by_test_id("to-map")).to_have_count(0)
    assert origins(asked) == {server.url}
    assert not fetched_drawing(asked)
    policy = page.request.get(server.url).headers["content-security-policy"]
    assert "img-src 'self' blob: data:;" in policy


def test_tiles_of_one_other_place_lie_beneath_the_pins_with_signal_and_are_not_hoarded(serve, phone) -> None:
    with tile_server() as tiles:
        server = serve(TILES=f"{tiles.address}/{{z}}/{{x}}/{{y}}.png", TILES_ATTRIBUTION="Invented <Survey> & Sons")
        amina = phone(server.url)
        page, asked = a_round(amina)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        expect(page.get_by_test_id("to-map")).to_be_visible()
        assert not fetched_drawing(asked)
        assert tiles.asked == []

        open_map(page)
        until(page, TILES_SHOWN)
        expect(page.get_by_test_id("map-by")).to_have_text("Map: Invented <Survey> & Sons")
        far = page.evaluate("document.querySelectorAll('.leaflet-tile-loaded').length")
        before = len(tiles.asked)
        page.get_by_test_id("map-nearer").click()
        until(page, "(before) => document.querySelectorAll('.leaflet-tile-loaded').length !== before", far)
        page.get_by_test_id("street-map").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_test_id("map-whole").click()
        expect(page.get_by_test_id("map-keep")).to_have_count(0)

        assert len(tiles.asked) > before
        assert origins(asked) == {server.url, tiles.address}
        assert tiles.referers == {f"{server.url}/"}
        assert said == []
        assert not [url for url in page.evaluate(CACHED) if url.startswith(tiles.address)]
        policy = page.request.get(server.url).headers["content-security-policy"]
        assert f"img-src 'self' blob: data: {tiles.address};" in policy
        assert "connect-src 'self';" in policy

        amina.context.set_offline(True)
        page.reload()
        expect(page.locator(".pin").first).to_be_visible()
        expect(page.get_by_test_id("map-no-streets")).to_contain_text("come with a connection")


@pytest.mark.parametrize("is_vector", [False, True])
def test_a_map_file_is_read_in_parts_kept_when_wanted_and_there_without_signal(
    serve, phone, tmp_path: Path, is_vector: bool
) -> None:
    server = serve(PMTILES=str(a_map_file(tmp_path / "town.pmtiles", is_vector)))
    amina = phone(server.url)
    page, asked = a_round(amina)
    open_map(page)
    until(page, BLUE if is_vector else TILES_SHOWN)
    expect(page.get_by_test_id("map-by")).to_have_text("Map: Invented Survey")

    button = page.get_by_test_id("map-keep")
    expect(button).to_contain_text(re.compile(r"Keep the map on this phone \([\d.]+ [kM]B\)"))
    button.click()
    expect(page.get_by_test_id("map-kept")).to_contain_text("works without a connection")
    amina.close()
    server.stop()
    page = amina.open()
    open_map(page)

    until(page, BLUE if is_vector else TILES_SHOWN)
    expect(page.get_by_test_id("map-no-streets")).to_be_empty()
    assert origins(asked) == {server.url}

    to(page, "#/me")
    expect(page.get_by_test_id("me-storage").get_by_test_id("map-kept")).to_be_visible()
    page.get_by_test_id("map-remove").click()
    expect(page.get_by_test_id("map-kept")).to_have_count(0)
    until(page, "(name) => indexedDB.databases().then((all) => all.every((each) => each.name !== name))", KEPT)


def test_a_fetch_that_breaks_off_goes_on_from_there_and_can_be_given_up(serve, phone, tmp_path: Path) -> None:
    path = a_map_file(tmp_path / "town.pmtiles", heavy=True)
    whole = path.read_bytes()
    server = serve(PMTILES=str(path))
    page, _ = a_round(phone(server.url))
    open_map(page)
    until(page, TILES_SHOWN)
    ranges: list[str] = []

    def break_off(route) -> None:
        wanted = route.request.headers["range"]
        if not wanted.endswith("-"):
            return route.continue_()
        ranges.append(wanted)
        if len(ranges) == 1:
            route.fulfill(status=206, body=whole[:600_000])
        elif len(ranges) == 3:
            route.continue_()
        return None

    page.route("**/api/v1/map/file", break_off)
    page.get_by_test_id("map-keep").click()
    expect(page.get_by_test_id("map-trouble")).to_contain_text("goes on from there")
    expect(page.get_by_test_id("map-keep")).to_contain_text("Go on: 524 kB of")
    page.get_by_test_id("map-keep").click()
    expect(page.get_by_test_id("map-progress")).to_contain_text("524 kB of")
    page.get_by_test_id("map-cancel").click()
    page.get_by_test_id("map-keep").click()

    expect(page.get_by_test_id("map-kept")).to_be_visible()
    assert ranges == ["bytes=0-", "bytes=524288-", "bytes=524288-"]
    assert KEPT in databases(page)
    assert page.evaluate(HASH_OF_PIECES, KEPT) == sha256(whole).hexdigest()


def keep_first_and_offer_newer(amina, server: Server, path: Path) -> tuple[Page, bytes]:
    """A map kept on the phone, and a newer and larger one at the office, both of them seen; the newer one's bytes."""
    page, _ = a_round(amina)
    open_map(page)
    until(page, TILES_SHOWN)
    page.get_by_test_id("map-keep").click()
    page.get_by_test_id("map-kept").wait_for()
    a_map_file(path, heavy=True)
    page.reload()
    expect(page.get_by_test_id("map-keep")).to_contain_text("Keep the newer map")
    return page, path.read_bytes()


def shows_kept_streets_without_signal(amina, page: Page, size: str) -> None:
    """The kept map is seen though nothing can be asked; then there is signal again."""
    amina.context.set_offline(True)
    page.reload()
    expect(page.get_by_test_id("map-kept")).to_contain_text(size)
    until(page, TILES_SHOWN)
    expect(page.get_by_test_id("map-no-streets")).to_be_empty()
    amina.context.set_offline(False)
    page.reload()
    page.get_by_test_id("map-kept").wait_for()


def test_a_newer_map_comes_beside_the_older_which_goes_when_the_newer_is_whole(serve, phone, tmp_path: Path) -> None:
    path = a_map_file(tmp_path / "town.pmtiles")
    older = f"({path.stat().st_size / 1000:.0f} kB)"
    server = serve(PMTILES=str(path))
    amina = phone(server.url)
    page, whole = keep_first_and_offer_newer(amina, server, path)
    newer = f"({len(whole) / 1e6:.1f} MB)"

    def break_off(route) -> None:
        is_whole = route.request.headers["range"] == "bytes=0-"
        route.fulfill(status=206, body=whole[:600_000]) if is_whole else route.continue_()

    page.route("**/api/v1/map/file", break_off)
    page.get_by_test_id("map-keep").click()
    expect(page.get_by_test_id("map-trouble")).to_contain_text("goes on from there")
    shows_kept_streets_without_signal(amina, page, older)
    expect(page.get_by_test_id("map-keep")).to_contain_text("Go on: 524 kB of")
    page.get_by_test_id("map-keep").click()

    expect(page.get_by_test_id("map-kept")).to_contain_text(newer)
    expect(page.get_by_test_id("map-keep")).to_have_count(0)
    assert page.evaluate(HASH_OF_PIECES, KEPT) == sha256(whole).hexdigest(), "nothing of the older one is left"
    shows_kept_streets_without_signal(amina, page, newer)


def test_a_disk_that_fills_up_on_the_way_keeps_the_older_map(serve, phone, tmp_path: Path) -> None:
    path = a_map_file(tmp_path / "town.pmtiles")
    older = f"({path.stat().st_size / 1000:.0f} kB)"
    before = sha256(path.read_bytes()).hexdigest()
    server = serve(PMTILES=str(path))
    amina = phone(server.url)
    page, whole = keep_first_and_offer_newer(amina, server, path)
    limit = {"origin": server.url, "quotaSize": ROOM}
    amina.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", limit)
    page.route("**/api/v1/map/file", lambda route: (page.evaluate(FILL), route.fulfill(status=206, body=whole)))

    page.get_by_test_id("map-keep").click()

    expect(page.get_by_test_id("map-trouble")).to_contain_text("The one on this phone stays", timeout=60_000)
    assert page.evaluate(HASH_OF_PIECES, KEPT) == before, "nothing of the newer one is left"
    shows_kept_streets_without_signal(amina, page, older)


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_map_is_whole_in_every_theme_and_language(serve, phone, tmp_path: Path, theme: str, language: str) -> None:
    page, _ = a_round(phone(serve(PMTILES=str(a_map_file(tmp_path / "town.pmtiles"))).url))
    page.set_viewport_size({"width": 320, "height": 700})
    to(page, "#/me")
    page.get_by_test_id("me-theme").locator(f"[data-value={theme}]").click()
    page.get_by_test_id("me-hand").locator("[data-value=left]").click()
    page.get_by_test_id("me-language").locator(f"[data-value={language}]").click()
    to(page, "#/")
    page.get_by_test_id("to-map").wait_for()
    assert violations(page) == []
    open_map(page)
    until(page, TILES_SHOWN)

    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert keys_shown(page) == []
    assert not scrolls_sideways(page)
    box = page.get_by_test_id("map-nearer").bounding_box()
    assert box is not None
    assert box["x"] < 320 / 2, "the buttons are on the side of the hand"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(page)
