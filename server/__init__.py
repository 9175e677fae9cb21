"""The Flask side: takes in what the field says, lays it out, answers what the departments ask."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from apiflask import APIFlask
from flask import Response, current_app, g, request
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.middleware.proxy_fix import ProxyFix

from server import cli, feeds, field
from server.database import db, is_sqlite, speak_properly, trouble_of
from server.departments.kept import KeptAnswers, attach
from server.errors import Problem, answer, answer_bug, handle_problems
from server.field.shell import SAFE
from server.flat import lay_out
from server.ledger.projector import Projector, lay_out_tables
from server.ledger.sql_ledger import SqlLedger, wall_clock
from server.ledger.tables import LEDGER_STATE
from server.limits import limiter
from server.migrations import make_or_change
from server.office import blueprint as office
from server.settings import THREADS, Settings, read_settings
from server.wire.openapi import describe
from sync.decide import Rules
from sync.kind import Catalogue
from sync.kinds import CATALOGUE

PATIENCE_S = 30
PREPARING = 7_261_018
"""The number under which, on PostgreSQL, processes that start together take turns in making tables and guards."""
OF_DEPARTMENTS = ("/office", "/odata", "/api/v1/views", "/api/v1/records")
"""Where what is shown must be as fresh as what was said."""
DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def create_app(
    settings: Settings | None = None,
    catalogue: Catalogue = CATALOGUE,
    clock: Callable[[], int] = wall_clock,
) -> APIFlask:
    """The app for a set of settings (default: the environment's), a catalogue of kinds and a clock (ms)."""
    settings = settings or read_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    lay_out(catalogue.kinds)
    app = APIFlask(
        "server",
        title="Tallyround",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]
        json_errors=False,
    )
    app.config.update(SQLALCHEMY_DATABASE_URI=settings.database, SQLALCHEMY_ENGINE_OPTIONS={"pool_size": THREADS})
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["SPEC_PROCESSOR_PASS_OBJECT"] = True
    app.extensions |= {"settings": settings, "catalogue": catalogue, "kept_answers": KeptAnswers()}
    db.init_app(app)
    app.teardown_appcontext(_let_go)
    limiter.init_app(app)
    _open_ledger(app, settings, catalogue, clock)
    handle_problems(app)
    for sort in (OperationalError, NoConnectionFree, OSError):
        app.register_error_handler(sort, _store_fails)
    _register(app)
    describe(app, catalogue)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _open_ledger(app: APIFlask, settings: Settings, catalogue: Catalogue, clock: Callable[[], int]) -> None:
    with app.app_context():
        speak_properly(db.engine)
        lock = settings.data / "writers.lock" if is_sqlite(db.engine) else None
        ledger = SqlLedger(db.engine, Rules(catalogue), lock, clock)
        _prepare_patiently(ledger)
        app.extensions["ledger"] = ledger
        app.extensions["projector"] = Projector(ledger, catalogue, settings.zone)


def _prepare_patiently(ledger: SqlLedger) -> None:
    """Prepare the store as soon as it answers: a database may start later than its servers, or again beneath them."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return prepare_store(ledger)
        except OperationalError as error:
            if is_sqlite(ledger.engine) or time.monotonic() > until:
                raise
            logging.getLogger(__name__).warning("waiting for the store: %s", error.orig)
            time.sleep(1)


def prepare_store(ledger: SqlLedger) -> None:
    """Make what is missing in the store; leaves what is there."""
    with ledger.transaction() as connection:
        if not is_sqlite(ledger.engine):
            connection.execute(select(func.pg_advisory_xact_lock(PREPARING)))
        make_or_change(connection, db.metadata)
        lay_out_tables(connection)
        if connection.execute(select(LEDGER_STATE)).first() is None:
            connection.execute(insert(LEDGER_STATE).values(id=1, epoch="e1", safe_through=0))


def _register(app: APIFlask) -> None:
    app.before_request(_name_request)
    app.after_request(_harden)
    app.add_url_rule("/healthz", "healthz", _healthz)
    field.register(app)
    feeds.register(app)
    app.register_blueprint(office)
    cli.register(app)


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    if request.path.startswith(OF_DEPARTMENTS) and not request.path.startswith("/office/static"):
        projector = current_app.extensions["projector"]
        projector.catch_up()
        attach(db.session(), current_app.extensions["kept_answers"], projector.version())


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", DESK_POLICY)
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _healthz() -> Response:
    """200 when the store answers."""
    db.session.execute(select(LEDGER_STATE))
    return Response("ok\n", content_type="text/plain")


def _let_go(_error: BaseException | None = None) -> None:
    """End what the session has open; a connection that the store has dropped is dropped here too."""
    if not db.session.registry.has():
        return
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session().invalidate()


def _store_fails(error: Exception) -> Any:
    code = trouble_of(error)
    if code is None:
        return answer_bug(error)
    logging.getLogger(__name__).error("the store fails: %s", getattr(error, "orig", error))
    _let_go()
    if "person" not in g:
        g.person, g.by_cookie = None, False  # so that the reply does not ask the store who is calling
    return answer(Problem(code, headers={"Retry-After": "5"}))
