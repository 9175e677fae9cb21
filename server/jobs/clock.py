"""The process that keeps time: `python -m server.jobs.clock`. Of several, the one that holds the lease works."""

import logging
import os
import secrets
import signal
import threading
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import Column, Table, Text, or_, update

from server import create_app
from server.database import Base, Whole
from server.departments.store import reading
from server.departments.views import DEPARTMENTS
from server.digest import send_digests
from server.feeds import extract
from server.ledger import now_ms, the_ledger
from server.ledger.rows import insert_or_leave
from server.ledger.upkeep import judge_overdue
from server.notices.sending import has_phones, tell_what_is_new
from server.plans.acting import follow_the_days
from server.reconciliation.command import reconcile_now

LEASE = Table(
    "lease",
    Base.metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until_at", Whole, nullable=False),
)

LEASE_MS = 5_000
PROJECT_EVERY_S = 1
OVERDUE_EVERY_S = 600
RECONCILE_EVERY_S = 600
PLANS_EVERY_S = 60
NOTICES_EVERY_S = 5
EXTRACTS_AT_HOUR = 2
DIGESTS_FROM_HOUR = 6
log = logging.getLogger(__name__)


def holds_lease(name: str, holder: str) -> bool:
    """Take or renew a lease; whether it is held now."""
    now = now_ms()
    mine = or_(LEASE.c.holder == holder, LEASE.c.until_at < now)
    with the_ledger().transaction() as connection:
        connection.execute(insert_or_leave(connection, LEASE, {"name": name, "holder": holder, "until_at": 0}))
        taken = update(LEASE).where(LEASE.c.name == name, mine).values(holder=holder, until_at=now + LEASE_MS)
        return connection.execute(taken).rowcount == 1


def project(app: Flask, holder: str) -> None:
    """Lay out what was said since the last time, if this process is the one that does."""
    with app.app_context():
        projector = app.extensions["projector"]
        if projector.is_behind() and holds_lease("projector", holder):
            projector.catch_up()


def look_for_overdue(app: Flask, holder: str) -> None:
    """Judge what has waited long enough, if this process is the one that does."""
    with app.app_context():
        if holds_lease("overdue", holder):
            judge_overdue(the_ledger())


def compare_claims(app: Flask, holder: str) -> None:
    """Open, follow and close disagreements, if this process is the one that does."""
    with app.app_context():
        if holds_lease("reconciliation", holder):
            reconcile_now()


def follow_plans(app: Flask, holder: str) -> None:
    """End embargoes, begin and close plans as their days say, if this process is the one that does."""
    with app.app_context():
        if holds_lease("plans", holder):
            app.extensions["projector"].catch_up()
            follow_the_days()


def send_notices(app: Flask, holder: str) -> None:
    """Tell phones what came back for their person, if this process is the one that does."""
    with app.app_context():
        if has_phones() and holds_lease("notices", holder):
            tell_what_is_new()


def make_extracts(app: Flask, holder: str) -> None:
    """Make the day's file of each department, if this process is the one that does."""
    for department in DEPARTMENTS:
        with app.app_context():
            if holds_lease("extracts", holder):
                extract.make(reading(), department)


def tell_by_mail(app: Flask, holder: str) -> None:
    """Send the digests that are due, if this process is the one that does."""
    with app.app_context():
        if holds_lease("digests", holder):
            send_digests(app)


def run(app: Flask, stop: threading.Event) -> None:
    """Work by the clock until told to stop."""
    holder = f"{os.getpid()}-{secrets.token_hex(4)}"
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(project, "interval", (app, holder), seconds=PROJECT_EVERY_S, max_instances=1, coalesce=True)
    scheduler.add_job(
        look_for_overdue, "interval", (app, holder), seconds=OVERDUE_EVERY_S, max_instances=1, coalesce=True
    )
    scheduler.add_job(send_notices, "interval", (app, holder), seconds=NOTICES_EVERY_S, max_instances=1, coalesce=True)
    scheduler.add_job(
        compare_claims,
        "interval",
        (app, holder),
        seconds=RECONCILE_EVERY_S,
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
    )
    scheduler.add_job(
        follow_plans,
        "interval",
        (app, holder),
        seconds=PLANS_EVERY_S,
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
    )
    scheduler.add_job(
        make_extracts,
        "cron",
        (app, holder),
        hour=EXTRACTS_AT_HOUR,
        timezone=app.extensions["settings"].zone,
        misfire_grace_time=3_600,
        coalesce=True,
    )
    mornings = f"{DIGESTS_FROM_HOUR}-23"
    zone = app.extensions["settings"].zone
    scheduler.add_job(
        tell_by_mail, "cron", (app, holder), hour=mornings, minute=5, timezone=zone, max_instances=1, coalesce=True
    )
    scheduler.start()
    log.info("keeping time as %s", holder)
    stop.wait()
    scheduler.shutdown()


def keep_time(app: Flask) -> None:
    """Be the clock of an installation until told to end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    run(app, stop)


if __name__ == "__main__":
    keep_time(create_app())
