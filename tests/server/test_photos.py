"""Photos by tus: resumed, verified, refused when they are none, shown only to who may see their record."""

import base64
import io
from hashlib import sha256

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from server.database import db
from server.field.photos import PHOTO_FILE
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, KIOSK, MONTH, NOW, visit_id
from tests.given import OFFICE, Phone, a_set, phone, the_ledger

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


def jpeg(size: tuple[int, int] = (64, 48), form: str = "JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, form, **more)
    return out.getvalue()


def announce(who: Phone, data: bytes, digest: str | None = None, length: int | None = None):
    named = base64.b64encode((digest or sha256(data).hexdigest()).encode()).decode()
    headers = {"Upload-Length": str(len(data) if length is None else length), "Upload-Metadata": f"sha256 {named}"}
    return who.client.post("/api/v1/photos/", headers={**who.headers, **TUS, **headers})


def send(who: Phone, place: str, part: bytes, offset: int, **more):
    return who.client.patch(place, data=part, headers={**who.headers, **PART, "Upload-Offset": str(offset), **more})


def upload(who: Phone, data: bytes, digest: str | None = None):
    return send(who, announce(who, data, digest).headers["Location"], data, 0)


@pytest.fixture
def amina(app: Flask) -> Phone:
    return phone(app, AMINA, AMINAS_PHONE)


def test_a_photo_is_sent_in_parts_across_a_broken_line(amina: Phone) -> None:
    data = jpeg()
    place = announce(amina, data).headers["Location"]
    assert send(amina, place, data[:500], 0).headers["Upload-Offset"] == "500"

    again = announce(amina, data)
    stands = amina.client.head(place, headers={**amina.headers, **TUS})
    rest = send(amina, place, data[500:], 500)

    assert again.headers["Location"] == place
    assert stands.headers["Upload-Offset"] == "500"
    assert rest.status_code == 204
    digest = sha256(data).hexdigest()
    assert amina.exchange(photos_asked=[digest])["photos"]["stored"] == [digest]


def test_a_part_at_the_wrong_place_or_damaged_is_refused_and_nothing_added(amina: Phone) -> None:
    data = jpeg()
    place = announce(amina, data).headers["Location"]
    wrong = base64.b64encode(sha256(b"other").digest()).decode()

    assert send(amina, place, data, 7).get_json()["code"] == "photo.wrong_offset"
    assert send(amina, place, data, 0, **{"Upload-Checksum": f"sha256 {wrong}"}).status_code == 460
    assert amina.client.head(place, headers={**amina.headers, **TUS}).headers["Upload-Offset"] == "0"


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (6_000, 5_000)).save(out, "PNG")
    return out.getvalue()


