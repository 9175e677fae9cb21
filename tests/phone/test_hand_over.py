"""What a phone cannot send any more is handed over in a file that only its code opens."""

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import Page

from sync.canonical import canonical
from tests.phone.hand import a_picture, begin_next, rate, stores_of, strip_says, to

pytestmark = pytest.mark.browser


def opened_with(code: str, file: dict) -> dict:
    """What is in the file, to somebody who was told the code."""
    salt, iv, data = (base64.b64decode(file[name]) for name in ("salt", "iv", "data"))
    key = hashlib.pbkdf2_hmac("sha256", code.encode(), salt, file["iterations"], 32)
    return json.loads(AESGCM(key).decrypt(iv, data, None))


def handed_over(page: Page) -> tuple[str, str, dict]:
    """The file's name, the code shown, and the file."""
    to(page, "#/waits")
    page.get_by_test_id("to-hand-over").click()
    page.get_by_test_id("hand-over-make").click()
    code = page.get_by_test_id("hand-over-code").inner_text()
    with page.expect_download() as waiting:
        page.get_by_test_id("hand-over-save").click()
    return waiting.value.suggested_filename, code, json.loads(Path(waiting.value.path()).read_text())


def deposit_key(page: Page) -> str:
    return page.evaluate(
        """new Promise((done) => { indexedDB.open('tallyround-amina').onsuccess = (event) => {
             const db = event.target.result
             db.transaction('meta').objectStore('meta').get('session').onsuccess = (got) => { db.close(); done(got.target.result.deposit_key) }
           } })"""
    )


def test_the_file_holds_what_waits_and_nothing_leaves_the_phone(server, phone, tmp_path: Path) -> None:
    amina = phone(server.url)
    page = amina.sign_in("amina")
    page.get_by_test_id("next-outlet").wait_for()
    strip_says(page, "All sent")
    amina.context.set_offline(True)
    visit = begin_next(page)
    rate(page, 3)
    page.get_by_test_id("visit-photo-storefront").set_input_files(a_picture(tmp_path))
    page.get_by_test_id("visit-photo").locator("img").wait_for()
    before = stores_of(page, "amina")

    name, code, file = handed_over(page)
    held = opened_with(code.replace(" ", "").replace("\n", ""), file)

    assert re.fullmatch(r"\d{4}\s\d{4}\s\d{4}", code)
    assert re.fullmatch(r"tallyround-rescue-amina-\d{4}-\d\d-\d\d\.json", name)
    assert (file["tallyround"], file["v"], file["person"], file["iterations"]) == ("rescue", 1, "amina", 600_000)
    assert held["changes"] == [each["change"] for each in before["outbox"]]
    assert any(op["record"] == f"{visit}/attitude" for change in held["changes"] for op in change["ops"])
    (photo,) = held["photos"]
    assert hashlib.sha256(base64.b64decode(photo["bytes"])).hexdigest() == photo["sha256"]
    said = canonical({each: held[each] for each in ("changes", "device", "person", "photos")})
    key = hashlib.sha256(deposit_key(page).encode()).digest()
    assert held["mac"] == hmac.new(key, said.encode(), "sha256").hexdigest()
    assert code.replace(" ", "") not in json.dumps(stores_of(page, "amina"))
    assert len(stores_of(page, "amina")["outbox"]) == len(before["outbox"])


def test_with_nothing_waiting_there_is_nothing_to_hand_over(server, phone) -> None:
    page = phone(server.url).sign_in("amina")
    strip_says(page, "All sent")
    to(page, "#/me")
    page.get_by_test_id("to-hand-over").click()

    page.get_by_test_id("hand-over-nothing").wait_for()
    assert page.get_by_test_id("hand-over-make").count() == 0
