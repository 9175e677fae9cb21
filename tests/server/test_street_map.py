"""Streets for the phone's map: told only to who is signed in, given in parts, and nothing of it where nothing is set."""

from pathlib import Path

import pytest

from server.settings import read_settings
from tests.cast import AMINA, AMINAS_PHONE
from tests.given import company, phone

TOWN = bytes(range(256)) * 40
THERE = {"TALLYROUND_TILES": "https://tiles.example:8443/{z}/{x}/{y}.png", "TALLYROUND_TILES_ATTRIBUTION": "Survey"}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.pmtiles"
    path.write_bytes(TOWN)
    return path


def signed_in(app):
    company(app)
    return phone(app, AMINA, AMINAS_PHONE)


def get(amina, path: str, **headers: str):
    return amina.client.get(path, headers={**amina.headers, **headers})


def test_without_a_source_there_are_no_streets_and_the_policy_names_nobody(make_app) -> None:
    amina = signed_in(make_app())

    assert get(amina, "/api/v1/map").json == {"attribution": ""}
    assert get(amina, "/api/v1/map/file").status_code == 404


def test_a_map_file_is_given_in_parts_and_whole_when_it_is_another_one(make_app, town: Path) -> None:
    amina = signed_in(make_app(pmtiles=str(town), tiles_attribution="Survey"))
    told = get(amina, "/api/v1/map").json
    version = told["file"]["version"]

    part = get(amina, "/api/v1/map/file", Range="bytes=300-399", **{"If-Range": f'"{version}"'})
    rest = get(amina, "/api/v1/map/file", Range="bytes=10000-", **{"If-Range": f'"{version}"'})
    town.write_bytes(TOWN[::-1] + b"more")
    other = get(amina, "/api/v1/map/file", Range="bytes=300-399", **{"If-Range": f'"{version}"'})

    assert told == {"attribution": "Survey", "file": {"bytes": len(TOWN), "version": version}}
    assert (part.status_code, part.data) == (206, TOWN[300:400])
    assert (rest.status_code, rest.data) == (206, TOWN[10_000:])
    assert (other.status_code, other.data) == (200, TOWN[::-1] + b"more")
    assert part.headers["Cache-Control"].startswith("no-store") or "no-cache" in part.headers["Cache-Control"]


def test_a_stranger_is_given_no_part_of_the_file(make_app, town: Path) -> None:
    app = make_app(pmtiles=str(town))

    for path in ("/api/v1/map", "/api/v1/map/file"):
        assert app.test_client().get(path, headers={"Range": "bytes=0-9"}).status_code == 401


def test_the_file_goes_before_tiles_of_another_place(make_app, town: Path) -> None:
    there = {"tiles": THERE["TALLYROUND_TILES"], "tiles_attribution": "Survey"}

    assert get(signed_in(make_app(**there)), "/api/v1/map").json == {"attribution": "Survey", "tiles": there["tiles"]}
    assert "file" in get(signed_in(make_app(**there, pmtiles=str(town), data=town.parent / "two")), "/api/v1/map").json


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TILES", "https://{s}.tiles.example/{z}/{x}/{y}.png"),
        ("TILES", "https://tiles.example; script-src */{z}/{x}/{y}.png"),
        ("TILES", "https://tiles.example/{z}/{x}.png"),
        ("TILES", "javascript:/{z}/{x}/{y}"),
        ("TILES_ATTRIBUTION", ""),
        ("PMTILES", "/no/such/file.pmtiles"),
    ],
)
def test_a_source_that_makes_no_sense_is_said_at_the_start(name: str, value: str) -> None:
    assert read_settings(THERE).tiles_origin == "https://tiles.example:8443"

    with pytest.raises(ValueError, match="TALLYROUND_"):
        read_settings({**THERE, f"TALLYROUND_{name}": value})
