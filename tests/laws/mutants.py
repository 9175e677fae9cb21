"""Each rule of the agreement taken away alone: a piece of source, of server or phone, with something else in its place."""

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
    why_not_shown: str = ""
    """Why no history here needs the rule."""

    def shows_in(self, broken: dict[str, str]) -> bool:
        """Whether what was broken shows that the rule is needed."""
        return self.law in broken if self.law else bool(broken)

    @property
    def replacements(self) -> list[dict[str, str]]:
        """What the phone's bundle is made with."""
        return [{"file": each.where, "find": each.find, "put": each.put} for each in self.edits if each.is_phone]


def a_mutant(rule: str, *edits: tuple[str, str, str], law: str = "", why_not_shown: str = "") -> Mutant:
    """A rule and its edits."""
    return Mutant(rule, tuple(Edit(*each) for each in edits), law, why_not_shown)


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


SITTING, DECIDE, PAGES = "server.ledger.sitting:Sitting", "sync.decide", "src/local/pages.ts"

MUTANTS: tuple[Mutant, ...] = (
    a_mutant(
        "A change that is sent again gets the answer it got first",
        (f"{SITTING}._answer", "if same is not None:", "if False:"),
    ),
    a_mutant(
        "The same id with other content is kept aside, not taken for a repetition",
        (f"{SITTING}._answer", "if text == sent", "if True"),
    ),
    a_mutant(
        "A change is done as a whole or not at all",
        (f"{DECIDE}:decide", "    if problems:", "    if problems and not bench.after:"),
    ),
    a_mutant(
        "A stamp is never later than the receipt",
        ("sync.stamp:corrected", "min(at + off, received)", "at + off"),
    ),
    a_mutant(
        "A value is stamped after the one its author was looking at",
        ("sync.stamp:stamp_after", "if seen is not None and", "if False and"),
        law="Causal",
    ),
    a_mutant(
        "A phone's own edits follow its count",
        ("sync.merge:merge", "if there is not None and edit.was_left_behind(there):", "if False:"),
    ),
    a_mutant(
        "Two values that meet unseen open a dispute",
        ("sync.merge:merge", "if there is not None and not seen:", "if False:"),
    ),
    a_mutant(
        "Permission is judged by the scope that the record is in",
        (
            f"{DECIDE}:_refusal",
            "scope = standing.scope if standing else op.scope",
            "scope = op.scope or standing.scope",
        ),
    ),
    a_mutant(
        "What was made before a grant ended is taken",
        ("sync.scope:Grants.may", "each.held(made)", "False"),
    ),
    a_mutant(
        "What was made after a grant ended is kept aside",
        ("sync.scope:Grants.may", "each.held(made)", "True"),
    ),
    a_mutant(
        "Every change of a batch is judged by its own moment",
        (
            f"{SITTING}._may_write",
            "(self.now, *(corrected(each.at, each.off, self.now) for each in changes))",
            "(self.now,)",
        ),
    ),
    a_mutant(
        "What is refused is kept, in the journal and as attention",
        (
            f"{SITTING}._set_aside",
            "edition = len(self._known[change.id].editions) if change.id in self._known else 0",
            'return {"id": change.id, "verdict": "quarantined", "problems": [], "at": {}}',
        ),
    ),
    a_mutant(
        "A change waits for those it names",
        (f"{SITTING}._must_wait", "if all(name in self._known for name in change.after):", "if True:"),
    ),
    a_mutant(
        "An entry of money or goods is never changed",
        (f"{DECIDE}:_set", 'if kind.merge == "entry" and', "if False and"),
    ),
    a_mutant(
        "A record that moves leaves word in the scope it left",
        (f"{SITTING}._leave", "self._gone.append(", "str("),
    ),
    a_mutant(
        "A cursor of another epoch begins anew",
        ("sync.feed:start_from", "cursor.epoch != epoch", "False"),
    ),
    a_mutant(
        "A cursor below the floor begins anew",
        ("sync.feed:start_from", "known_since < floor or", ""),
    ),
    a_mutant(
        "Every restore begins an epoch that never was",
        (
            "server.ledger.upkeep:new_epoch",
            "max(_number(read_epoch(connection)) + 1, seconds)",
            "_number(read_epoch(connection)) + 1",
        ),
    ),
    a_mutant(
        "Revisions of an epoch lie above those before",
        ("sync.decide:first_rev", "return (int(epoch[1:]) - 1) * REVS_OF_AN_EPOCH", "return 0"),
    ),
    a_mutant(
        "An answer tells of nothing that is not granted now",
        (
            "server.ledger.reader:read_news",
            "names = offered(read_grants(connection, person).readable(now), now, zone)",
            "names = sorted({*offered(read_grants(connection, person).readable(now), now, zone), *map(str, have)})",
        ),
    ),
    a_mutant(
        "A stamp that moves alone reaches the flat table",
        (f"{SITTING}._lay_out_again", "values(seq=record.seq - 1)", "values(seq=PROJECTION.c.seq)"),
    ),
    a_mutant(
        "Only a completed transaction is shown as saved",
        ("src/local/database.ts", "    await tx.done\n", "    tx.done.catch(() => undefined)\n"),
    ),
    a_mutant(
        "A tap allots the next count and no other",
        ("src/local/tap.ts", "const n = last + 1", "const n = last + 2"),
    ),
    a_mutant(
        "A page goes only onto the cursor it was computed from, in the answer to the outstanding request",
        ("src/exchange/answer.ts", "if (answer.request !== request.number) return null", ""),
        ("src/exchange/answer.ts", "page.in === request.have[page.id]", "true"),
        (PAGES, "return state.cursor === page.in ? state : null", "return state"),
    ),
    a_mutant(
        "What a reset did not bring is swept at its end",
        (PAGES, "if (state.resetting) await sweep(tx, state, laid)", ""),
    ),
    a_mutant(
        "An entry leaves the overlay when its row has come, not when a cursor has moved",
        ("src/local/reflected.ts", "return row.epoch === entry.epoch && row.rev >= at[2]", "return true"),
    ),
    a_mutant(
        "Answered changes are sent again to a new epoch",
        ("src/exchange/answer.ts", "if (epoch !== undefined && epoch !== answer.epoch) await sendAgain(tx)", ""),
    ),
    a_mutant(
        "Answered changes are kept for thirty days and until a backup holds them",
        ("src/local/verdicts.ts", "if (now - answered_at < KEEP_MS) break", ""),
        ("src/local/verdicts.ts", "received_at <= safeThrough && ", ""),
    ),
    a_mutant(
        "Digests are compared, and the disk is added up anew",
        (PAGES, "page.digest === undefined || page.digest === state.digest", "true"),
        ("src/local/audit.ts", "return wrong.length > 0", "return false"),
        ("src/local/audit.ts", "if (wrong.length) await beginAnew(database, wrong)", "void beginAnew"),
    ),
    a_mutant(
        "A scope that begins anew is still named in the request",
        ("src/exchange/request.ts", "[scope, cursor ?? '']", "[scope, cursor ?? undefined]"),
        why_not_shown="once in thousands of histories; pwa/tests/device/audit.test.ts shows it",
    ),
    a_mutant(
        "A scope stays while an unsent change names it",
        (PAGES, "if (entry.scopes.includes(scope)) return null", "void entry"),
        why_not_shown="the overlay shows an unsent change without its base, only poorer: the fields she did not touch are gone",
    ),
    a_mutant(
        "What is taken away goes",
        (PAGES, "await tx.objectStore('scopes').delete!(scope)", ""),
        ("src/exchange/answer.ts", "laid.push(...present(await dropScope(tx, scope)))", "void dropScope"),
    ),
    a_mutant(
        "What the exchange cannot take even alone is deposited",
        (
            "src/exchange/loop.ts",
            "return (await deposit(this.store, only)) ? 'again' : 'later'",
            "return deposit ? 'later' : 'again'",
        ),
    ),
)
