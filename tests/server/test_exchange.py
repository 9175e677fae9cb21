"""The exchange as a device meets it: pages, cursors, resets, drops, bad requests."""

import gzip

import orjson
import pytest
from flask import Flask

from server.ledger import the_ledger
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, COLA, KIOSK, MONTH, NOW, visit_id
from tests.given import OFFICE, a_set, known, phone

VISITS = f"visits:n1:{MONTH}"


def outlets(app: Flask, count: int, route: str = "n1") -> None:
    with app.app_context():
        ops = [a_set(f"outlet/{route}-{i:03}", "outlet", f"route:{route}", name=f"Outlet {i}") for i in range(count)]
        the_ledger().write(OFFICE, ops, now=NOW)


def test_a_first_load_comes_in_pages_that_fit_the_budget_and_ends_with_a_digest(app: Flask) -> None:
    outlets(app, 25)
    amina = phone(app, AMINA, AMINAS_PHONE)

    pages, told = [], {"more": True}
    while told["more"]:
        told = amina.exchange(budget={"rows": 10})
        pages += [part for part in told["scopes"] if part["id"] == "route:n1"]

    assert [len(page["rows"]) for page in pages] == [10, 10, 5]
    assert pages[0]["reset"] is True
    assert [page["in"] for page in pages[1:]] == [page["out"] for page in pages[:-1]]
    assert (pages[-1]["n"], len(pages[-1]["digest"])) == (25, 16)


def test_nothing_new_is_nothing_sent(app: Flask) -> None:
    outlets(app, 3)
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.exchange()

    assert amina.exchange()["scopes"] == []


def test_only_what_changed_comes_again(app: Flask) -> None:
    outlets(app, 3)
    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.exchange()
    known(app, "outlet", "outlet/n1-001", "route:n1", name="Renamed")

    (part,) = amina.exchange()["scopes"]

    assert [row["id"] for row in part["rows"]] == ["outlet/n1-001"]
    assert part["rows"][0]["rev"] == 2


@pytest.mark.parametrize("cursor", ["e1.99.", "e9.1.", "nonsense", 7, "e1.2.99"])
def test_a_cursor_that_cannot_be_trusted_is_answered_by_a_reset(app: Flask, cursor) -> None:
    outlets(app, 3)
    amina = phone(app, AMINA, AMINAS_PHONE)

    told = amina.exchange(have={"route:n1": cursor})

    part = next(each for each in told["scopes"] if each["id"] == "route:n1")
    assert (part["reset"], part["in"], len(part["rows"])) == (True, None, 3)


def test_a_scope_that_is_not_granted_comes_back_only_to_be_dropped(app: Flask) -> None:
    outlets(app, 3, route="n2")
    amina = phone(app, AMINA, AMINAS_PHONE)

    real = amina.exchange(have={"route:n2": "e1.1."})
    invented = amina.exchange(have={"route:zz": "e1.1."})

    assert real["drop"] == ["route:n2"]
    assert invented["drop"] == ["route:zz"]
    assert "n2" not in str(real["scopes"])


def test_a_reassigned_route_reaches_the_other_phone_with_its_history(app: Flask) -> None:
    outlets(app, 2)
    amina, bruno = phone(app, AMINA, AMINAS_PHONE), phone(app, BRUNO, BRUNOS_PHONE)
    amina.exchange(amina.change(a_set(visit_id(1), "visit", VISITS, outlet="outlet/n1-000", started_at=NOW)))
    with app.app_context():
        ledger = the_ledger()
        for pattern in ("route:n1", "visits:n1:*"):
            ledger.revoke(AMINA, pattern, until_at=NOW + 1)
            ledger.grant(BRUNO, pattern)

    bruno.exchange()
    told = amina.exchange()

    assert visit_id(1) in bruno.rows
    assert set(told["drop"]) >= {"route:n1", VISITS}


def test_unknown_fields_of_a_newer_server_travel_to_an_older_phone(app: Flask) -> None:
    known(app, "product", COLA, "company", name="Cola", brand="Brio")
    amina = phone(app, AMINA, AMINAS_PHONE)

    amina.exchange(kinds=1)

    assert amina.rows[COLA]["fields"]["brand"] == "Brio"


def test_a_packed_request_is_unpacked_and_a_packed_answer_given(app: Flask) -> None:
    outlets(app, 40)
    amina = phone(app, AMINA, AMINAS_PHONE)
    body = gzip.compress(orjson.dumps({"request": 4, "changes": []}))

    answer = amina.client.post(
        "/api/v1/exchange",
        data=body,
        headers={**amina.headers, "Content-Encoding": "gzip", "Accept-Encoding": "gzip"},
        content_type="application/json",
    )

    assert answer.headers["Content-Encoding"] == "gzip"
    assert orjson.loads(gzip.decompress(answer.data))["request"] == 4


def test_what_a_device_says_of_itself_is_shown_to_the_office(app: Flask) -> None:
    from server.history import gaps

    amina = phone(app, AMINA, AMINAS_PHONE)
    amina.exchange(made=7, unsent=3, photos_unsent=2, storage_persisted=True)

    with app.app_context():
        (told,) = gaps()
    assert (told["person"], told["made"], told["unsent"], told["photos_unsent"]) == (AMINA, 7, 3, 2)


