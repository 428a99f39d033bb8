"""How fast the cost of the frontier grows: one regression under every defensible choice (a specification curve)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import fit_line
from headroom.evidence.columns import column, is_column, plain, quantities, rows_in
from headroom.report.facts.runs import runs
from headroom.report.training.results.runs import published_costs, run_costs

FEWEST = 8  # runs below which a growth rate is not worth printing
SPECIFICATIONS = (
    # label, costs, basis and dollars, since, largest n at release (0: all)
    ("Ours, amortised", "ours", "amortised", None, 10),
    ("Ours, amortised, largest 5", "ours", "amortised", None, 5),
    ("Ours, amortised, since 2020", "ours", "amortised", "2020-01-01", 10),
    ("Ours, rental", "ours", "rental", None, 10),
    ("Ours, rental, since 2020", "ours", "rental", "2020-01-01", 10),
    ("Published costs of 2024, amortised", "2023-12", "amortised", None, 10),
    ("Published costs of 2025, amortised", "2025-06", "amortised", None, 10),
    ("Published costs of 2025, since 2020", "2025-06", "amortised", "2020-01-01", 10),
    ("Published costs of 2025, rental", "2025-06", "rental", None, 10),
    ("Published costs of 2025, purchase", "2025-06", "purchase", None, 10),
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
    years = (dates - dates.min()).dt.days / 365.25
    logs = np.log10(values)
    slope, _ = fit_line(years, logs)
    per_year = replace(10**slope, bounds=tuple(10**bound for bound in slope.bounds))
    return Growth(per_year, slope, len(values), float(np.corrcoef(years, plain(logs))[0, 1] ** 2))


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


def costs(world: World, kind: str, basis: str) -> pd.DataFrame:
    """Model, date and cost: our own (`ours`), or the published estimates in the dollars of a month."""
    if kind == "ours":
        own = run_costs(world)
        chosen = (own["basis"] == basis) & (own["kind"] == "pretraining")
        return own.loc[chosen, ["model_id", "published", "usd"]].rename(columns={"published": "date"})
    stated = published_costs(world)
    chosen = (stated["basis"] == basis) & (stated["dollars_of"] == kind)
    return stated.loc[chosen, ["model_id", "released", "usd"]].rename(columns={"released": "date"}).dropna()


@cache
def specification_curve(world: World) -> pd.DataFrame:
    """Growth of training cost per year under each choice of costs, basis, period and sample, and as published.

    Columns: label, who ('this book' or 'published'), growth [factor per year, quantities], n, r_squared.
    """
    rows = []
    all_runs = runs(world)
    for label, kind, basis, since, largest in SPECIFICATIONS:
        table = largest_at_release(costs(world, kind, basis), all_runs, largest)
        if since:
            table = table[table["date"] >= since]
        if len(table) < FEWEST:
            continue
        g = fit(table["date"], table["usd"])
        rows.append([f"{label} (n = {g.n})", "this book", g.per_year, g.n, g.r_squared])
    stated = world.table("trends")
    for trend in stated[stated["series"].isin(PUBLISHED)].itertuples():
        grown = world.range("trends", trend.id, "growth_per_year")
        label = f"{world.source(trend.source_key).label}: {PUBLISHED[trend.series]}, {trend.period.replace('-', '–')}"
        label += f" (n = {trend.n:.0f}{'; 95%' if grown.level == 0.95 else ''})"
        rows.append([label, "published", grown, trend.n, np.nan])
    table = pd.DataFrame(rows, columns=["label", "who", "growth", "n", "r_squared"])
    return table.astype({"growth": "quantity"})


def frontier_growth(world: World, since: str | None = None, basis: str = "amortised") -> Growth:
    """Growth of our own cost of the ten largest runs at release."""
    table = largest_at_release(costs(world, "ours", basis), runs(world), 10)
    if since:
        table = table[table["date"] >= since]
    return fit(table["date"], table["usd"])
