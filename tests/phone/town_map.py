"""Streets that nobody built: a map file of invented tiles, pictures or outlines, and a server of tiles that remembers who asked."""

import gzip
import io
import math
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image, ImageDraw
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from tests.running import HERE

ZOOMS = range(8, 16)
AROUND = 2
EXTENT = 4096


def tile_at(z: int, latitude: float, longitude: float) -> tuple[int, int]:
    """The column and row of the tile that holds a place."""
    across = (longitude + 180) / 360 * 2**z
    down = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**z
    return int(across), int(down)


def picture_of(z: int, x: int, y: int, heavy: bool = False) -> bytes:
    """Blocks between streets and a park; a heavy one cannot be packed."""
    image = Image.new("RGB", (256, 256), (238, 234, 224))
    pen = ImageDraw.Draw(image)
    chance = random.Random(f"{z}/{x}/{y}")
    pen.rectangle((150, 30, 230, 100), fill=(200, 226, 190))
    for at in (0, 64, 128, 192):
        pen.line((at, 0, at, 256), fill="white", width=10)
        pen.line((0, at, 256, at), fill="white", width=10)
    if heavy:
        image.paste(Image.frombytes("RGB", (256, 64), chance.randbytes(256 * 64 * 3)), (0, 192))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _varint(n: int) -> bytes:
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes([*out, n])


def _part(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _square(low: int, high: int) -> bytes:
    """A polygon in the commands of the Mapbox Vector Tile specification 2.1."""
    side = high - low
    moves = [9, low * 2, low * 2, 26, side * 2, 0, 0, side * 2, side * 2 - 1, 0, 15]
    return b"".join(map(_varint, moves))


def outline_of() -> bytes:
    """A vector tile with one lake, in the layers of the Protomaps basemap."""
    water = b"".join(map(_varint, (0, 0)))
    feature = _part(2, water) + _varint(3 << 3) + _varint(3) + _part(4, _square(1000, 3000))
    value = _part(1, b"lake")
    layer = _part(1, b"water") + _part(2, feature) + _part(3, b"kind") + _part(4, value)
    layer += _varint(5 << 3) + _varint(EXTENT) + _varint(15 << 3) + _varint(2)
    return gzip.compress(_part(3, layer), mtime=0)


def a_map_file(path: Path, is_vector: bool = False, heavy: bool = False) -> Path:
    """A PMTiles file of the demo's town."""
    with path.open("wb") as out:
        writer = Writer(out)
        for z in ZOOMS:
            x, y = tile_at(z, HERE["latitude"], HERE["longitude"])
            near = [(x + dx, y + dy) for dx in range(-AROUND, AROUND + 1) for dy in range(-AROUND, AROUND + 1)]
            for id_, (across, down) in sorted((zxy_to_tileid(z, *each), each) for each in near):
                writer.write_tile(id_, outline_of() if is_vector else picture_of(z, across, down, heavy))
        sort, packed = (TileType.MVT, Compression.GZIP) if is_vector else (TileType.PNG, Compression.NONE)
        edges = {"min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0, "max_lat_e7": 0}
        middle = {"center_zoom": 12, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize(
            {"version": 3, "tile_type": sort, "tile_compression": packed, **edges, **middle},
            {"attribution": "<a href='https://example.com'>Invented Survey</a>"},
        )
    return path


@dataclass
class TileServer:
    """Where a company's tiles come from; `asked` are the paths, `referers` what it was told of who asks."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    referers: set[str | None] = field(default_factory=set)


@contextmanager
def tile_server() -> Iterator[TileServer]:
    """A server of raster tiles on an origin of its own."""
    told = TileServer()

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            told.referers.add(self.headers.get("Referer"))
            z, x, y = self.path.removesuffix(".png").strip("/").split("/")
            body = picture_of(int(z), int(x), int(y))
            self.send_response(200)
            for name, value in (
                ("Content-Type", "image/png"),
                ("Content-Length", len(body)),
                ("Cache-Control", "no-store"),
            ):
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    told.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
