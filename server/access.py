"""Who is calling, what they may do, and how they sign in. Tokens are opaque, hashed at rest, bound to a device."""

import hmac
import secrets
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import Response, current_app, g, redirect, request
from sqlalchemy import Boolean, Column, Connection, Table, Text, bindparam, delete, insert, select, update

from server.database import Base, Whole, db
from server.errors import Problem
from server.ledger import now_ms, the_ledger
from server.ledger.ready import Ready
from server.ledger.rows import read_grants
from server.ledger.tables import DEVICE
from sync.scope import Grant, Grants, person_scope

PERSON = Table(
    "person",
    Base.metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False, default="en"),
    Column("territory", Text),
    Column("region", Text),
    Column("password_hash", Text, nullable=False),
    Column("is_disabled", Boolean, nullable=False, default=False),
)

SESSION = Table(
    "session",
    Base.metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("device", Text, nullable=False, index=True),
    Column("created_at", Whole, nullable=False),
    Column("seen_at", Whole, nullable=False),
)

DAY_MS = 24 * 3600 * 1000
SEEN_EVERY_MS = 3600 * 1000
HEADER = "X-Tallyround"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OFFICE_ROLES = frozenset({"marketing", "sales", "manager", "admin"})
OFFICE_READS = ("company", "territory:*", "route:*", "visits:*", "office:*")
OFFICE_WRITES = ("company", "territory:*", "route:*", "visits:*", "office:*")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, and the device they are on."""

    id: str
    name: str
    role: str
    language: str
    territory: str | None
    region: str | None
    device: str
    token: str


def add_person(
    id: str,
    name: str,
    role: str,
    password: str | None,
    language: str = "en",
    *,
    territory: str | None = None,
    region: str | None = None,
) -> None:
    """Make somebody known, or renew what is known of them; without a password, one is chosen when a phone is set up."""
    values = {"name": name, "role": role, "language": language, "territory": territory, "region": region}
    chosen = {} if password is None else {"password_hash": hash_password(password)}
    with the_ledger().transaction() as connection:
        if connection.execute(update(PERSON).where(PERSON.c.id == id).values(values | chosen)).rowcount == 0:
            connection.execute(
                insert(PERSON).values(id=id, is_disabled=False, **values | {"password_hash": ""} | chosen)
            )


def has_password(person: str) -> bool:
    """Whether somebody has chosen a password."""
    return bool(db.session.scalar(select(PERSON.c.password_hash).where(PERSON.c.id == person)))


def hash_password(password: str) -> str:
    """What is kept of a password; slow on purpose, so never called inside a transaction."""
    return _hasher().hash(password)


def keep_password(person: str, hashed: str) -> None:
    """Let somebody sign in with a password from now on."""
    with the_ledger().transaction() as connection:
        connection.execute(update(PERSON).where(PERSON.c.id == person).values(password_hash=hashed))


def people() -> list[Any]:
    """Everybody known, by id: rows of id, name, role, language, territory, region, is_disabled."""
    columns = [column for column in PERSON.c if column.name != "password_hash"]
    return list(db.session.execute(select(*columns).order_by(PERSON.c.id)))


def person_named(person: str) -> dict[str, Any]:
    """What everybody may know of somebody: id, name, role, language."""
    query = select(PERSON.c.id, PERSON.c.name, PERSON.c.role, PERSON.c.language).where(PERSON.c.id == person)
    row = db.session.execute(query).one()
    return {"id": row.id, "name": row.name, "role": row.role, "language": row.language}


def _hasher() -> PasswordHasher:
    settings = current_app.extensions["settings"]
    return _hasher_of(settings.password_rounds, settings.password_memory_kib)


@lru_cache(maxsize=8)
def _hasher_of(rounds: int, memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib)


@lru_cache(maxsize=8)
def _nobody(hasher: PasswordHasher) -> str:
    """A hash to compare with when there is no such person, so that the answer takes as long."""
    return hasher.hash(secrets.token_hex())


def knows_password(person: str, password: str) -> bool:
    """Whether somebody enabled bears that name and password; as slow for a wrong name as for a wrong password."""
    row = db.session.execute(select(PERSON).where(PERSON.c.id == person)).one_or_none()
    try:
        hasher = _hasher()
        hasher.verify((row and row.password_hash) or _nobody(hasher), password)
    except VerificationError:
        return False
    return row is not None and not row.is_disabled


def start_session(person: str, device: str, name: str = "") -> tuple[str, str | None]:
    """A new session token on a device, and the deposit key when the device is new. Problem when it is another's."""
    token, key = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = now_ms()
    with the_ledger().transaction() as connection:
        owner = connection.execute(select(DEVICE.c.person).where(DEVICE.c.id == device)).scalar_one_or_none()
        if owner not in (None, person):
            raise Problem("session.other_device")
        values = {"deposit_hash": hash_of(key), "name": name[:200]}
        if owner is None:
            connection.execute(insert(DEVICE).values(id=device, person=person, created_at=now, **values))
        else:
            connection.execute(update(DEVICE).where(DEVICE.c.id == device).values(values))
        connection.execute(
            insert(SESSION).values(token_hash=hash_of(token), person=person, device=device, created_at=now, seen_at=now)
        )
    return token, key


def end_session(token: str) -> None:
    """Make a token worthless."""
    with the_ledger().transaction() as connection:
        connection.execute(delete(SESSION).where(SESSION.c.token_hash == hash_of(token)))


