"""`flask plan-routes`: gives every outlet without a route its route, its place and its day."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import click
from flask.cli import with_appcontext

from server.ledger import Record, the_ledger
from server.reference.nearness import point_of
from server.reference.outlets import UNASSIGNED
from server.reference.route_plan import PlannedRoute, RoutePlan, Shop, Stop, plan_routes
from server.reference.surroundings import author_of
from server.reference.writing import NotTaken, write_all

Ops = list[dict[str, Any]]


def _weekdays(_context, _parameter, given: str) -> list[int]:
    digits = [each for each in given.replace(",", "") if not each.isspace()]
    if not digits or any(each not in "1234567" for each in digits):
        raise click.BadParameter("name weekdays by number, Monday is 1: 1,2,3,4,5")
    return sorted(set(map(int, digits)))


def _territory_name(_context, _parameter, given: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,49}", given):
        raise click.BadParameter("a short name of letters A to Z, digits, dots and dashes, such as north")
    return given


@click.command("plan-routes")
@click.option(
    "--territory",
    default="main",
    show_default=True,
    callback=_territory_name,
    help="Territory of the new routes; made if new.",
)
@click.option("--source", default="", help="Only outlets of one source, as it was named when they were taken in.")
@click.option("--size", type=click.IntRange(min=2), default=60, show_default=True, help="Most outlets on one route.")
@click.option("--weekdays", default="1,2,3,4,5", show_default=True, callback=_weekdays, help="Days that are walked.")
@click.option("--as", "person", default="system", show_default=True, help="Who plans.")
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@with_appcontext
def plan_routes_command(
    territory: str, source: str, size: int, weekdays: list[int], person: str, dry_run: bool
) -> None:
    """Give every outlet without a route a place on one: compact routes, short walks, one run of the walk a day."""
    ledger = the_ledger()
    with ledger.transaction():
        unplanned = _unplanned(f"outlet/{source}/" if source else "outlet/")
        if not unplanned:
            click.echo("Every outlet has a route already. Nothing was changed.")
            return
        shops = [_shop(each) for each in unplanned]
        plan = plan_routes(shops, _free_names(territory), size, weekdays)
        _tell(plan)
        if dry_run:
            click.echo("Dry run: nothing was written.")
            return
        ops = _territory(territory) + [op for route in plan.routes for op in _route_ops(route, territory)]
        try:
            write_all(author_of(person), ops)
        except NotTaken as refused:
            raise click.ClickException(f"{refused} Nothing was changed.") from None


def _unplanned(names: str) -> list[Record]:
    """Open outlets without a route, in the order they came in."""
    outlets = (each for each in the_ledger().of_kind("outlet", scope_prefix=UNASSIGNED) if each.id.startswith(names))
    found = sorted(
        (each for each in outlets if each.scope == UNASSIGNED and not each.retired), key=lambda each: each.seq
    )
    closed = sum(each.fields.get("status") == "closed" for each in found)
    if closed:
        click.echo(f"{closed:,} closed outlets are left without a route.")
    return [each for each in found if each.fields.get("status") != "closed"]


def _shop(outlet: Record) -> Shop:
    fields = outlet.fields
    position = fields.get("position")
    street = re.sub(r"^\d[\w\-/,]*\s+", "", fields.get("address", "")).casefold()
    return Shop(
        outlet.id,
        point_of(position) if position else None,
        fields.get("postcode", ""),
        street,
        fields.get("city", "").casefold(),
    )


def _free_names(territory: str) -> Iterator[str]:
    taken = {each.id for each in the_ledger().of_kind("route")}
    return (name for number in count(1) if f"route/{(name := f'{territory}-{number}')}" not in taken)


def _territory(name: str) -> Ops:
    record = f"territory/{name}"
    if record in the_ledger().get_many([record]):
        return []
    return [{"op": "set", "record": record, "kind": "territory", "scope": "company", "fields": {"name": name}}]


def _route_ops(route: PlannedRoute, territory: str) -> Iterator[dict[str, Any]]:
    scope = f"route:{route.name}"
    fields = {"name": route.name, "territory": f"territory/{territory}"}
    yield {"op": "set", "record": f"route/{route.name}", "kind": "route", "scope": scope, "fields": fields}
    for stop in route.stops:
        yield from _stop_ops(stop, route.name, scope)


def _stop_ops(stop: Stop, route: str, scope: str) -> Ops:
    fields: dict[str, Any] = {"route": f"route/{route}", "outlet": stop.outlet}
    fields |= {"position": stop.position, "weekdays": [stop.weekday], "weeks": "every"}
    tail = stop.outlet.partition("/")[2]
    return [
        {"op": "move", "record": stop.outlet, "scope": scope},
        {"op": "set", "record": stop.outlet, "kind": "outlet", "scope": scope, "fields": {"route": f"route/{route}"}},
        {"op": "set", "record": f"route_stop/{route}/{tail}", "kind": "route_stop", "scope": scope, "fields": fields},
    ]


def _tell(plan: RoutePlan) -> None:
    for route in plan.routes:
        click.echo(f"  {route.name:<20} {len(route.stops):>4} stops {route.metres / 1000:>8.1f} km a week")
    click.echo(
        f"{sum(len(route.stops) for route in plan.routes):,} outlets on {len(plan.routes)} new routes: "
        f"{plan.metres / 1000:,.1f} km walked a week, against {plan.unsorted_metres / 1000:,.1f} km in file order."
    )
