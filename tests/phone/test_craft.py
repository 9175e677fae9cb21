"""The app's own manners: light to load, locked after absence, renewed only between visits."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.phone.hand import begin_next, rate, stores_of, strip_says, to, until, violations
from tests.running import ROOT, Phone, running

pytestmark = pytest.mark.browser

BUILT = Path(os.environ.get("TALLYROUND_PWA", ROOT / "pwa/dist"))
PUT_META = """([person, key, change]) => new Promise((done) => {
  indexedDB.open(`tallyround-${person}`).onsuccess = (event) => {
    const db = event.target.result, tx = db.transaction('meta', 'readwrite'), meta = tx.objectStore('meta')
    meta.get(key).onsuccess = ({ target: { result } }) =>
      meta.put(change && typeof change === 'object' ? { ...result, ...change } : change, key)
    tx.oncomplete = () => { db.close(); done() }
  }
})"""


PIN_OF = """(person) => new Promise((done) => {
  indexedDB.open(`tallyround-${person}`).onsuccess = ({ target: { result: db } }) => {
    db.transaction('meta').objectStore('meta').get('pin').onsuccess = ({ target: { result } }) => { db.close(); done(result.wrong) }
  }
})"""
COUNT_BLOCKED = """() => {
  window.timesBlocked = 0
  const look = () => { if (document.querySelector('[data-key][disabled]')) window.timesBlocked += 1 }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
}"""
ANOTHER_KEY = """async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const key = await crypto.subtle.exportKey('spki', pair.publicKey)
  await new Promise((done) => {
    indexedDB.open('tallyround-amina').onsuccess = ({ target: { result: db } }) => {
      const tx = db.transaction('meta', 'readwrite'), meta = tx.objectStore('meta')
      meta.get('passkey').onsuccess = ({ target: { result } }) => meta.put({ ...result, key }, 'passkey')
      tx.oncomplete = () => { db.close(); done() }
    }
  })
}"""


def test_the_budgets_hold() -> None:
    done = subprocess.run(["node", "scripts/budget.mjs", str(BUILT)], cwd=ROOT / "pwa", capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def enter(page: Page, pin: str) -> None:
    for digit in pin:
        page.get_by_test_id("pin-pad").locator(f"[data-key='{digit}']").click()


def test_a_pin_is_asked_for_after_absence_slows_down_and_costs_no_work(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    begin_next(page)
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    rate(page, 2)
    to(page, "#/me")
    page.get_by_test_id("pin-set").click()
    enter(page, "2580")
    enter(page, "2589")
    expect(page.get_by_test_id("me-lock").get_by_role("alert")).to_contain_text("not the same")
    enter(page, "2580")
    enter(page, "2580")
    expect(page.get_by_test_id("me-lock")).to_have_attribute("data-set", "true")
    page.reload()
    page.get_by_test_id("me").wait_for()

    page.evaluate(PUT_META, ["amina", "seen_at", 1])
    page.reload()
    page.get_by_test_id("lock").wait_for()
    assert violations(page) == []
    assert page.get_by_test_id("strip").count() == 0
    for _ in range(3):
        enter(page, "1111")
    expect(page.get_by_test_id("lock-wait")).to_be_visible()
    expect(page.get_by_test_id("pin-pad").locator("[data-key='1']")).to_be_disabled()
    page.reload()
    expect(page.get_by_test_id("lock-wait")).to_be_visible()

    amina.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.evaluate(PUT_META, ["amina", "pin", {"until": 0}])
    page.reload()
    page.get_by_test_id("lock").wait_for()
    enter(page, "2580")
    page.get_by_test_id("me").wait_for()
    strip_says(page, "All sent")
    assert {each["verdict"] for each in stores_of(page, "amina")["answered"]} == {"accepted"}


def locked(phone: Phone) -> Page:
    """A phone with the PIN 2580 whose owner was long away."""
    page = phone.sign_in("amina")
    strip_says(page, "All sent")
    to(page, "#/me")
    page.get_by_test_id("pin-set").click()
    enter(page, "2580")
    enter(page, "2580")
    expect(page.get_by_test_id("me-lock")).to_have_attribute("data-set", "true")
    page.evaluate(PUT_META, ["amina", "seen_at", 1])
    page.reload()
    return page


def test_wrong_pins_count_however_fast_they_come_and_no_key_moves_under_the_thumb(server, phone) -> None:
    page = locked(phone(server.url))
    key = page.get_by_test_id("pin-pad").locator("[data-key='1']")
    before = key.bounding_box()
    page.evaluate(COUNT_BLOCKED)

    enter(page, "1111")
    page.get_by_test_id("lock-wrong").wait_for()
    assert page.evaluate("window.timesBlocked") == 0
    key.evaluate("(key) => { for (let n = 0; n < 12; n++) key.click() }")

    page.get_by_test_id("lock-wait").wait_for()
    assert key.bounding_box() == before
    assert page.evaluate(PIN_OF, "amina") == 3  # the fourth came into the wait and counts for nothing


def test_a_forgotten_pin_is_got_round_by_the_password(server, phone) -> None:
    page = locked(phone(server.url))

    page.get_by_test_id("lock-forgotten").click()
    page.get_by_test_id("sign-in-later").click()
    page.get_by_test_id("lock").wait_for()
    page.get_by_test_id("lock-forgotten").click()
    page.get_by_test_id("sign-in-password").fill("tally-demo")
    page.get_by_test_id("sign-in-submit").click()

    page.get_by_test_id("next-outlet").wait_for()


AN_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_opens_the_lock_without_signal_and_the_pin_stays_beside_it(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    phones_own = amina.context.new_cdp_session(page)
    phones_own.send("WebAuthn.enable")
    chip = phones_own.send("WebAuthn.addVirtualAuthenticator", {"options": AN_AUTHENTICATOR})["authenticatorId"]
    to(page, "#/me")
    expect(page.get_by_test_id("passkey-make")).to_have_count(0)
    page.get_by_test_id("pin-set").click()
    enter(page, "2580")
    enter(page, "2580")
    page.get_by_test_id("passkey-make").click()
    page.get_by_test_id("passkey-clear").wait_for()
    assert violations(page) == []

    amina.context.set_offline(True)
    page.evaluate(PUT_META, ["amina", "seen_at", 1])
    page.reload()
    page.get_by_test_id("passkey-open").wait_for()
    assert violations(page) == []
    page.get_by_test_id("passkey-open").click()
    page.get_by_test_id("me").wait_for()

    page.evaluate(PUT_META, ["amina", "seen_at", 1])
    page.reload()
    phones_own.send("WebAuthn.setUserVerified", {"authenticatorId": chip, "isUserVerified": False})
    page.get_by_test_id("passkey-open").click()
    page.get_by_test_id("passkey-failed").wait_for()
    enter(page, "2580")
    page.get_by_test_id("me").wait_for()

    page.get_by_test_id("pin-clear").click()
    expect(page.get_by_test_id("me-lock")).to_have_attribute("data-set", "false")
    page.evaluate(PUT_META, ["amina", "seen_at", 1])
    page.reload()
    page.get_by_test_id("me").wait_for()


def test_another_passkey_than_the_one_that_was_made_does_not_open_the_lock(server, phone) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    strip_says(page, "All sent")
    phones_own = amina.context.new_cdp_session(page)
    phones_own.send("WebAuthn.enable")
    phones_own.send("WebAuthn.addVirtualAuthenticator", {"options": AN_AUTHENTICATOR})
    to(page, "#/me")
    page.get_by_test_id("pin-set").click()
    enter(page, "2580")
    enter(page, "2580")
    page.get_by_test_id("passkey-make").click()
    page.get_by_test_id("passkey-clear").wait_for()
    page.evaluate(ANOTHER_KEY)
    page.evaluate(PUT_META, ["amina", "seen_at", 1])
    page.reload()

    page.get_by_test_id("passkey-open").click()

    page.get_by_test_id("passkey-failed").wait_for()
    page.get_by_test_id("lock").wait_for()


def test_a_new_version_waits_until_no_visit_is_open_and_then_asks(
    seeded: Path, tmp_path: Path, phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = tmp_path / "built"
    shutil.copytree(BUILT, built)
    monkeypatch.setenv("TALLYROUND_PWA", str(built))
    with running(seeded, tmp_path / "served") as server:
        page = phone(server.url).sign_in("amina")
        strip_says(page, "All sent")
        begin_next(page)
        worker = built / "service-worker.js"
        first, rest = worker.read_text().split("\n", 1)
        worker.write_text(f'const BUILD = "next"\n{rest}')
        assert first.startswith("const BUILD")
        for packed in built.glob("service-worker.js.*"):
            packed.unlink()
        server.stop()
        server.start()
        page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
        page.evaluate(
            "new Promise(async (done) => { while (!(await navigator.serviceWorker.getRegistration()).waiting)"
            " await new Promise((next) => setTimeout(next, 50)); done() })"
        )

        expect(page.get_by_test_id("update")).to_have_count(0)
        to(page, "#/")
        page.get_by_test_id("next-outlet").wait_for()
        expect(page.get_by_test_id("update")).to_have_count(0)
        page.get_by_test_id("start-visit").click()
        page.get_by_test_id("finish-visit").click()
        page.get_by_test_id("visit-finished").wait_for()
        to(page, "#/")
        page.get_by_test_id("update").click()

        until(page, "caches.keys().then((names) => names.length === 1 && names[0] === 'tallyround-next')")
        page.get_by_test_id("next-outlet").wait_for()
