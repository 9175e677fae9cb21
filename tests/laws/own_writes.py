"""The law that looks at screens: what a person wrote is there until something newer takes its place."""

from collections.abc import Iterator
from typing import Any

from tests.laws.world import Phone, Tap, World


def own_writes(world: World, phone: Phone) -> Iterator[str]:
    """The last value that a phone's owner gave a field is on her screen, unless the base reached or refused it."""
    look = world.do(phone, "look")
    mine = [tap for tap in world.taps if tap.phone == phone.name and tap.id not in world.garbled]
    last: dict[tuple[str, str], tuple[Tap, Any]] = {}
    retired: set[str] = set()
    for tap in mine:
        for draft in tap.drafts:
            if draft["op"] == "retire":
                retired.add(draft["record"])
            for name, value in draft.get("fields", {}).items():
                last[draft["record"], name] = (tap, value)
    records = sorted({record for record, _ in last} - retired)
    screen = world.do(phone, "screen", records)
    if screen is None or not phone.alive:
        return
    for (record, name), (tap, value) in last.items():
        shown = screen.get(record)
        if record in retired or _has(shown, name, value) or _is_over(look, tap, record):
            continue
        yield f"{phone.name} wrote {value!r} for {name} of {record} and sees {shown} ({tap.id})"


def _has(shown: Any, name: str, value: Any) -> bool:
    return shown is not None and shown.get(name) == value if value is not None else name not in (shown or {})


def _is_over(look: dict[str, Any], tap: Tap, record: str) -> bool:
    """Whether the base has what the server made of the change, so that its row is what counts."""
    if any(entry["id"] == tap.id for entry in look["outbox"]):
        return False
    entry = next((each for each in look["answered"] if each["id"] == tap.id), None)
    if entry is None or entry["verdict"] == "deposited":
        return True
    base = {(row["scope"], row["id"]): row for row in look["rows"]}
    held = {state["scope"] for state in look["scopes"]}
    at = entry["at"] if entry["verdict"] == "quarantined" else {record: entry["at"].get(record)}
    return all(place is not None and _reached(base, held, name, place, entry) for name, place in at.items())


def _reached(base: dict[Any, Any], held: set[str], name: str, place: list[Any], entry: dict[str, Any]) -> bool:
    row = base.get((place[0], name))
    if row is None:
        return name not in entry["open"]
    return row["rev"] >= place[2] or row["epoch"] != entry["epoch"]
