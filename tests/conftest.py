"""What tests share: stores, apps, and (for stories) a running server with real browsers."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from server import create_app
from server.settings import Settings
from tests.cast import MINUTE, NOW
from tests.given import Clock, company
from tests.running import PATIENCE_MS, QUIET, Phone, Server, browser_path, running, seeded_store
from tests.stores import forget_power_cuts, new_database, postgresql_server


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says what belongs at the end of the report on the run: `tell("28 taps")`."""
    return lambda words: record_property("told", words)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests told, whichever worker ran them."""
    reports = [each for kind in terminalreporter.stats.values() for each in kind]
    told = [words for each in reports for name, words in _properties_of(each) if name == "told"]
    if told:
        terminalreporter.section("told by the tests")
        terminalreporter.write_line("\n".join(sorted(told)))


def _properties_of(report: object) -> list[tuple[str, object]]:
    return report.user_properties if getattr(report, "when", "") == "call" else []  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with postgresql_server() as address:
        forget_power_cuts(address)
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


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo company, to be copied; made once for all workers."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return seeded_store(tmp_path_factory.mktemp("seeded"))
    made = tmp_path_factory.getbasetemp().parent / "seeded"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            seeded_store(tmp_path_factory.mktemp("seeded")).rename(made)
    return made


@pytest.fixture
def server(seeded: Path, tmp_path: Path) -> Iterator[Server]:
    """A running server with the demo company."""
    with running(seeded, tmp_path / "served") as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The hand on the browsers."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as hand:
        yield hand


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """A maker of phones: `phone(url, "amina")`; each has a profile of its own."""
    made: list[Phone] = []

    def make(url: str, name: str = "phone", **more) -> Phone:
        made.append(Phone(playwright, tmp_path / f"profile-{name}", url, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def desk(playwright: Playwright) -> Iterator[Callable[[str, str], Page]]:
    """A maker of pages at the desk, signed in: `desk(url, "mira")`."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)

    def make(url: str, person: str) -> Page:
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB").new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{url}/office/sign-in")
        page.locator("input[name=person]").fill(person)
        page.locator("input[name=password]").fill("tally-demo")
        page.get_by_test_id("sign-in").click()
        page.wait_for_url(lambda where: "sign-in" not in where)
        return page

    yield make
    browser.close()
