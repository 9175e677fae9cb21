"""Every view and every record leaves as JSON, page by page, to whom may read it."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from server.access import OFFICE_ROLES, PERSON
from server.departments.views import VIEWS
from server.feeds.keys import end_key, keys_of
from server.ledger import the_ledger
from tests.cast import AMINA, MIRA
from tests.feeds.conftest import OUTLETS
from tests.given import known


def pages(get: Callable, path: str, field: str, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """All pages, following `next` as a program does."""
    told = get(path, **query).get_json()
    yield told[field]
    while "next" in told:
        told = get(told["next"]).get_json()
        yield told[field]


def test_every_view_is_listed_and_answers(get: Callable) -> None:
    listed = get("/api/v1/views").get_json()["views"]

    assert {each["name"] for each in listed} == {view.name for view in VIEWS}
    for each in listed:
        told = get(each["href"]).get_json()
        assert told["view"] == each["name"]
        assert all(row.keys() == set(told["columns"]) for row in told["rows"])


def test_a_view_in_pages_is_the_view_whole(get: Callable) -> None:
    path = "/api/v1/views/sales/out_of_stock"
    whole = get(path, limit=5000).get_json()["rows"]

    paged = list(pages(get, path, "rows", limit=1))

    assert len(whole) > 0
    assert [row for page in paged for row in page] == whole
    assert all(len(page) == 1 for page in paged)


def test_records_in_pages_are_all_of_them_once(get: Callable) -> None:
    paged = list(pages(get, "/api/v1/records/stock_count", "records", limit=3))

    found = [row["id"] for page in paged for row in page]
    assert [len(page) for page in paged] == [3, 3, 1]
    assert found == sorted(set(found))
    assert len(found) == OUTLETS


def test_a_record_that_comes_between_two_pages_moves_no_other(trade: Flask, get: Callable) -> None:
    first = get("/api/v1/records/outlet", limit=3).get_json()
    known(trade, "outlet", "outlet/a-first", "route:n1", name="Before all", route="route/n1")

    second = get(first["next"]).get_json()

    assert [row["id"] for row in second["records"]] == ["outlet/o3", "outlet/o4", "outlet/o5"]


def test_only_what_changed_since(trade: Flask, get: Callable) -> None:
    latest = max(row["received_at"] for row in get("/api/v1/records/outlet").get_json()["records"])
    trade.extensions["ledger"].clock.now = latest + 60_000
    op = {"op": "set", "record": "outlet/o2", "kind": "outlet", "scope": "route:n1", "fields": {"name": "New name"}}
    with trade.app_context():
        the_ledger().write(_office(), [op])

    told = get("/api/v1/records/outlet", changed_since=latest + 1).get_json()["records"]

    assert [(row["id"], row["name"]) for row in told] == [("outlet/o2", "New name")]


def _office():
    from tests.given import OFFICE

    return OFFICE


def test_what_is_somebodys_own_is_not_in_a_feed(get: Callable) -> None:
    assert get("/api/v1/records/attention").get_json()["records"] == []


def test_every_kind_describes_its_columns(get: Callable) -> None:
    for kind in get("/api/v1/records").get_json()["kinds"]:
        names = [each["name"] for each in kind["columns"]]
        rows = get(kind["href"], limit=1).get_json()["records"]
        assert all(list(row) == names for row in rows), kind["name"]
        assert all(each["title"] for each in kind["columns"])


@pytest.mark.parametrize(
    "query", [{"cursor": "!"}, {"cursor": "bm8"}, {"limit": "-1"}, {"limit": "x"}, {"changed_since": "9" * 16}]
)
def test_a_question_that_makes_no_sense_gets_a_clear_answer(get: Callable, query: dict) -> None:
    told = get("/api/v1/records/outlet", **query)

    assert (told.status_code, told.get_json()["code"]) == (400, "request.malformed")
    assert told.get_json()["field"] == next(iter(query))


def test_what_there_is_not_is_not_found(get: Callable) -> None:
    for path in ("/api/v1/records/nothing", "/api/v1/views/sales/nothing", "/api/v1/views/nobody/tally"):
        assert get(path).get_json()["code"] == "request.unknown_address"


# -- keys


def basic(person: str, key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{person}:{key}".encode()).decode()}


def test_a_spreadsheet_signs_in_with_name_and_key(trade: Flask, key: str) -> None:
    client = trade.test_client()

    assert client.get("/api/v1/records", headers=basic(MIRA, key)).status_code == 200
    assert client.get("/api/v1/records", headers=basic("sven", key)).status_code == 401
    unknown = client.get("/api/v1/records", headers=basic(MIRA, key + "x"))
    assert unknown.status_code == 401
    assert unknown.headers["WWW-Authenticate"].startswith("Basic")


def test_a_key_that_was_ended_is_worth_nothing(trade: Flask, key: str, get: Callable) -> None:
    assert get("/api/v1/records").status_code == 200
    with trade.app_context():
        [own] = keys_of(MIRA)
        assert not end_key("sven", own.id)
        assert end_key(MIRA, own.id)

    assert get("/api/v1/records").status_code == 401


def test_a_key_writes_nothing_and_opens_nothing_else(trade: Flask, key: str) -> None:
    client, bearer = trade.test_client(), {"Authorization": f"Bearer {key}"}

    assert client.post("/api/v1/exchange", json={}, headers=bearer).status_code == 401
    assert client.get("/office/", headers=bearer).status_code in (302, 401)
    assert client.post("/api/v1/records/outlet", json={}, headers=bearer).status_code == 405


def test_somebody_shut_out_reads_no_feed(trade: Flask, key: str, get: Callable) -> None:
    with trade.app_context(), the_ledger().transaction() as connection:
        connection.execute(PERSON.update().where(PERSON.c.id == MIRA).values(is_disabled=True))

    assert get("/api/v1/records").status_code == 401


def test_a_tallyman_reads_no_feed(trade: Flask) -> None:
    from tests.given import phone

    amina = phone(trade, AMINA, "0000aaaa-0000-4000-8000-00000000000a")

    told = amina.client.get("/api/v1/records", headers=amina.headers)

    assert "tallyman" not in OFFICE_ROLES
    assert told.get_json()["code"] == "access.role"
