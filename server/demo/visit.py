"""One visit, tap by tap: checked in, the cards one after the other, the photos, checked out; or skipped."""

from typing import Any

from server.demo.cards import CARDS
from server.demo.notes import Call, Notes
from server.demo.ops import Op
from server.demo.pictures import Picture

SKIP_REASONS = ("closed_today", "owner_absent", "refused", "no_time", "not_found")


def pay_visit(call: Call) -> int:
    """Make the visit on the phone; gives the moment at which it ended."""
    notes = Notes(call)
    if call.planned and call.random.random() < 0.05:
        return _skip(notes)
    at = call.started_at
    call.phone.tap(at, [_check_in(notes)])
    for card in CARDS:
        at += call.random.randint(25, 110) * 1_000
        ops = card(notes, at)
        for chunk in _taps(ops):
            call.phone.tap(at, chunk)
            at += call.random.randint(4, 22) * 1_000
    for role, of, picture in notes.photos:
        call.phone.tap(at, [_photo(notes, role, of, picture, at)])
        at += 2_000
    call.phone.tap(at, [notes.put("visit", notes.visit, ended_at=at, ended_by="person", outcome="done")])
    return at


def _taps(ops: list[Op]) -> list[list[Op]]:
    """A card is answered in a few taps, not in one."""
    return [ops[start : start + 3] for start in range(0, len(ops), 3)]


def _skip(notes: Notes) -> int:
    call = notes.call
    at = call.started_at + call.random.randint(20, 90) * 1_000
    op = _check_in(notes)
    op["fields"] |= {"ended_at": at, "ended_by": "person", "outcome": "skipped"}
    op["fields"]["skip_reason"] = call.random.choice(SKIP_REASONS)
    call.phone.tap(at, [op])
    return at


def _check_in(notes: Notes) -> Op:
    call = notes.call
    fields: dict[str, Any] = {"route": f"route/{call.state.shop.route}", "planned": call.planned}
    return notes.put("visit", notes.visit, started_at=call.started_at, **fields, **_fix(call))


def _fix(call: Call) -> dict[str, Any]:
    """Where the phone thought it was; the rule of near, unsure and far is the phone's own."""
    chance = call.random.random()
    if chance < 0.03:
        return {"location_status": "no_fix"}
    distance = call.random.randint(200, 900) if chance < 0.05 else call.random.randint(2, 45)
    accuracy = call.random.randint(5, 40) if chance < 0.95 else call.random.randint(160, 400)
    near = distance <= 150 and accuracy <= 150
    status = "near" if near else "far" if distance - accuracy > 150 else "unsure"
    position = dict(call.state.shop.position)
    position["lat_e6"] += round(distance / 0.1112)
    return {
        "started_position": position | {"accuracy_m": accuracy},
        "distance_m": distance,
        "location_status": status,
    }


def _photo(notes: Notes, role: str, of: str, picture: Picture, at: int) -> Op:
    sha256 = notes.call.keep(notes.call.phone.author.person, picture)
    return notes.put(
        "photo",
        sha256,
        of=of,
        visit=notes.visit,
        role=role,
        taken_at=at,
        position=notes.call.state.shop.position | {"accuracy_m": 12},
        width=picture.width,
        height=picture.height,
        bytes=len(picture.jpeg),
        dhash=picture.dhash,
    )
