"""Our side: the exchange as a server process runs it, called as a WSGI server calls it."""

import gc
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response

from bench.workload import device_of, scope_of
from server import create_app
from server.access import add_person, require_person, start_session
from server.settings import Settings
from tests.cast import MINUTE, NOW
from tests.given import Clock, grant_routes

EMPTY = "/bench/empty"
EXCHANGE = "/api/v1/exchange"


def called(app: Flask, path: str, body: bytes = b"", token: str = "") -> bytes:
    """The answer of an app to a request, without a network between."""
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }

    def start_response(code: str, _headers: list, _error: object = None) -> Callable[[bytes], object]:
        status.append(code)
        return lambda part: None

    answer = b"".join(app.wsgi_app(environ, start_response))
    assert status == ["200 OK"], (status, answer[:500])
    return answer


def an_app(folder: Path, database: str = "", **more: Any) -> Flask:
    """An app of its own on a store, at the hour of the workload, with an endpoint that does nothing but ask who calls."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=folder, database_url=database, password_rounds=1, password_memory_kib=64, **more)
    app = create_app(settings, clock=Clock(NOW + 10 * MINUTE))
    app.add_url_rule(EMPTY, "empty", _empty)
    gc.freeze()  # as wsgi.py does
    return app


def _empty() -> Response:
    require_person()
    return Response(b"{}", content_type="application/json")


class Walker:
    """One person on one phone with a route of their own (or one shared), and what that phone holds."""

    def __init__(self, app: Flask, number: int = 0, route: str = "") -> None:
        self.app, self.number, self.route = app, number, route or f"w{number}"
        self.have: dict[str, str] = {}
        person = f"walker{number}"
        with app.app_context():
            add_person(person, person, "tallyman", "correct horse")
            grant_routes(person, [self.route])
            self.token, _ = start_session(person, device_of(number))

    def call(self, path: str, body: bytes = b"") -> bytes:
        """The answer to a request of this phone."""
        return called(self.app, path, body, self.token)

    def push(self, bodies: list[bytes]) -> None:
        """Send everything; each change must be accepted. No more is read of an answer than the next request needs."""
        for body in bodies:
            told = self.call(EXCHANGE, body.replace(b'"have":{}', b'"have":%b' % orjson.dumps(self.have), 1))
            assert told.count(b'"verdict":"accepted"') == told.count(b'"verdict":') == body.count(b'"ops":'), told
            news = orjson.loads(b"{" + told[told.index(b'"scopes":') :])
            self.have |= {part["id"]: part["out"] for part in news["scopes"]}

    def ask(self, **more: object) -> bytes:
        """The answer to a request without changes."""
        body = {"device": device_of(self.number), "request": 1, "have": self.have, "changes": []}
        return self.call(EXCHANGE, orjson.dumps(body | more))

    def settle(self, *, afresh: bool = False) -> list[bytes]:
        """Read what is new (`afresh`: everything) page by page until nothing is; the questions that took."""
        self.have = {} if afresh else self.have
        asked, more = [], True
        while more:
            body = {"device": device_of(self.number), "request": 1, "have": self.have, "changes": []}
            asked.append(orjson.dumps(body))
            told = orjson.loads(self.call(EXCHANGE, asked[-1]))
            self.have |= {part["id"]: part["out"] for part in told["scopes"]}
            more = told["more"]
        return asked

    def pull(self, asked: list[bytes], expected: int) -> None:
        """Ask again what was asked to read everything."""
        assert sum(self.call(EXCHANGE, body).count(b'"rev":') for body in asked) >= expected

    def snapshot(self) -> tuple[str, int]:
        """Where the month's snapshot is, made ready; and how many bytes it has."""
        scopes = orjson.loads(self.ask(have={}, snapshots=True))["scopes"]
        address = next(part["snapshot"] for part in scopes if part["id"] == scope_of(self.route))
        return address, len(self.call(address))
