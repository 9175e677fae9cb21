"""One view: its figures, its table, why a figure is what it is, and the same as a file."""

import time
from collections.abc import Callable
from typing import Any

from flask import render_template, request

from server.access import require_role
from server.departments.choices import choices
from server.departments.filters import Filters
from server.departments.observations import disagreements_in, excluded
from server.departments.pages import page_of_view
from server.departments.records import names_of
from server.departments.run import run_view
from server.departments.view import Answer, Column, Result, View
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.charting import places_for
from server.office.files import as_csv, as_xlsx
from server.office.formats import cell
from server.office.labels import WORDS, labels_of
from server.office.roles import DESK, department_of, open_view, pages_of
from server.office.words import language, said

PAGE = 200
BARS = 12
PATIENCE_S = 0.2
"""How long a page is worked on before the period before is left to come in by itself."""
VIEW = "/<any(marketing, sales):department>/<name>"


@blueprint.get(VIEW)
@require_role(*DESK)
def view(department: str, name: str):
    """The page of a view."""
    return view_page(department, open_view(asking.reader(), department, name))


def view_page(department: str, asked: View) -> str:
    """A view as it stands under its page, with the other views of the page as tabs beside it."""
    name, using, until = asked.name, asking.filters(), time.monotonic() + PATIENCE_S
    reader = asking.reader()
    result = _found(_sorted(run_view(asking.session(), department, name, using, language())))
    before = asking.figures_before(asked, using) if time.monotonic() < until else None
    page, rows = asking.page_number(), result.answer.rows
    shown = rows[page * PAGE : (page + 1) * PAGE]
    return render_template(
        "office/view.html",
        view=asked,
        department=department,
        filters=using,
        result=result,
        rows=shown,
        total=len(rows),
        page=page,
        pages=-(-len(rows) // PAGE),
        figures=result.answer.figures,
        before=before,
        names=_names(asked, shown),
        options=choices(asking.session(), using.territory if reader.role == "representative" else None),
        find=request.args.get("find", "").strip() or None,
        sorting=_sorting(asked),
        scale=_scale(asked, rows),
        **_bars(asked, rows),
        address=asking.address,
        key=_key,
        charts=places_for(asked),
        page_of_it=page_of_view(asked),
        pages_open=pages_of(reader),
        department_of=lambda each: department_of(reader, each),
    )


@blueprint.get(f"{VIEW}/figures")
@require_role(*DESK)
def view_figures(department: str, name: str):
    """The figures of a view beside those of the period before."""
    asked, using = _asked(department, name)
    return render_template(
        "office/view_figures.html",
        view=asked,
        department=department,
        filters=using,
        figures=asked.answer(asking.session(), using).figures,
        before=asking.figures_before(asked, using),
        address=asking.address,
    )


@blueprint.get(f"{VIEW}/why")
@require_role(*DESK)
def why(department: str, name: str):
    """Why a figure is what it is: formula, parts, window, and what was left out."""
    asked, using = _asked(department, name)
    answer = asked.answer(asking.session(), using)
    figure = _figure(answer, request.args.get("figure", ""))
    source = asked.source_of(figure.name)
    part = "office/why_part.html" if request.headers.get("HX-Request") else "office/why.html"
    return render_template(
        part,
        view=asked,
        department=department,
        filters=using,
        figure=figure,
        notes=answer.notes,
        source=source,
        left_out=excluded(asking.session(), source, using),
        address=asking.address,
    )


@blueprint.get(f"{VIEW}/disagreements")
@require_role(*DESK)
def disagreements(department: str, name: str):
    """Observers who saw different things of one subject within two days."""
    asked, using = _asked(department, name)
    source = asked.source_of(request.args.get("figure"))
    pairs = disagreements_in(asking.session(), source, using)
    return render_template(
        "office/disagreements.html",
        view=asked,
        department=department,
        filters=using,
        source=source,
        disagreements=pairs,
        names=names_of(asking.session(), [each for pair in pairs for each in (pair.outlet, pair.subject)]),
        people=asking.names_of_people(),
        address=asking.address,
    )


@blueprint.get(f"{VIEW}.csv")
@require_role(*DESK)
def csv(department: str, name: str):
    """What the page shows, as CSV that a spreadsheet opens in the right alphabet."""
    return as_csv(_result(department, name))


@blueprint.get(f"{VIEW}.xlsx")
@require_role(*DESK)
def xlsx(department: str, name: str):
    """What the page shows, as a workbook."""
    return as_xlsx(_result(department, name))


def _asked(department: str, name: str) -> tuple[View, Filters]:
    return open_view(asking.reader(), department, name), asking.filters()


def _result(department: str, name: str) -> Result:
    _, using = _asked(department, name)
    return _found(_sorted(run_view(asking.session(), department, name, using, language())))


def _figure(answer: Answer, name: str):
    found = next((each for each in answer.figures if each.name == name), None)
    if found is None:
        raise Problem("request.unknown_address")
    return found


def _sorting(asked: View) -> tuple[str | None, bool]:
    """The column sorted by, if any, and whether the largest comes first."""
    wanted = request.args.get("sort", "")
    name = wanted.removeprefix("-")
    return (name if name in {column.name for column in asked.columns} else None), wanted.startswith("-")


def _sorted(result: Result) -> Result:
    """The result in the order asked for; what has no data comes last either way."""
    name, falls = _sorting(result.view)
    if name is not None:
        rows = result.answer.rows
        known = sorted((row for row in rows if row.get(name) is not None), key=lambda row: row[name], reverse=falls)
        rows[:] = known + [row for row in rows if row.get(name) is None]
    return result


def _found(result: Result) -> Result:
    """Only the rows with the text asked for in one of their words, as the reader reads them."""
    text = request.args.get("find", "").strip().casefold()
    if text:
        words = [column for column in result.view.columns if column.type in ("text", "ref", "choice")]
        names = _names(result.view, result.answer.rows)
        result.answer.rows[:] = [
            row for row in result.answer.rows if any(text in cell(column, row, names).casefold() for column in words)
        ]
    return result


def _names(asked: View, rows: list[dict[str, Any]]) -> dict[str, str]:
    ids = [row.get(column.name) for row in rows for column in asked.columns if column.type == "ref" and column.shown]
    return names_of(asking.session(), ids) | asking.names_of_people()


def _scale(asked: View, rows: list[dict[str, Any]]) -> dict[str, float]:
    """For each share, what a full bar stands for: 1, or more where a share goes beyond."""
    shares = [column.name for column in asked.columns if column.type == "share"]
    return {name: max([1.0, *(row[name] for row in rows if row.get(name) is not None)]) for name in shares}


def _bars(asked: View, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The leading share of the first rows, for who would rather look than read; nothing for a single row."""
    shares = [column for column in asked.columns if column.type == "share"]
    by_name = {column.name: column for column in shares}
    leading = [by_name[name] for name in asked.leads_with if name in by_name]
    measure = next(iter(leading or shares), None)
    known = [row for row in rows if measure and row.get(measure.name) is not None]
    if measure is None or len(known) < 2:
        return {"bars": []}
    full, first = max(1.0, *(row[measure.name] for row in known)), known[:BARS]
    words, names = [each for each in asked.columns if each.shown and each.type in WORDS], _names(asked, first)
    labels = labels_of([_cells(each, first, names) for each in words], len(first))
    bars = [(label, row[measure.name], cell(measure, row, {}), full) for label, row in zip(labels, first, strict=True)]
    return {"bars": bars, "bars_title": said(measure.title)}


def _cells(column: Column, rows: list[dict[str, Any]], names: dict[str, str]) -> Callable[[int], str]:
    return lambda at: cell(column, rows[at], names)


def _key(asked: View, row: dict[str, Any]) -> dict[str, str]:
    """What tells a row apart, as it stands in an address."""
    return {f"key.{name}": row.get(name) or "" for name in asked.key}
