"""The first look is light, the policy is kept, and every later look needs no network."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.phone.hand import begin_next, stores_of, strip_says
from tests.phone.speed import a_company
from tests.running import Server

pytestmark = pytest.mark.browser


def test_the_first_load_is_light(server, phone) -> None:
    amina = phone(server.url)
    page = amina.open()
    page.get_by_test_id("sign-in").wait_for()
    urls = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    own = {url for url in urls if "/api/" not in url}

    sizes = {url: len(gzip.compress(page.request.get(url).body())) for url in own}

    assert len(own) + 1 <= 8
    assert sum(size for url, size in sizes.items() if url.endswith(".js")) <= 60_000
    assert sum(size for url, size in sizes.items() if url.endswith(".css")) <= 15_000


def test_nothing_breaks_the_policy_on_a_round(server, phone) -> None:
    amina = phone(server.url)
    said: list[str] = []
    page = amina.sign_in("amina")
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    page.get_by_test_id("finish-visit").click()
    page.get_by_test_id("visit-finished").wait_for()
    strip_says(page, "All sent")

    assert said == []


def test_a_later_start_needs_no_server(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    amina.close()
    server.stop()

    page = amina.open()

    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    strip_says(page, "waiting")


def test_a_visit_begins_when_what_was_recorded_before_is_there_or_there_is_no_signal(server, phone) -> None:
    page = phone(server.url).open()
    asked: list[Route] = []

    def only_a_part(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            told = route.fetch()
            route.fulfill(response=told, json={**told.json(), "more": True})
        elif len(asked) > 2:
            route.continue_()

    page.route("**/api/v1/exchange", only_a_part)
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()

    page.get_by_test_id("first-load").wait_for()
    expect(page.get_by_test_id("start-visit")).to_be_disabled()
    while len(asked) < 2:
        page.wait_for_timeout(50)
    asked[1].abort()

    begin_next(page)
    strip_says(page, "All sent")


@pytest.mark.parametrize("breaks_off", [False, True])
def test_a_large_route_comes_as_one_file_and_in_pages_when_the_file_breaks_off(
    tmp_path: Path, phone, breaks_off: bool
) -> None:
    a_company(tmp_path / "large", outlets=300, rows=700)
    server = Server(tmp_path / "large")
    server.start()
    page = phone(server.url).open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/snapshots/" in request.url else None)
    if breaks_off:
        half = '{"id":"outlet/half","kind":"outlet","rev":1,"fields":{"name":"Half"}}\n'
        page.route("**/api/v1/snapshots/**", lambda route: route.fulfill(body=half))

    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    strip_says(page, "All sent")

    rows = [each["id"] for each in stores_of(page, "amina")["rows"] if each["scope"] == "route:n1"]
    server.stop()
    assert (len(rows), "outlet/half" in rows) == (700, False)
    assert len(asked) == (2 if breaks_off else 1)


def test_the_caches_hold_nothing_of_a_person(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()

    kept = page.evaluate(
        """caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>
             (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat())"""
    )

    assert "/" in kept
    assert not [each for each in kept if each.startswith(("/api", "/office", "/healthz"))]
