"""What may befall a phone in the middle of a visit, in a real browser: nothing that was shown as saved is lost."""

import base64
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import begin_next, opened, rate, stores_of, strip_says, to, until
from tests.running import ROOT, Server, running

pytestmark = pytest.mark.browser

KILLS = int(os.environ.get("TALLYROUND_KILLS", "6"))
SEED = int(os.environ.get("TALLYROUND_SEED", "0")) or random.randrange(1, 1_000_000)

TAP_ON = """async (next) => {
  const chips = document.querySelector('[data-testid=attitude-level]')
  for (let level = next; ; level = (level + 1) % 5) {
    const chip = chips.querySelector(`[data-value='${level}']`)
    chip.click()
    while (chip.getAttribute('aria-pressed') !== 'true') await new Promise((done) => setTimeout(done, 1))
    await shownAsSaved(level)
    await new Promise((done) => setTimeout(done, 30))  // no thumb is faster, and what is kept is read after each death
  }
}"""

A_CLOCK_THAT_CAN_BE_SET = """{
  const Real = Date
  let ahead = 0
  globalThis.setClockAhead = (ms) => (ahead = ms)
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead) }
    static now() { return Real.now() + ahead }
  }
}"""


def changes_of(page: Page) -> list[dict[str, Any]]:
    """Every change that this phone holds, in order; their counts have no gap."""
    held = stores_of(page, "amina")
    entries = sorted((*held["outbox"], *held["answered"]), key=lambda each: each["n"])
    assert [each["n"] for each in entries] == list(range(1, len(entries) + 1))
    return entries


def levels_of(page: Page, visit: str) -> list[int]:
    """What was tapped about the retailer, in order."""
    ops = [op for each in changes_of(page) for op in each["change"]["ops"]]
    return [op["fields"]["level"] for op in ops if op["record"] == f"{visit}/attitude" and "level" in op["fields"]]


def level_at_the_office(server: Server, visit: str) -> int:
    """What the ledger holds about the retailer."""
    with sqlite3.connect(server.data / "tallyround.sqlite", timeout=20) as rows:
        (fields,) = rows.execute("SELECT fields FROM record WHERE id = ?", [f"{visit}/attitude"]).fetchone()
    return json.loads(fields)["level"]


def send_all(page: Page) -> None:
    """Wait until nothing waits."""
    page.evaluate("dispatchEvent(new Event('online'))")
    strip_says(page, "All sent")
    assert {each["verdict"] for each in stores_of(page, "amina")["answered"]} == {"accepted"}


def visit_on_a_new_phone(phone) -> tuple[Page, str]:
    """Amina signed in, everything sent, a visit begun; the page and the visit."""
    page = phone.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    visit = begin_next(page)
    return page, visit


def test_what_was_shown_as_saved_outlives_every_death_of_the_browser(server, phone, tell) -> None:
    print(f"TALLYROUND_SEED={SEED}")
    chance = random.Random(SEED)
    amina = phone(server.url)
    page, visit = visit_on_a_new_phone(amina)
    shown: list[int] = []
    for _ in range(KILLS):
        opened(page, "retailer").get_by_test_id("attitude-level").wait_for()
        page.expose_binding("shownAsSaved", lambda _source, level, seen=shown: seen.append(level))
        page.evaluate(f"(next) => void ({TAP_ON})(next)", (shown[-1] + 1) % 5 if shown else 0)
        page.wait_for_timeout(chance.uniform(50, 2_500))
        amina.kill()

        page = amina.open()
        page.get_by_test_id("strip").wait_for()
        kept = levels_of(page, visit)
        assert kept[: len(shown)] == shown
        assert len(kept) <= len(shown) + 2
        shown = kept
        to(page, f"#/visit/{visit}")
        chip = opened(page, "retailer").get_by_test_id("attitude-level").locator("[aria-pressed=true]")
        if shown:
            expect(chip).to_have_attribute("data-value", str(shown[-1]))

    send_all(page)
    tell(f"browser killed {KILLS} times, {len(shown)} taps shown as saved, none lost; TALLYROUND_SEED={SEED}")
    assert len(shown) >= KILLS
    assert level_at_the_office(server, visit) == shown[-1]


def fill_up(amina, page: Page, url: str, shown: list[int]) -> None:
    """Let the phone's disk be full and tap on until one is refused; what was shown as saved is noted."""
    amina.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": 1_000})
    chips = opened(page, "retailer").get_by_test_id("attitude-level")
    for _ in range(150):
        level = (shown[-1] + 1) % 5
        chips.locator(f"[data-value='{level}']").click()
        pressed = f"[data-testid=attitude-level] [data-value='{level}'][aria-pressed=true]"
        page.locator(f"{pressed}, [data-testid=not-saved]").first.wait_for()
        if page.get_by_test_id("not-saved").count():
            return
        shown.append(level)
        page.wait_for_timeout(250)  # the browser learns of a full disk with delay
    raise AssertionError("the browser never learned of it")


