"""The laws, one function each: what must hold of a picture taken at rest. Each yields what breaks it."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from sync.canonical import canonical
from tests.cast import DAY, MINUTE
from tests.laws import answers
from tests.laws.cast import COURIER
from tests.laws.digest import digest_of
from tests.laws.fold import Fold, fold
from tests.laws.permission import wrongly_taken
from tests.laws.picture import Picture, answer_of, sent_of
from tests.laws.views import flat_rows
from tests.laws.world import World, person_of

Blame = Iterator[str]


def ack(picture: Picture) -> Blame:
    """A change that was answered is in the journal for ever, word for word, restores included."""
    there = {(row.id, row.sent) for row in picture.journal} | {(row.id, row.sent) for row in picture.held}
    for heard in picture.world.heard:
        for sent in heard.request["changes"]:
            if sent["id"] in picture.world.garbled and heard.life != len(picture.world.lives):
                continue
            if (sent["id"], answers.text_of(sent)) not in there:
                yield f"{sent['id']} of {heard.device} was answered and is nowhere"


def loss(picture: Picture) -> Blame:
    """What a phone said is saved is in the journal, at the deposit door, or was garbled on its disk."""
    there = {row.id for row in picture.journal} | {row.id for row in picture.held}
    for tap in picture.world.taps:
        if tap.id not in there and not any(tap.id in body for body in picture.deposits):
            yield f"{tap.id} of {tap.phone} is lost"


def live(picture: Picture) -> Blame:
    """At rest no phone has anything left to send, and nothing waits for longer than a week and the rounds of a rest."""
    for name, phone in picture.phones.items():
        if phone["outbox"]:
            yield f"{name} still holds {[entry['n'] for entry in phone['outbox']]}"
    for row in picture.held:
        if row.received_at + 7 * DAY + MINUTE < picture.world.now:
            yield f"{row.id} waits since {row.received_at}"


def atomic(picture: Picture) -> Blame:
    """A change touched all the records it names, or, kept aside, none but its own attention."""
    touched = {name: row.changes.split() for name, row in picture.records.items()}
    aside: dict[str, set[str]] = {}
    for row in picture.journal:
        if row.verdict == "quarantined":
            aside.setdefault(row.id, set()).add(answer_of(row)["attention"])
    taken = {row.id for row in picture.journal if row.verdict in ("accepted", "merged")}
    for row in picture.journal:
        if row.id in taken and row.verdict != "quarantined":
            for op in sent_of(row)["ops"]:
                if row.id not in touched.get(op["record"], ()):
                    yield f"{row.id} did not touch {op['record']}"
    for name, changes in touched.items():
        for change in changes:
            if change in aside and change not in taken and name not in aside[change]:
                yield f"{change} was kept aside and touched {name}"


def seq(picture: Picture) -> Blame:
    """In a scope no number is used twice, none is above the head, and the head is the count of what was shown."""
    for name, scope in picture.scopes.items():
        numbers = [row.seq for row in picture.rows_of(name).values()]
        numbers += [row.seq for row in picture.gone if row.scope == name]
        if len(numbers) != len(set(numbers)) or max(numbers, default=0) > scope.head:
            yield f"{name} numbers {sorted(numbers)} under {scope.head}"


def skip(picture: Picture) -> Blame:
    """A cursor has everything behind it: what the server numbered up to there is on the phone, at that revision."""
    for name, phone in picture.phones.items():
        base = picture.base_of(name)
        for state in phone["scopes"]:
            epoch, seq_, started = (state["cursor"] or "..").split(".")
            if epoch != picture.world.life.epoch or started:
                continue
            for row in picture.rows_of(state["scope"]).values():
                held = base.get((state["scope"], row.id))
                if (
                    row.seq <= int(seq_)
                    and (held is None or held["rev"] != row.rev)
                    and not _is_rotten(picture, name, row)
                ):
                    yield f"{name} is at {state['cursor']} of {state['scope']} without {row.id} {row.rev}"


def _is_rotten(picture: Picture, phone: str, row: Any) -> bool:
    return (phone, f"{row.scope} {row.id}") in picture.world.rotten


def converge(picture: Picture) -> Blame:
    """At rest what lies on a phone is what the server holds, byte for byte."""
    for name in picture.phones:
        base = picture.base_of(name)
        for scope in picture.offered(name):
            theirs = picture.rows_of(scope)
            ours = {row["id"]: row for (where, _), row in base.items() if where == scope}
            for id in sorted(theirs.keys() | ours.keys()):
                if _spelled(ours.get(id)) != _told(theirs.get(id)):
                    yield f"{name} holds {_spelled(ours.get(id))} for {_told(theirs.get(id))}"


def _spelled(row: Any) -> Any:
    return row and (row["kind"], row["rev"], canonical(row["fields"]), row.get("retired", False))


def _told(row: Any) -> Any:
    return row and (row.kind, row.rev, row.fields, bool(row.retired))


def digest(picture: Picture) -> Blame:
    """Server, phone and a sum over the rows agree on every digest and count; a sound disk never differs."""
    rotten = {name for name, _ in picture.world.rotten}
    sound = {each.held.device: each.name for each in picture.world.cast if each.name not in rotten}
    for heard in picture.world.heard:
        if heard.device in sound and heard.request["report"]:
            yield f"{sound[heard.device]} reports {heard.request['report']}"
    for name, scope in picture.scopes.items():
        rows = picture.rows_of(name).values()
        if (scope.alive, scope.digest) != (len(rows), digest_of(rows)):
            yield f"{name} says {scope.alive} {scope.digest}, its rows {len(rows)} {digest_of(rows)}"
    for name, phone in picture.phones.items():
        for state in phone["scopes"]:
            scope = picture.scopes.get(state["scope"])
            if scope and (state["digest"], state["count"]) != (scope.digest, scope.alive):
                yield f"{name} says {state['count']} {state['digest']} of {scope.id}: {scope.alive} {scope.digest}"


def revoke(picture: Picture) -> Blame:
    """After an exchange nothing of a lost scope lies on a phone; what was made before is taken, what after kept aside."""
    yield from wrongly_taken(picture)
    for name, phone in picture.phones.items():
        held = {row["scope"] for row in phone["rows"]} | {state["scope"] for state in phone["scopes"]}
        if not held <= picture.offered(name):
            yield f"{name} still holds {sorted(held - picture.offered(name))}"


def causal(picture: Picture) -> Blame:
    """No edit lost to the value its author was looking at, and none was judged before what it waits for."""
    folded = _fold(picture)
    yield from folded.blind
    for (record, name, change), seen in folded.over.items():
        stands = folded.things[record].values[name].change == change
        if stands and orjson.loads(picture.records[record].fields).get(name) == seen.value:
            yield f"{change} set {name} of {record} and lost to {seen.value!r}, which its author was looking at"
    judged: dict[str, int] = {row.id: place for place, row in reversed(list(enumerate(picture.journal)))}
    for place, row in enumerate(picture.journal):
        sent = sent_of(row)
        for name in sent.get("after", []) if row.verdict in ("accepted", "merged") else []:
            waited = row.received_at - row.made_at > 7 * 24 * 3_600_000
            if judged.get(name, 10**9) > place and not waited:
                yield f"{row.id} was judged before {name}"


def clock(picture: Picture) -> Blame:
    """No stamp is later than the receipt of the last change of its record; no change was made after its receipt."""
    for name, record in picture.records.items():
        first, *apart = orjson.loads(record.stamps)
        for time, *_ in (first, *(stamp for each in apart for stamp in each.values())):
            if time > record.received_at:
                yield f"{name} bears {time}, received {record.received_at}"
    for row in picture.journal:
        if row.made_at > row.received_at:
            yield f"{row.id} was made at {row.made_at}, after its receipt {row.received_at}"


def fold_(picture: Picture) -> Blame:
    """The journal folded anew is the tables: same records, scopes, revisions, values, and counts of every scope."""
    folded = _fold(picture)
    for name in sorted(folded.things.keys() | picture.records.keys()):
        thing, row = folded.things.get(name), picture.records.get(name)
        if row is None or thing is None:
            yield f"{name} is {'not in the tables' if row is None else 'not in the journal'}"
        elif (thing.scope, thing.rev, thing.retired) != (row.scope, row.rev, bool(row.retired)):
            yield f"{name} is {(row.scope, row.rev, row.retired)}, by the journal {(thing.scope, thing.rev, thing.retired)}"
        elif thing.values and canonical(thing.fields) != row.fields and row.kind != "attention":
            yield f"{name} is {row.fields}, by the journal {canonical(thing.fields)}"
    for name, head in folded.heads.items():
        if picture.scopes[name].head != head:
            yield f"{name} counted to {picture.scopes[name].head}, by the journal {head}"


def dispute(picture: Picture) -> Blame:
    """A dispute was opened exactly where two different values met and the later author had not seen the other."""
    there = {name for name, row in picture.records.items() if row.kind == "dispute"}
    must = _fold(picture).disputes
    yield from (f"{name} should be" for name in sorted(must - there))
    yield from (f"{name} should not be" for name in sorted(there - must))


def money(picture: Picture) -> Blame:
    """What was booked is as it was booked; what somebody counted holds no word of anybody else."""
    authors = {row.id: row.person for row in picture.journal}
    for name, row in picture.records.items():
        if row.kind in ("stock_count", "promo_spend"):
            yield from (f"{name} holds {each}" for each in row.changes.split() if authors[each] != row.author)
    booked: dict[str, Any] = {}
    for row in picture.journal:
        if row.verdict in ("accepted", "merged"):
            revs = answer_of(row)["at"]
            for op in sent_of(row)["ops"]:
                if op.get("kind") == "promo_spend":
                    booked.setdefault(op["record"], (revs[op["record"]][2], False, canonical(op["fields"])))
    for name, row in picture.records.items():
        if row.kind == "promo_spend" and (row.rev, bool(row.retired), row.fields) != booked[name]:
            yield f"{name} is {row.fields} at revision {row.rev}"


def gap(picture: Picture) -> Blame:
    """The office sees which counts of a phone are missing; a phone's counts have no gap and are used once."""
    for name, device in picture.devices.items():
        counts = {row.n: row.id for row in picture.journal if row.device == name and row.edition == 0}
        counts |= {sent_of(row)["n"]: row.id for row in picture.held if row.device == name}
        if device.through == 0 and not counts:
            continue
        missing = set(range(1, device.through + 1)) - counts.keys()
        told = {n for first, last in orjson.loads(device.gaps) for n in range(first, last + 1)}
        if max(counts, default=0) != device.through or missing != told:
            yield f"{name} came to {device.through} without {sorted(missing)}, told without {sorted(told)}"
        yield from (f"{name} skipped {n}" for n in missing if not _is_deposited(picture, name, n))
    ids = {(row.device, row.n, row.id) for row in picture.journal}
    if len(ids) != len({(device, n) for device, n, _ in ids}):
        yield "one count of a phone was used twice"


