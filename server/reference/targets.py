"""A file of sales targets: a part of the trade in a year, a quarter or a month on each line."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.plans.parts import COMPANY, Part, Span, record_of
from server.reference import values
from server.reference.cells import Cells, Remark
from server.reference.columns import Column
from server.reference.sell_in import Directory
from server.reference.values import Unfit
from server.reference.wanted import Manner, Wanted, filled

SCOPE = "office:plans"
MOST = 10**9
QUARTER_MONTHS = 3

COLUMNS = (
    Column("period", ("period", "month", "quarter", "year", "时期", "月份", "季度", "年度"), required=True),
    Column("region", ("region", "大区")),
    Column("territory", ("territory", "territory_id", "辖区")),
    Column("route", ("route", "route_id", "路线")),
    Column("product", ("product", "product_id", "item_no", "sku", "gtin", "产品编码")),
    Column("units", ("units", "target", "quantity", "目标数量", "数量")),
    Column("amount", ("amount", "value", "金额")),
    Column("currency", ("currency", "币种")),
)

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})[-/ ]?Q([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})[-/](0?[1-9]|1[0-2])")


def span(cell: str) -> Span:
    """The period that a cell names: 2026, 2026-Q4 or 2026-11. Raises Unfit."""
    text = cell.strip()
    if match := _YEAR.fullmatch(text):
        return Span("year", f"{match[1]}-01-01")
    if match := _QUARTER.fullmatch(text):
        return Span("quarter", f"{match[1]}-{(int(match[2]) - 1) * QUARTER_MONTHS + 1:02}-01")
    if match := _MONTH.fullmatch(text):
        return Span("month", f"{match[1]}-{int(match[2]):02}-01")
    raise Unfit("is no period, such as 2026, 2026-Q4 or 2026-11")


class TargetImport:
    """Targets of the deepest part that a line names; of the company when it names none."""

    columns: tuple[Column, ...] = COLUMNS

    def __init__(
        self,
        manner: Manner,
        routes: Mapping[str, str],
        regions: Mapping[str, str],
        directories: Mapping[str, Directory],
    ) -> None:
        """`routes` tells the territory of each route, `regions` the region of each territory."""
        self._manner = manner
        self._routes = routes
        self._regions = regions
        self._directories = directories

    def read(self, cells: Cells) -> Wanted:
        """The target of a line."""
        if not cells.has("period"):
            raise cells.bad("period", "is blank")
        if not (cells.has("units") or cells.has("amount")):
            raise cells.bad("units", "is blank, and so is the amount")
        period = cells.read("period", span)
        part, above = self._part(cells)
        place = {
            "period": period.period,
            "from_on": period.from_on,
            "until_on": period.until_on,
            "level": part.level,
            "part": part.part or None,
            "route": part.route or None,
            "above": record_of(period, above) if above else None,
        }
        fields = filled([*place.items(), *self._figures(cells)])
        return Wanted(cells.number, record_of(period, part), "target", SCOPE, fields)

    def afterwards(self, wanted: list[Wanted]) -> tuple[list[Wanted], list[Remark]]:
        """Nothing: what does not add up is shown beside the targets."""
        return [], []

    def _part(self, cells: Cells) -> tuple[Part, Part | None]:
        """The part that a line is about, and the part above it."""
        if cells.has("product"):
            if not cells.has("route"):
                raise cells.bad("route", "is blank; a product's target belongs to a route")
            route = self._named(cells, "route")
            return Part("product", self._named(cells, "product"), route), Part("route", route)
        if cells.has("route"):
            route = self._named(cells, "route")
            return Part("route", route), Part("territory", self._routes[route])
        if cells.has("territory"):
            territory = self._named(cells, "territory")
            return Part("territory", territory), Part("region", self._regions[territory])
        if cells.has("region"):
            return Part("region", cells.read("region", self._region)), COMPANY
        return COMPANY, None

    def _named(self, cells: Cells, kind: str) -> str:
        return cells.read(kind, self._directories[kind].record)

    def _region(self, cell: str) -> str:
        if cell not in self._regions.values():
            raise Unfit("is no region that is known")
        return cell

    def _figures(self, cells: Cells) -> Iterable[tuple[str, Any]]:
        yield "units", cells.read("units", values.whole, 0, MOST)
        if cells.has("amount"):
            letters = cells.read("currency", values.currency) or self._manner.currency
            yield "amount_minor", cells.read("amount", values.money, letters, 0, 10**12)
            yield "currency", letters
