"""A result as a file that a browser saves."""

import io

from flask import Response, send_file

from server.departments.exports import to_csv, to_xlsx
from server.departments.view import Result
from server.office.formats import zone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(result: Result) -> Response:
    """The CSV, in an alphabet that a spreadsheet opens right."""
    lines = list(to_csv(result, zone=zone(), bom=True))
    return Response("".join(lines), content_type="text/csv; charset=utf-8", headers=_named(result, "csv"))


def as_xlsx(result: Result) -> Response:
    """The workbook."""
    response = send_file(io.BytesIO(to_xlsx(result, zone=zone())), mimetype=XLSX)
    response.headers.update(_named(result, "xlsx"))
    return response


def _named(result: Result, ending: str) -> dict[str, str]:
    using = result.filters
    name = f"{result.view.name}-{using.from_on}-{using.until_on}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
