"""Views over real deliveries beside sums made apart from them, from the written definitions, with data frames."""

import pandas as pd
import pytest
from sqlalchemy import update

from server.departments.run import run_view
from server.flat import flat_table
from tests.departments.given import filters, open_world
from tests.departments.real_trade import FOLDER, lay_trade, lay_weeks, read_trade, read_weeks

if not FOLDER.is_dir():
    pytest.skip("no folder of real data", allow_module_level=True)

WINTER, LAST = ("2019-11-01", "2020-03-01"), ("2022-01-01", "2022-10-31")
SAZERAC = {"brand": "SAZERAC COMPANY  INC"}
VISITED = ("2022-07-01", "2022-09-30")
EARLY = ("2022-07-01", "2022-08-01")
CUT = ("1992-01-01", "1992-06-20")
WEIGHT_OF_CLASS = {"A": 3, "B": 2, "C": 1}


@pytest.fixture(scope="module")
def trade():
    return read_trade()


@pytest.fixture(scope="module")
def session(trade):
    world, engine = open_world()
    lay_trade(world.session, trade)
    yield world.session
    world.session.close()
    engine.dispose()


def ask(session, department, view, window, **parts):
    answer = run_view(session, department, view, filters(from_=window[0], to=window[1], **parts)).answer
    return answer.rows, {figure.name: figure for figure in answer.figures}


def same(said, reckoned, seen: list) -> None:
    """Whole numbers to the last digit, shares to a thousand-millionth, no data as no data."""
    seen.append(said)
    if reckoned is None or said is None or isinstance(reckoned, int | str):
        assert said == reckoned
    else:
        assert said == pytest.approx(reckoned, rel=0, abs=1e-9)


def divided(part, whole):
    return part / whole if whole else None


def active(trade, day, **parts):
    """Opened by a day and not closed by then, in the parts looked at."""
    outlets = trade.outlets
    open_by = outlets.opened_on.isna() | (outlets.opened_on <= day)
    open_still = (outlets.closed_on > day) | (outlets.closed_on.isna() & outlets.status.ne("closed"))
    return inside(outlets[open_by & open_still], **parts)


def inside(outlets, **parts):
    """The outlets of the parts looked at."""
    for name, part in parts.items():
        if name in outlets:
            outlets = outlets[outlets[name] == part]
    return outlets.rename(columns={"id": "outlet"})


PLACED = ["outlet", "outlet_class", "route", "territory", "region"]


def of_window(records, day, window, trade, places=None, **parts):
    """Records of a window in active outlets (or in the places named), of the brand looked at."""
    mine = records[records[day].between(*window)]
    if "brand" in parts:
        ours = trade.products[trade.products.brand == parts["brand"]]
        mine = mine[mine.sku.isin(ours.id)]
    return mine.merge(active(trade, window[1], **parts)[PLACED] if places is None else places, on="outlet")


# Regional sales


def regional(trade, window, level, **parts):
    """Each part's deliveries, reports, and deliveries of days that a report of the outlet and product covers."""
    places = inside(trade.outlets, **parts).rename(columns={"id": "outlet"})[PLACED]  # closed since or not
    of_range = {name: part for name, part in parts.items() if name == "brand"}
    lines, reports = (
        of_window(records, day, window, trade, **of_range, places=places)
        for records, day in ((trade.sell_in, "delivered_on"), (trade.sell_out, "made_on"))
    )
    spans = reports[["outlet", "sku", "since_on", "made_on"]].rename(columns={"made_on": "told_on"})
    pairs = lines[["id", "outlet", "sku", "delivered_on"]].merge(spans, on=["outlet", "sku"])
    covered = pairs[(pairs.since_on < pairs.delivered_on) & (pairs.delivered_on <= pairs.told_on)].id
    part = "sku" if level == "product" else level
    lines = lines.assign(part=lines[part].fillna(""), counted=lines.units.where(lines.id.isin(covered), 0))
    sums = lines.groupby("part").agg(
        lines=("id", "size"),
        sell_in=("units", "sum"),
        amount_minor=("amount_minor", "sum"),
        sell_in_counted=("counted", "sum"),
        latest_on=("delivered_on", "max"),
    )
    sold = reports.assign(part=reports[part].fillna("")).groupby("part").units.sum().rename("sell_out")
    return sums.join(sold, how="outer")


def addresses(trade):
    """Every place that the view can be narrowed to, with the level of its rows."""
    places = trade.outlets
    yield {}, "region"
    for part, level in (("region", "territory"), ("territory", "route"), ("route", "product")):
        for each in sorted(places[part].dropna().unique()):
            yield {part: each}, level


def whole_or_none(value):
    """What nobody told is no data."""
    return None if value != value else int(value)


