"""The laws that each single answer must keep, looked at when all is over."""

from collections.abc import Iterator
from typing import Any

import orjson

from tests.laws.world import Heard, World

Blame = Iterator[str]


def isolation(world: World) -> Blame:
    """No answer holds anything of a scope that its reader may not read, nor names one that the phone did not name."""
    for heard in world.heard:
        named = {part["id"] for part in heard.answer["scopes"]}
        if not named <= heard.allowed:
            yield f"{heard.device} was told of {sorted(named - heard.allowed)}"
        if not set(heard.answer["drop"]) <= heard.request["have"].keys():
            yield f"{heard.device} was told to drop what it had not named"


def progress(world: World) -> Blame:
    """Every page moves its cursor, keeps to the budget, and is done or holds a row."""
    for heard in world.heard:
        rows = world.server.app.extensions["settings"].page_rows
        parts = heard.answer["scopes"]
        if sum(len(part["rows"]) for part in parts) > rows:
            yield f"{heard.device} got more rows than fit"
        for part in parts:
            if part["in"] == part["out"] or not (part["done"] or part["rows"]):
                yield f"{part['id']} stands still at {part['in']}"
        if len(heard.answer["verdicts"]) != len(heard.request.get("changes", [])):
            yield f"{heard.device} got {len(heard.answer['verdicts'])} verdicts"


def once(world: World) -> Blame:
    """However often and in whatever batches a change is sent, every answer to it in one life of the store is the first."""
    first: dict[tuple[int, str], Any] = {}
    for heard in world.heard:
        for sent, answer in zip(heard.request.get("changes", []), heard.answer["verdicts"], strict=False):
            known = first.setdefault((heard.life, text_of(sent)), answer)
            if known != answer and known["verdict"] != "held":
                yield f"{answer['id']} was answered {known} and then {answer}"
            first[heard.life, text_of(sent)] = answer


def text_of(sent: Any) -> str:
    """A change as the journal spells it."""
    return orjson.dumps(sent, option=orjson.OPT_SORT_KEYS).decode()


def last_answers(world: World) -> dict[str, Heard]:
    """The last exchange of each device."""
    return {heard.device: heard for heard in world.heard}
