"""An app whose command line takes files in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.reference.files import OUTLETS, PRODUCTS, csv_file


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An app that nobody uses yet but its own command line."""
    return make_app()


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Runs `flask` with some words and gives what came of it."""
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def with_catalogue(run: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    """The same, with three outlets and three products taken in."""
    assert run("import", "outlets", csv_file(tmp_path, OUTLETS, "shops.csv")).exit_code == 0
    assert run("import", "products", csv_file(tmp_path, PRODUCTS, "goods.csv")).exit_code == 0
    return run
