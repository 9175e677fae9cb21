"""Notices when the app is closed: switched on by a tap, sealed for this phone, opened at the right place, ended at signing out."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.notices.service import PushService
from tests.phone.hand import (
    PATIENCE_MS,
    SMALL_TARGETS,
    begin_next,
    keys_shown,
    opened,
    stores_of,
    strip_says,
    to,
    until,
    violations,
)
from tests.running import ROOT, Server

pytestmark = pytest.mark.browser

OF_THE_BROWSER_MAKER = """(subscription) => {
  let standing = null
  const made = { ...subscription, toJSON: () => subscription, unsubscribe: async () => { standing = null; return true } }
  PushManager.prototype.subscribe = async function (options) {
    window.subscribedWith = options
    return (standing = made)
  }
  PushManager.prototype.getSubscription = async () => standing
}"""
SHOWN = """() => navigator.serviceWorker.ready.then((each) => each.getNotifications()).then((all) =>
  all.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, opens: data.opens })))"""


@pytest.fixture
def service() -> Iterator[PushService]:
    running = PushService()
    running.start()
    yield running
    running.stop()


def a_phone(phone, server: Server, service: PushService) -> tuple:
    """A phone whose browser gets its notices from the push service of the test."""
    amina = phone(server.url, permissions=("geolocation", "notifications"))
    amina.open().close()
    amina.context.add_init_script(f"({OF_THE_BROWSER_MAKER})({json.dumps(service.subscription())})")
    page = amina.context.new_page()
    page.goto(server.url)
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    strip_says(page, "All sent")
    return amina, page


def deliver(amina, page: Page, server: Server, message: dict) -> None:
    """What a browser does with a push that it has opened."""
    worker = amina.context.new_cdp_session(page)
    registrations: dict[str, dict] = {}
    versions: dict[str, dict] = {}
    errors: list[dict] = []
    worker.on("ServiceWorker.workerRegistrationUpdated", lambda event: keep_last(registrations, event["registrations"]))
    worker.on("ServiceWorker.workerVersionUpdated", lambda event: keep_last(versions, event["versions"]))
    worker.on("ServiceWorker.workerErrorReported", lambda event: errors.append(event["errorMessage"]))
    worker.send("ServiceWorker.enable")

    def listening() -> list[str]:
        standing = {each["registrationId"] for each in versions.values() if each["status"] == "activated"}
        return [name for name, each in registrations.items() if not each["isDeleted"] and name in standing]

    until_so(page, listening, lambda: f"no worker listens: {registrations}, {versions}, {errors}")
    (registration,) = listening()
    said = {"origin": server.url, "registrationId": registration, "data": json.dumps(message)}
    worker.send("ServiceWorker.deliverPushMessage", said)
    until_so(page, lambda: page.evaluate(SHOWN), lambda: f"no notice shown: {registrations}, {versions}, {errors}")


def keep_last(known: dict[str, dict], told: list[dict]) -> None:
    """The last that the browser said of each."""
    known.update({each.get("versionId", each["registrationId"]): each for each in told})


def until_so(page: Page, holds: Callable[[], object], told: Callable[[], str]) -> None:
    """Wait until something holds; else say what was known."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < ends, told()
        page.wait_for_timeout(100)


def test_an_answer_reaches_a_closed_app_and_opens_it_at_the_answers(
    phone, service: PushService, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    server.stop()
    monkeypatch.setenv("TALLYROUND_PUSH_SERVICES", service.origin)
    server.start()
    amina, page = a_phone(phone, server, service)
    to(page, "#/me")
    setting = page.get_by_test_id("me-notices")
    expect(setting).to_have_attribute("data-state", "prompt")
    assert page.evaluate("window.subscribedWith") is None

    page.get_by_test_id("notices-ask").click()

    expect(setting).to_have_attribute("data-state", "on")
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert keys_shown(page) == []
    assert page.evaluate("window.subscribedWith.userVisibleOnly")
    server.flask("send-notices")

    to(page, "#/")
    begin_next(page)
    opened(page, "market").get_by_test_id("sighting-add").click()
    page.locator("[data-testid^='sighting-brand'] button").first.click()
    page.locator("[data-testid^='sighting-what'] button").first.click()
    page.get_by_test_id("sighting-done").click()
    strip_says(page, "All sent")
    sighting = next(
        op
        for each in stores_of(page, "amina")["answered"]
        for op in each["change"]["ops"]
        if op.get("kind") == "competitor_sighting"
    )
    reply(server, sighting)
    server.flask("send-notices")

    (message,) = service.when_they_came(1)
    assert (message["title"], message["opens"]) == ("An answer for you", "/#/answers")
    deliver(amina, page, server, message)
    (shown,) = page.evaluate(SHOWN)
    assert shown == {
        "title": "An answer for you",
        "body": "The office answered something you reported.",
        "tag": "reply",
        "lang": "en",
        "opens": "/#/answers",
    }

    to(page, "#/me")
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("sign-out-sure").click()
    page.get_by_test_id("sign-in").wait_for()
    until(page, f"({SHOWN})().then((all) => all.length === 0)")
    reply(server, sighting, "decided")
    server.flask("send-notices")
    assert len(service.came) == 1


def reply(server: Server, sighting: dict, state: str = "read") -> None:
    """The office answers a sighting."""
    fields = {"of": sighting["record"], "state": state, "read_by": "Mira", "read_at": int(time.time() * 1000)}
    op = {
        "op": "set",
        "record": f"reply/{sighting['record']}",
        "kind": "reply",
        "scope": sighting["scope"],
        "fields": fields,
    }
    code = (
        "import json, sys; from server import create_app; from server.ledger import Author, the_ledger\n"
        "with create_app().app_context(): print(the_ledger().write(Author('mira', 'system', 'test'), [json.loads(sys.argv[1])])['verdict'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(op)], cwd=ROOT, env=server.environment, capture_output=True, text=True
    )
    assert done.stdout.strip() in ("accepted", "merged"), done.stdout + done.stderr
