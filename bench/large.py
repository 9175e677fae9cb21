"""A ledger of any size, made by SQL alone: as many records, changes and scopes as a company has after years."""

import sqlite3
from contextlib import closing

from flask import Flask

from bench.workload import scope_of

ROUTES = 1_000
STEP = 500_000

_SCOPES = """
WITH RECURSIVE route(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM route WHERE i + 1 < :routes)
INSERT INTO scope (id, head, floor, alive, digest)
SELECT replace(:scope, '#', i), :each, 0, :each, '0000000000000000' FROM route
"""
_NUMBERS = "WITH RECURSIVE number(i) AS (SELECT :begin UNION ALL SELECT i + 1 FROM number WHERE i + 1 < :end)"
_RECORDS = f"""
{_NUMBERS}
INSERT INTO record (id, kind, scope, seq, rev, fields, stamps, author, retired, first_received_at, received_at, changes)
SELECT printf('01999999-0000-7000-8000-%012d/stock_count/product/demo', i), 'stock_count',
  replace(:scope, '#', i / :each), i % :each + 1, 1,
  printf('{{"facings":%d,"on_shelf":%d,"outlet":"outlet/demo-%d","sku":"product/demo","state_on_entry":"on_shelf"}}', i % 5, i % 37, i % 400),
  '[[1795500000000,"0000dddd-0000-4000-8000-00000000000d",1]]', 'walker', 0, 1795500000000, 1795500000000,
  printf('["01888888-0000-7000-8000-%012d"]', i)
FROM number
"""
_CHANGES = f"""
{_NUMBERS}
INSERT INTO change (id, edition, device, n, person, role, made_at, received_at, verdict, sent, answer, chain)
SELECT printf('01888888-0000-7000-8000-%012d', i), 0, 'device-' || (i / :each), i % :each + 1, 'walker', 'tallyman',
  1795500000000, 1795500000000, 'accepted',
  printf('{{"ops":[{{"op":"set","record":"%d","kind":"stock_count","fields":{{"facings":1,"on_shelf":2}}}}]}}', i), '{{"verdict":"accepted"}}', ''
FROM number
"""


def fill(app: Flask, records: int) -> None:
    """Put records and their changes into an app's SQLite ledger, spread over the routes that walkers may read."""
    if not records:
        return
    each = -(-records // ROUTES)
    scope = scope_of("w#")
    with closing(sqlite3.connect(app.extensions["settings"].data / "tallyround.sqlite")) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(_SCOPES, {"scope": scope, "routes": ROUTES, "each": each})
        connection.commit()
        for begin in range(0, records, STEP):
            part = {"begin": begin, "end": min(begin + STEP, records), "each": each}
            connection.execute(_RECORDS, {"scope": scope, **part})
            connection.execute(_CHANGES, part)
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
