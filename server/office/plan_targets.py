"""Sales targets at the desk: set by hand, shared out in proportion to last year's sales, compared level by level."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for

from server.access import require_role
from server.departments.records import names_of
from server.errors import Problem
from server.office import asking, plan_form
from server.office.blueprint import blueprint
from server.office.roles import OFFICE_DESK
from server.plans import keeping, targets
from server.plans.life import LEADERS
from server.plans.parts import COMPANY, MONTHS_OF, Part, Span, Tree, differences, span_with

MOST_UNITS = 10**9


@blueprint.get("/targets", endpoint="targets")
@require_role(*OFFICE_DESK)
def target_page():
    """The targets of a year, a quarter or a month, each part beside the sum of its parts and last year's sales."""
    return _page({})


@blueprint.post("/targets")
@require_role(*LEADERS)
def set_targets():
    """Back to the page with what was typed; or the page again with what is wrong."""
    span, session = _span(request.form), asking.session()
    tree, hand = _tree(request.form), keeping.hand_of(asking.reader())
    if share := request.form.get("share"):
        return _share(span, tree, share)
    wanted, wrong = _typed(tree)
    if wrong:
        return _page(wrong), 422
    known = targets.targets_of(session, span)
    news = {
        part: said for part, said in wanted.items() if part in known or any(each is not None for each in said.values())
    }
    targets.put(hand, span, tree, news)
    return _back(span)


@blueprint.post("/targets/begin")
@require_role(*LEADERS)
def begin_targets():
    """Back to the page with targets for all parts: last year's sales or targets, and so many percent more."""
    span, tree = _span(request.form), _tree({})
    text = request.form.get("more", "").strip().replace("−", "-")
    if not text.lstrip("-").isdecimal() or not -90 <= int(text) <= 900:
        raise Problem("request.malformed", field="more")
    percent = 100 + int(text)
    if request.form.get("like") == "targets":
        targets.copy(keeping.hand_of(asking.reader()), asking.session(), span, tree, percent)
        return _back(span)
    sold = targets.sold_in(asking.session(), span.year_before, tree).get(COMPANY, targets.Sold())
    units, amount = (round(each * percent / 100) for each in (sold.units, sold.amount_minor))
    hand = keeping.hand_of(asking.reader())
    targets.share_out(hand, asking.session(), span, tree, COMPANY, units, amount or None)
    return _back(span)


def _share(span: Span, tree: Tree, key: str):
    part = next((each for each in tree.all() if each.key == key), None)
    known = targets.targets_of(asking.session(), span).get(part) if part else None
    amount = targets.in_money({part: known}).get(part) if part and known else None
    if part is None or known is None or (known.units is None and amount is None):
        raise Problem("request.malformed", field="share")
    hand = keeping.hand_of(asking.reader())
    targets.share_out(hand, asking.session(), span, tree, part, known.units, amount)
    return _back(span)


def _page(wrong: dict[str, str]):
    asked = request.form if request.method == "POST" else request.args
    span, session, tree = _span(asked), asking.session(), _tree(asked)
    known = targets.targets_of(session, span)
    units = {part: each.units for part, each in known.items() if each.units is not None}
    amounts, parts = targets.in_money(known), tree.all()
    return render_template(
        "office/targets.html",
        span=span,
        periods=tuple(MONTHS_OF),
        parts=parts,
        tree=tree,
        known=known,
        amounts=amounts,
        sold=targets.sold_in(session, span.year_before, tree),
        differences=differences(tree, units),
        money_differences=differences(tree, amounts),
        smaller=_smaller(session, span),
        of_route=asked.get("route", ""),
        wrong=wrong,
        typed=request.form if wrong else {},
        may_set=asking.reader().role in LEADERS,
        currency=plan_form.currency(),
        names=names_of(session, [each.part for each in parts]),
        people=asking.names_of_people(),
        spans={period: span_with(period, span.from_on) for period in MONTHS_OF},
    )


def _smaller(session, span: Span) -> list[tuple[Span, int | None, int | None]]:
    """The company's targets of the spans that make this one up, in units and in money."""
    found = []
    for each in span.smaller:
        known = targets.targets_of(session, each)
        units = known[COMPANY].units if COMPANY in known else None
        found.append((each, units, targets.in_money(known).get(COMPANY)))
    return found


def _typed(tree: Tree) -> tuple[dict[Part, dict[str, Any]], dict[str, str]]:
    typed, wanted = plan_form.Typed(), {}
    for part in tree.all():
        if f"units:{part.key}" not in request.form:
            continue
        units = plan_form.whole(typed, f"units:{part.key}", request.form[f"units:{part.key}"], MOST_UNITS)
        amount = plan_form.money(typed, f"amount:{part.key}", request.form.get(f"amount:{part.key}", ""))
        wanted[part] = {"units": units, "amount_minor": amount}
    return wanted, dict.fromkeys(typed.wrong, "")


def _span(asked) -> Span:
    period, day = asked.get("period", "quarter"), asked.get("from") or keeping.today()
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Problem("request.malformed", field="from") from None
    if period not in MONTHS_OF or not "1990" <= day[:4] < "2200":
        raise Problem("request.malformed", field="period")
    return span_with(period, day)


def _tree(asked) -> Tree:
    return targets.trade(asking.session(), products_of=asked.get("route") or None)


def _back(span: Span):
    where: dict[str, Any] = {"period": span.period, "from": span.from_on, "route": request.form.get("route") or None}
    return redirect(url_for("office.targets", **where), 303)