def test_a_large_scope_is_read_as_one_packed_file_and_goes_on_from_there(app: Flask) -> None:
    outlets(app, 600)
    amina = phone(app, AMINA, AMINAS_PHONE)
    part = next(each for each in amina.exchange(snapshots=True)["scopes"] if each["id"] == "route:n1")
    known(app, "outlet", "outlet/n1-001", "route:n1", name="Renamed")

    told = amina.client.get(part["snapshot"], headers=amina.headers)
    *rows, last = map(orjson.loads, gzip.decompress(told.data).splitlines())
    after = next(each for each in amina.exchange(snapshots=True)["scopes"] if each["id"] == "route:n1")

    assert (part["reset"], part["rows"], part["done"]) == (True, [], False)
    assert (len(rows), last["n"], last["seq"]) == (600, 600, 600)
    assert rows[0]["fields"] == {"name": "Outlet 0"}
    assert [row["id"] for row in after["rows"]] == ["outlet/n1-001"]
    assert after["done"] is True


def test_a_snapshot_is_shared_until_much_is_new_and_shown_to_no_stranger(app: Flask) -> None:
    outlets(app, 600)
    amina, bruno = phone(app, AMINA, AMINAS_PHONE), phone(app, BRUNO, BRUNOS_PHONE)

    def address() -> str:
        told = amina.exchange(snapshots=True, have={})
        return next(each["snapshot"] for each in told["scopes"] if each["id"] == "route:n1")

    first = address()
    known(app, "outlet", "outlet/n1-001", "route:n1", name="Renamed")
    assert address() == first
    outlets_again = [a_set(f"outlet/n1-{i:03}", "outlet", "route:n1", city="Here") for i in range(100)]
    with app.app_context():
        the_ledger().write(OFFICE, outlets_again, now=NOW)
    assert address() != first

    real = bruno.client.get(first, headers=bruno.headers)
    invented = bruno.client.get("/api/v1/snapshots/route:zz/e1.5", headers=bruno.headers)
    assert (real.status_code, real.get_json()) == (invented.status_code, invented.get_json()) == (404, real.get_json())


def test_who_does_not_know_snapshots_gets_pages(app: Flask) -> None:
    outlets(app, 600)

    part = next(each for each in phone(app, AMINA, AMINAS_PHONE).exchange()["scopes"] if each["id"] == "route:n1")

    assert len(part["rows"]) == 600
    assert "snapshot" not in part


BAD = {
    "not JSON": (b"{", {}, 400, "request.not_json"),
    "not an object": (b"[]", {}, 400, "request.malformed"),
    "changes of the wrong form": (b'{"changes": 3}', {}, 400, "request.malformed"),
    "a version to come": (b'{"kinds": 9999}', {}, 400, "request.unknown_version"),
    "no version": (b'{"kinds": "x"}', {}, 400, "request.unknown_version"),
    "a form": (b"a=b", {"content_type": "application/x-www-form-urlencoded"}, 415, "request.unsupported_type"),
    "badly packed": (b"xx", {"headers": {"Content-Encoding": "gzip"}}, 400, "request.bad_encoding"),
    "a packing unknown": (b"xx", {"headers": {"Content-Encoding": "zip"}}, 400, "request.bad_encoding"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_request_gets_a_catalogued_problem_and_changes_nothing(app: Flask, what: str) -> None:
    body, given, status, code = BAD[what]
    amina = phone(app, AMINA, AMINAS_PHONE)
    headers = {**amina.headers, **given.get("headers", {})}

    answer = amina.client.post(
        "/api/v1/exchange", data=body, headers=headers, content_type=given.get("content_type", "application/json")
    )

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["code"] == code
    assert amina.exchange()["through"] == 0


def test_a_body_over_the_limit_is_refused_packed_or_not(make_app, app: Flask) -> None:
    small = make_app(max_body_bytes=1_000)
    client = small.test_client()
    with small.app_context():
        from server.access import start_session

        token, _ = start_session(AMINA, AMINAS_PHONE)
    headers = {"Authorization": f"Bearer {token}"}
    large = orjson.dumps({"request": 1, "report": ["x" * 2_000]})

    plain = client.post("/api/v1/exchange", data=large, headers=headers, content_type="application/json")
    packed = client.post(
        "/api/v1/exchange",
        data=gzip.compress(large),
        headers={**headers, "Content-Encoding": "gzip"},
        content_type="application/json",
    )

    assert [plain.status_code, packed.status_code] == [413, 413]
    assert packed.get_json()["code"] == "request.too_large"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}])
def test_without_a_session_there_is_no_exchange(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().post("/api/v1/exchange", json={}, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (401, "session.missing")


def test_a_piece_that_cannot_be_answered_is_deposited(app: Flask) -> None:
    from sqlalchemy import select

    from server.database import db
    from server.ledger.tables import DEPOSIT

    amina = phone(app, AMINA, AMINAS_PHONE)

    told = amina.exchange({"rubbish": 1}, amina.change(a_set(visit_id(1), "visit", VISITS, outlet=KIOSK)))

    assert [each["verdict"] for each in told["verdicts"]] == ["quarantined", "accepted"]
    with app.app_context():
        assert db.session.scalars(select(DEPOSIT.c.body)).all() == ['{"rubbish":1}']
