"""What tests share: stores, apps, and (for stories) a running server with real browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.settings import Settings
from tests.cast import MINUTE, NOW
from tests.given import Clock, company
from tests.stores import new_database, postgresql_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with postgresql_server() as address:
        yield address


@pytest.fixture
def clock() -> Clock:
    """The server's clock, which stands until a test moves it."""
    return Clock(NOW + 10 * MINUTE)


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock) -> Callable[..., Flask]:
    """A maker of apps on an embedded store."""

    def make(**settings) -> Flask:
        data = settings.pop("data", tmp_path / "data")
        catalogue = settings.pop("catalogue", None)
        more = {"catalogue": catalogue} if catalogue else {}
        settings = {"password_rounds": 1, "password_memory_kib": 64} | settings
        return create_app(Settings(data=data, **settings), clock=clock, **more)

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An app on an embedded store, with the cast."""
    made = make_app()
    company(made)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def either_app(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Flask:
    """The same app on each store, with the cast."""
    url = new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    made = make_app(database_url=url)
    company(made)
    return made