def set_language(person: str, language: str) -> None:
    """The language somebody reads."""
    with the_ledger().transaction() as connection:
        connection.execute(update(PERSON).where(PERSON.c.id == person).values(language=language))


def sign_in(person: str, password: str) -> str | None:
    """A token for the desk, or None when name and password do not match."""
    if not knows_password(person, password):
        return None
    return start_session(person, f"desk/{person}", "desk")[0]


def sign_out() -> None:
    """End the session of the request."""
    person = current()
    if person is not None:
        end_session(person.token)
        g.person = None


def hash_of(token: str) -> str:
    """What is kept of a token, a link or a key: enough to know it again, too little to use it."""
    return sha256(token.encode()).hexdigest()


def is_deposit_key(device: str, key: str) -> bool:
    """Whether a device's deposit key is right."""
    known = db.session.execute(select(DEVICE.c.deposit_hash).where(DEVICE.c.id == device)).scalar_one_or_none()
    return hmac.compare_digest(known or hash_of(secrets.token_hex()), hash_of(key))


# -- the request


def _cookie() -> str:
    return "__Host-tallyround" if request.is_secure else "tallyround"


def keep_cookie(response: Response, token: str) -> Response:
    """Let the browser keep a session."""
    days = current_app.extensions["settings"].session_days
    response.set_cookie(
        _cookie(), token, max_age=days * 86_400, secure=request.is_secure, httponly=True, samesite="Strict", path="/"
    )
    return response


def drop_cookie(response: Response) -> Response:
    """Let the browser forget its session; nothing else that it stores is touched."""
    response.delete_cookie(_cookie(), secure=request.is_secure, httponly=True, samesite="Strict", path="/")
    return response


def current(snapshot: Connection | None = None) -> Person | None:
    """Who is calling, or None; asked in a snapshot that is open already, or in one of its own."""
    if "person" not in g:
        g.person, g.by_cookie = _recognise(snapshot)
    return g.person


_SIGNED_IN = Ready(
    lambda _: (
        select(PERSON, SESSION.c.device, SESSION.c.seen_at)
        .join(SESSION, SESSION.c.person == PERSON.c.id)
        .where(SESSION.c.token_hash == bindparam("token_hash"))
    )
)


def _recognise(snapshot: Connection | None) -> tuple[Person | None, bool]:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    by_cookie = scheme.lower() != "bearer"
    token = request.cookies.get(_cookie(), "") if by_cookie else bearer.strip()
    if not token:
        return None, False
    with nullcontext(snapshot) if snapshot else the_ledger().reading() as asked:
        row = next(iter(_SIGNED_IN.rows(asked, token_hash=hash_of(token))), None)
    now = now_ms()
    oldest = now - current_app.extensions["settings"].session_days * DAY_MS
    if row is None or row.is_disabled or row.seen_at < oldest:
        return None, False
    if now - row.seen_at > SEEN_EVERY_MS:
        with the_ledger().transaction() as connection:
            connection.execute(update(SESSION).where(SESSION.c.token_hash == hash_of(token)).values(seen_at=now))
    person = Person(row.id, row.name, row.role, row.language, row.territory, row.region, row.device, token)
    return person, by_cookie


def require_person(snapshot: Connection | None = None) -> Person:
    """Who is calling. Problem when nobody is signed in, or when a browser was made to call by another site."""
    person = current(snapshot)
    if person is None:
        raise Problem("session.missing")
    if request.method in UNSAFE and g.by_cookie:
        require_same_site()
    return person


def require_same_site() -> None:
    """Problem when a browser's request did not come from our own pages."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    foreign = site != "same-origin" or (origin is not None and origin != request.host_url.rstrip("/"))
    if foreign or request.headers.get(HEADER) != "1":
        raise Problem("request.cross_site")


def require_role(*roles: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard an endpoint of the desk: who is not signed in is led to do so; forms must carry the token of csrf."""

    def guard(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(endpoint)
        def guarded(*args: Any, **given: Any) -> Any:
            person = current()
            if person is None:
                return redirect(f"/office/sign-in?next={request.path}")
            if person.role not in roles:
                raise Problem("access.role")
            if request.method in UNSAFE:
                require_csrf()
            return endpoint(*args, **given)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return guard


def csrf_token() -> str:
    """What a form of the desk must carry: proof that it was drawn for this session."""
    person = current()
    return _csrf_of(person.token if person else "")


def _csrf_of(token: str) -> str:
    return hmac.new(token.encode(), b"tallyround desk form", sha256).hexdigest()


def require_csrf() -> None:
    """Problem when a posted form was not drawn for this session or comes from another site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Problem("request.cross_site")
    sent = request.form.get("csrf") or request.headers.get("X-Csrf", "")
    if not hmac.compare_digest(sent.encode(), csrf_token().encode()):
        raise Problem("request.cross_site")


# -- scopes


def grants_of(person: Person) -> Grants:
    """What somebody may read and write at the desk: their grants and those of their role."""
    with the_ledger().reading() as connection:
        own = read_grants(connection, person.id)
    mine = Grant(person_scope(person.id), frozenset({"read", "write"}))
    if person.role not in OFFICE_ROLES:
        return own.with_these([mine])
    reads = [Grant(each, frozenset({"read"})) for each in OFFICE_READS]
    writes = [Grant(each, frozenset({"write"})) for each in (*OFFICE_WRITES, f"office:{person.role}")]
    return own.with_these([mine, *reads, *writes])


def readable_scopes(person: Person) -> list[str]:
    """The names and `*`-patterns of scopes that somebody may read at the desk."""
    return grants_of(person).readable(now_ms())
