"""What came back for whom since the last look: answers, plans, disagreements. Each is told once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from server.access import PERSON
from server.flat import flat_table
from server.ledger import now_ms, the_ledger
from server.ledger.reader import is_readable
from server.ledger.rows import insert_or_leave, read_grants
from server.ledger.tables import RECORD
from server.notices.tables import LOOK, TOLD

OVERLAP_MS = 120_000
"""What was received just before the last look may have been committed after it, so it is looked at again."""
LOOK_EVERY_MS = 60_000
FEED = "feed"
_THROUGH = select(LOOK.c.through).where(LOOK.c.id == FEED)
OPENS = {"reply": "/#/answers", "plan": "/#/plans", "disagreement": "/office/balance"}


@dataclass(frozen=True, slots=True)
class New:
    """One thing that came back for somebody, and when it was received."""

    person: str
    sort: str
    about: str
    at: int


@dataclass(frozen=True, slots=True)
class Notice:
    """How many things of a sort are new for somebody, and where they are seen."""

    person: str
    sort: str
    n: int

    @property
    def opens(self) -> str:
        """The address of what it is about."""
        return OPENS[self.sort]


def find_new(people: Mapping[str, int], put: Callable[[Connection, list[Notice]], None]) -> None:
    """Finds what is new for these people since the last look, and since the moment named for each, and lets `put` bring it
    on its way in the transaction that marks it as told: a crash leaves both done or neither."""
    now = now_ms()
    with the_ledger().reading() as snapshot:
        through = snapshot.execute(_THROUGH).scalar_one_or_none()
        since = (now if through is None else through) - OVERLAP_MS
        new = [each for each in _all_new(snapshot, since) if each.at > people.get(each.person, now)]
    if not new and through is not None and now - through < LOOK_EVERY_MS:
        return
    with the_ledger().transaction() as connection:
        _look(connection, now, since)
        counts = Counter((each.person, each.sort) for each in new if _is_first(connection, each, now))
        put(connection, [Notice(person, sort, n) for (person, sort), n in sorted(counts.items())])


def _look(connection: Connection, now: int, since: int) -> None:
    if connection.execute(update(LOOK).where(LOOK.c.id == FEED).values(through=now)).rowcount == 0:
        connection.execute(insert_or_leave(connection, LOOK, {"id": FEED, "through": now}))
    connection.execute(delete(TOLD).where(TOLD.c.told_at < since - OVERLAP_MS))


def _is_first(connection: Connection, new: New, now: int) -> bool:
    row = {"id": f"{new.person}/{new.about}", "told_at": now}
    return connection.execute(insert_or_leave(connection, TOLD, row).returning(TOLD.c.id)).first() is not None


def _all_new(connection: Connection, since: int) -> Iterator[New]:
    yield from _replies(connection, since)
    yield from _plans(connection, since)
    yield from _disagreements(connection, since)


def _replies(connection: Connection, since: int) -> Iterator[New]:
    reply = flat_table("reply")
    reporter = select(RECORD.c.author).where(RECORD.c.id == reply.c.of).scalar_subquery()
    new = select(reply.c.id, reply.c.state, reply.c.author, reply.c.received_at, reporter.label("reporter")).where(
        reply.c.received_at > since, ~reply.c.retired
    )
    for row in connection.execute(new):
        if row.reporter is not None and row.reporter != row.author:
            yield New(row.reporter, "reply", f"{row.id}/{row.state or ''}", row.received_at)


def _plans(connection: Connection, since: int) -> Iterator[New]:
    card = flat_table("plan_card")
    new = select(card.c.id, card.c.scope, card.c.first_received_at).where(
        card.c.first_received_at > since, ~card.c.retired
    )
    cards = connection.execute(new).all()
    if not cards:
        return
    now = now_ms()
    field = select(PERSON.c.id).where(PERSON.c.role.in_(("tallyman", "representative")), ~PERSON.c.is_disabled)
    for person in connection.execute(field).scalars().all():
        reads = read_grants(connection, person).readable(now)
        for row in cards:
            if is_readable(reads, row.scope):
                yield New(person, "plan", row.id, row.first_received_at)


def _disagreements(connection: Connection, since: int) -> Iterator[New]:
    differs = flat_table("disagreement")
    new = (
        select(differs.c.id, differs.c.opened_on, differs.c.received_at, PERSON.c.id.label("owner"))
        .join(PERSON, PERSON.c.role == differs.c.owner)
        .where(differs.c.received_at > since, ~differs.c.retired, differs.c.state == "open", ~PERSON.c.is_disabled)
    )
    for row in connection.execute(new):
        yield New(row.owner, "disagreement", f"{row.id}/{row.opened_on}", row.received_at)
