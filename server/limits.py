"""How often a caller may try to sign in. The exchange and the deposit door are never closed by it."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from server.errors import Problem

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


@limiter.request_filter
def _is_field_work() -> bool:
    """Whether a request is one that nothing may hold up, so that no limit need be looked for either."""
    return request.endpoint in ("exchange.exchange", "deposit.deposit")


PER_ACCOUNT = parse("20/5minutes")


def slow_for_an_account(person: str) -> None:
    """Problem when one account was tried too often, from wherever."""
    if not limiter.limiter.hit(PER_ACCOUNT, "account", person):
        raise Problem("session.slow_down", headers={"Retry-After": "60"})
