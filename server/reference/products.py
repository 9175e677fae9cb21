"""A file of products, ours and the rivals': one sellable piece a line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from server.reference import values
from server.reference.barcode import gtin
from server.reference.cells import Cells, Remark
from server.reference.columns import Column
from server.reference.names import slug, tail
from server.reference.wanted import Manner, Wanted, filled

COLUMNS = (
    Column("id", ("product_id", "item_no", "sku", "code", "article_no", "产品编码", "编码")),
    Column("gtin", ("gtin", "ean13", "ean", "barcode", "upc12", "upc", "条码")),
    Column("name", ("name", "product_name", "description", "产品名称", "名称"), required=True),
    Column("side", ("side", "whose", "归属")),
    Column("maker", ("manufacturer", "competitor", "vendor", "maker", "company", "厂家")),
    Column("brand", ("brand", "品牌")),
    Column("category", ("category", "品类")),
    Column("content", ("content", "qty", "net_content", "含量")),
    Column("content_unit", ("content_unit", "unit", "含量单位")),
    Column("content_ml", ("content_ml", "volume_ml")),
    Column("content_g", ("content_g", "weight_g")),
    Column("multipack", ("multipack", "pieces_in_a_multipack")),
    Column("pack", ("pack", "case_size", "pieces_in_a_case", "每箱件数")),
    Column("price", ("price", "list_price", "bottle_retail", "标价")),
    Column("currency", ("currency", "币种")),
    Column("life_stage", ("life_stage", "生命周期")),
    Column("counted", ("counted", "需清点数量")),
    Column("hero", ("hero", "主打产品")),
)

SIDES = {"own": "own", "owner": "own", "ours": "own", "我方": "own"}
SIDES |= {"competitor": "rival", "rival": "rival", "theirs": "rival", "竞品": "rival"}
UNITS = {"ml": "ml", "cl": "cl", "l": "l", "g": "g", "kg": "kg", "piece": "piece", "pieces": "piece", "pcs": "piece"}
IN_BASE_UNITS = {"cl": ("ml", 10), "l": ("ml", 1000), "kg": ("g", 1000)}
LIFE_STAGES = {each: each for each in ("introduction", "growth", "maturity")}
RIVAL_FIELDS = {"name", "competitor", "category", "gtin", "content", "content_unit", "price_minor", "currency"}


class ProductImport:
    """Products of one source; a rival's go under their own kind and bring their competitor along."""

    columns: tuple[Column, ...] = COLUMNS

    def __init__(self, manner: Manner, known: Iterable[tuple[str, Mapping[str, Any]]] = ()) -> None:
        self._manner = manner
        self._competitors: dict[str, str] = {}
        self._known = {record: fields.get("gtin") for record, fields in known}

    def read(self, cells: Cells) -> Wanted:
        """The product of a line."""
        barcode = cells.read("gtin", gtin)
        code = cells["id"] or barcode
        if not code:
            raise cells.bad("id", "is blank, and there is no barcode")
        if not barcode:
            cells.doubt("gtin", "the product has no barcode")
        if not cells.has("name"):
            raise cells.bad("name", "is blank")
        name = cells.read("id" if cells.has("id") else "gtin", lambda _: tail(self._manner.source, code))
        fields = filled(self._fields(cells, barcode))
        if self._is_rival(cells):
            fields |= filled([("competitor", self._competitor(cells))])
            fields = {field: value for field, value in fields.items() if field in RIVAL_FIELDS}
            return Wanted(cells.number, f"rival_product/{name}", "rival_product", "company", fields)
        return Wanted(cells.number, f"product/{name}", "product", "company", fields)

    def afterwards(self, wanted: list[Wanted]) -> tuple[list[Wanted], list[Remark]]:
        """The competitors that were named, and a doubt for each barcode that another product bears too."""
        competitors = [
            Wanted(0, record, "competitor", "company", {"name": name}) for record, name in self._competitors.items()
        ]
        bearers = defaultdict(list)
        ours = {each.record: each.line for each in wanted}
        for record, code in (self._known | {each.record: each.fields.get("gtin") for each in wanted}).items():
            bearers[code].append(record)
        doubts = [
            Remark(
                each.line,
                "doubt",
                "gtin",
                code,
                f"borne by another product too: {_other(bearers[code], each.record, ours)}",
            )
            for each in wanted
            if (code := each.fields.get("gtin")) and len(bearers[code]) > 1
        ]
        return competitors, doubts

    def _is_rival(self, cells: Cells) -> bool:
        if "side" not in cells:
            return False
        if not cells.has("side"):
            raise cells.bad("side", "is blank: is the product ours or a competitor's?")
        return cells.read("side", values.one_of, SIDES) == "rival"

    def _competitor(self, cells: Cells) -> str | None:
        name = cells.text("maker", 200)
        if name is None:
            cells.doubt("maker", "the rival's product names no competitor")
            return None
        record = f"competitor/{cells.read('maker', slug)}"
        self._competitors.setdefault(record, name)
        return record

    def _fields(self, cells: Cells, barcode: str | None) -> Iterable[tuple[str, Any]]:
        yield "name", cells.text("name", 200)
        yield "code", cells.text("id", 64)
        yield "gtin", barcode
        yield "brand", cells.text("brand", 200) or cells.text("maker", 200)
        yield "category", cells.text("category", 200)
        yield from _content(cells)
        yield "pack", cells.read("pack", values.whole, 0, 100_000)
        if cells.has("price"):
            letters = cells.read("currency", values.currency) or self._manner.currency
            yield "price_minor", cells.read("price", values.money, letters, 0, 10**12)
            yield "currency", letters
        yield "life_stage", cells.read("life_stage", values.one_of, LIFE_STAGES)
        yield "counted", cells.read("counted", values.yes_or_no)
        yield "hero", cells.read("hero", values.yes_or_no)


def _content(cells: Cells) -> Iterable[tuple[str, Any]]:
    """All that the piece holds, in ml, g or pieces; a multipack holds its parts together."""
    field, unit = next(
        ((field, unit) for field, unit in (("content_ml", "ml"), ("content_g", "g")) if cells.has(field)),
        ("content", cells.read("content_unit", values.one_of, UNITS)),
    )
    amount: Decimal | None = cells.read(field, values.decimal)
    if amount is None:
        return
    if unit is None:
        cells.doubt(field, "left out, since it has no unit")
        return
    unit, factor = IN_BASE_UNITS.get(unit, (unit, 1))
    exact = amount * factor * (cells.read("multipack", values.whole, 1, 10_000) or 1)
    rounded = int(exact.to_integral_value(ROUND_HALF_UP))
    if not 0 < rounded <= 1_000_000:
        raise cells.bad(field, "is no content that a product can have")
    if rounded != exact:
        cells.doubt(field, f"rounded: {rounded} {unit}")
    yield "content", rounded
    yield "content_unit", unit


def _other(bearers: list[str], record: str, ours: Mapping[str, int]) -> str:
    other = next(each for each in bearers if each != record)
    return f"line {ours[other]}" if other in ours else other
