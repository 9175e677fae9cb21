"""The phones and things of every history."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.cast import AMINA, BRUNO, ROSA

ROUTES = ("n1", "n2")
ROUTES_OF = {AMINA: ("n1",), BRUNO: ("n2",), ROSA: ("n1", "n2")}
ROLE_OF = {AMINA: "tallyman", BRUNO: "tallyman", ROSA: "representative"}


@dataclass(frozen=True)
class Held:
    """A phone in somebody's hand: its name, who is signed in, on which disk, and the device it is to the server."""

    name: str
    person: str
    disk: str
    device: str


AMINAS = Held("amina", AMINA, "one", "aaaaaaaa-0000-4000-8000-000000000001")
BRUNOS = Held("bruno", BRUNO, "two", "bbbbbbbb-0000-4000-8000-000000000002")
ROSAS = Held("rosa", ROSA, "three", "cccccccc-0000-4000-8000-000000000003")
AMINAS_OTHER = Held("amina2", AMINA, "four", "00000000-0000-4000-8000-000000000004")
ROSA_ON_AMINAS = Held("rosa2", ROSA, "one", "ffffffff-0000-4000-8000-000000000005")
"""The same disk as Amina's: two people share a phone."""

PHONES = (AMINAS, ROSAS, BRUNOS, AMINAS_OTHER, ROSA_ON_AMINAS)
DEVICES = tuple((each.person, each.device) for each in PHONES)
COURIER = (BRUNO, "dddddddd-0000-4000-8000-000000000006")
"""Speaks the exchange by hand, with what no phone of ours sends: changes that wait for others, and oddities."""

OUTLETS = {"n1": ("outlet/a", "outlet/b", "outlet/c", "outlet/d"), "n2": ("outlet/p", "outlet/q")}
PRODUCTS = ("product/cola", "product/tea", "product/water")


def known_at_first() -> Iterator[list[dict[str, Any]]]:
    """What the office wrote before the history begins, a list of ops a change."""
    yield [_a_set(product, "product", "company", name=product[8:]) for product in PRODUCTS]
    for route, outlets in OUTLETS.items():
        yield [_a_set(outlet, "outlet", f"route:{route}", name=outlet[7:], city="Delft") for outlet in outlets]


def _a_set(record: str, kind: str, scope: str, **fields: Any) -> dict[str, Any]:
    return {"op": "set", "record": record, "kind": kind, "scope": scope, "fields": fields}
