"""Every setting, its environment variable and what it means; the one place that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "TALLYROUND_"
THREADS = 8
"""Requests that a web process answers at the same time, and connections to the store that it keeps for them."""
TEMPLATE = re.compile(r"(https?://[A-Za-z0-9.:\[\]-]+)?/[^\s;,\"']*")
"""One host and no characters that mean something in a policy."""


def _home() -> Path:
    return Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation decides. Each is read from `TALLYROUND_<NAME>`."""

    data: Path = field(default_factory=lambda: _home() / "var")
    """Folder of the embedded store and the photos."""
    database_url: str = ""
    """SQLAlchemy address of the ledger; empty means `tallyround.sqlite` in the data folder."""
    timezone: str = "UTC"
    """The company's time zone: it decides on which day a visit was made."""
    currency: str = "EUR"
    """Currency of amounts that come without one (ISO 4217)."""
    plan_limit_minor: int = 1_000_000
    """Largest budget of a plan that marketing approves itself, in minor units; above it a manager does."""
    max_body_bytes: int = 8 * 1024 * 1024
    """Largest request body, before and after decompression."""
    max_photo_bytes: int = 2 * 1024 * 1024
    """Largest photo."""
    max_photo_pixels: int = 25_000_000
    """Most pixels a photo may decode to."""
    page_rows: int = 2_000
    """Most rows of one answer of the exchange."""
    page_bytes: int = 1_048_576
    """Most bytes of rows in one answer of the exchange."""
    session_days: int = 90
    """Days of silence after which a sign-in ends."""
    enrolment_minutes: int = 15
    """Minutes for which a link that sets up a phone is good."""
    password_rounds: int = 3
    """Passes of Argon2id over a password (RFC 9106)."""
    password_memory_kib: int = 65_536
    """Memory of Argon2id for a password, in KiB."""
    push_services: str = (
        "fcm.googleapis.com *.google.com updates.push.services.mozilla.com *.push.apple.com *.notify.windows.com"
    )
    """Hosts that notices may be sent to, `*.` for all below one; with a scheme, exactly that origin."""
    push_contact: str = "mailto:tallyround@example.com"
    """How a push service reaches who runs this installation: a `mailto:` or `https:` address."""
    smtp_url: str = ""
    """Mail server, `smtp://user:password@host:587` or `smtps://…`; empty puts letters into `outbox/` in the data folder."""
    mail_from: str = "Tallyround <tallyround@localhost>"
    """Sender of digests."""
    public_url: str = "http://localhost:8000"
    """Address under which people open desk and app; links in letters and links that set up a phone begin with it."""
    trusted_proxies: int = 0
    """How many proxies in front of the server set X-Forwarded-* headers."""
    pwa: Path = field(default_factory=lambda: _home() / "pwa" / "dist")
    """The built phone app."""
    tiles: str = ""
    """Raster tiles for the phone's map, `https://host/{z}/{x}/{y}.png`; empty means a map without tiles."""
    tiles_attribution: str = ""
    """Who made the tiles or the map file, as plain text under the map; tiles are not shown without it."""
    pmtiles: str = ""
    """A PMTiles file for the phone's map, served by us and kept on a phone that wants it; it goes before `tiles`."""

    @property
    def database(self) -> str:
        """The address of the store."""
        return self.database_url or f"sqlite:///{self.data / 'tallyround.sqlite'}"

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def tiles_origin(self) -> str:
        """Where tiles come from when that is not ourselves, for the policy of what the phone may load."""
        parts = urlsplit(self.tiles)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def photos(self) -> Path:
        """Where photos are kept."""
        return self.data / "photos"


def read_settings(environment: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """The settings in an environment, with those given in its place. ValueError on one that makes no sense."""
    found: dict[str, object] = {}
    for name, annotation in Settings.__annotations__.items():
        text = environment.get(PREFIX + name.upper())
        if text:
            found[name] = _read(name, annotation, text)
    settings = Settings(**(found | given))  # type: ignore[arg-type]
    _ = settings.zone
    _judge_map(settings)
    return settings


def _judge_map(settings: Settings) -> None:
    if settings.pmtiles and not Path(settings.pmtiles).is_file():
        raise ValueError(f"{PREFIX}PMTILES: there is no file {settings.pmtiles!r}")
    if not settings.tiles:
        return
    if not TEMPLATE.fullmatch(settings.tiles) or any(part not in settings.tiles for part in ("{z}", "{x}", "{y}")):
        raise ValueError(f"{PREFIX}TILES must be one address with {{z}}, {{x}} and {{y}}, not {settings.tiles!r}")
    if not settings.tiles_attribution:
        raise ValueError(f"{PREFIX}TILES needs {PREFIX}TILES_ATTRIBUTION: who made the tiles is told under the map")


def _read(name: str, annotation: type, text: str) -> object:
    if annotation is int:
        if not text.isdecimal():
            raise ValueError(f"{PREFIX}{name.upper()} must be a whole number, not {text!r}")
        return int(text)
    return Path(text).expanduser().resolve() if annotation is Path else text
