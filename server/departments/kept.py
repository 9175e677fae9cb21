"""Answers that were worked out already: a view asked again of the same state, for the same parts, is not worked out again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from server.departments.filters import Filters

MOST_ROWS = 60_000
MINUTE_MS = 60_000
PAST_MS = 10 * MINUTE_MS
KEPT = "kept answers"
T = TypeVar("T")


@dataclass
class KeptAnswers:
    """The latest answers of a process, as many as have so many rows together; safe to use from several threads."""

    most_rows: int = MOST_ROWS
    _answers: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _rows: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Any) -> Any | None:
        """What was kept under a key."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Any, answer: Any) -> None:
        """Keep an answer, and let those go that were not asked for longest."""
        with self._lock:
            self._forget(key)
            self._answers[key] = answer
            self._rows += _size(answer)
            while self._rows > self.most_rows:
                self._forget(next(iter(self._answers)))

    def _forget(self, key: Any) -> None:
        if key in self._answers:
            self._rows -= _size(self._answers.pop(key))


def _size(answer: Any) -> int:
    return len(answer if isinstance(answer, list) else getattr(answer, "rows", ())) + 1


def attach(session: Session, answers: KeptAnswers, version: Any) -> None:
    """Let what is asked in a session be kept as answers of this version of the tables."""
    session.info[KEPT] = (answers, version)


def keeping(name: str, answer: Callable[[Session, Filters], Any]) -> Callable[[Session, Filters], Any]:
    """The same question, asked once for each version, parts and minute where answers are kept."""

    def asked(session: Session, filters: Filters) -> Any:
        found = once(session, filters, lambda: answer(session, filters), name)
        return replace(found, rows=list(found.rows))

    return asked


def once(session: Session, filters: Filters, work: Callable[[], T], *what: Hashable) -> T:
    """What `work` finds of these parts, worked out once for each version and minute where answers are kept.

    `what` names the question and all that the answer depends on beside the filters, who reads it included. Whoever gets
    the answer must leave it as it is.
    """
    kept = session.info.get(KEPT)
    if kept is None:
        return work()
    answers, version = kept
    return _kept(answers, (what, version, filters.now // MINUTE_MS, replace(filters, now=0)), work)


def is_known(session: Session, filters: Filters, *what: Hashable) -> bool:
    """Whether `lately` has an answer already; nothing is known where no answers are kept, nor is anything late then."""
    kept = session.info.get(KEPT)
    return kept is None or kept[0].get(_past(filters, what)) is not None


def lately(session: Session, filters: Filters, work: Callable[[], T], *what: Hashable) -> T:
    """The same for what is past: it may be some minutes behind the tables, and nothing that it stands on is kept."""
    kept = session.info.pop(KEPT, None)
    if kept is None:
        return work()
    try:
        return _kept(kept[0], _past(filters, what), work)
    finally:
        session.info[KEPT] = kept


def _past(filters: Filters, what: tuple[Hashable, ...]) -> Hashable:
    return (what, "past", filters.now // PAST_MS, replace(filters, now=0))


def _kept(answers: KeptAnswers, key: Hashable, work: Callable[[], T]) -> T:
    found = answers.get(key)
    if found is None:
        found = work()
        answers.keep(key, found)
    return found
