"""How fast the cost of the frontier grows: one regression under every defensible choice (a specification curve)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import fit_line, median_of
from headroom.evidence.columns import column, is_column, plain, quantities, rows_in
from headroom.report.facts.runs import runs
from headroom.report.training.results.runs import Number, published_costs, run_costs

FEWEST = 8  # runs below which a growth rate is not worth printing
LARGEST = 10  # runs at release that make the frontier
SINCE = "2019-06-01"  # the small runs before it lie so far off that two of them would decide the slope
EARLY, USUAL, LATE = "all known", "as usual", "late"  # starts of a fit
SPECIFICATIONS = (
    # label, costs (ours, or published in dollars of a month), basis, start, whether few are largest
    ("Ours, amortised", "ours", "amortised", EARLY, False),
    ("Ours, amortised", "ours", "amortised", USUAL, False),
    ("Ours, amortised", "ours", "amortised", USUAL, True),
    ("Ours, amortised", "ours", "amortised", LATE, False),
    ("Ours, rental", "ours", "rental", USUAL, False),
    ("Ours, rental", "ours", "rental", LATE, False),
    ("Published costs of 2024, amortised", "2023-12", "amortised", USUAL, False),
    ("Published costs of 2025, amortised", "2025-06", "amortised", USUAL, False),
    ("Published costs of 2025, rental", "2025-06", "rental", USUAL, False),
    ("Published costs of 2025, purchase", "2025-06", "purchase", USUAL, False),
)
PUBLISHED = {  # series of the trends: basis
    "training_cost_amortised": "amortised",
    "training_cost_rental": "rental",
    "cluster_purchase": "purchase",
}


@dataclass(frozen=True)
class Growth:
    """A fitted exponential.

    Parameters
    ----------
    per_year : growth factor per year; its interval is the error of the fit
    slope : growth per year of the decimal logarithm
    n : number of points
    r_squared : share of the variance of the logarithm that time explains
    """

    per_year: Quantity
    slope: Quantity
    n: int
    r_squared: float


def fit(dates: pd.Series, values: pd.Series) -> Growth:
    """Ordinary least squares of the decimal logarithm of values on their dates.

    Raises
    ------
    LackingError
        If there are fewer than `FEWEST` points.
    """
    if len(values) < FEWEST:
        raise LackingError(f"{len(values)} points are too few for a growth rate; it takes {FEWEST}")
    elapsed = years(dates, dates.min())
    logs = np.log10(values)
    slope, _ = fit_line(elapsed, logs)
    per_year = replace(10**slope, bounds=tuple(10**bound for bound in slope.bounds))
    return Growth(per_year, slope, len(values), float(np.corrcoef(elapsed, plain(logs))[0, 1] ** 2))


def years(dates: pd.Series, since: pd.Timestamp) -> pd.Series:
    """Time since a day."""
    return (dates - since).dt.days / 365.25


def largest_at_release(table: pd.DataFrame, all_runs: pd.DataFrame, n: int) -> pd.DataFrame:
    """Rows whose run was among the `n` largest by training FLOP when it was published.

    The quantities that are left rest also on the FLOP of all runs, which decided that they are.
    """
    if not n:
        return table
    known = all_runs.dropna(subset=["flop"]).drop_duplicates("model_id")[["model_id", "published", "flop"]]
    flop = plain(known["flop"]).to_numpy()
    mine = table["model_id"].map(dict(zip(known["model_id"], flop, strict=True))).to_numpy(float)[:, np.newaxis]
    earlier = known["published"].to_numpy() <= table["date"].to_numpy()[:, np.newaxis]
    larger = (earlier & (flop > mine)).sum(axis=1)
    kept = table[(larger < n) & ~np.isnan(mine[:, 0])]
    compared = rows_in(known["flop"])
    return kept.assign(
        **{name: column(quantities(kept[name]).also(compared), kept.index) for name in kept if is_column(kept[name])}
    )


def costs(world: World, kind: str, basis: str, **assumed: Number | bool | None) -> pd.DataFrame:
    """Model, date and cost: our own (`ours`, as `run_costs` has it), or published ones in the dollars of a month."""
    if kind == "ours":
        own = run_costs(world, **assumed)
        chosen = (own["basis"] == basis) & (own["kind"] == "pretraining")
        return own.loc[chosen, ["model_id", "published", "usd"]].rename(columns={"published": "date"})
    stated = published_costs(world)
    chosen = (stated["basis"] == basis) & (stated["dollars_of"] == kind)
    return stated.loc[chosen, ["model_id", "released", "usd"]].rename(columns={"released": "date"}).dropna()


@cache
def specification_curve(
    world: World, *, since: str = "2020-01-01", largest: int = LARGEST, disputed: bool = False
) -> pd.DataFrame:
    """Growth of training cost per year under each choice of costs, basis, period and sample, and as published.

    Columns: label, who ('this book' or 'published'), growth [factor per year, quantities], n, r_squared; of this
    book's also costs, basis, start, few (the choices of `SPECIFICATIONS`).

    Parameters
    ----------
    world
        Evidence.
    since
        First day of the runs that those specifications count which start late.
    largest
        Runs at release that make the frontier; one specification counts half of them.
    disputed
        Whether the runs in dispute count too.
    """
    rows = []
    all_runs = runs(world, disputed=disputed)
    for label, kind, basis, start, few in SPECIFICATIONS:
        kept = largest // 2 if few else largest
        table = largest_at_release(costs(world, kind, basis, disputed=disputed), all_runs, kept)
        table = table[table["date"] >= {EARLY: table["date"].min(), USUAL: SINCE, LATE: since}[start]]
        if len(table) < FEWEST:
            continue
        g = fit(table["date"], table["usd"])
        begun = "" if start == USUAL else f", since {table['date'].min().year if start == EARLY else since[:4]}"
        label += f", largest {kept}" * few + begun + f" (n = {g.n})"
        rows.append([label, "this book", g.per_year, g.n, g.r_squared, kind, basis, start, few])
    rows += _published(world)
    names = ["label", "who", "growth", "n", "r_squared", "costs", "basis", "start", "few"]
    return pd.DataFrame(rows, columns=names).astype({"growth": "quantity"})


def _published(world: World) -> Iterator[list]:
    """Rates of growth as others have published them, as rows of the curve."""
    stated = world.table("trends")
    for trend in stated[stated["series"].isin(PUBLISHED)].itertuples():
        grown = world.range("trends", trend.id, "growth_per_year")
        label = f"{world.source(trend.source_key).label}: {PUBLISHED[trend.series]}, {trend.period.replace('-', '–')}"
        label += f" (n = {trend.n:.0f}{'; 95%' if grown.level == 0.95 else ''})"
        yield [label, "published", grown, trend.n, np.nan, None, None, None, None]


def frontier(
    world: World,
    *,
    since: str = SINCE,
    largest: int = LARGEST,
    basis: str = "amortised",
    disputed: bool = False,
    **assumed: Number | None,
) -> pd.DataFrame:
    """Model, date and our own cost of the largest runs at release since a day, as `run_costs` has it.

    Runs whose cost cannot be told take their place among the largest, and are not in the table.
    """
    own = costs(world, "ours", basis, disputed=disputed, **assumed)
    table = largest_at_release(own, runs(world, disputed=disputed), largest)
    return table[table["date"] >= since]


def middle(world: World, **chosen: Any) -> Quantity:
    """The middle of all rates of `specification_curve`, which takes the choices; its range is that of the rates."""
    return median_of(specification_curve(world, **chosen)["growth"])


def frontier_growth(world: World, **chosen: Any) -> Growth:
    """Growth of the cost of `frontier`, which takes the choices."""
    table = frontier(world, **chosen)
    return fit(table["date"], table["usd"])
