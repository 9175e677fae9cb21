"""Photos when the disk or the server fails in the middle: what was not taken whole is sent again from where it stood."""

import base64
import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import requests
from PIL import Image

from tests.faults.disks import is_cannot_write, may_mount, mounted, remount
from tests.faults.hands import Hand
from tests.faults.served import Served

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


class Upload:
    """One photo on its way, sent by hand."""

    def __init__(self, served: Served, hand: Hand) -> None:
        out = io.BytesIO()
        Image.effect_noise((320, 240), 60).convert("RGB").save(out, "JPEG", quality=50)
        self.data = out.getvalue()
        self.sha = sha256(self.data).hexdigest()
        self._url = served.url
        self._headers = {"Authorization": f"Bearer {hand.token}"}
        self.place = self._announce()

    def _announce(self) -> str:
        named = base64.b64encode(self.sha.encode()).decode()
        told = {**TUS, "Upload-Length": str(len(self.data)), "Upload-Metadata": f"sha256 {named}"}
        return self._call("POST", "/api/v1/photos/", told).headers["Location"]

    def send(self, offset: int = 0, until: int | None = None) -> requests.Response:
        """Send the bytes from a place on."""
        return self._call("PATCH", self.place, {**PART, "Upload-Offset": str(offset)}, self.data[offset:until])

    def offset(self) -> int:
        """How much the server says it has."""
        return int(self._call("HEAD", self.place, TUS).headers["Upload-Offset"])

    def is_stored(self) -> bool:
        """Whether the exchange says that the server holds it."""
        told = requests.post(
            f"{self._url}/api/v1/exchange", json={"photos_asked": [self.sha]}, headers=self._headers, timeout=30
        )
        return told.json()["photos"]["stored"] == [self.sha]

    def _call(self, method: str, path: str, headers: dict[str, str], data: bytes = b"") -> requests.Response:
        return requests.request(method, self._url + path, headers=self._headers | headers, data=data, timeout=30)


def test_a_disk_that_fills_up_within_a_photo_keeps_no_part_of_the_part(
    serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve()
    amina = one_hand(served)
    served.start()
    photo = Upload(served, amina)
    photo.send(until=1_000)

    served.allow_files_of(3_000)
    assert is_cannot_write(photo.send(1_000))
    assert photo.offset() == 1_000
    served.allow_files_of()

    assert photo.send(1_000).status_code == 204
    assert photo.is_stored()


def test_a_photo_for_whose_copies_there_is_no_room_is_not_said_to_be_stored(
    serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve()
    amina = one_hand(served)
    served.start()
    photo = Upload(served, amina)

    served.allow_files_of(len(photo.data))
    assert is_cannot_write(photo.send())
    assert photo.offset() == 0
    assert not photo.is_stored()
    served.allow_files_of()

    assert photo.send().status_code == 204
    assert photo.is_stored()
    assert list((served.data / "photos").rglob("*.part")) == []


def test_a_photo_of_which_only_the_last_step_was_missed_is_finished_when_asked_for(
    serve: Callable[..., Served], one_hand: Callable[[Served], Hand]
) -> None:
    served = serve()
    amina = one_hand(served)
    served.start()
    photo = Upload(served, amina)
    photo.send(until=1_000)

    served.kill()
    with (served.data / "photos/incoming" / photo.place.rpartition("/")[2]).open("ab") as incoming:
        incoming.write(photo.data[1_000:])
    served.start()

    assert photo.offset() == len(photo.data)
    assert photo.is_stored()


if may_mount():

    @pytest.mark.parametrize("when", ["before", "within"])
    def test_photos_wait_for_a_disk_that_is_read_only(
        serve: Callable[..., Served], one_hand: Callable[[Served], Hand], tmp_path: Path, when: str
    ) -> None:
        with mounted(tmp_path / "data/photos"):
            served = serve()
            amina = one_hand(served)
            served.start()
            photo = Upload(served, amina)
            start = 0 if when == "before" else int(photo.send(until=1_000).headers["Upload-Offset"])

            remount(tmp_path / "data/photos", "ro")
            assert is_cannot_write(photo.send(start))
            assert photo.offset() == start
            remount(tmp_path / "data/photos", "rw")

            assert photo.send(start).status_code == 204
            assert photo.is_stored()
            served.kill()