@pytest.mark.parametrize(
    ("window", "range_"), [(WINTER, {}), (LAST, {}), (LAST, SAZERAC)], ids=["winter", "last", "last, a brand"]
)
def test_regional_sales_add_up_at_every_level(session, trade, window, range_):
    seen: list = []
    for parts, level in addresses(trade):
        rows, figures = ask(session, "sales", "regional_sales", window, **parts, **range_)
        reckoned = regional(trade, window, level, **parts, **range_)
        assert {row["part"] for row in rows} == set(reckoned.index)
        assert {row["level"] for row in rows} == {level}
        for row in rows:
            sums = reckoned.loc[row["part"]]
            for name in ("lines", "sell_in", "amount_minor"):
                same(row[name], int(sums[name]), seen)
            same(row["sell_in_counted"], int(sums.sell_in_counted) or None, seen)
            same(row["latest_on"], sums.latest_on, seen)
            same(row["sell_out"], whole_or_none(sums.sell_out), seen)
            same(row["sell_out_of_sell_in"], divided(sums.sell_out, sums.sell_in_counted), seen)
        in_all = reckoned.sum(numeric_only=True)
        same(figures["sell_in_units"].value, int(in_all.sell_in), seen)
        told = reckoned.sell_out.notna().any()
        same(figures["sell_out_units"].value, int(in_all.sell_out) if told else None, seen)
        same(figures["sell_out_of_sell_in"].value, divided(in_all.sell_out, in_all.sell_in_counted), seen)
        same(figures["sell_in_units"].basis.n, int(in_all.lines), seen)


# Distribution


def standing(trade, window, **parts):
    """The latest answered tally of each outlet and product, with what it says and whether the list owed it that day."""
    told = of_window(trade.tallies.dropna(subset=["state_on_exit"]), "made_on", window, trade, **parts)
    told = told.sort_values("made_on").drop_duplicates(["outlet", "sku"], keep="last")
    on_shelf = told.state_on_exit.eq("on_shelf")
    told = told.assign(carried=on_shelf | told.cause.ne("void"), in_stock=on_shelf | told.cause.eq("back_room"))
    told = told.merge(trade.must_stock.drop(columns="id"), on=["sku", "outlet_class"], how="left", indicator="listed")
    began = told.from_on.isna() | (told.from_on <= told.made_on)
    ended = told.until_on.notna() & (told.until_on < told.made_on)
    return told.assign(owed=told.listed.eq("both") & began & ~ended)


def shares(told, weight, outlets, trade_weight):
    """The shares of one product, or of several pooled, over the outlets that could carry it."""
    carried, in_stock = int(told.carried.sum()), int(told.in_stock.sum())
    own, on_hand = (float(told.outlet.map(weight)[of].sum()) for of in (told.carried, told.in_stock))
    numeric, weighted = divided(carried, outlets), divided(own, trade_weight)
    return {
        "numeric_distribution_universe": numeric,
        "numeric_distribution_audited": divided(carried, len(told)),
        "weighted_distribution": weighted,
        "store_quality_index": divided(weighted, numeric),
        "in_stock_distribution": divided(in_stock, outlets),
        "in_stock_weighted_distribution": divided(on_hand, trade_weight),
        "distribution_oos": 1 - in_stock / carried if carried else None,
    }


def compare_distribution(session, trade, window, weigh, parts, seen):
    rows, figures = ask(session, "marketing", "distribution", window, **parts)
    universe = active(trade, window[1], **parts)
    weight = weigh(universe).set_axis(universe.outlet)
    told, total = standing(trade, window, **parts), float(weight.sum())
    audited = {row["sku"]: row for row in rows if row["audited"]}
    assert set(audited) == set(told.sku)
    points = 0.0
    for sku, group in told.groupby("sku"):
        row, reckoned = audited[sku], shares(group, weight, len(universe), total)
        points += 100 * reckoned["numeric_distribution_universe"]
        counts = {"outlets": len(universe), "audited": len(group), "latest_on": group.made_on.max()}
        counts |= {"carrying": int(group.carried.sum()), "in_stock": int(group.in_stock.sum())}
        for name, value in {**reckoned, **counts}.items():
            same(row[name], value, seen)
    of_range = {name: part for name, part in parts.items() if name in ("brand", "category")}
    products = standing(trade, window, **of_range).sku.nunique()  # looked at anywhere in the trade
    pooled = shares(told, weight, len(universe) * products, total * products)
    owed = told[told.owed]
    pooled |= {"must_stock_compliance": divided(int(owed.carried.sum()), len(owed))}
    pooled |= {"total_distribution_points": points}
    for name, value in pooled.items():
        same(figures[name].value, value, seen)
    same(figures["weighted_distribution"].basis.n, len(told), seen)


def parts_of_the_trade(trade, names=("region", "channel")):
    yield from ({}, SAZERAC)
    for name in names:
        yield from ({name: each} for each in sorted(trade.outlets[name].dropna().unique()))


