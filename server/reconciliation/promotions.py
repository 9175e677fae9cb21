"""The plan says it runs; the check in the shop misses a part of it."""

from collections.abc import Iterator

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from server.flat import flat_table
from server.reconciliation.finding import Finding
from server.reconciliation.latest import nth

PREFIX = "elements_"


def promo_without_element(session: Session, today: str) -> Iterator[Finding]:
    """Promotions that run today by plan, and of which the latest check at an outlet that owes them missed a part."""
    promo, line, check = flat_table("promo"), flat_table("plan_line"), flat_table("promo_check")
    parts = [each.name.removeprefix(PREFIX) for each in check.c if each.name.startswith(PREFIX)]
    latest = (
        select(check, nth(check, check.c.outlet, check.c.promo))
        .join(promo, promo.c.id == check.c.promo)
        .where(~check.c.retired, check.c.made_on <= today)
        .where(or_(promo.c.from_on.is_(None), check.c.made_on >= promo.c.from_on))
        .subquery("latest")
    )
    query = (
        select(
            line.c.id.label("line"),
            line.c.outlet,
            promo.c.id.label("promo"),
            latest.c.id.label("check"),
            latest.c.made_on,
            *(latest.c[PREFIX + part].label(f"found_{part}") for part in parts),
            *(promo.c[PREFIX + part].label(f"wanted_{part}") for part in parts),
        )
        .join(promo, promo.c.id == line.c.promo)
        .join(latest, and_(latest.c.outlet == line.c.outlet, latest.c.promo == promo.c.id, latest.c.nth == 1))
        .where(~line.c.retired, line.c.what == "promo", ~promo.c.retired)
        .where(or_(promo.c.from_on.is_(None), promo.c.from_on <= today))
        .where(or_(promo.c.until_on.is_(None), promo.c.until_on >= today))
        .where(or_(line.c.released_on.is_(None), line.c.released_on <= today))
        .order_by(line.c.id)
    )
    known: set[tuple[str, str]] = set()
    for row in session.execute(query).mappings():
        missing = [
            part for part in parts if row[f"found_{part}"] == "missing" and row[f"wanted_{part}"] != "not_applicable"
        ]
        if missing and (row["outlet"], row["promo"]) not in known:
            known.add((row["outlet"], row["promo"]))
            said = {"planned": "running", "missing": missing}
            shown = (row["check"], row["line"])
            yield Finding("promo_without_element", row["promo"], row["made_on"], row["outlet"], None, said, shown)
