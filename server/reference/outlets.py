"""A file of outlets: one shop a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.reference import values
from server.reference.cells import Cells, Remark
from server.reference.columns import Column
from server.reference.names import tail
from server.reference.nearness import Point, nearest_within, point_of
from server.reference.wanted import Manner, Wanted, filled

UNASSIGNED = "route:unassigned"
TOO_NEAR_M = 25

COLUMNS = (
    Column("id", ("outlet_id", "id", "outlet_code", "code", "shop_id", "store_id", "门店编码", "编码"), required=True),
    Column("name", ("name", "outlet_name", "outlet", "shop_name", "store_name", "门店名称", "名称")),
    Column("channel", ("channel", "shop", "kind_guess", "outlet_type", "type", "渠道")),
    Column("outlet_class", ("outlet_class", "class", "grade", "门店等级", "等级")),
    Column("address", ("address", "street_address", "地址")),
    Column("housenumber", ("housenumber", "house_number", "number")),
    Column("street", ("street", "road", "街道")),
    Column("postcode", ("postcode", "zip", "postal_code", "zip_code", "邮编")),
    Column("city", ("city", "town", "城市")),
    Column("lat", ("lat", "latitude", "纬度")),
    Column("lon", ("lon", "lng", "long", "longitude", "经度")),
    Column("phone", ("phone", "telephone", "tel", "电话")),
    Column("opening_hours", ("opening_hours", "hours", "营业时间")),
    Column("turnover", ("turnover", "category_turnover", "turnover_a_month", "品类月销售额")),
    Column("currency", ("currency", "币种")),
    Column("status", ("status", "状态")),
    Column("opened_on", ("opened_on", "opened", "开业日期")),
    Column("closed_on", ("closed_on", "closed", "停业日期")),
)

CLASSES = {"a": "A", "b": "B", "c": "C"}
STATUSES = {"active": "active", "a": "active", "open": "active", "营业": "active"}
STATUSES |= {"closed": "closed", "i": "closed", "inactive": "closed", "停业": "closed"}

CLASS_OF_CHANNEL: Mapping[str, str] = {
    **dict.fromkeys(("hypermarket", "supermarket", "department_store", "wholesale", "wholesale_club"), "A"),
    **dict.fromkeys(("convenience", "liquor_store", "alcohol", "beverages", "petrol_station", "general"), "B"),
    **dict.fromkeys(("pharmacy", "chemist", "variety_store", "newsagent", "kiosk"), "B"),
}
"""The class of an outlet whose file names only its channel; a channel that is not here is C."""


class OutletImport:
    """Outlets of one source beside those of all others."""

    columns: tuple[Column, ...] = COLUMNS

    def __init__(self, manner: Manner, known: Iterable[tuple[str, Mapping[str, Any]]] = ()) -> None:
        self._manner = manner
        self._classes = {**CLASS_OF_CHANNEL, **dict(manner.classes)}
        self._known = [Neighbour(None, record, fields.get("name"), _point(fields)) for record, fields in known]

    def read(self, cells: Cells) -> Wanted:
        """The outlet of a line; one without a route belongs to nobody's yet."""
        if not cells.has("id"):
            raise cells.bad("id", "is blank")
        name = cells.read("id", lambda cell: tail(self._manner.source, cell))
        fields = filled(self._fields(cells))
        if "name" not in fields:
            cells.doubt("name", "the outlet has no name")
        if "position" not in fields:
            cells.doubt("lat", "the outlet has no position")
        return Wanted(cells.number, f"outlet/{name}", "outlet", UNASSIGNED, fields)

    def afterwards(self, wanted: list[Wanted]) -> tuple[list[Wanted], list[Remark]]:
        """A doubt for each outlet that has another within 25 m: it may be in the list twice."""
        ours = {each.record for each in wanted}
        shops = [Neighbour(each.line, each.record, each.fields.get("name"), _point(each.fields)) for each in wanted]
        shops += [each for each in self._known if each.record not in ours]
        near = nearest_within([each.point for each in shops], TOO_NEAR_M)
        return [], [
            _too_near(shops[place], shops[other], far) for place, (other, far) in near.items() if place < len(ours)
        ]

    def _fields(self, cells: Cells) -> Iterable[tuple[str, Any]]:
        yield "code", cells.text("id", 64)
        yield "name", cells.text("name", 200)
        channel = cells.text("channel", 64)
        yield "channel", channel
        yield "outlet_class", cells.read("outlet_class", values.one_of, CLASSES) or self._class(channel)
        yield "address", _address(cells)
        yield "postcode", cells.text("postcode", 16)
        yield "city", cells.text("city", 100)
        yield "position", _position(cells)
        yield "phone", cells.text("phone", 64)
        yield "opening_hours", cells.text("opening_hours", 300)
        yield from self._turnover(cells)
        yield "status", cells.read("status", values.one_of, STATUSES)
        for field in ("opened_on", "closed_on"):
            yield field, cells.read(field, values.day, self._manner.dates)

    def _class(self, channel: str | None) -> str | None:
        if self._manner.class_by != "channel" or channel is None:
            return None
        return self._classes.get(channel.casefold().replace(" ", "_"), "C")

    def _turnover(self, cells: Cells) -> Iterable[tuple[str, Any]]:
        if cells.has("turnover"):
            letters = cells.read("currency", values.currency) or self._manner.currency
            yield "turnover_minor", cells.read("turnover", values.money, letters, 0, 10**12)
            yield "currency", letters


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A shop as its neighbours see it; `line` is None for one that was known before the file."""

    line: int | None
    record: str
    name: str | None
    point: Point | None

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else self.record
        return f"“{self.name}” ({where})" if self.name else where


def _too_near(shop: Neighbour, other: Neighbour, far: float) -> Remark:
    return Remark(
        shop.line or 0, "doubt", "position", shop.name or "", f"may be listed twice: {other} is {far:.0f} m away"
    )


def _position(cells: Cells) -> dict[str, int] | None:
    lat, lon = cells.read("lat", values.degrees_e6, 90), cells.read("lon", values.degrees_e6, 180)
    if (lat is None) != (lon is None):
        raise cells.bad("lat" if lat is None else "lon", "is blank, so the outlet has half a position")
    if lat is None:
        return None
    if lat == lon == 0:
        cells.doubt("lat", "the position 0, 0 lies in the sea")
    return {"lat_e6": lat, "lon_e6": lon}


def _address(cells: Cells) -> str | None:
    if cells.has("address"):
        return cells.text("address", 300)
    parts = [cells.text("housenumber", 60), cells.text("street", 200)]
    return " ".join(filter(None, parts)) or None


def _point(fields: Mapping[str, Any]) -> Point | None:
    position = fields.get("position")
    return point_of(position) if position else None
