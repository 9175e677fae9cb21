"""Everything recorded, kind by kind: a table to read, and the same as a file."""

from flask import render_template

from server.access import require_role
from server.departments.kind_table import kinds_to_list, table_of
from server.departments.records import names_of
from server.departments.view import Result
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.files import as_csv, as_xlsx
from server.office.roles import DESK, reach
from server.office.words import language
from sync.kind import Kind

PAGE = 200
TABLE = "/records/<kind>"


@blueprint.get("/records")
@require_role(*DESK)
def kinds():
    """All kinds that the reader may read, by group."""
    groups: dict[str, list[Kind]] = {}
    for kind in _readable():
        groups.setdefault(kind.group, []).append(kind)
    return render_template("office/kinds.html", groups=groups)


@blueprint.get(TABLE)
@require_role(*DESK)
def kind_page(kind: str):
    """The records of a kind, newest first, a page at a time."""
    result = _table(kind)
    page, rows = asking.page_number(), result.answer.rows
    shown = rows[page * PAGE : (page + 1) * PAGE]
    return render_template(
        "office/kind.html",
        view=result.view,
        rows=shown,
        total=len(rows),
        page=page,
        pages=-(-len(rows) // PAGE),
        filters=result.filters,
        names=names_of(asking.session(), [value for row in shown for value in row.values()]) | asking.names_of_people(),
        address=asking.address,
    )


@blueprint.get(f"{TABLE}.csv")
@require_role(*DESK)
def kind_csv(kind: str):
    """The same as CSV."""
    return as_csv(_table(kind))


@blueprint.get(f"{TABLE}.xlsx")
@require_role(*DESK)
def kind_xlsx(kind: str):
    """The same as a workbook."""
    return as_xlsx(_table(kind))


def _readable() -> list[Kind]:
    role = asking.reader().role
    return [kind for kind in kinds_to_list() if role in kind.readers]


def _table(name: str) -> Result:
    if name not in {kind.name for kind in _readable()}:
        raise Problem("request.unknown_address")
    result = table_of(asking.session(), name, reach(asking.reader()), asking.filters(), language())
    if result is None:
        raise Problem("request.unknown_address")
    return result
