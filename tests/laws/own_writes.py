"""The law that looks at screens: what a person wrote is there until something newer takes its place."""

from collections.abc import Iterator
from typing import Any

from tests.laws.world import Phone, World


def own_writes(world: World, phone: Phone) -> Iterator[str]:
    """The last value that a phone's owner gave a field is on her screen, unless the base reached or refused it."""
    look = world.do(phone, "look")
    last = _last_values(look, world.garbled)
    screen = world.do(phone, "screen", sorted({record for record, _ in last}))
    if screen is None or not phone.alive:
        return
    for (record, name), (entry, value) in last.items():
        if not _has(screen[record], name, value) and not _is_over(look, entry, record):
            yield f"{phone.name} wrote {value!r} for {name} of {record} and sees {screen[record]} ({entry['id']})"


def _last_values(look: dict[str, Any], garbled: set[str]) -> dict[tuple[str, str], tuple[dict[str, Any], Any]]:
    """The last value of each field of each record that was not removed, with the change it was tapped in."""
    last: dict[tuple[str, str], tuple[dict[str, Any], Any]] = {}
    removed: set[str] = set()
    for entry in sorted((*look["answered"], *look["outbox"]), key=lambda each: each["n"]):
        for op in entry["change"]["ops"]:
            if op["op"] == "retire":
                removed.add(op["record"])
            for name, value in op.get("fields", {}).items():
                last[op["record"], name] = (entry, value)
    return {key: told for key, told in last.items() if key[0] not in removed and told[0]["id"] not in garbled}


def _has(shown: Any, name: str, value: Any) -> bool:
    return shown is not None and shown.get(name) == value if value is not None else name not in (shown or {})


def _is_over(look: dict[str, Any], entry: dict[str, Any], record: str) -> bool:
    """Whether the base has what the server made of the change, so that its row is what counts."""
    if "verdict" not in entry:
        return False
    if entry["verdict"] == "deposited":
        return True
    base = {(row["scope"], row["id"]): row for row in look["rows"]}
    at = entry["at"] if entry["verdict"] == "quarantined" else {record: entry["at"].get(record)}
    return all(place is not None and _reached(base, name, place, entry) for name, place in at.items())


def _reached(base: dict[Any, Any], name: str, place: list[Any], entry: dict[str, Any]) -> bool:
    row = base.get((place[0], name))
    if row is None:
        return name not in entry["open"]
    return row["rev"] >= place[2] or row["epoch"] != entry["epoch"]
