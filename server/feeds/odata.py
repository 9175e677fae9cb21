"""An OData v4 feed, so that Excel and Power BI refresh by themselves: an entity set for each kind and each view.

Rows come in pages with `@odata.nextLink`. Records are narrowed by `$filter`, `$orderby`, `$select`, `$top`, `$skip` and
`$count` in the store; views are computed, so they take everything but `$filter` and `$orderby`, and `from`, `to` and
the desk's other filters instead.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from apiflask import APIBlueprint
from flask import Response, request

from server.departments.run import run_view
from server.departments.store import reading
from server.departments.view import View
from server.departments.views import VIEWS
from server.errors import Problem
from server.feeds import asking
from server.feeds.csdl import metadata
from server.feeds.keys import reader
from server.feeds.querying import Page, as_sent, chosen, page_of_records
from server.feeds.sets import record_set, record_sets
from server.wire.answer import packed

blueprint = APIBlueprint("odata", __name__, url_prefix="/odata/v4", tag="Feeds", enable_openapi=False)

JSON = "application/json;odata.metadata=minimal;charset=utf-8"
VIEW = "view_"
OPTIONS = frozenset({"$filter", "$orderby", "$select", "$top", "$skip", "$skiptoken", "$count", "$format"})
ONLY_OF_RECORDS = frozenset({"$filter", "$orderby"})


@blueprint.before_request
def _understand() -> None:
    """Refuse what would be answered wrongly if it were passed over."""
    reader()
    unknown = {name for name in request.args if name.startswith("$")} - OPTIONS
    if unknown or request.args.get("$format", "json") not in ("json", "application/json"):
        raise Problem("feed.not_offered", option=min(unknown, default="$format"))


@blueprint.get("/")
def service() -> Response:
    """The service document: every entity set."""
    names = [each.name for each in record_sets()] + [VIEW + each.name for each in VIEWS]
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return _told({"@odata.context": f"{_root()}$metadata", "value": sets})


@blueprint.get("/$metadata")
def described() -> Response:
    """Every type with its columns, in CSDL."""
    words = metadata(record_sets(), VIEWS, reader().language)
    return packed(Response(words, content_type="application/xml", headers={"OData-Version": "4.0"}))


@blueprint.get("/<name>")
def rows(name: str) -> Response:
    """A page of an entity set."""
    page = _page(name)
    told: dict[str, Any] = {"@odata.context": f"{_root()}$metadata#{name}"}
    if request.args.get("$count") == "true":
        told["@odata.count"] = page.total
    told["value"] = page.rows
    if page.after is not None:
        query = {**request.args.to_dict(), "$skiptoken": asking.as_cursor(page.after)}
        query.pop("$skip", None)
        told["@odata.nextLink"] = f"{_root()}{name}?{_in_address(query.items())}"
    return _told(told)


@blueprint.get("/<name>/$count")
def count(name: str) -> Response:
    """How many rows an entity set has."""
    return Response(str(_page(name, counted=True).total), content_type="text/plain", headers={"OData-Version": "4.0"})


def _page(name: str, *, counted: bool = False) -> Page:
    counted = counted or request.args.get("$count") == "true"
    records = record_set(name)
    if records is not None:
        return page_of_records(reading(), records, asking.reach(reader()), counted=counted)
    view = next((each for each in VIEWS if VIEW + each.name == name), None)
    if view is None:
        raise Problem("request.unknown_address")
    if given := ONLY_OF_RECORDS & request.args.keys():
        raise Problem("feed.not_offered", option=min(given))
    return _page_of_view(view)


def _page_of_view(view: View) -> Page:
    result = run_view(reading(), view.departments[0], view.name, asking.filters(), reader().language)
    columns = ["row", *(each.name for each in view.columns)]
    wanted = chosen(columns)
    begin = asking.count("$skip", 0)
    if (after := asking.cursor("$skiptoken")) is not None:
        begin = _number(after)
    asked = asking.count("$top", asking.LONGEST_PAGE)
    most = min(asked, asking.LONGEST_PAGE)
    found = result.answer.rows[begin : begin + most]
    types = {each.name: each.type for each in view.columns}
    sent = [
        {name: as_sent(types.get(name, "integer"), number if name == "row" else row.get(name)) for name in wanted}
        for number, row in enumerate(found, begin)
    ]
    is_more = begin + most < len(result.answer.rows) and asked > most
    return Page(sent, len(result.answer.rows), [begin + most] if is_more else None)


def _number(after: list[Any]) -> int:
    if len(after) != 1 or not isinstance(after[0], int) or after[0] < 0:
        raise Problem("request.malformed", field="$skiptoken")
    return after[0]


def _root() -> str:
    return f"{request.host_url}odata/v4/"


def _in_address(query: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(query), safe="$", quote_via=quote)


def _told(value: dict[str, Any]) -> Response:
    return packed(Response(orjson.dumps(value), content_type=JSON, headers={"OData-Version": "4.0"}))
