"""Claims week by week: every outlet's weeks at a glance, and one outlet's claims with what each side says of each week."""

from flask import render_template, request

from server.access import require_role
from server.departments.choices import choices
from server.departments.records import find_record, names_of
from server.errors import Problem
from server.office import asking
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK, reach
from server.reconciliation.weeks import Week, mondays, places_in, weeks_in

PAGE = 50
NARROWED_BY = ("region", "territory", "route", "channel", "outlet_class")


@blueprint.get("/weeks")
@require_role(*OFFICE_DESK)
def weeks():
    """Week by week how claims met: by outlet, or of one outlet by what is claimed."""
    using, outlet = asking.filters(), request.args.get("outlet")
    if outlet:
        return _outlet(outlet)
    places = places_in(asking.session(), using)
    page = asking.page_number()
    shown = places[page * PAGE : (page + 1) * PAGE]
    return render_template(
        "office/weeks.html",
        filters=using,
        narrowed_by=NARROWED_BY,
        options=choices(asking.session(), None),
        weeks=mondays(using.from_on, using.until_on),
        places=shown,
        total=len(places),
        page=page,
        pages=-(-len(places) // PAGE),
        names=names_of(asking.session(), [each.outlet for each in shown]),
        address=asking.address,
    )


def _outlet(outlet: str) -> str:
    found = find_record(asking.session(), outlet, reach(asking.reader()))
    if found is None or found.kind.name != "outlet":
        raise Problem("request.unknown_address")
    using = asking.filters()
    claims = {about: weeks for (_, about), weeks in weeks_in(asking.session(), using, outlet).items()}
    names = names_of(asking.session(), [outlet, *claims])
    return render_template(
        "office/weeks_outlet.html",
        filters=using,
        outlet=found,
        weeks=mondays(using.from_on, using.until_on),
        claims=dict(sorted(claims.items(), key=lambda each: (-_differing(each[1]), names.get(each[0], each[0])))),
        kinds={"product": "stock_count", "pop_item": "pop_placement"},
        names=names,
        address=asking.address,
    )


def _differing(weeks: dict[str, Week]) -> int:
    return sum(week.verdict == "differ" for week in weeks.values())
