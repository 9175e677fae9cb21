"""An OData client finds every set, reads it page by page, and narrows it in the store."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from server.feeds.csdl import EDM
from tests.feeds.conftest import OUTLETS

ROOT = "/odata/v4/"


def read_all(get: Callable, name: str, **query: Any) -> list[dict[str, Any]]:
    """Every row, following next links as a client does."""
    told = get(ROOT + name, **query).get_json()
    rows = told["value"]
    while "@odata.nextLink" in told:
        told = get(told["@odata.nextLink"].removeprefix("http://localhost")).get_json()
        rows += told["value"]
    return rows


def test_what_the_service_lists_is_what_the_metadata_describes_and_what_is_answered(get: Callable) -> None:
    service = get(ROOT)
    schema = ET.fromstring(get(ROOT + "$metadata").data).find(f".//{{{EDM}}}Schema")
    assert schema is not None
    columns = {
        entity.get("Name", "").removesuffix("_row"): {
            each.get("Name"): each.get("Type") for each in entity.iter(f"{{{EDM}}}Property")
        }
        for entity in schema.iter(f"{{{EDM}}}EntityType")
    }
    sets = [each["url"] for each in service.get_json()["value"]]

    assert service.headers["OData-Version"] == "4.0"
    assert set(sets) == set(columns) == {each.get("Name") for each in schema.iter(f"{{{EDM}}}EntitySet")}
    for name in sets:
        for row in get(ROOT + name, **{"$top": 2}).get_json()["value"]:
            assert list(row) == list(columns[name]), name
            for column, value in row.items():
                assert_is(columns[name][column], value)


def assert_is(type_: str | None, value: Any) -> None:
    """A value is of the type that the metadata gives it."""
    expected: dict[str | None, type | tuple] = {
        "Edm.Int64": int, "Edm.Double": (int, float), "Edm.Boolean": bool, "Edm.String": str,
        "Edm.Date": str, "Edm.DateTimeOffset": str,
    }  # fmt: skip
    assert value is None or isinstance(value, expected[type_]), (type_, value)
    if value is not None and type_ == "Edm.DateTimeOffset":
        assert value.endswith("Z")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("on_shelf ge 3", {3, 4}),
        ("on_shelf lt 2 or on_shelf eq 4", {0, 1, 4}),
        ("on_shelf eq null", {None}),
        ("state_on_entry eq 'out' and on_shelf ne null", {1, 3}),
        ("on_shelf in (0, 2)", {0, 2}),
        ("contains(outlet, 'o3')", {3}),
        ("retired eq true", set()),
        ("made_on ge 2020-01-01 and on_shelf le 1", {0, 1}),
        ("made_on gt 2100-01-01", set()),
        ("first_at lt 2000-01-01T00:00:00Z", set()),
        ("first_at gt 2000-01-01T00:00:00Z and on_shelf eq 2", {2}),
    ],
)
def test_a_filter_is_answered_by_the_store(get: Callable, condition: str, expected: set) -> None:
    rows = get(ROOT + "stock_count", **{"$filter": condition}).get_json()["value"]

    assert {row["on_shelf"] for row in rows} == expected


@pytest.mark.parametrize("falls", [False, True])
def test_sorted_pages_are_the_whole_in_order(get: Callable, monkeypatch: pytest.MonkeyPatch, falls: bool) -> None:
    order = "on_shelf desc" if falls else "on_shelf"
    whole = get(ROOT + "stock_count", **{"$orderby": order}).get_json()["value"]
    monkeypatch.setattr("server.feeds.asking.LONGEST_PAGE", 2)

    paged = read_all(get, "stock_count", **{"$orderby": order})

    assert [row["id"] for row in paged] == [row["id"] for row in whole]
    known = [row["on_shelf"] for row in whole if row["on_shelf"] is not None]
    assert known == sorted(known, reverse=falls)
    assert (whole[-1]["on_shelf"] is None) == falls


def test_top_skip_count_and_select(get: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    told = get(ROOT + "outlet", **{"$top": 2, "$skip": 3, "$count": "true", "$select": "id,name"}).get_json()

    assert told["@odata.count"] == OUTLETS
    assert told["value"] == [{"id": f"outlet/o{n}", "name": f"Shop {n}"} for n in (3, 4)]
    assert get(ROOT + "outlet/$count").data == str(OUTLETS).encode()
    monkeypatch.setattr("server.feeds.asking.LONGEST_PAGE", 2)
    assert len(read_all(get, "outlet", **{"$top": 5})) == 5


def test_a_view_is_a_set_too(get: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get(ROOT + "view_out_of_stock").get_json()["value"]
    monkeypatch.setattr("server.feeds.asking.LONGEST_PAGE", 1)

    assert [row["row"] for row in whole] == list(range(len(whole)))
    assert read_all(get, "view_out_of_stock") == whole != []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"$filter": "nothing eq 1"}, 400),
        ({"$filter": "on_shelf eq"}, 400),
        ({"$filter": "name eq 'a'; drop table person"}, 400),
        ({"$filter": "(" * 3000 + "1 eq 1" + ")" * 900}, 400),
        ({"$filter": "on_shelf eq 'many'"}, None),
        ({"$orderby": "nothing"}, 400),
        ({"$select": "nothing"}, 400),
        ({"$skiptoken": "x"}, 400),
        ({"$expand": "outlet"}, 501),
        ({"$format": "xml"}, 501),
    ],
)
def test_what_is_not_understood_is_refused_plainly(get: Callable, query: dict, status: int | None) -> None:
    told = get(ROOT + "stock_count", **query)

    assert told.status_code == status or (status is None and told.status_code in (200, 400)), told.data
    if told.status_code != 200:
        assert told.get_json()["detail"]


def test_what_is_somebodys_own_is_not_in_the_feed(get: Callable) -> None:
    assert get(ROOT + "attention").get_json()["value"] == []
    assert get(ROOT + "attention", **{"$filter": "scope eq 'person:amina'"}).get_json()["value"] == []


def test_without_a_key_a_client_is_asked_for_one(trade: Flask) -> None:
    told = trade.test_client().get(ROOT)

    assert told.status_code == 401
    assert told.headers["WWW-Authenticate"].startswith("Basic")
