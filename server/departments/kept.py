"""Answers that were worked out already: a view asked again of the same state, for the same parts, is not worked out again."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from server.departments.filters import Filters

MOST_ROWS = 60_000
MINUTE_MS = 60_000
KEPT = "kept answers"


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
    return len(answer.rows) + 1


def attach(session: Session, answers: KeptAnswers, version: Any) -> None:
    """Let what is asked in a session be kept as answers of this version of the tables."""
    session.info[KEPT] = (answers, version)


def keeping(name: str, answer: Callable[[Session, Filters], Any]) -> Callable[[Session, Filters], Any]:
    """The same question, asked once for each version, parts and minute where answers are kept."""

    def asked(session: Session, filters: Filters) -> Any:
        kept = session.info.get(KEPT)
        if kept is None:
            return answer(session, filters)
        answers, version = kept
        key = (name, version, filters.now // MINUTE_MS, replace(filters, now=0))
        found = answers.get(key)
        if found is None:
            found = answer(session, filters)
            answers.keep(key, found)
        return replace(found, rows=list(found.rows))

    return asked
