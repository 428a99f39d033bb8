"""How fast the cost of the frontier grows: one regression under every defensible choice (a specification curve)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.report import fits
from headroom.report.training.runs import published_costs, run_costs, runs

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
QUANTITIES = {
    "training cost, amortised": "amortised",
    "training cost, cloud": "rental",
    "training cost": "amortised",
    "cluster acquisition": "purchase",
}


@dataclass(frozen=True)
class Growth:
    """A fitted exponential: growth factor per year with its 90 % confidence interval.

    Parameters
    ----------
    per_year, low, high : factor per year
    line : log10 of cost over years
    """

    per_year: float
    low: float
    high: float
    line: fits.Line

    @property
    def n(self) -> int:
        """Number of runs."""
        return self.line.n

    @property
    def r_squared(self) -> float:
        """Share of the variance of log cost that time explains."""
        return self.line.r**2

    @property
    def slope(self) -> float:
        """Growth per year of log10 cost."""
        return self.line.slope

    def probability_below(self, factor: float) -> float:
        """Probability that growth lies below a factor per year, by the t distribution of the slope."""
        return self.line.probability_below(float(np.log10(factor)))


def fit(dates: pd.Series, values: pd.Series, level: float = 0.9) -> Growth:
    """Ordinary least squares of log10 value on date.

    Raises
    ------
    ValueError
        If there are fewer than `FEWEST` points.
    """
    if len(values) < FEWEST:
        raise ValueError(f"{len(values)} points are too few for a growth rate; it takes {FEWEST}")
    years = (dates - dates.min()).dt.days / 365.25
    line = fits.line(years, np.log10(values))
    reach = line.margin(level)
    low, middle, high = (10**s for s in (line.slope - reach, line.slope, line.slope + reach))
    return Growth(middle, low, high, line)


def largest_at_release(table: pd.DataFrame, all_runs: pd.DataFrame, n: int) -> pd.DataFrame:
    """Rows whose run was among the `n` largest by training FLOP when it was published."""
    if not n:
        return table
    known = all_runs.dropna(subset=["flop"]).drop_duplicates("model_id")[["model_id", "published", "flop"]]
    mine = table["model_id"].map(known.set_index("model_id")["flop"]).to_numpy()[:, np.newaxis]
    earlier = known["published"].to_numpy() <= table["date"].to_numpy()[:, np.newaxis]
    larger = (earlier & (known["flop"].to_numpy() > mine)).sum(axis=1)
    return table[(larger < n) & ~np.isnan(mine[:, 0])]


def costs(world: World, kind: str, basis: str) -> pd.DataFrame:
    """Model, date and cost: our own (`ours`), or the published estimates in the dollars of a month."""
    if kind == "ours":
        own = run_costs(world)
        own = own[(own["basis"] == basis) & (own["kind"] == "pretraining")]
        return own.rename(columns={"published": "date"})[["model_id", "date", "usd"]]
    stated = published_costs(world)
    stated = stated[(stated["basis"] == basis) & (stated["dollars_of"] == kind)]
    return stated.rename(columns={"released": "date"})[["model_id", "date", "usd"]].dropna()


@cache
def specification_curve(world: World) -> pd.DataFrame:
    """Growth of training cost per year under each choice of costs, basis, period and sample, and as published.

    Columns: label, who ('this book' or 'published'), growth, low, high [factor per year], n, r_squared, source_key.
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
        rows.append(
            [f"{label} (n = {g.n})", "this book", g.per_year, g.low, g.high, g.n, g.r_squared, "epoch2024costcode"]
        )
    stated = world.table("trends")
    stated = stated[
        stated["quantity"].str.startswith(("training cost", "cluster acquisition")) & (stated["growth_per_year"] > 1)
    ]
    for trend in stated.itertuples():
        what = next(short for start, short in QUANTITIES.items() if trend.quantity.startswith(start))
        label = f"{world.source(trend.source_key).label}: {what}, {trend.period.replace('-', '–')}"
        label += f" (n = {trend.n:.0f}{'; 95%' if str(trend.interval).startswith('95') else ''})"
        rows.append(
            [label, "published", trend.growth_per_year, trend.growth_per_year_low, trend.growth_per_year_high]
            + [trend.n, np.nan, trend.source_key]
        )
    columns = ["label", "who", "growth", "low", "high", "n", "r_squared", "source_key"]
    return pd.DataFrame(rows, columns=columns)


def frontier_growth(world: World, since: str | None = None, basis: str = "amortised") -> Growth:
    """Growth of our own cost of the ten largest runs at release."""
    table = largest_at_release(costs(world, "ours", basis), runs(world), 10)
    if since:
        table = table[table["date"] >= since]
    return fit(table["date"], table["usd"])
