"""The contract of the ledger, held by SQLite and PostgreSQL alike."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from server.database import db
from server.ledger import Author, the_ledger
from server.ledger.tables import CHANGE, DEVICE, GONE, RECORD, SCOPE
from server.ledger.upkeep import judge_overdue
from sync.canonical import U64, digest_text, row_hash
from tests.cast import AMINA, AMINAS_PHONE, BRUNO, BRUNOS_PHONE, COLA, DAY, KIOSK, MINUTE, NOW, TEA, visit_id
from tests.given import OFFICE, Clock, a_set, known, phone, record

VISITS = "visits:n1:2026-11"
VISIT = visit_id(1)
COUNT = f"{VISIT}/stock_count/{COLA}"


def counted(units: int, **more):
    return a_set(COUNT, "stock_count", outlet=KIOSK, sku=COLA, on_shelf=units, **more)


def test_a_phone_that_lost_our_reply_sends_again_and_nothing_changes(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    change = amina.change(counted(4))
    first = amina.exchange(change)

    again = amina.exchange(change, change)

    assert again["verdicts"] == [first["verdicts"][0]] * 2
    assert record(either_app, COUNT).rev == 1
    assert again["through"] == 1


def test_the_same_number_with_other_content_is_kept_aside_not_lost(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    change = amina.change(counted(4))
    amina.exchange(change)

    told = amina.exchange({**change, "ops": [counted(9)]})["verdicts"][0]

    assert told["verdict"] == "quarantined"
    assert told["problems"][0]["code"] == "change.differs"
    assert record(either_app, told["attention"]).fields["sent"]["ops"][0]["fields"]["on_shelf"] == 9
    assert record(either_app, COUNT).fields["on_shelf"] == 4


def test_one_bad_change_holds_nobody_up(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    bad = amina.change(a_set(f"{VISIT}/stock_count/{TEA}", "stock_count", outlet=KIOSK, sku=TEA, on_shelf=-1))

    told = amina.verdicts(amina.change(counted(4)), bad, amina.change(counted(5)))

    assert told == ["accepted", "quarantined", "accepted"]
    assert record(either_app, COUNT).fields["on_shelf"] == 5
    assert record(either_app, f"{VISIT}/stock_count/{TEA}") is None


def test_a_change_is_done_as_a_whole_or_not_at_all(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)

    told = amina.verdicts(amina.change(counted(4), a_set(f"{VISIT}/no_such_kind", "no_such_kind")))

    assert told == ["quarantined"]
    assert record(either_app, COUNT) is None


def test_two_corrections_of_one_phone_do_not_dispute(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)

    told = amina.verdicts(amina.change(counted(4)), amina.change(counted(6)))

    assert told == ["accepted", "accepted"]
    assert record(either_app, COUNT).fields["on_shelf"] == 6


def test_two_names_of_one_outlet_that_met_unseen_become_a_dispute_and_the_later_stands(either_app: Flask) -> None:
    known(either_app, "outlet", KIOSK, "route:n1", name="Kiosk")
    rosa = phone(either_app, "rosa", BRUNOS_PHONE)
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    hers = rosa.change(a_set(KIOSK, "outlet", "route:n1", base="e1.1", name="Rosa's"), at=NOW + 2 * MINUTE)
    aminas = amina.change(a_set(KIOSK, "outlet", "route:n1", base="e1.1", name="Amina's"), at=NOW + MINUTE)

    assert rosa.verdicts(hers) == ["accepted"]
    assert amina.verdicts(aminas) == ["merged"]

    assert record(either_app, KIOSK).fields["name"] == "Rosa's"
    with either_app.app_context():
        (dispute,) = the_ledger().of_kind("dispute")
    assert (dispute.fields["standing"]["value"], dispute.fields["other"]["value"]) == ("Rosa's", "Amina's")
    assert dispute.scope == "route:n1"


def test_who_saw_the_value_replaces_it_even_with_a_slow_clock(either_app: Flask) -> None:
    known(either_app, "outlet", KIOSK, "route:n1", name="Kiosk")
    amina = phone(either_app, AMINA, AMINAS_PHONE)

    told = amina.verdicts(amina.change(a_set(KIOSK, "outlet", "route:n1", base="e1.1", name="Tor"), at=NOW - DAY))

    assert told == ["accepted"]
    assert record(either_app, KIOSK).fields["name"] == "Tor"


def test_nobody_overwrites_what_another_observed(either_app: Flask) -> None:
    amina, rosa = phone(either_app, AMINA, AMINAS_PHONE), phone(either_app, "rosa", BRUNOS_PHONE)
    amina.exchange(amina.change(counted(4)))

    told = rosa.exchange(rosa.change(counted(0)))["verdicts"][0]

    assert told["problems"][0]["code"] == "record.not_yours"
    assert record(either_app, COUNT).fields["on_shelf"] == 4


def test_money_once_booked_is_not_changed(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    spend = a_set(visit_id(9), "promo_spend", outlet=KIOSK, amount_minor=500, currency="EUR")
    amina.exchange(amina.change(spend))

    told = amina.exchange(amina.change({**spend, "fields": {"amount_minor": 900}}))["verdicts"][0]

    assert told["problems"][0]["code"] == "record.is_entry"
    assert record(either_app, visit_id(9)).fields["amount_minor"] == 500


def test_work_made_before_a_grant_ended_is_taken_and_later_work_waits(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    with either_app.app_context():
        the_ledger().revoke(AMINA, "visits:n1:*", until_at=NOW)
    early = amina.change(counted(4), at=NOW - MINUTE)
    late = amina.change(a_set(f"{VISIT}/stock_count/{TEA}", "stock_count", outlet=KIOSK, sku=TEA), at=NOW + MINUTE)

    assert amina.verdicts(early, late) == ["accepted", "quarantined"]


def test_a_change_waits_for_what_it_builds_on(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    first = amina.change(counted(4))
    second = amina.change(counted(6), after=[first["id"]])

    assert amina.verdicts(second) == ["held"]
    assert record(either_app, COUNT) is None
    amina.exchange(first)

    assert record(either_app, COUNT).fields["on_shelf"] == 6
    assert amina.verdicts(second) == ["accepted"]


def test_the_number_of_a_waiting_change_with_other_content_is_kept_aside_not_lost(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    first = amina.change(counted(4))
    second = amina.change(counted(6), after=[first["id"]])
    other = {**second, "ops": [counted(7)]}

    assert amina.verdicts(second, other) == ["held", "quarantined"]
    assert amina.verdicts(second, other, first)[1:] == ["quarantined", "accepted"]

    assert record(either_app, COUNT).fields["on_shelf"] == 4
    with either_app.app_context(), the_ledger().reading() as rows:
        editions = rows.scalars(select(CHANGE.c.sent).where(CHANGE.c.id == second["id"]))
        assert sorted("7" in each.partition("on_shelf")[2][:4] for each in editions) == [False, True]


def test_what_waited_a_week_is_judged_though_its_phone_is_silent(either_app: Flask, clock: Clock) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    assert amina.verdicts(amina.change(counted(4), after=["01a20000-0000-7000-8000-00000000dead"])) == ["held"]
    last_seen = clock.now

    with either_app.app_context():
        clock.now += 6 * DAY
        assert judge_overdue(the_ledger()) == 0
        clock.now += 2 * DAY
        assert judge_overdue(the_ledger()) == 1

        with the_ledger().reading() as rows:
            assert rows.scalar(select(DEVICE.c.seen_at).where(DEVICE.c.id == AMINAS_PHONE)) == last_seen
    assert record(either_app, COUNT).fields["on_shelf"] == 4


def test_missing_counts_are_told(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    first, _lost, third = (amina.change(counted(units)) for units in (1, 2, 3))

    told = amina.exchange(first, third)

    assert (told["through"], told["gaps"]) == (3, [[2, 2]])


def test_a_move_leaves_a_bare_trace_and_a_return_wipes_it(either_app: Flask) -> None:
    known(either_app, "outlet", KIOSK, "route:n1", name="Kiosk")
    amina, bruno = phone(either_app, AMINA, AMINAS_PHONE), phone(either_app, BRUNO, BRUNOS_PHONE)
    amina.exchange()
    bruno.exchange()
    with either_app.app_context():
        the_ledger().write(OFFICE, [{"op": "move", "record": KIOSK, "scope": "route:n2"}], now=NOW)

    amina.exchange()
    bruno.exchange()
    assert amina.rows[KIOSK] == {"id": KIOSK, "rev": 2, "gone": True}
    assert bruno.rows[KIOSK]["fields"] == {"name": "Kiosk"}

    with either_app.app_context():
        the_ledger().write(OFFICE, [{"op": "move", "record": KIOSK, "scope": "route:n1"}], now=NOW)
    amina.exchange()
    assert amina.rows[KIOSK]["rev"] == 3
    with either_app.app_context():
        assert [row.scope for row in db.session.execute(select(GONE))] == ["route:n2"]


def test_a_retired_record_is_told_as_retired(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    amina.exchange(amina.change(counted(4)), amina.change({"op": "retire", "record": COUNT}))

    assert amina.rows[COUNT]["retired"] is True


def test_every_scope_counts_without_a_gap_and_its_digest_is_the_sum_of_its_rows(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    for units in range(1, 6):
        amina.exchange(
            amina.change(counted(units)),
            amina.change(a_set(f"{VISIT}/stock_count/{TEA}", "stock_count", outlet=KIOSK, sku=TEA, on_shelf=units)),
            amina.change(counted(-1)),
        )

    with either_app.app_context():
        for scope in db.session.execute(select(SCOPE)):
            rows = db.session.execute(select(RECORD).where(RECORD.c.scope == scope.id)).all()
            digest = sum(row_hash(row.id, row.rev, row.fields) for row in rows) & U64
            assert (scope.alive, scope.digest) == (len(rows), digest_text(digest))
        assert db.session.scalar(select(SCOPE.c.head).where(SCOPE.c.id == VISITS)) == 10
        assert db.session.scalar(select(SCOPE.c.head).where(SCOPE.c.id == "person:amina")) == 5


def test_the_journal_is_only_added_to(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    amina.exchange(amina.change(counted(4)))

    for statement in ("UPDATE change SET verdict = 'accepted'", "DELETE FROM change"):
        with (
            either_app.app_context(),
            pytest.raises(DatabaseError, match="only added to"),
            the_ledger().transaction() as tx,
        ):
            tx.execute(text(statement))


def test_a_feed_row_ahead_of_the_counter_is_refused_by_the_store(either_app: Flask) -> None:
    amina = phone(either_app, AMINA, AMINAS_PHONE)
    amina.exchange(amina.change(counted(4)))

    with (
        either_app.app_context(),
        pytest.raises(DatabaseError, match="ahead of its scope"),
        the_ledger().transaction() as tx,
    ):
        tx.execute(text("UPDATE record SET seq = 99"))


def test_what_fails_half_way_leaves_nothing(either_app: Flask) -> None:
    with either_app.app_context():
        ledger = the_ledger()

        def write_and_fail() -> None:
            with ledger.transaction():
                ledger.write(OFFICE, [a_set(KIOSK, "outlet", "route:n1", name="Kiosk")], now=NOW)
                raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            write_and_fail()

        assert ledger.get_many([KIOSK]) == {}
        with ledger.reading() as snapshot:
            assert snapshot.scalar(select(func.count()).select_from(CHANGE)) == 0


def test_eight_writers_on_one_scope_lose_nothing(either_app: Flask) -> None:
    def work(number: int) -> None:
        author = Author(f"w{number}", "system", f"test/{number}")
        with either_app.app_context():
            for step in range(10):
                op = a_set(f"outlet/{number}-{step}", "outlet", "route:n1", name=f"{number} {step}")
                the_ledger().write(author, [op, a_set(KIOSK, "outlet", "route:n1", city=f"{number}-{step}")])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    with either_app.app_context():
        seqs = sorted(db.session.scalars(select(RECORD.c.seq).where(RECORD.c.scope == "route:n1")))
        head = db.session.scalar(select(SCOPE.c.head).where(SCOPE.c.id == "route:n1"))
        devices = db.session.execute(select(DEVICE.c.through).where(DEVICE.c.id.startswith("test/"))).scalars().all()
        made = db.session.scalar(select(func.count()).select_from(RECORD).where(RECORD.c.kind == "outlet"))
    assert made == 81
    assert len(seqs) == len(set(seqs))
    assert seqs[-1] == head
    assert devices == [10] * 8


def test_the_chain_of_a_device_proves_its_journal_whole(either_app: Flask) -> None:
    from hashlib import sha256

    amina = phone(either_app, AMINA, AMINAS_PHONE)
    amina.exchange(amina.change(counted(1)), amina.change(counted(2)))
    amina.exchange(amina.change(counted(3)))

    with either_app.app_context():
        rows = db.session.execute(select(CHANGE).where(CHANGE.c.device == AMINAS_PHONE).order_by(CHANGE.c.n)).all()
    chain = ""
    for row in rows:
        chain = sha256(f"{chain}\n{row.sent}".encode()).hexdigest()
        assert row.chain == chain
