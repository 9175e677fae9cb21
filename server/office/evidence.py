"""The observations behind a figure, a row or a cell."""

from flask import render_template, request

from server.access import require_role
from server.departments.metrics import DEFINITIONS
from server.departments.records import LEDGER_PAGE, names_of, page_of, rows_of
from server.office import asking, showing
from server.office.blueprint import blueprint
from server.office.roles import DESK, open_view, reach
from server.office.views import VIEW


@blueprint.get(f"{VIEW}/evidence")
@require_role(*DESK)
def evidence(department: str, name: str):
    """The records, newest first, a page at a time."""
    reader = asking.reader()
    view, using = open_view(reader, department, name), asking.filters()
    key = {field: request.args[f"key.{field}"] for field in view.key if f"key.{field}" in request.args}
    part, figure = request.args.get("part"), request.args.get("figure")
    source = view.source_of(figure, part, key)
    selected = view.behind(asking.session(), using, key, part, figure)
    page = asking.page_number()
    ids, total = page_of(asking.session(), selected, page)
    found = rows_of(asking.session(), source.kind, ids, reach(reader))
    refs = [value for each in found for value in each.row.values()] + list(key.values())
    names = names_of(asking.session(), refs) | asking.names_of_people()
    fields = {each.id: showing.filled(each, names) for each in found}
    return render_template(
        "office/evidence.html",
        view=view,
        department=department,
        filters=using,
        records=found,
        fields=fields,
        key=key,
        key_args={f"key.{field}": value for field, value in key.items()},
        part=next((column.title for column in view.columns if column.part == part), None),
        part_name=part,
        figure=DEFINITIONS.get(figure or ""),
        figure_name=figure,
        kind=source.kind,
        page=page,
        pages=-(-total // LEDGER_PAGE),
        total=total,
        names=names,
        people=names,
        address=asking.address,
    )