def _is_deposited(picture: Picture, device: str, n: int) -> bool:
    return any(device in body and f'"n":{n},' in body for body in picture.deposits)


def view(picture: Picture) -> Blame:
    """The flat tables laid out step by step are those laid out at once."""
    world, kinds = picture.world, {row.kind for row in picture.records.values()}
    with world.server.app.app_context():
        world.server.projector.catch_up()
        step_by_step = flat_rows(world, kinds)
        world.server.projector.rebuild()
        at_once = flat_rows(world, kinds)
    for kind, rows in at_once.items():
        if rows != step_by_step[kind]:
            yield f"flat_{kind} differs: {set(map(str, rows)) ^ set(map(str, step_by_step[kind]))}"


def person(picture: Picture) -> Blame:
    """Every change is in the journal under the person who tapped it, on her own device."""
    author = {tap.id: next(e.held for e in picture.world.cast if e.name == tap.phone) for tap in picture.world.taps}
    for row in picture.journal:
        held = author.get(row.id)
        if held and (row.person, row.device) != (held.person, held.device):
            yield f"{row.id} of {held.person} is {row.person}'s"
        if row.device != COURIER[1] and row.role != "system" and row.person != person_of(row.device):
            yield f"{row.id} came from {row.device} as {row.person}'s"


def _fold(picture: Picture) -> Fold:
    return picture.once("fold", lambda: fold(picture))


def of_answers(law: Callable[[World], Blame]) -> Callable[[Picture], Blame]:
    """A law of single answers, asked of a picture."""
    return lambda picture: law(picture.world)


LAWS: dict[str, Callable[[Picture], Blame]] = {
    "Ack": ack,
    "Loss": loss,
    "Once": of_answers(answers.once),
    "Atomic": atomic,
    "Seq": seq,
    "Skip": skip,
    "Converge": converge,
    "Digest": digest,
    "Revoke": revoke,
    "Causal": causal,
    "Clock": clock,
    "Fold": fold_,
    "Dispute": dispute,
    "Money": money,
    "Progress": of_answers(answers.progress),
    "Live": live,
    "Gap": gap,
    "View": view,
    "Person": person,
    "Isolation": of_answers(answers.isolation),
}
