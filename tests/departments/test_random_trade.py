"""The store's sums against the metrics over rows read one by one, on random trades."""

import random

import pytest

from server.departments import metrics
from server.departments.run import run_view
from server.departments.views import VIEWS
from tests.departments.given import day, filters

SKUS = ("product/cola", "product/tea", "product/water")
CAUSES = (None, "void", "on_order", "back_room", "delisted", "other")


def random_trade(world, seed: int) -> list[dict]:
    """A random month of tallies, told as plain rows too."""
    chance = random.Random(seed)
    world.route()
    for sku in SKUS:
        world.product(sku.removeprefix("product/"))
    turnover = [chance.randrange(1, 100) for _ in range(8)]
    world.outlets(8, turnover)
    world.must_stock("product/cola", from_on=day(20))
    world.must_stock("product/tea", until_on=day(10))
    told, taken = [], set()
    for _ in range(80):
        place = (chance.randrange(1, 9), chance.choice(SKUS), chance.randrange(45), chance.randrange(12))
        if place in taken:
            continue
        taken.add(place)
        n, sku, ago, hour = place
        state = chance.choice(("on_shelf", "on_shelf", "out", None))
        fields = {
            "cause": chance.choice(CAUSES) if state == "out" else None,
            "retired": chance.random() < 0.1,
        }
        world.tally(f"outlet/{n}", sku, state, ago=ago, hour=hour, by=chance.choice(("amina", "bruno")), **fields)
        told.append({"outlet": n, "sku": sku, "ago": ago, "at": -ago * 24 + hour, "state": state, **fields})
    return [row | {"turnover": turnover[row["outlet"] - 1]} for row in told]


def latest(told: list[dict]) -> list[dict]:
    standing: dict[tuple, dict] = {}
    for row in sorted(told, key=lambda row: row["at"]):
        if row["state"] and not row["retired"] and row["ago"] < 30:
            standing[row["outlet"], row["sku"]] = row
    return list(standing.values())


def carried(row: dict) -> bool:
    return row["state"] == "on_shelf" or row["cause"] not in ("void", "delisted")


def owed(row: dict) -> bool:
    return {"product/cola": row["ago"] <= 20, "product/tea": row["ago"] >= 10}.get(row["sku"], False)


@pytest.mark.parametrize("seed", range(12))
def test_the_store_says_what_the_metrics_say(world, seed: int) -> None:
    rows = latest(random_trade(world, seed))

    said = run_view(world.session, "marketing", "distribution", filters()).answer
    missing = run_view(world.session, "sales", "out_of_stock", filters()).answer
    voids = run_view(world.session, "sales", "void_list", filters()).answer

    figures = {each.name: each.value for each in (*said.figures, *missing.figures)}
    of_list = [row for row in rows if owed(row)]
    out = sum(row["state"] == "out" for row in of_list)
    assert figures["numeric_distribution_audited"] == metrics.pooled((carried(row), 1) for row in rows).value
    assert figures["must_stock_compliance"] == metrics.pooled((carried(row), 1) for row in of_list).value
    assert figures["oos_rate"] == metrics.oos_rate(out, len(of_list)).value
    pairs = [(f"outlet/{row['outlet']}", row["sku"]) for row in of_list]
    stocked = [(f"outlet/{row['outlet']}", row["sku"]) for row in of_list if carried(row)]
    assert sorted((row["outlet"], row["sku"]) for row in voids.rows) == metrics.void_list(pairs, stocked)
    for row in said.rows:
        mine = [each for each in rows if each["sku"] == row["sku"]]
        weight = sum(each["turnover"] for each in mine if carried(each))
        assert (row["audited"], row["carrying"]) == (len(mine), sum(carried(each) for each in mine))
        if mine:
            assert row["weighted_distribution"] == pytest.approx(weight / total_turnover(seed))


@pytest.mark.parametrize("seed", range(4))
def test_every_cell_that_is_a_door_opens_onto_as_many_records_as_it_says(world, seed: int) -> None:
    random_trade(world, seed)

    for view in VIEWS:
        for row in view.answer(world.session, filters()).rows:
            key = {name: row[name] or "" for name in view.key}
            for column in view.columns:
                if column.part and column.type == "integer":
                    behind = list(world.session.scalars(view.evidence(world.session, filters(), key, column.part)))
                    assert len(behind) == row[column.name], (view.name, key, column.name)


def total_turnover(seed: int) -> int:
    chance = random.Random(seed)
    return sum(chance.randrange(1, 100) for _ in range(8))
