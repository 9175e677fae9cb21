"""The first look is light, the policy is kept, and every later look needs no network."""

import gzip

import pytest

from tests.phone.hand import begin_next, strip_says

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


def test_the_caches_hold_nothing_of_a_person(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()

    kept = page.evaluate(
        """caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>
             (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat())"""
    )

    assert "/" in kept
    assert not [each for each in kept if each.startswith(("/api", "/office", "/healthz"))]
