"""What the office says to the field: who read a sighting, an idea or an expense, and what was decided."""

from random import Random

from server.demo.ops import Op

MIRA = "Mira Calloway-Zand"
DECIDED = {
    "competitor_sighting": (
        ("joined", "Joined with the reports of two colleagues; the price is being answered next week."),
        ("decided", "Thank you. The region has been told."),
        ("read", None),
    ),
    "feedback": (
        ("decided", "The van's round begins in your street from Monday."),
        ("declined", "Not this season; it stands on the list for spring."),
        ("read", None),
    ),
    "promo_spend": (("approved", None), ("approved", None), ("refused", "The receipt cannot be read.")),
}
READ_AFTER_MS = 20 * 3_600_000


def reply_ops(said: list[Op], random: Random, now: int) -> list[Op]:
    """Answers to two of three; what was said in the last hours is not read yet."""
    return [_reply(op, random) for op in said if _said_at(op) + READ_AFTER_MS < now and random.random() < 0.66]


def _said_at(op: Op) -> int:
    """When a record with a UUID of version 7 was made."""
    return int(op["record"].replace("-", "")[:12], 16)


def _reply(op: Op, random: Random) -> Op:
    state, text = random.choice(DECIDED[op["kind"]])
    fields = {
        "of": op["record"],
        "state": state,
        "text": text,
        "read_by": MIRA,
        "read_at": _said_at(op) + READ_AFTER_MS,
    }
    fields |= {name: op["fields"].get(name) for name in ("visit", "outlet")}
    return {
        "op": "set",
        "record": f"reply/{op['record']}",
        "kind": "reply",
        "scope": op["scope"],
        "fields": {name: each for name, each in fields.items() if each is not None},
    }
