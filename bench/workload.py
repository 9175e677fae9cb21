"""A day's work of twenty thousand records, as changes of a phone."""

from collections.abc import Iterator
from typing import Any

import orjson

from tests.cast import MONTH, NOW, change_id, visit_id
from tests.given import a_set

LINES_OF_A_VISIT = 40


def records(count: int, begin: int = 0) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Records of visits, one by one: id, kind, fields."""
    for number in range(count):
        visit = visit_id(begin + number // LINES_OF_A_VISIT)
        outlet = f"outlet/demo-{number // LINES_OF_A_VISIT % 400}"
        line = number % LINES_OF_A_VISIT
        if line == 0:
            yield visit, "visit", {"outlet": outlet, "route": "route/n1", "planned": True, "started_at": NOW}
            continue
        sku = f"product/demo-{line}"
        fields = {
            "outlet": outlet,
            "sku": sku,
            "state_on_entry": "on_shelf",
            "state_on_exit": "on_shelf",
            "on_shelf": number % 37,
            "facings": number % 5,
            "oldest_expiry_on": "2027-02-01",
        }
        yield f"{visit}/stock_count/{sku}", "stock_count", fields


def bodies(count: int, batch: int, device: str, *, route: str = "n1", begin: int = 0) -> list[bytes]:
    """Requests of the exchange, each with `batch` changes of one record."""
    found = []
    changes: list[dict[str, Any]] = []
    for n, (record, kind, fields) in enumerate(records(count, begin), 1):
        op = a_set(record, kind, f"visits:{route}:{MONTH}", **fields)
        changes.append({"id": change_id(device, n), "n": n, "at": NOW, "off": 0, "after": [], "ops": [op]})
        if len(changes) == batch:
            body = {"device": device, "request": n, "changes": changes, "have": {}, "budget": {"rows": 1}}
            found.append(orjson.dumps(body))
            changes = []
    return found
