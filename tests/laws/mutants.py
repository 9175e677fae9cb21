"""How a rule is taken away: a piece of source, of server or phone, with something else in its place."""

import importlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Edit:
    """A piece of source, exactly once in a function `module:name` or in a file of the phone, and what is put there."""

    where: str
    find: str
    put: str

    @property
    def is_phone(self) -> bool:
        """Whether it is the phone's source."""
        return self.where.endswith(".ts")


@dataclass(frozen=True)
class Mutant:
    """A rule, in words, and the edits that take it away; perhaps the one law that it is there for."""

    rule: str
    edits: tuple[Edit, ...]
    law: str = ""

    def shows_in(self, broken: dict[str, str]) -> bool:
        """Whether what was broken shows that the rule is needed."""
        return self.law in broken if self.law else bool(broken)

    @property
    def replacements(self) -> list[dict[str, str]]:
        """What the phone's bundle is made with."""
        return [{"file": each.where, "find": each.find, "put": each.put} for each in self.edits if each.is_phone]


def a_mutant(rule: str, *edits: tuple[str, str, str], law: str = "") -> Mutant:
    """A rule and its edits."""
    return Mutant(rule, tuple(Edit(*each) for each in edits), law)


@contextmanager
def without(mutant: Mutant | None) -> Iterator[None]:
    """The server without a rule, while it lasts."""
    with ExitStack() as stack:
        for edit in mutant.edits if mutant else ():
            if not edit.is_phone:
                stack.enter_context(_edited(edit))
        yield


@contextmanager
def _edited(edit: Edit) -> Iterator[None]:
    module_name, _, path = edit.where.partition(":")
    module = importlib.import_module(module_name)
    holder_name, _, name = path.rpartition(".")
    holder = getattr(module, holder_name) if holder_name else module
    original = getattr(holder, name)
    changed = _compiled(edit, original, module)
    places = [(holder, name)] if holder_name else list(_uses(original))
    for place, key in places:
        _put(place, key, changed)
    try:
        yield
    finally:
        for place, key in places:
            _put(place, key, original)


def _uses(function: Any) -> Iterator[tuple[Any, str]]:
    """Where modules hold a function: under a name of theirs, or in a table of theirs."""
    for module in _modules():
        for name, value in list(vars(module).items()):
            if value is function:
                yield module, name
            elif isinstance(value, dict) and not name.startswith("__"):
                yield from ((value, key) for key, each in value.items() if each is function)


def _put(place: Any, key: str, value: Any) -> None:
    if isinstance(place, dict):
        place[key] = value
    else:
        setattr(place, key, value)


def _compiled(edit: Edit, original: Any, module: Any) -> Any:
    source = textwrap.dedent(inspect.getsource(original))
    if source.count(edit.find) != 1:
        raise ValueError(f"{edit.where} does not hold exactly once: {edit.find}")
    room: dict[str, Any] = {}
    exec(compile(source.replace(edit.find, edit.put), edit.where, "exec"), vars(module), room)
    return room[original.__name__]


def _modules() -> list[Any]:
    return [each for name, each in list(sys.modules.items()) if name.partition(".")[0] in ("sync", "server")]
