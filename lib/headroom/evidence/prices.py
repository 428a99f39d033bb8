"""The price in use: an estimate made from dated observations by one rule (`estimate`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from headroom.evidence.faults import LackingError
from headroom.evidence.quantity import LEVEL, SELLERS, Quantity
from headroom.evidence.ranges import Range, reference

Observation = dict[str, Any]
WINDOW = timedelta(days=180)
WIDEST_WINDOW = timedelta(days=365)
ENOUGH = 3  # providers
OF_MANY = ("summary", "market")  # who is no seller
POINTS = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
POINT_WEIGHTS = (0.185, 0.63, 0.185)  # that stand for a distribution known at these points (extended Pearson-Tukey)


class NoPriceError(LackingError):
    """There is no observation to make a price of."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Price(Quantity):
    """A price in use: a quantity that knows what it was made of.

    Parameters
    ----------
    item
        What is priced, an id of the accelerators.
    kind
        Kind of price.
    n
        Number of providers that it rests on.
    newest
        Date of the newest observation.
    stale
        Whether the newest observation is more than 180 days older than the date asked for.
    """

    item: str
    kind: str
    n: int
    newest: date
    stale: bool


def by_item(observations: pd.DataFrame) -> dict[str, list[Observation]]:
    """The rows of the table `prices` that state a price, by the item that is priced."""
    stated = observations[observations["usd"].notna()]
    grouped: dict[str, list[Observation]] = {}
    for row in stated.to_dict("records"):
        grouped.setdefault(row["accelerator_id"], []).append(row)
    return grouped


def estimate(
    of_item: Sequence[Observation],
    item: str,
    kind: str,
    as_of: date,
    *,
    term_months: float | None = None,
    seed: int = 0,
) -> Price:
    """The price of an item of one kind at a date, from the observations known by then.

    1. **Like with like.** Only observations of this item and this kind of price count (on demand, reserved, spot and
       marketplace are different prices, a chip alone and a chip in its server different goods), and of reserved prices
       only those of the term in months, where one is asked for.
    2. **Your own prices first.** If a price file that was brought along has such observations, they alone count.
       Rows appended to `data/prices.csv` are observations like the others.
    3. **Recent ones.** The newest observation not later than the as-of date ends a window of 180 days. If fewer than
       three providers are in it, the window is 365 days; older observations never count.
    4. **One seller, one voice.** Each provider counts with its newest date in the window. Several prices of that
       date (regions, sources that disagree) share its voice. An index, a median of providers or a word of the market is
       no seller: it counts only where no seller's price is as recent as the window is wide, since it would count beside
       its own parts.
    5. **Central value** is the median of the providers, **low and high** are their 5 % and 95 % points, interpolated
       (among ten providers or fewer: the lowest and the highest). An observation that itself states an interval counts
       with its 5 %, 50 % and 95 % points, weighted 0.185, 0.63 and 0.185; one that states no more than a bound ("above
       7") does not count.
    6. **Stale** is a price whose newest observation is more than 180 days older than the as-of date. The number of
       providers is stated; a price that rests on a single quote has no range.

    Parameters
    ----------
    of_item
        The item's rows of the table `prices`; `user_supplied` marks those of price files brought along.
    item
        An id of the accelerators.
    kind
        Kind of price.
    as_of
        No observation after this date counts.
    term_months
        Term of a reserved price [months]; by default all terms together.
    seed
        Seed of the World.

    Raises
    ------
    NoPriceError
        If no observation fits; the message says what there is instead.
    """
    fitting = [row for row in of_item if row["price_kind"] == kind and term_months in (None, row["term_months"])]
    term = "" if term_months is None else f" for {term_months:g} months"
    known = [row for row in fitting if row["as_of"] <= pd.Timestamp(as_of)]
    if not known:
        raise NoPriceError(f"no {kind} price of '{item}'{term} as of {as_of}{_instead(of_item, kind, fitting)}")
    known = [row for row in known if row["user_supplied"]] or _of_sellers(known)
    voices = _providers(known)
    used = [row for rows in voices for row in rows]
    low, central, high = (float(f"{usd:.12g}") for usd in weighted_quantiles(*_points(voices), POINTS))
    newest = max(row["as_of"] for row in used).date()
    drawn = Range(
        id=f"{item}/{kind}" + (f"/{term_months:g}" if term else ""),
        label=f"{item}, {kind.replace('_', ' ')}{term}",
        low=low,
        central=central,
        high=high,
        unit=used[0]["unit"],
        interval="",
        rows=frozenset(reference("prices", row)._replace(stale=as_of - newest > WINDOW) for row in used),
        seed=seed,
    ).quantity
    return Price(
        **{name: getattr(drawn, name) for name in ("value", "samples", "rows", "unit", "bounds", "label")},
        interval=SELLERS,
        item=item,
        kind=kind,
        n=len(voices),
        newest=newest,
        stale=as_of - newest > WINDOW,
    )


def _of_sellers(known: list[Observation]) -> list[Observation]:
    """The prices of sellers, if one of them is recent; otherwise all, indices and surveys with them."""
    newest = max(row["as_of"] for row in known)
    sellers = [row for row in known if row.get("quoted_by") not in OF_MANY]
    return sellers if any(newest - row["as_of"] <= WIDEST_WINDOW for row in sellers) else known


def _providers(known: list[Observation]) -> list[list[Observation]]:
    """The newest observations of each provider in the window; rows of unnamed providers are of one provider."""
    newest = max(row["as_of"] for row in known)
    voices: dict[str, list[Observation]] = {}
    for window in (WINDOW, WIDEST_WINDOW):
        recent = sorted((row for row in known if newest - row["as_of"] <= window), key=lambda row: row["as_of"])
        voices = {}
        for row in recent:
            rows = voices.setdefault(row["provider"] if isinstance(row["provider"], str) else "", [])
            if rows and rows[0]["as_of"] < row["as_of"]:
                rows.clear()
            rows.append(row)
        if len(voices) >= ENOUGH:
            break
    return list(voices.values())


def _points(voices: list[list[Observation]]) -> tuple[np.ndarray, np.ndarray]:
    """Prices and their weights: one voice to each provider, three points to an observation that states an interval."""
    values: list[float] = []
    weights: list[float] = []
    for rows in voices:
        for row in rows:
            stated = Range.of_row(row, central="usd")
            values += [stated.central] if stated.is_point else stated.quantile(np.array(POINTS)).tolist()
            weights += [1 / len(rows)] if stated.is_point else [weight / len(rows) for weight in POINT_WEIGHTS]
    return np.array(values), np.array(weights)


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, p: Sequence[float]) -> np.ndarray:
    """Quantiles of weighted values: each value stands at the middle of its weight (Hazen), straight lines between."""
    order = np.argsort(values, kind="stable")
    weight = weights[order]
    return np.interp(p, (np.cumsum(weight) - weight / 2) / weight.sum(), values[order])


def _instead(of_item: Sequence[Observation], kind: str, fitting: Sequence[Observation]) -> str:
    """What there is instead of the price that was asked for."""
    if fitting:
        return f"; the first is of {min(row['as_of'] for row in fitting).date()}"
    of_kind = {row["term_months"] for row in of_item if row["price_kind"] == kind}
    if terms := sorted(term for term in of_kind if term == term):  # a missing term is NaN
        return "; there are prices for " + ", ".join(f"{term:g}" for term in terms) + " months"
    kinds = ", ".join(sorted({row["price_kind"] for row in of_item}))
    return f"; of this item there are: {kinds}" if kinds else "; of this item there are none"
