"""Real deliveries and real weekly sales laid into flat tables in bulk, for comparisons with sums made another way."""

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.flat import flat_table

FOLDER = Path(os.environ.get("TALLYROUND_REAL_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")

AUDITED = ("2022-07", "2022-08", "2022-09")
BIG = {"supermarket": "supermarket", "wholesale_club": "supermarket", "liquor_store": "liquor", "convenience": "kiosk"}
CITY, WEST, NORTH_EAST = ("territory/city", "territory/west", "territory/north-east")
TERRITORY_OF = {
    **dict.fromkeys(("DES MOINES", "WINDSOR HEIGHTS", "PLEASANT HILL"), CITY),
    **dict.fromkeys(("WEST DES MOINES", "CLIVE", "WAUKEE", "URBANDALE", "GRIMES", "JOHNSTON", "NORWALK"), WEST),
    **dict.fromkeys(("ANKENY", "ALTOONA", "BONDURANT", "POLK CITY"), NORTH_EAST),
}
"""Carlisle is left without a route."""
REGION_OF = {CITY: "City", WEST: "Suburbs", NORTH_EAST: "Suburbs"}


def fill(session: Session, kind: str, records: pd.DataFrame, made_on: str | None = None) -> None:
    """Records with their id, made at ten o'clock of the day `made_on`."""
    told = records if made_on is None else records.assign(made_on=made_on)
    at = (pd.to_datetime(told.made_on) - pd.Timestamp(0)) // pd.Timedelta(milliseconds=1) + 36_000_000
    moments = dict.fromkeys(("made_at", "first_at", "received_at", "first_received_at"), at)
    table = flat_table(kind)
    told = told.assign(scope="trade", author="amina", device="d", retired=False, doubts="[]", **moments)
    told = told.assign(rev=range(1, len(told) + 1))[[name for name in [*told, "rev"] if name in table.c]]
    told = told.astype(object).where(told.notna(), None)
    session.execute(insert(table), told.to_dict("records"))


def month_end(months: pd.Series) -> pd.Series:
    return (pd.to_datetime(months + "-01") + pd.offsets.MonthEnd(0)).dt.strftime("%Y-%m-%d")


def moved(days: pd.Series, by: int) -> pd.Series:
    return (pd.to_datetime(days) + pd.Timedelta(days=by)).dt.strftime("%Y-%m-%d")


@dataclass(frozen=True)
class Trade:
    """A city's outlets, products, deliveries, sell-out reports, must-stock lines and tallies, as plain frames."""

    outlets: pd.DataFrame
    products: pd.DataFrame
    sell_in: pd.DataFrame
    sell_out: pd.DataFrame
    must_stock: pd.DataFrame
    tallies: pd.DataFrame


def read_trade() -> Trade:
    """340 outlets, 40 products, 117,489 deliveries as they are; classes, routes, reports and tallies follow from them."""
    lines = pd.read_csv(FOLDER / "iowa_desmoines" / "sell_in_monthly_store_sku.csv", dtype={"outlet_id": str})
    outlets, products = _outlets(lines), _products()
    sell_in = pd.DataFrame(
        {
            "id": "sell_in/" + lines.month + "-" + lines.outlet_id + "-" + lines.item_no.astype(str),
            "delivered_on": lines.month + "-01",
            "made_on": moved(month_end(lines.month), 1),
            "outlet": "outlet/" + lines.outlet_id,
            "sku": "product/" + lines.item_no.astype(str),
            "units": lines.bottles,
            "amount_minor": (lines.dollars * 100).round().astype(int),
            "currency": "USD",
        }
    )
    must_stock = _must_stock(products)
    return Trade(
        outlets, products, sell_in, _sell_out(lines, sell_in), must_stock, _tallies(lines, outlets, must_stock)
    )


def _outlets(lines: pd.DataFrame) -> pd.DataFrame:
    """Class and turnover by what was bought; those of status I closed after their last delivery."""
    given = pd.read_csv(FOLDER / "iowa_desmoines" / "outlets.csv", dtype={"outlet_id": str})
    bought = lines.groupby("outlet_id").agg(dollars=("dollars", "sum"), first=("month", "min"), last=("month", "max"))
    given = given.join(bought, on="outlet_id")
    rank = given.dollars.fillna(0).rank(ascending=False)
    territory = given.city.map(TERRITORY_OF)
    closed = given.status.eq("I")
    return pd.DataFrame(
        {
            "id": "outlet/" + given.outlet_id,
            "name": given.name,
            "outlet_class": pd.cut(rank, [0, 60, 180, 1_000], labels=["A", "B", "C"]).astype(str),
            "channel": given.kind_guess.map(BIG).fillna("grocery"),
            "route": ("route/" + given.city.str.lower().str.replace(" ", "-")).where(territory.notna()),
            "territory": territory,
            "region": territory.map(REGION_OF),
            "turnover_minor": (given.dollars * 100).round().astype("Int64"),
            "currency": pd.Series("USD", given.index).where(given.dollars.notna()),
            "status": closed.map({True: "closed", False: "active"}),
            "opened_on": (given["first"] + "-01").where(given["first"] > "2019-01"),
            "closed_on": moved(month_end(given["last"]), 1).where(closed),
        }
    )


def _products() -> pd.DataFrame:
    given = pd.read_csv(FOLDER / "iowa_desmoines" / "products.csv").query("in_basket40 == 1")
    return pd.DataFrame(
        {
            "id": "product/" + given.item_no.astype(str),
            "name": given.description,
            "brand": given.vendor,
            "category": given.category,
        }
    ).reset_index(drop=True)


def _sell_out(lines: pd.DataFrame, sell_in: pd.DataFrame) -> pd.DataFrame:
    """Every second outlet tells at each month's end that nine tenths of its delivery are sold.

    One report in five is missing, another begins only after the delivery.
    """
    told = lines.outlet_id.astype(int).mod(2).eq(1) & _lot(lines, 5).ne(0)
    return pd.DataFrame(
        {
            "id": sell_in.id[told] + "/out",
            "made_on": month_end(lines.month[told]),
            "since_on": moved(sell_in.delivered_on[told], -1).mask(_lot(lines, 5) == 1, sell_in.delivered_on),
            "outlet": sell_in.outlet[told],
            "sku": sell_in.sku[told],
            "units": sell_in.units[told] * 9 // 10,
        }
    )


def _lot(lines: pd.DataFrame, of: int) -> pd.Series:
    """A number below `of` that looks like chance and is the same each time."""
    return (lines.outlet_id.astype(int) * 7 + lines.item_no * 3 + lines.month.str[-2:].astype(int) * 11) % of


def _must_stock(products: pd.DataFrame) -> pd.DataFrame:
    """A owes the first 30 products, B 20, C 10; every third line ends with August, every third begins after it."""
    owed = pd.concat(products[["id"]].head(n).assign(outlet_class=of) for of, n in (("A", 30), ("B", 20), ("C", 10)))
    turn = pd.Series(range(len(owed)), owed.index) % 3
    turn = turn.to_numpy()
    return pd.DataFrame(
        {
            "id": "must_stock/" + owed.outlet_class + "-" + owed.id.str[8:],
            "sku": owed.id,
            "outlet_class": owed.outlet_class,
            "from_on": pd.Series("2022-08-16", owed.index).where(turn == 1),
            "until_on": pd.Series("2022-08-15", owed.index).where(turn == 2),
        }
    )


def _tallies(lines: pd.DataFrame, outlets: pd.DataFrame, must_stock: pd.DataFrame) -> pd.DataFrame:
    """On the shelf where a month brought a delivery; what else is owed is void, on order, in the back room or unchecked."""
    bought = lines[lines.month.isin(AUDITED)][["outlet_id", "item_no", "month"]].assign(bought=True)
    owed = outlets[["id", "outlet_class"]].merge(must_stock[["sku", "outlet_class"]], on="outlet_class")
    owed = owed.assign(outlet_id=owed.id.str[7:], item_no=owed.sku.str[8:].astype(int))[["outlet_id", "item_no"]]
    all_of = owed.merge(pd.Series(AUDITED, name="month"), how="cross").merge(bought, how="outer")
    lot, there = _lot(all_of, 5), all_of.bought.eq(True)
    told = pd.DataFrame(
        {
            "visit": "visit-" + all_of.outlet_id + "-" + all_of.month,
            "outlet": "outlet/" + all_of.outlet_id,
            "sku": "product/" + all_of.item_no.astype(str),
            "made_on": all_of.month + "-" + (_lot(all_of, 19) + 10).astype(str),
            "state_on_exit": lot.map({0: "out", 1: "out", 2: "out"}).mask(there, "on_shelf"),
            "cause": lot.map({0: "void", 1: "on_order", 2: "back_room"}).mask(there),
            "on_shelf": pd.Series(12, all_of.index).where(there),
        }
    )
    return told.assign(id=told.visit + "/stock_count/" + told.sku)[there | lot.ne(4)].reset_index(drop=True)


def lay_trade(session: Session, trade: Trade) -> None:
    """The whole trade in flat tables."""
    routes = trade.outlets.dropna(subset=["route"]).drop_duplicates("route")
    territories = pd.DataFrame({"id": REGION_OF.keys(), "name": REGION_OF.keys(), "region": REGION_OF.values()})
    fill(session, "territory", territories, "2019-01-01")
    fill(session, "route", routes[["route", "territory"]].rename(columns={"route": "id"}), "2019-01-01")
    fill(session, "outlet", trade.outlets, "2019-01-01")
    fill(session, "product", trade.products, "2019-01-01")
    fill(session, "must_stock", trade.must_stock, "2019-01-01")
    fill(session, "sell_in", trade.sell_in)
    fill(session, "sell_out_count", trade.sell_out)
    fill(session, "stock_count", trade.tallies)


@dataclass(frozen=True)
class Weeks:
    """Stores, their weekly sales of a product, and promotions of it in a part of them, as plain frames."""

    stores: pd.DataFrame
    sold: pd.DataFrame
    promos: pd.DataFrame
    owing: pd.DataFrame


def read_weeks() -> Weeks:
    """25,399 store-weeks; a promotion is each run of weeks in which some stores, and not all, had a deal."""
    given = pd.read_csv(FOLDER / "oj_dominicks_weekly.csv")
    sold = pd.DataFrame(
        {
            "id": given.store.astype(str) + "-" + given.week.astype(str) + "/sell_out_count/" + given.sku.astype(str),
            "outlet": "outlet/" + given.store.astype(str),
            "sku": "product/" + given.sku.astype(str),
            "since_on": moved(given.week_start, -1),
            "made_on": moved(given.week_start, 6),
            "units": given.packs,
        }
    )
    dealt = given.assign(promo=_runs(given)).dropna(subset=["promo"])
    promos = dealt.groupby("promo").agg(sku=("sku", "first"), from_on=("week_start", "min"), last=("week_start", "max"))
    promos = promos.assign(sku="product/" + promos.sku.astype(str), until_on=moved(promos["last"], 6)).reset_index()
    owing = dealt[dealt.deal > 0][["promo", "store"]].drop_duplicates()
    owing = owing.assign(outlet="outlet/" + owing.store.astype(str), id=owing.promo + "-" + owing.store.astype(str))
    return Weeks(_stores(), sold, promos.rename(columns={"promo": "id"}), owing[["id", "promo", "outlet"]])


def _runs(given: pd.DataFrame) -> pd.Series:
    """The promotion that each store-week falls in, if any."""
    week = given.groupby(["sku", "week"]).deal.agg(["sum", "size"])
    mixed = week["sum"].between(1, week["size"] - 1)
    turn = mixed.ne(mixed.groupby("sku").shift(fill_value=False)).groupby("sku").cumsum()
    sku = mixed.index.get_level_values("sku").astype(str)
    name = pd.Series("promo/" + sku + "-" + turn.astype(str).to_numpy(), mixed.index).where(mixed)
    return given.join(name.rename("run"), on=["sku", "week"]).run


def _stores() -> pd.DataFrame:
    """Class by the income around a store, channel by how its sales compare with its rivals'."""
    given = pd.read_csv(FOLDER / "oj_store_demographics.csv")
    return pd.DataFrame(
        {
            "id": "outlet/" + given.store.astype(str),
            "outlet_class": given.income.ge(given.income.median()).map({True: "A", False: "B"}),
            "channel": given.sstrvol.gt(1.1).map({True: "supermarket", False: "grocery"}),
            "status": "active",
        }
    )


def lay_weeks(session: Session, weeks: Weeks) -> None:
    """The stores, their reports, the promotions and where they were owed."""
    fill(session, "outlet", weeks.stores, "1990-01-01")
    fill(session, "sell_out_count", weeks.sold)
    fill(session, "promo", weeks.promos, "1990-01-01")
    fill(session, "plan_line", weeks.owing.assign(what="promo"), "1990-01-01")