@pytest.mark.parametrize(
    ("window", "names"),
    [(EARLY, ("region", "channel")), (VISITED, ("region", "territory", "route", "channel", "outlet_class"))],
    ids=["early", "whole"],
)
def test_distribution_weighted_by_turnover_for_each_product_and_pooled(session, trade, window, names):
    seen: list = []
    for parts in parts_of_the_trade(trade, names):
        compare_distribution(session, trade, window, lambda outlets: outlets.turnover_minor.fillna(0), parts, seen)


def test_distribution_is_weighted_by_class_where_no_turnover_is_known(session, trade):
    seen: list = []
    with session.begin_nested() as aside:
        session.execute(update(flat_table("outlet")).values(turnover_minor=None))
        for parts in parts_of_the_trade(trade):
            compare_distribution(
                session, trade, VISITED, lambda outlets: outlets.outlet_class.map(WEIGHT_OF_CLASS), parts, seen
            )
        aside.rollback()


# Promotions


@pytest.fixture(scope="module")
def weeks():
    return read_weeks()


@pytest.fixture(scope="module")
def stores(weeks):
    world, engine = open_world()
    lay_weeks(world.session, weeks)
    yield world.session
    world.session.close()
    engine.dispose()


def paces(reports, first, last):
    """Units and days of each store, by reports that lie wholly between two days."""
    inside = reports[(pd.to_datetime(reports.since_on) >= first - pd.Timedelta(days=1)) & (reports.made_on <= last)]
    days = (pd.to_datetime(inside.made_on) - pd.to_datetime(inside.since_on)).dt.days
    return inside.assign(days=days).groupby("outlet")[["units", "days"]].sum()


def difference_in_differences(weeks, promo, until, stores):
    """(T1/T0) ÷ (C1/C0) − 1 and its kin, of stores of kinds found on both sides; T0 at the pace of as many days before."""
    first, last = pd.Timestamp(promo.from_on), min(pd.Timestamp(promo.until_on), pd.Timestamp(until))
    start = first - (last - first) - pd.Timedelta(days=1)
    reports = weeks.sold[weeks.sold.sku == promo.sku]
    before = paces(reports, start, str(first - pd.Timedelta(days=1))[:10])
    both = paces(reports, first, str(last)[:10]).join(before.add_suffix("_before"), how="inner")
    others = weeks.promos[(weeks.promos.sku == promo.sku) & (weeks.promos.from_on <= str(last)[:10])]
    others = others[others.until_on >= str(start)[:10]]
    busy = weeks.owing[weeks.owing.promo.isin(others.id)]
    of_promo = both.index.isin(weeks.owing[weeks.owing.promo == promo.id].outlet)
    both = both.assign(side=pd.Series("T", both.index).where(of_promo, "C"))
    both = both[of_promo | ~both.index.isin(busy.outlet)].join(stores.set_index("id")[["outlet_class", "channel"]])
    both = both.dropna(subset=["outlet_class"])
    kinds = both.groupby(["outlet_class", "channel"]).side.transform("nunique")
    both = both[kinds == 2]
    counts = both.side.value_counts()
    found = {"promoted": int(counts.get("T", 0)), "matched": int(counts.get("C", 0))}
    if both.empty:
        return found | dict.fromkeys(("uplift", "naive_uplift", "incremental_units"))
    sums = both.groupby("side")[["units", "days", "units_before", "days_before"]].sum()
    t1, c1 = sums.units["T"], sums.units["C"]
    t0, c0 = (sums.units_before / sums.days_before * sums.days)[["T", "C"]]
    shares = {"uplift": t1 / t0 / (c1 / c0) - 1, "naive_uplift": t1 / t0 - 1, "incremental_units": t1 - t0 * c1 / c0}
    return found | {name: float(value) for name, value in shares.items()}


@pytest.mark.parametrize("parts", [{}, {"channel": "grocery"}], ids=["all", "grocery"])
@pytest.mark.parametrize("window", [("1990-06-14", "1991-12-31"), ("1991-06-01", "1992-10-07"), CUT], ids=str)
def test_what_promotions_brought_is_the_difference_in_differences(stores, weeks, window, parts):
    seen: list = []
    rows, figures = ask(stores, "marketing", "promotion_feedback", window, **parts)
    mine = weeks.stores[weeks.stores.channel == parts["channel"]] if parts else weeks.stores
    running = weeks.promos[(weeks.promos.from_on <= window[1]) & (weeks.promos.until_on >= window[0])]
    due = weeks.owing[weeks.owing.outlet.isin(mine.id)].groupby("promo").size()
    running = running[running.id.isin(due.index)].set_index("id", drop=False)
    assert {row["promo"] for row in rows} == set(running.index)
    increment = 0.0
    for row in rows:
        reckoned = difference_in_differences(weeks, running.loc[row["promo"]], window[1], mine)
        increment += reckoned["incremental_units"] or 0
        for name, value in {**reckoned, "due": int(due[row["promo"]])}.items():
            same(row[name], value, seen)
    assert sum(row["uplift"] is not None for row in rows) > len(rows) / 3
    assert figures["promotion_increment"].value == pytest.approx(increment, rel=1e-9)
