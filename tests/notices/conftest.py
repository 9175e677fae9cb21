"""A push service for a test."""

from collections.abc import Iterator

import pytest

from tests.notices.service import PushService


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service that runs."""
    running = PushService()
    running.start()
    yield running
    running.stop()
