"""The inbox: everything told is there once, and one answer reaches everybody who told it."""

import re

import pytest
from flask import Flask

from server.departments.inbox import alike
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, DAY, MIRA, MONTH, NOW, ROSA, SVEN, visit_id
from tests.given import a_set, phone, record
from tests.office.given import REMARK, SIGHTING, sent, signed_in, text_of

SECOND, IDEA, COMPLAINT, ONE_PHOTO, SAME_PHOTO = visit_id(21), visit_id(22), visit_id(23), "cd" * 32, "ef" * 32
ALIKE, NEARLY = "00ff00ff00ff00ff", "00ff00ff00ff003f"


@pytest.fixture
def told(app: Flask) -> Flask:
    """Bruno saw what Amina saw, has an idea and brings a complaint; a photo of his looks like one of hers."""
    amina, bruno = phone(app, AMINA, AMINAS_PHONE), phone(app, BRUNO, BRUNOS_PHONE)
    amina.n = 10
    amina.exchange(
        amina.change(a_set(ONE_PHOTO, "photo", of=visit_id(1), visit=visit_id(1), outlet="outlet/north", dhash=ALIKE))
    )
    south = {"scope": f"visits:n2:{MONTH}", "outlet": "outlet/south", "visit": visit_id(31)}
    sent = bruno.exchange(
        bruno.change(a_set(SECOND, "competitor_sighting", what="price", same_as=SIGHTING, **south)),
        bruno.change(a_set(IDEA, "feedback", voice="tallyman", text="A rack by the till.", **south)),
        bruno.change(a_set(COMPLAINT, "feedback", voice="retailer", complaint=True, text="Late again.", **south)),
        bruno.change(a_set(SAME_PHOTO, "photo", of=visit_id(31), dhash=NEARLY, **south), at=NOW + 1000),
    )
    assert [each["verdict"] for each in sent["verdicts"]] == ["accepted"] * 4
    return app


def items(page: str) -> list[str]:
    return re.findall(r'data-item="([^"]*)"', page)


def post(client, item: str, **fields):
    return sent(client, "inbox?pile=read", f"inbox/{item}", **fields)


def test_everything_told_is_there_once_what_is_urgent_first(told: Flask) -> None:
    page = text_of(signed_in(told, MIRA), "/office/inbox")

    assert items(page)[0] == COMPLAINT
    assert sorted(items(page)) == sorted([COMPLAINT, SIGHTING, IDEA, REMARK, SAME_PHOTO])
    assert 'data-testid="count-waiting" data-count="waiting">5<' in page


@pytest.mark.parametrize(
    ("sort", "item"), [("sighting", SIGHTING), ("suggestion", IDEA), ("complaint", COMPLAINT), ("photo", SAME_PHOTO)]
)
def test_each_sort_has_a_list_of_its_own(told: Flask, sort: str, item: str) -> None:
    assert items(text_of(signed_in(told, SVEN), f"/office/inbox?sort={sort}")) == [item]


def test_one_answer_goes_to_every_reporter_of_the_event(told: Flask) -> None:
    mira = signed_in(told, MIRA)

    assert post(mira, SIGHTING, state="decided", text="The price is answered.").status_code == 303

    for each, outlet in ((SIGHTING, "outlet/north"), (SECOND, "outlet/south")):
        fields = record(told, f"reply/{each}").fields
        assert (fields["of"], fields["state"], fields["text"]) == (each, "decided", "The price is answered.")
        assert (fields["read_by"], fields["outlet"]) == ("Mira", outlet)
    assert SIGHTING not in items(text_of(mira, "/office/inbox"))
    assert items(text_of(mira, "/office/inbox?pile=decided")) == [SIGHTING]
    bruno = phone(told, BRUNO, BRUNOS_PHONE)
    bruno.exchange()
    assert bruno.rows[f"reply/{SECOND}"]["fields"]["text"] == "The price is answered."


def test_a_script_that_works_ahead_gets_no_page(told: Flask) -> None:
    mira = signed_in(told, MIRA)
    csrf = re.search(r'name="csrf" value="([^"]*)"', text_of(mira, "/office/inbox")).group(1)

    answer = mira.post(f"/office/inbox/{IDEA}", data={"csrf": csrf, "state": "read"}, headers={"X-Inbox": "1"})

    assert answer.status_code == 204


def test_the_last_answer_is_taken_back_to_what_stood_before(told: Flask) -> None:
    mira = signed_in(told, MIRA)
    post(mira, IDEA, state="read")
    post(mira, IDEA, state="declined", text="Not now.")

    post(mira, IDEA, act="undo")
    once = dict(record(told, f"reply/{IDEA}").fields)
    post(mira, REMARK, state="read")
    post(mira, REMARK, act="undo")

    assert (once["state"], once.get("text")) == ("read", None)
    assert record(told, f"reply/{REMARK}").fields.get("state") is None
    assert REMARK in items(text_of(mira, "/office/inbox"))


def test_nobody_takes_back_what_somebody_else_said(told: Flask) -> None:
    post(signed_in(told, MIRA), IDEA, state="declined")

    post(signed_in(told, SVEN), IDEA, act="undo")

    assert record(told, f"reply/{IDEA}").fields["state"] == "declined"


def test_an_answered_event_waits_again_when_somebody_else_reports_it(told: Flask) -> None:
    mira = signed_in(told, MIRA)
    post(mira, SIGHTING, state="joined")
    bruno = phone(told, BRUNO, BRUNOS_PHONE)
    bruno.n = 20
    bruno.exchange(bruno.change(a_set(visit_id(24), "competitor_sighting", f"visits:n2:{MONTH}", what="price",
                                      same_as=SECOND, outlet="outlet/south", visit=visit_id(31))))  # fmt: skip

    assert SIGHTING in items(text_of(mira, "/office/inbox"))


@pytest.mark.parametrize("fields", [{"state": "approved"}, {"state": ""}, {"state": "read", "text": "x" * 501}])
def test_an_answer_that_makes_no_sense_changes_nothing(told: Flask, fields: dict) -> None:
    assert post(signed_in(told, MIRA), IDEA, **fields).status_code == 400
    assert record(told, f"reply/{IDEA}") is None


def test_the_inbox_is_the_offices_and_knows_no_stranger(told: Flask) -> None:
    text_of(signed_in(told, ROSA), "/office/inbox", 403)
    assert post(signed_in(told, MIRA), visit_id(99), state="read").status_code == 404


def photo(name: str, dhash: str, at: int, visit: str) -> dict:
    return {"id": name, "dhash": dhash, "first_at": at, "visit": visit}


def test_photos_are_alike_within_six_bits_of_another_visit_in_half_a_year() -> None:
    base = 0x0123456789ABCDEF
    other = f"{base ^ 0b1000001000001000001000001000001:016x}"
    photos = [
        photo("late", f"{base:016x}", NOW + 181 * DAY, "v9"),
        photo("same", f"{base:016x}", NOW + 3, "v1"),
        photo("six", other, NOW + 2, "v2"),
        photo("far", f"{base ^ 0b1111111:016x}", NOW + 1, "v3"),
        photo("first", f"{base:016x}", NOW, "v1"),
    ]

    assert {name: twin["id"] for name, twin in alike(photos).items() if name != "same"} == {"six": "first"}
    assert alike(photos)["same"]["id"] == "six"
