"""Work of a phone that cannot send any more comes in from its rescue file, once, under its own author."""

import base64
import hmac
import io
import json
import os
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from flask import Flask

from server.access import Person, add_person, start_session
from server.errors import Problem
from server.rescue import open_rescue, take_in
from sync.canonical import canonical
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, COLA, KIOSK, PASSWORD, visit_id
from tests.given import a_set, phone, record
from tests.server.test_photos import jpeg

CODE = "1234 5678 9012"
COUNT = f"{visit_id(1)}/stock_count/{COLA}"
ROSA_OF_THE_NORTH = Person("rosa", "Rosa", "representative", "en", "north", None, "desk/rosa", "t")

RAVI_OF_THE_SOUTH = Person("ravi", "Ravi", "representative", "en", "south", None, "desk/ravi", "t")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sealed(key: str, changes: list, photos: list[bytes] = (), device: str = AMINAS_PHONE, person: str = AMINA) -> bytes:
    """A file as a phone writes it."""
    body = {
        "person": person,
        "device": device,
        "changes": changes,
        "photos": [{"sha256": sha256(each).hexdigest(), "bytes": b64(each)} for each in photos],
    }
    mac = hmac.new(sha256(key.encode()).digest(), canonical(body).encode(), sha256).hexdigest()
    salt, iv = os.urandom(16), os.urandom(12)
    secret = PBKDF2HMAC(SHA256(), 32, salt, 600_000).derive(b"123456789012")
    data = AESGCM(secret).encrypt(iv, json.dumps(body | {"mac": mac}).encode(), None)
    frame = {"tallyround": "rescue", "v": 1, "person": person, "device": device, "iterations": 600_000}
    return json.dumps(frame | {"salt": b64(salt), "iv": b64(iv), "data": b64(data)}).encode()


@pytest.fixture
def key(app: Flask) -> str:
    with app.app_context():
        add_person(AMINA, "Amina", "tallyman", PASSWORD, territory="north")
        add_person(BRUNO, "Bruno", "tallyman", PASSWORD, territory="south")
        return start_session(AMINA, AMINAS_PHONE)[1]


def a_count(app: Flask) -> list:
    who = phone(app, AMINA, "cccccccc-0000-4000-8000-00000000000c")
    return [who.change(a_set(COUNT, "stock_count", outlet=KIOSK, sku=COLA, on_shelf=4))]


def test_the_work_comes_in_once_under_its_author_with_its_photos(app: Flask, key: str) -> None:
    changes, picture = a_count(app), jpeg()
    file = sealed(key, changes, [picture, b"no picture"])
    with app.app_context():
        first = take_in(open_rescue(file, CODE), ROSA_OF_THE_NORTH)
        again = take_in(open_rescue(file, CODE), ROSA_OF_THE_NORTH)

    assert (first.verdicts, first.photos, first.refused_photos) == ({"accepted": 1}, 1, 1)
    assert again.verdicts == {"accepted": 1}
    assert (record(app, COUNT).author, record(app, COUNT).rev) == (AMINA, 1)


def refused(app: Flask, file: bytes, code: str = CODE, by: Person = ROSA_OF_THE_NORTH) -> str:
    with app.app_context(), pytest.raises(Problem) as told:
        take_in(open_rescue(file, code), by)
    return told.value.code


def test_a_wrong_code_or_file_changes_nothing(app: Flask, key: str) -> None:
    file = sealed(key, a_count(app))

    assert refused(app, file, "0000 0000 0000") == "rescue.wrong_code"
    assert refused(app, b"{}") == "rescue.unreadable"
    assert refused(app, b"\xff\xd8 not JSON") == "rescue.unreadable"
    assert record(app, COUNT) is None


def test_nobody_forges_the_work_of_another(app: Flask, key: str) -> None:
    changes = a_count(app)

    assert refused(app, sealed("guessed key", changes)) == "rescue.not_genuine"
    assert refused(app, sealed(key, changes, person=BRUNO)) == "rescue.not_genuine"
    assert refused(app, sealed(key, changes), by=RAVI_OF_THE_SOUTH) == "rescue.not_genuine"
    assert record(app, COUNT) is None


def test_a_manager_takes_a_file_in_at_the_desk(app: Flask, key: str) -> None:
    from tests.office.given import csrf_in, signed_in, text_of

    with app.app_context():
        add_person("mona", "Mona", "manager", PASSWORD)
    at_desk = signed_in(app, "mona")
    csrf = csrf_in(text_of(at_desk, "/office/rescue"))
    file = (io.BytesIO(sealed(key, a_count(app))), "rescue.json")

    told = at_desk.post("/office/rescue", data={"csrf": csrf, "code": CODE, "file": file})

    assert told.status_code == 200
    assert 'data-testid="rescue-taken"' in told.get_data(as_text=True)
    assert record(app, COUNT).fields["on_shelf"] == 4
