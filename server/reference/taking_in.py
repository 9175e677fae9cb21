"""Taking a file in: read it whole, decide, and write what differs as one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.ledger import Author, Record, the_ledger
from server.ledger.rows import read_epoch
from server.reference.columns import find_columns
from server.reference.differences import Differences, differences
from server.reference.outlets import OutletImport
from server.reference.products import ProductImport
from server.reference.progress import Progress
from server.reference.report import Report
from server.reference.sell_in import Directory, SellInImport
from server.reference.sheet import read_sheet
from server.reference.targets import TargetImport
from server.reference.wanted import Importer, Manner, Reading, read_lines
from server.reference.writing import NotTaken, write_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which file is to be taken in, how, by whom, and whether for real."""

    file: Path
    manner: Manner
    author: Author
    told: Mapping[str, str]
    encoding: str | None = None
    dry_run: bool = False


def take_in(noun: str, request: Request, progress: Progress) -> Report:
    """Do it, and tell what came of it. Raises Unreadable and NotTaken; then nothing was changed."""
    sheet = read_sheet(request.file, request.encoding)
    importer = IMPORTERS[noun](request.manner)
    columns = find_columns(importer.columns, sheet.headers, request.told)
    with progress.steps("Reading", len(sheet.lines)) as tick:
        reading = read_lines(sheet, columns, importer, tick)
    done = _write(request, reading, progress)
    remarks = sorted([*reading.remarks, *done.remarks], key=lambda each: each.line)
    return Report(
        noun=noun,
        new=done.new,
        changed=done.changed,
        unchanged=done.unchanged,
        remarks=tuple(remarks),
        left_out=columns.left_out,
        currency=request.manner.currency if columns.places.keys() & {"turnover", "price", "amount"} else None,
        dry_run=request.dry_run,
    )


def _write(request: Request, reading: Reading, progress: Progress) -> Differences:
    ledger = the_ledger()
    with ledger.transaction() as connection:
        current = ledger.get_many([each.record for each in reading.wanted])
        done = differences(reading.wanted, current, read_epoch(connection))
        _refuse_another_currency(request.manner, done, current)
        if not request.dry_run:
            with progress.steps("Writing", len(done.ops)) as tick:
                write_all(request.author, done.ops, tick)
    return done


def _refuse_another_currency(manner: Manner, done: Differences, current: Mapping[str, Record]) -> None:
    """A currency that only the settings name must not relabel amounts that were taken in under another."""
    if manner.is_currency_told:
        return
    for op in done.ops:
        known = current[op["record"]].fields.get("currency") if op["record"] in current else None
        if known and op["fields"].get("currency") == manner.currency:
            raise NotTaken(
                f"{op['record']} is known in {known}, and the file names no currency. "
                f"Say --currency {known}, or --currency {manner.currency} if that is what it is now."
            )


def _known(kind: str) -> list[tuple[str, Mapping]]:
    return [(each.id, each.fields) for each in the_ledger().of_kind(kind) if not each.retired]


def _outlets(manner: Manner) -> Importer:
    return OutletImport(manner, _known("outlet"))


def _products(manner: Manner) -> Importer:
    return ProductImport(manner, _known("product") + _known("rival_product"))


def _sell_in(manner: Manner) -> Importer:
    return SellInImport(
        manner,
        Directory("outlet", manner.source, _known("outlet")),
        Directory("product", manner.source, _known("product")),
    )


def _targets(manner: Manner) -> Importer:
    routes, territories = dict(_known("route")), dict(_known("territory"))
    known = {"route": _known("route"), "product": _known("product"), "territory": _known("territory")}
    return TargetImport(
        manner,
        {route: str(fields.get("territory") or "") for route, fields in routes.items()},
        {territory: str(fields.get("region") or "") for territory, fields in territories.items()},
        {kind: Directory(kind, manner.source, some) for kind, some in known.items()},
    )


IMPORTERS = {"outlets": _outlets, "products": _products, "sell-in": _sell_in, "targets": _targets}
