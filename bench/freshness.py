"""From acknowledged to visible in a department's flat table, on a real server under a steady load; the projector alone."""

import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import orjson
from sqlalchemy import Engine, create_engine, select

from bench.cost import measured
from bench.ours import EXCHANGE, Walker, an_app
from bench.served import Served, posted, tallyround
from bench.table import Results
from bench.workload import bodies, ops_in
from server.database import speak_properly
from server.flat import flat_tables

PHONES = 8
CHANGES_OF_ONE = 5
A_SECOND = 200
LOOK_EVERY_S = 0.05
PATIENCE_S = 30


@dataclass
class Watch:
    """What was acknowledged and when, until it is seen; and how long each took."""

    waiting: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    answered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledged(self, body: bytes) -> None:
        """The changes of this request were answered just now."""
        ops, now = ops_in(body), time.monotonic()
        with self.lock:
            self.answered += len(ops)
            self.waiting |= {op["record"]: now for op in ops if op["kind"] == "stock_count"}

    def look(self, engine: Engine) -> None:
        """See which of them a department can read by now."""
        with self.lock:
            names = list(self.waiting)
        table = flat_tables()["stock_count"]
        with engine.connect() as connection:
            seen = connection.execute(select(table.c.id).where(table.c.id.in_(names))).scalars().all()
        now = time.monotonic()
        with self.lock:
            self.took += [now - self.waiting.pop(name) for name in seen]


def freshness(results: Results, store: str, seconds: int, database: str = "") -> None:
    """Eight phones send 200 changes a second between them; a department's table is looked at all the while."""
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        data = Path(folder)
        walkers = [Walker(an_app(data, database), number) for number in range(PHONES)]
        engine = create_engine(database or f"sqlite:///{data / 'tallyround.sqlite'}")
        speak_properly(engine)
        watch = Watch()
        with tallyround(data, database) as served:
            began = time.monotonic()
            senders = [threading.Thread(target=_send, args=(served, each, watch, seconds)) for each in walkers]
            for sender in senders:
                sender.start()
            while any(sender.is_alive() for sender in senders):
                watch.look(engine)
                time.sleep(LOOK_EVERY_S)
            rate = watch.answered / (time.monotonic() - began)
            _rest(watch, engine)
        engine.dispose()
    took = sorted(watch.took)
    middle, late = took[len(took) // 2], took[int(len(took) * 0.95) - 1]
    what = f"acknowledged → visible on {store} at {rate:,.0f} changes/s"
    results.put(
        f"visible_p95_{store.lower()}",
        what,
        f"p50 {middle:.2f} s, p95 {late:.2f} s",
        f"never seen: {len(watch.waiting)}",
        None,
        "p95 ≤ 2 s",
        late,
    )


def _send(served: Served, walker: Walker, watch: Watch, seconds: int) -> None:
    """One phone's share, at a steady beat, over one open line."""
    line = HTTPConnection("127.0.0.1", served.port, timeout=60)
    beat = PHONES * CHANGES_OF_ONE / A_SECOND
    sent = bodies(int(seconds / beat) * CHANGES_OF_ONE, walker.number, walker.route, batch=CHANGES_OF_ONE)
    due = time.monotonic() + beat * walker.number / PHONES
    for body in sent:
        time.sleep(max(0.0, due - time.monotonic()))
        told = orjson.loads(
            posted(
                line, EXCHANGE, body.replace(b'"have":{}', b'"have":%b' % orjson.dumps(walker.have), 1), walker.token
            )
        )
        watch.acknowledged(body)
        walker.have |= {part["id"]: part["out"] for part in told["scopes"]}
        due += beat


def _rest(watch: Watch, engine: Engine) -> None:
    until = time.monotonic() + PATIENCE_S
    while watch.waiting and time.monotonic() < until:
        watch.look(engine)
        time.sleep(LOOK_EVERY_S)


def projector(results: Results, store: str, records: int, database: str = "", beside: tuple[int, ...] = ()) -> None:
    """Everything laid out from nothing."""
    with tempfile.TemporaryDirectory(prefix="tallyround-bench-") as folder:
        app = an_app(Path(folder), database)
        walker = Walker(app)
        walker.push(bodies(records, 0, walker.route))
        with app.app_context(), measured(records, beside) as cost:
            assert app.extensions["projector"].rebuild() >= records
    results.put(
        f"projector_{store.lower()}",
        f"projector from nothing on {store}",
        str(cost),
        "",
        None,
        "20,000/s or told",
        cost.per_second,
    )
