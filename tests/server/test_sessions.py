"""Signing in, being recognised, being refused; the door that only takes."""

import pytest
from flask import Flask

from tests.cast import AMINA, AMINAS_PHONE, BRUNOS_PHONE, DAY, PASSWORD
from tests.given import Clock

OURS = {"X-Tallyround": "1"}


def sign_in(app: Flask, client=None, device: str = AMINAS_PHONE, **given):
    body = {"person": AMINA, "password": PASSWORD, "device": device, **given}
    return (client or app.test_client()).post("/api/v1/session", json=body, headers=OURS)


def test_signing_in_gives_a_token_and_a_cookie_that_scripts_cannot_read(app: Flask) -> None:
    client = app.test_client()

    told = sign_in(app, client)

    cookie = told.headers["Set-Cookie"]
    assert told.get_json()["person"] == {"id": AMINA, "name": "Amina", "role": "tallyman", "language": "en"}
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/api/v1/session").get_json()["device"] == AMINAS_PHONE


def test_over_an_encrypted_line_the_cookie_is_bound_to_this_host(app: Flask) -> None:
    body = {"person": AMINA, "password": PASSWORD, "device": AMINAS_PHONE}

    told = app.test_client().post("/api/v1/session", json=body, headers=OURS, base_url="https://tally.example")

    assert told.headers["Set-Cookie"].startswith("__Host-tallyround=")
    assert "Secure" in told.headers["Set-Cookie"]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(app: Flask) -> None:
    wrong = sign_in(app, password="guess")
    nobody = sign_in(app, person="nobody", password="guess")

    assert wrong.status_code == nobody.status_code == 401
    assert wrong.get_json() == nobody.get_json()


def test_guessing_is_slowed_down_for_an_account(app: Flask) -> None:
    answers = [sign_in(app, person="victim", password=str(n)).status_code for n in range(25)]

    assert answers[0] == 401
    assert answers[-1] == 429


def test_a_session_ends_at_sign_out_and_after_long_silence(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    sign_in(app, client)
    assert client.delete("/api/v1/session", headers=OURS).status_code == 204
    assert client.get("/api/v1/session").status_code == 401

    sign_in(app, client)
    clock.now += 100 * DAY
    assert client.get("/api/v1/session").status_code == 401


def test_a_device_belongs_to_one_person(app: Flask) -> None:
    sign_in(app)

    assert sign_in(app, person="bruno").get_json()["code"] == "session.other_device"


@pytest.mark.parametrize(
    "headers",
    [{}, {**OURS, "Sec-Fetch-Site": "cross-site"}, {**OURS, "Origin": "https://elsewhere.example"}],
    ids=["no header of ours", "from another site", "from another origin"],
)
def test_another_site_cannot_use_the_cookie(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    sign_in(app, client)

    answer = client.post("/api/v1/exchange", json={}, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (403, "request.cross_site")


def test_the_language_is_the_persons(app: Flask) -> None:
    client = app.test_client()
    sign_in(app, client)
    client.patch("/api/v1/session", json={"language": "zh"}, headers=OURS)

    assert client.get("/api/v1/session").get_json()["person"]["language"] == "zh"
    assert client.post("/api/v1/exchange", json=[], headers=OURS).get_json()["title"] == "请求格式错误"


def test_the_deposit_door_takes_with_the_devices_key_and_gives_nothing(app: Flask) -> None:
    key = sign_in(app).get_json()["deposit_key"]
    client = app.test_client()
    right = {"Authorization": f"Deposit {AMINAS_PHONE}.{key}"}

    taken = client.post("/api/v1/deposit", data=b"\x00anything", headers=right)

    assert (taken.status_code, taken.get_json()) == (202, {"kept": True})
    for wrong in (
        {},
        {"Authorization": f"Deposit {AMINAS_PHONE}.x"},
        {"Authorization": f"Deposit {BRUNOS_PHONE}.{key}"},
    ):
        assert client.post("/api/v1/deposit", data=b"x", headers=wrong).status_code == 401
    assert client.get("/api/v1/session", headers=right).status_code == 401
    assert client.post("/api/v1/exchange", json={}, headers=right).status_code == 401
