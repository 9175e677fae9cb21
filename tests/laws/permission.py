"""Who might write where, by the history's own account of what the office granted and took."""

from collections.abc import Iterator
from typing import Any

from sync.scope import person_scope
from tests.laws.account import Turn
from tests.laws.picture import Picture, answer_of, sent_of


def may_write(turns: list[Turn], person: str, scope: str, *, made: int, received: int) -> bool:
    """Whether somebody might, when it was made or when it was received, by what was known at its receipt."""
    if scope == person_scope(person):
        return True
    sort, _, rest = scope.partition(":")
    if sort not in ("route", "visits"):
        return False
    windows: list[list[float]] = []
    for turn in turns:
        if (turn.person, turn.route) != (person, rest.partition(":")[0]) or turn.at > received:
            continue
        if turn.gives:
            windows.append([turn.at, float("inf")])
        else:
            windows = [[begin, min(end, turn.until)] for begin, end in windows]
    return any(begin <= moment < end for begin, end in windows for moment in (made, received))


def wrongly_taken(picture: Picture) -> Iterator[str]:
    """Changes that were taken into a scope, or refused for one, against what the office had said."""
    turns = picture.world.turns
    for row in picture.journal:
        if row.role == "system":
            continue
        answer = answer_of(row)
        for name, (scope, _, _) in answer.get("at", {}).items():
            if not may_write(turns, row.person, scope, made=row.made_at, received=row.received_at):
                yield f"{row.id} of {row.person} was taken into {scope} ({name})"
        for scope in _refused(row, answer):
            if may_write(turns, row.person, scope, made=row.made_at, received=row.received_at):
                yield f"{row.id} of {row.person} was refused for {scope}"


def _refused(row: Any, answer: Any) -> Iterator[str]:
    """The scopes of observations for which a change was refused; those of outlets may have moved meanwhile."""
    for problem in answer.get("problems", []):
        if problem["code"] == "access.scope":
            scope = sent_of(row)["ops"][problem["op"]].get("scope", "")
            yield from [scope] if scope.startswith("visits:") else []
