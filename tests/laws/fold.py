"""The journal folded anew, by the words of the protocol and none of the server's code: what the tables must say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.laws.account import Life
from tests.laws.picture import Picture, answer_of, sent_of


class Value(NamedTuple):
    """A value of a field, with its stamp, when it was set and when first shown, and the change it is of."""

    value: Any
    time: int
    device: str
    n: int
    rev: int
    received: int
    shown: int
    change: str

    @property
    def order(self) -> tuple[int, str, int]:
        """What decides which of two values stands."""
        return self.time, self.device, self.n


@dataclass
class Thing:
    """A record as the fold knows it."""

    kind: str
    scope: str
    author: str
    rev: int = 1
    retired: bool = False
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        """The values that stand."""
        return {name: each.value for name, each in self.values.items() if each.value is not None}


@dataclass
class Fold:
    """All records that follow from a journal, how far each scope counted, and which values met unseen."""

    things: dict[str, Thing] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    disputes: set[str] = field(default_factory=set)
    over: dict[tuple[str, str, str], Value] = field(default_factory=dict)
    """By record, field and change: the value that its author was looking at when she set another."""
    blind: list[str] = field(default_factory=list)
    """Edits that must lose to the very value that their author was looking at."""


def fold(picture: Picture) -> Fold:
    """The journal folded, change by change in the order in which they were judged."""
    folded = Fold()
    for row in picture.journal:
        answer = answer_of(row)
        if row.verdict in ("accepted", "merged"):
            _take(folded, row, sent_of(row), picture.world.lives)
        for name, (scope, _seq, rev) in answer.get("at", {}).items():
            if name not in folded.things and name.startswith(("dispute/", "attention/")):
                folded.things[name] = Thing(name.partition("/")[0], scope, row.person, rev)
                _number(folded, scope)
    return folded


def _take(folded: Fold, row: Any, sent: Mapping[str, Any], lives: list[Life]) -> None:
    shown: dict[str, str] = {}
    before = {op["record"]: _rev(folded, op["record"]) for op in sent["ops"]}
    scopes = {name: folded.things[name].scope for name in before if name in folded.things}
    for index, op in enumerate(sent["ops"]):
        if _do(folded, row, index, op, _next(before[op["record"]], _life(row, lives)), lives):
            shown[op["record"]] = op["record"]
    for name in shown:
        thing = folded.things[name]
        thing.rev = _next(before[name], _life(row, lives))
        if name in scopes and scopes[name] != thing.scope:
            _number(folded, scopes[name])
        _number(folded, thing.scope)


def _rev(folded: Fold, name: str) -> int:
    return folded.things[name].rev if name in folded.things else 0


def _life(row: Any, lives: list[Life]) -> Life:
    return lives[_place(row.received_at, lives)]


def _next(rev: int, life: Life) -> int:
    """The revision after one: those of an epoch lie above all of the epochs before."""
    return max(rev, (int(life.epoch[1:]) - 1) * 100_000) + 1


def _number(folded: Fold, scope: str) -> None:
    folded.heads[scope] = folded.heads.get(scope, 0) + 1


def _do(folded: Fold, row: Any, index: int, op: Mapping[str, Any], rev: int, lives: list[Life]) -> bool:
    """Carry one op out; whether a reader sees a difference."""
    thing = folded.things.get(op["record"])
    if op["op"] == "retire":
        assert thing is not None
        shows, thing.retired = not thing.retired, True
        return shows
    if op["op"] == "move":
        assert thing is not None
        shows, thing.scope = thing.scope != op["scope"], op["scope"]
        return shows
    is_new = thing is None
    if thing is None:
        thing = folded.things[op["record"]] = Thing(op["kind"], op["scope"], row.person)
    shows = [_set(folded, thing, row, index, op, name, rev, lives) for name in op["fields"]]
    return is_new or any(shows)


def _set(
    folded: Fold, thing: Thing, row: Any, index: int, op: Mapping[str, Any], name: str, rev: int, lives: list[Life]
) -> bool:
    value, standing = op["fields"][name], thing.values.get(name)
    new = Value(value, row.made_at, row.device, row.n, rev, row.received_at, row.received_at, row.id)
    if standing is None:
        thing.values[name] = new
        return value is not None
    if standing.device == row.device and standing.n > row.n:
        thing.values[name] = standing._replace(time=max(standing.time, row.made_at), received=row.received_at)
        return False
    if sees(row, op, standing) and new.order <= standing.order:
        new = new._replace(time=standing.time)
        new = new if new.order > standing.order else new._replace(time=standing.time + 1)
    wins = new.order > standing.order
    differs = (value, type(value)) != (standing.value, type(standing.value))
    if differs:
        _judge(folded, row, index, op, name, standing, lives, wins)
    else:
        new = new._replace(rev=standing.rev, shown=standing.shown)
    if wins:
        thing.values[name] = new
    return wins and differs


def _judge(
    folded: Fold, row: Any, index: int, op: Mapping[str, Any], name: str, standing: Value, lives: list[Life], wins: bool
) -> None:
    """Note what must come of two values that met, by what their authors truly knew."""
    knew = truly_saw(row, op, standing, lives)
    if not knew:
        folded.disputes.add(f"dispute/{row.id}/{index}/{name}")
    if knew and wins:
        folded.over[op["record"], name, row.id] = standing
    if knew and not wins:
        folded.blind.append(f"{name} of {op['record']}: {row.id} and {standing.change}")


def sees(row: Any, op: Mapping[str, Any], standing: Value) -> bool:
    """Whether the server can tell that the author of an op was looking at a value, or had set it before."""
    if standing.device == row.device and standing.n <= row.n:
        return True
    _, rev = _base(op)
    return rev is not None and standing.rev <= rev


def truly_saw(row: Any, op: Mapping[str, Any], standing: Value, lives: list[Life]) -> bool:
    """Whether the author was looking at the value, in this life of the store or in one that it inherits from."""
    if standing.device == row.device and standing.n <= row.n:
        return True
    epoch, rev = _base(op)
    places = [place for place, life in enumerate(lives) if life.epoch == epoch]
    return rev is not None and standing.rev <= rev and bool(places) and _place(standing.shown, lives) <= places[-1]


def _base(op: Mapping[str, Any]) -> tuple[str, int | None]:
    epoch, _, rev = (op.get("base") or "").partition(".")
    return epoch, int(rev) if rev else None


def _place(received: int, lives: list[Life]) -> int:
    """In which life something was received."""
    return max(place for place, life in enumerate(lives) if life.began <= received)
