"""A file of deliveries into outlets: an invoice line a line, or a month's sum of an outlet and a product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from server.reference import values
from server.reference.barcode import gtin
from server.reference.cells import Cells, Remark
from server.reference.columns import Column
from server.reference.names import tail
from server.reference.values import Unfit
from server.reference.wanted import Manner, Wanted, filled

SCOPE = "office:sales"
MAX_NAME = 190  # nothing hangs below a delivery, so its name may be longer than others

COLUMNS = (
    Column("id", ("invoice_line", "line", "invoice_no", "发票行")),
    Column("day", ("date", "delivered_on", "day", "invoice_date", "month", "日期", "月份"), required=True),
    Column("outlet", ("outlet_id", "outlet", "outlet_code", "shop_id", "store_id", "门店编码"), required=True),
    Column("product", ("item_no", "product_id", "product", "sku", "gtin", "ean13", "产品编码"), required=True),
    Column("units", ("units", "bottles", "quantity", "qty", "pieces", "数量"), required=True),
    Column("amount", ("amount", "dollars", "value", "net_value", "金额")),
    Column("currency", ("currency", "币种")),
)


class Directory:
    """Who is meant by a code: known records by their name, their code or their barcode."""

    def __init__(self, kind: str, source: str, known: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        self._kind = kind
        self._source = source
        self._by_code: dict[str, list[str]] = defaultdict(list)
        self._records: set[str] = set()
        self._meant: dict[str, str] = {}
        for record, fields in known:
            self._records.add(record)
            for code in filter(None, (fields.get("code"), fields.get("gtin"))):
                self._by_code[code].append(record)

    def record(self, cell: str) -> str:
        """The one record that a cell means. Raises Unfit when it is none, or more than one."""
        if cell not in self._meant:
            self._meant[cell] = self._find(cell)
        return self._meant[cell]

    def _find(self, cell: str) -> str:
        for name in (cell, f"{self._kind}/{cell}", f"{self._kind}/{tail(self._source, cell)}"):
            if name in self._records:
                return name
        meant = self._by_code.get(cell) or self._by_code.get(_as_barcode(cell), [])
        if len(meant) > 1:
            raise Unfit(f"is the code of {len(meant)} records: {', '.join(sorted(meant)[:3])}; name their --source")
        if not meant:
            raise Unfit(f"is no {self._kind} that is known; take the {self._kind}s in first")
        return meant[0]


class SellInImport:
    """Deliveries of one source; a negative line is a return."""

    columns: tuple[Column, ...] = COLUMNS

    def __init__(self, manner: Manner, outlets: Directory, products: Directory) -> None:
        self._manner = manner
        self._outlets = outlets
        self._products = products

    def read(self, cells: Cells) -> Wanted:
        """The delivery of a line."""
        for field in ("day", "outlet", "product", "units"):
            if not cells.has(field):
                raise cells.bad(field, "is blank")
        fields = filled(self._fields(cells))
        return Wanted(cells.number, f"sell_in/{self._name(cells, fields)}", "sell_in", SCOPE, fields)

    def afterwards(self, wanted: list[Wanted]) -> tuple[list[Wanted], list[Remark]]:
        """Nothing: deliveries stand alone."""
        return [], []

    def _name(self, cells: Cells, fields: Mapping[str, Any]) -> str:
        if cells.has("id"):
            return cells.read("id", lambda cell: tail(self._manner.source, cell, most=MAX_NAME))
        parts = (fields["delivered_on"], *(fields[each].partition("/")[2] for each in ("outlet", "sku")))
        return cells.read("outlet", lambda _: tail(self._manner.source, *parts, most=MAX_NAME))

    def _fields(self, cells: Cells) -> Iterable[tuple[str, Any]]:
        yield "line", cells.text("id", 100)
        yield "delivered_on", cells.read("day", values.day, self._manner.dates)
        yield "outlet", cells.read("outlet", self._outlets.record)
        yield "sku", cells.read("product", self._products.record)
        yield "units", cells.read("units", values.whole, -999_999, 999_999)
        if cells.has("amount"):
            letters = cells.read("currency", values.currency) or self._manner.currency
            yield "amount_minor", cells.read("amount", values.money, letters, -(10**12), 10**12)
            yield "currency", letters


def _as_barcode(cell: str) -> str:
    try:
        return gtin(cell)
    except Unfit:
        return cell
