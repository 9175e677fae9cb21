"""Every page of the desk over a large company, beside the bare SQL of the same question: `python -m bench.desk`."""

import argparse
import gc
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.company import build
from bench.databases import postgresql
from bench.machine import machine
from bench.table import Results
from server import create_app
from server.access import add_person, sign_in
from server.database import db
from server.departments.filters import Filters, read_filters
from server.departments.observations import in_window
from server.departments.universe import outlets_in
from server.departments.view import View
from server.departments.views import VIEWS
from server.settings import Settings

UNTIL = date(2026, 11, 20)
LIMIT_MS = 300
FIRST_LIMIT_MS = 1_000
_LATE = re.compile(r'hx-get="([^"]*)" hx-trigger="load"')
"""Where a page names a part of it that comes in by itself."""
CHART = "/charts/"
PAGES = ("/office/", "/office/photos", "/office/balance", "/office/weeks", "/office/signals", "/office/inbox")
WINDOWS = {"30 days": "2026-10-22", "13 weeks": "2026-08-22"}


def main() -> None:
    """Build the store on both engines, ask every page, print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20, help="how often each page is asked for when warm")
    parser.add_argument("--store", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/performance.md has it")
    given, results, began = parser.parse_args(), Results(), time.monotonic()
    version = ""
    if given.store != "postgresql":
        with tempfile.TemporaryDirectory(prefix="tallyround-desk-") as folder:
            _measure(results, "SQLite", _an_app(Path(folder), ""), given)
    if given.store != "sqlite":
        with postgresql() as server, tempfile.TemporaryDirectory(prefix="tallyround-desk-") as folder:
            version = server.version
            _measure(results, "PostgreSQL", _an_app(Path(folder), server.database()), given)
    minutes = (time.monotonic() - began) / 60
    title = (
        f"{given.observations:,} observations, 5,000 outlets, two years, {minutes:.0f} minutes on {machine(version)}"
    )
    print(results.markdown(title)) if given.markdown else results.print(title)


def _an_app(folder: Path, database: str) -> Flask:
    noon = int(datetime(UNTIL.year, UNTIL.month, UNTIL.day, 12, tzinfo=UTC).timestamp() * 1000)
    settings = Settings(data=folder, database_url=database, password_rounds=1, password_memory_kib=64)
    app = create_app(settings, clock=lambda: noon)
    gc.freeze()  # as wsgi.py does
    return app


def _measure(results: Results, store: str, app: Flask, given: argparse.Namespace) -> None:
    results.begin(f"The desk on {store}: p95 of {given.times}, warm")
    began = time.monotonic()
    company = build(app, given.observations, UNTIL)
    gc.freeze()  # a server that answers has built nothing before
    results.put(f"built_{store}", "to build the store", f"{time.monotonic() - began:.0f} s")
    with app.app_context():
        add_person("mona", "Mona", "manager", "correct horse")
        token = sign_in("mona", "correct horse")
        client = app.test_client()
        client.set_cookie("tallyround", token or "")
        for path in PAGES:
            _ask(results, store, client, path, path, given.times, None)
        for view in VIEWS:
            for window, from_on in WINDOWS.items():
                filters = read_filters(
                    {"from": from_on, "to": UNTIL.isoformat()}, today=UNTIL.isoformat(), now=company.now
                )
                path = f"/office/{view.departments[0]}/{view.name}?from={from_on}&to={UNTIL}"
                bare = _bare(view, filters)
                _ask(results, store, client, f"{view.name}, {window}", path, given.times, bare)


def _ask(
    results: Results, store: str, client, what: str, path: str, times: int, bare: Callable[[], float] | None
) -> None:
    first, page = _timed(client, path)
    late = dict(_timed_late(client, page))
    first = max(first, *(took for part, took in late.items() if CHART not in part), 0)
    charts = max((took for part, took in late.items() if CHART in part), default=0)
    warm = sorted(_timed(client, path)[0] for _ in range(times))
    p95 = warm[min(len(warm) - 1, int(len(warm) * 0.95))]
    beside = sorted(bare() for _ in range(3))[1] if bare else None
    told = "" if beside is None else f"bare SQL: {beside:.0f} ms; slowest chart: {charts / 1000:.1f} s"
    mark = "" if p95 <= LIMIT_MS and first <= FIRST_LIMIT_MS else " (!)"
    print(f"  {what}: first {first:.0f} ms, p95 {p95:.0f} ms", file=sys.stderr, flush=True)
    results.put(
        f"desk_{store}_{what}",
        what,
        f"p95 {p95:.0f} ms, first {first:.0f} ms{mark}",
        told,
        None if beside is None else p95 / beside,
        f"≤ {LIMIT_MS} ms or 3 ×; first ≤ 1 s",
    )


def _timed_late(client, page: str) -> Iterator[tuple[str, float]]:
    """The parts that a browser asks for as soon as it has a page, and those that they ask for, with what each took."""
    for part in _LATE.findall(page):
        took, found = _timed(client, unescape(part), {"HX-Request": "true"})
        yield part, took
        if CHART not in part:  # one that has still weeks to come names itself
            yield from _timed_late(client, found)


def _timed(client, path: str, headers: Mapping[str, str] | None = None) -> tuple[float, str]:
    """Milliseconds until a page is there, and the page."""
    began = time.perf_counter()
    answer = client.get(path, headers=headers)
    took, page = (time.perf_counter() - began) * 1000, answer.get_data(as_text=True)
    assert answer.status_code == 200, (path, answer.status_code, page[:500])
    return took, page


def _bare(view: View, filters: Filters) -> Callable[[], float]:
    """The view's observations of the window, joined to the outlets, grouped as the view tells its rows apart."""
    table, outlets = view.source.table, outlets_in(filters)
    subject = view.source.subject
    about = [table.c.outlet, *([table.c[subject]] if subject else [])] if "outlet" in table.c else [table.c.scope]
    query = select(*about, func.count(), func.max(table.c.first_at)).where(in_window(table, filters), ~table.c.retired)
    if "outlet" in table.c:
        query = query.join(outlets, outlets.c.id == table.c.outlet)
    query = query.group_by(*about)

    def run() -> float:
        began = time.perf_counter()
        db.session.execute(query).all()
        return (time.perf_counter() - began) * 1000

    return run


if __name__ == "__main__":
    main()