def test_a_phone_that_fills_up_in_a_visit_and_dies_keeps_and_sends_what_it_said_was_saved(server, phone) -> None:
    amina = phone(server.url)
    page, visit = visit_on_a_new_phone(amina)
    amina.context.set_offline(True)
    rate(page, 0)
    shown = [0]

    fill_up(amina, page, server.url, shown)
    amina.kill()
    page = amina.open()
    page.get_by_test_id("strip").wait_for()

    assert levels_of(page, visit) == shown
    to(page, f"#/visit/{visit}")
    rate(page, (shown[-1] + 2) % 5)
    send_all(page)
    assert level_at_the_office(server, visit) == (shown[-1] + 2) % 5


def test_the_other_tab_sends_when_the_leading_one_is_gone(server, phone) -> None:
    amina = phone(server.url)
    leading, visit = visit_on_a_new_phone(amina)
    other = amina.context.new_page()
    other.goto(f"{server.url}/#/visit/{visit}")
    other.get_by_test_id("rail").wait_for()
    rate(leading, 1)
    expect(other.get_by_test_id("card-retailer").locator("h2")).to_contain_text("Tolerates")

    leading.close()
    rate(other, 4)

    send_all(other)
    assert levels_of(other, visit) == [1, 4]
    assert level_at_the_office(server, visit) == 4


def test_a_clock_set_back_and_forth_by_a_day_changes_neither_order_nor_values(server, phone) -> None:
    amina = phone(server.url)
    amina.open().close()
    amina.context.add_init_script(A_CLOCK_THAT_CAN_BE_SET)
    page = amina.context.new_page()
    page.goto(server.url)
    page.get_by_test_id("sign-in-person").fill("amina")
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()
    strip_says(page, "All sent")
    visit = begin_next(page)
    day = 86_400_000

    for level, ahead, is_offline in ((0, day, False), (1, -day, True), (2, day, True), (3, 0, False), (1, -day, False)):
        amina.context.set_offline(is_offline)
        page.evaluate("(ms) => setClockAhead(ms)", ahead)
        rate(page, level)
        if not is_offline:
            page.evaluate("dispatchEvent(new Event('online'))")
            expect(page.get_by_test_id("strip")).not_to_contain_text("waiting", timeout=30_000)

    page.evaluate("() => setClockAhead(0)")
    send_all(page)
    assert levels_of(page, visit) == [0, 1, 2, 3, 1]
    assert level_at_the_office(server, visit) == 1
    page.reload()
    opened(page, "retailer")
    expect(page.get_by_test_id("attitude-level").locator("[aria-pressed=true]")).to_have_attribute("data-value", "1")


def make_a_new_version(built: Path) -> None:
    """Another start page, and a service worker that keeps it; what was packed of the old ones is gone."""
    for name in ("index.html", "service-worker.js"):
        for packed in built.glob(f"{name}.*"):
            packed.unlink()
    page = built / "index.html"
    page.write_text(page.read_text().replace("<head>", '<head><meta name="version" content="next">', 1))
    worker = built / "service-worker.js"
    whole = base64.b64encode(hashlib.sha256(page.read_bytes()).digest()).decode()
    text = re.sub(r'("/",\s*")sha256-[^"]+', rf"\g<1>sha256-{whole}", worker.read_text(), count=1)
    worker.write_text(re.sub(r'BUILD = "[^"]+"', 'BUILD = "thenextone"', text, count=1))


def test_a_new_version_waits_until_the_visit_is_over_and_loses_nothing(
    seeded: Path, tmp_path: Path, phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = tmp_path / "dist"
    shutil.copytree(ROOT / "pwa/dist", built)
    monkeypatch.setenv("TALLYROUND_PWA", str(built))
    with running(seeded, tmp_path / "served") as server:
        page, visit = visit_on_a_new_phone(phone(server.url))
        rate(page, 1)
        server.stop()
        make_a_new_version(built)
        server.start()
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => true)")
        until(page, "navigator.serviceWorker.getRegistration().then((found) => !!found.waiting)")

        rate(page, 2)
        expect(page.get_by_test_id("update")).to_have_count(0)
        to(page, "#/")
        page.get_by_test_id("next-outlet").wait_for()
        expect(page.get_by_test_id("update")).to_have_count(0)
        to(page, f"#/visit/{visit}")
        page.get_by_test_id("finish-visit").click()
        page.get_by_test_id("to-today").click()
        page.get_by_test_id("update").click()

        page.locator("meta[name=version][content=next]").wait_for(state="attached")
        send_all(page)
        assert levels_of(page, visit) == [1, 2]
        assert level_at_the_office(server, visit) == 2