REFUSED = {
    "text": (b"this is no picture", "photo.not_an_image"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "photo.not_an_image"),
    "gif": (b"GIF89a" + bytes(60), "photo.not_an_image"),
    "truncated": (jpeg()[:-200], "photo.not_an_image"),
    "page behind a picture": (jpeg() + b"<html><script>alert(1)</script>", "photo.not_an_image"),
    "page inside a picture": (jpeg(comment=b"<script>alert(1)</script>"), "photo.not_an_image"),
    "bomb": (bomb(), "photo.too_large"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_and_its_observation_stays(app: Flask, amina: Phone, what: str) -> None:
    data, code = REFUSED[what]
    digest = sha256(data).hexdigest()
    told = amina.verdicts(amina.change(a_set(digest, "photo", of=visit_id(1), outlet=KIOSK, taken_at=NOW)))

    answer = upload(amina, data)

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert told == ["accepted"]
    assert amina.exchange(photos_asked=[digest])["photos"]["stored"] == []
    with app.app_context():
        assert db.session.execute(select(PHOTO_FILE)).all() == []


def test_a_photo_that_is_not_the_one_announced_is_refused(amina: Phone) -> None:
    assert upload(amina, jpeg(), "0" * 64).get_json()["code"] == "photo.hash_differs"


def test_too_many_bytes_are_refused_when_announced(amina: Phone) -> None:
    assert announce(amina, b"", "0" * 64, length=3_000_000).get_json()["code"] == "photo.too_large"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_copies_carry_no_metadata_and_stand_upright(amina: Phone, form: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    data = jpeg((64, 48), form, exif=exif)
    digest, of = sha256(data).hexdigest(), visit_id(1)
    upload(amina, data)
    amina.exchange(amina.change(a_set(digest, "photo", f"visits:n1:{MONTH}", of=of, outlet=KIOSK)))

    shown = amina.client.get(f"/api/v1/photos/{digest}/of/{of}?size=large", headers=amina.headers)

    copy = Image.open(io.BytesIO(shown.data))
    assert (shown.status_code, shown.content_type, copy.format, copy.size) == (200, "image/jpeg", "JPEG", (48, 64))
    assert not copy.getexif()
    assert b"Maker" not in shown.data
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_another_persons_photo_is_answered_like_one_that_never_was(app: Flask, amina: Phone) -> None:
    data, of = jpeg(), visit_id(1)
    digest = sha256(data).hexdigest()
    place = announce(amina, data).headers["Location"]
    send(amina, place, data, 0)
    amina.exchange(amina.change(a_set(digest, "photo", of=of, outlet=KIOSK)))
    bruno = phone(app, BRUNO, BRUNOS_PHONE)

    def told(path: str, **more):
        answer = bruno.client.get(path, headers=bruno.headers, **more)
        return answer.status_code, answer.get_json()

    assert told(f"/api/v1/photos/{digest}/of/{of}") == told(f"/api/v1/photos/{'0' * 64}/of/{of}")
    assert told(f"/api/v1/photos/{digest}/of/other")[0] == 404
    assert bruno.client.head(place, headers={**bruno.headers, **TUS}).status_code == 404
    assert bruno.exchange(photos_asked=[digest])["photos"]["stored"] == []


def test_a_display_shows_its_reference_photo_to_who_reads_the_display_and_to_nobody_else(
    app: Flask, amina: Phone
) -> None:
    bruno, display = phone(app, BRUNO, BRUNOS_PHONE), "display/kiosk-1"
    theirs, other = (jpeg(), jpeg())
    named, unnamed = (sha256(data).hexdigest() for data in (theirs, other))
    for data, digest, of in ((theirs, named, display), (other, unnamed, visit_id(1))):
        upload(amina, data)
        amina.exchange(amina.change(a_set(digest, "photo", f"visits:n1:{MONTH}", of=of, outlet=KIOSK)))

    def seen(digest: str, of: str = display) -> int:
        return bruno.client.get(f"/api/v1/photos/{digest}/of/{of}", headers=bruno.headers).status_code

    def shows(scope: str, digest: str) -> int:
        with app.app_context():
            fields = {"outlet": KIOSK, "display_kind": "shelf", "reference": digest}
            assert the_ledger().write(OFFICE, [a_set(display, "display", scope, **fields)])["verdict"] == "accepted"
        return seen(digest)

    assert seen(named) == 404
    assert shows("route:n1", named) == 404
    with app.app_context():
        the_ledger().grant(BRUNO, "route:n1")
    assert seen(named) == 200
    assert shows("route:n1", unnamed) == 404, "a photo of something else is not opened by naming it"
    assert seen(unnamed, visit_id(1)) == 404
    assert seen(named) == 404, "it is not how the display should look any more"


def test_the_same_photo_of_two_people_is_kept_for_both(app: Flask, amina: Phone) -> None:
    data = jpeg()
    digest = sha256(data).hexdigest()
    bruno = phone(app, BRUNO, BRUNOS_PHONE)

    assert upload(amina, data).status_code == upload(bruno, data).status_code == 204
    assert bruno.exchange(photos_asked=[digest])["photos"]["stored"] == [digest]


def test_uploads_speak_tus_and_say_so(amina: Phone) -> None:
    able = amina.client.options("/api/v1/photos/")
    other = amina.client.post("/api/v1/photos/", headers=amina.headers)

    assert able.headers["Tus-Extension"] == "creation,checksum,termination"
    assert (other.status_code, other.get_json()["code"]) == (412, "photo.tus_version")


def test_an_upload_can_be_given_up(amina: Phone) -> None:
    place = announce(amina, jpeg()).headers["Location"]

    assert amina.client.delete(place, headers={**amina.headers, **TUS}).status_code == 204
    assert amina.client.head(place, headers={**amina.headers, **TUS}).status_code == 404
