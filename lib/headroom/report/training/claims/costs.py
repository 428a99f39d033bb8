"""Claims about what training costs, and what it is that it costs."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import LackingError, World
from headroom.evidence.aggregates import geometric_mean_of, greatest_of, median_of, sum_of
from headroom.evidence.columns import plain, quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Tested, claim
from headroom.report.facts.prices import GPUS
from headroom.report.facts.runs import runs
from headroom.report.judging import Chance, at_least, below, between
from headroom.report.training.results import anatomy, backtest, beyond, growth, repricing
from headroom.report.training.results.frontier import RECENT, largest_run, recent_large

FALLING = below(1.0)  # growth per year
TENS_OF_MILLIONS = between(1e7, 1e8, cases="probability")
HUNDREDS = between(100, 1000)
STARTUP = 100e6  # USD: what a well-funded start-up spends on a run
MOST_OF_CAPITAL = 0.8
FEW_YEARS = 4  # over which a cost "is falling"


def _first_over_100m(world: World) -> str:
    years = anatomy.first_year_over(world, 1e8)
    crossed = "; ".join(f"{basis} {day.year}" for basis, day in sorted(years.items(), key=lambda item: item[1]))
    return f"The first run above $100M on each basis: {crossed}."


@claim(
    "training-hundreds-of-millions",
    quantity="rental cost of the costliest final run known on the date",
    kind="money",
    holds=at_least(1e8),
    test="Holds if that run costs at least $100M with a probability of two thirds.",
    reason=_first_over_100m,
    figure="cost-by-date",
)
def costliest_run(seen: World) -> Tested:
    """Can the largest run cost hundreds of millions?"""
    row = largest_run(seen)
    return Tested(row["usd"], f"{row['name']}, rented at three-year prices")


def _by_basis(world: World) -> str:
    by = plain(recent_large(world)).pivot_table(index="model_id", columns="basis", values="usd")
    dearer = (by["rental"] / by["amortised"]).dropna()
    return (
        f"The order of magnitude depends on the basis: these runs cost {fmt.ratio(dearer.min())} to "
        f"{fmt.ratio(dearer.max())} as much rented as amortised; and on the run: amortised, the costliest is "
        f"{fmt.ratio(by['amortised'].max() / by['amortised'].min())} the cheapest of the {len(by)}."
    )


def _recent_costs(seen: World) -> pd.DataFrame:
    """Costs of the large runs of two years, amortised and rented."""
    return recent_large(seen).query("basis in ['amortised', 'rental']")


@claim(
    "tens-of-millions",
    quantity="cost of the largest runs of the two years before the date",
    kind="money",
    holds=TENS_OF_MILLIONS,
    test="Holds if two thirds of the probability, over runs and bases, lies between $10M and $100M.",
    reason=_by_basis,
    figure="cost-by-date",
)
def large_runs(seen: World) -> Tested:
    """Is training a large model tens of millions of dollars?"""
    table = _recent_costs(seen)
    basis = f"the {table['model_id'].nunique()} largest runs of two years, amortised and rented"
    return Tested(geometric_mean_of(table["usd"]), basis, compared=(quantities(table["usd"]),))


def _chips_used(world: World) -> str:
    share = TENS_OF_MILLIONS.weight(quantities(_recent_costs(world)["usd"])).chance
    chips = plain(runs(world)).query("kind == 'pretraining' and flop > 1e22")["chips"].dropna()
    if chips.empty:
        raise LackingError(f"no large run up to {world.as_of} discloses its chips")
    return (
        f"Tens of millions fit {fmt.percent(share)} of the probability over these runs and bases; of all runs "
        f"that disclose their chips {fmt.percent(chips.between(100, 999).mean())} used hundreds, and the largest "
        f"{fmt.count(chips.max())}."
    )


@claim(
    "training-runs-tens-of-millions",
    quantity="chips at work on one of the large runs of the two years before the date",
    kind="chips",
    holds=(TENS_OF_MILLIONS, HUNDREDS),
    test="Holds if cost (tens of millions) and chips (hundreds) both fit in two thirds of the cases.",
    reason=_chips_used,
    figure="chips-and-days",
)
def cost_and_chips(seen: World) -> Tested:
    """Do runs cost tens of millions and use hundreds of chips?"""
    usd = _recent_costs(seen)
    recent = runs(seen)
    recent = recent[(recent["published"] >= pd.Timestamp(seen.as_of) - RECENT)]
    chips = recent.loc[recent["model_id"].isin(usd["model_id"]), "chips"].dropna()
    basis = f"chips of the large runs of two years that disclose them ({len(chips)})"
    return Tested(median_of(chips).also(usd["usd"]), basis, compared=(quantities(usd["usd"]), quantities(chips)))


@claim(
    "compute-80-percent",
    quantity="compute as a share of capital raised (developers) or of development cost (projects)",
    kind="percent",
    holds=at_least(MOST_OF_CAPITAL),
    test=f"Holds if two thirds of the disclosed cases spend at least {fmt.percent(MOST_OF_CAPITAL)} on compute.",
    reason="Only developers and projects that disclose are counted, and none of them is an early start-up: for "
    "those the claim cannot be checked. In the disclosed cases staff, and for firms with customers inference, take "
    "much of the rest.",
    figure="development-parts",
)
def share_of_capital(seen: World) -> Tested:
    """Do companies spend more than 80 % of their capital on compute?"""
    firms = beyond.compute_share_of_capital(seen)["share"]
    parts = beyond.projects(seen).query("part != 'staff'")
    projects = [sum_of(shares) for _, shares in parts["share"].groupby(parts["model_id"])]
    shares = stacked([*firms, *projects])
    basis = f"{len(firms)} developers (compute over capital raised) and {len(projects)} projects (compute over cost)"
    return Tested(median_of(shares), basis, compared=(shares,))


def _then_least(world: World) -> str:
    best = plain(repricing.repriced(world)).query("best")
    first, least = best.iloc[0], best.loc[best["usd"].idxmin()]
    return (
        f"On {first['label']}s at the prices of {first['day'].year} it was {fmt.money(first['usd'])}; least was "
        f"{fmt.money(least['usd'])} on {least['label']}s at those of {least['day'].year}. New chips lower it, scarcity "
        "raises it."
    )


@claim(
    "gpt3-millions",
    quantity="rental cost of GPT-3's training compute on the chip with the best price on the date",
    kind="money",
    holds=between(1e6, 1e7),
    test="Holds if between $1M and $10M with a probability of two thirds.",
    reason=_then_least,
    figure="gpt3-repriced",
)
def gpt3_rented(seen: World) -> Tested:
    """Does training GPT-3 cost millions?"""
    chip, cost = repricing.rented_now(seen)
    return Tested(cost, f"GPT-3's compute on {GPUS[chip]}s rented on demand")


def _fixed_capability(world: World) -> str:
    fall = repricing.decline_per_year(repricing.fixed_capability(world)).value
    return (
        f"What falls is the price of a fixed capability: that of GPT-2 by a factor {fmt.ratio(1 / fall)} a "
        "year. The claim says may, so a rising cost does not refute it for years to come."
    )


@claim(
    "costs-may-fall",
    quantity="growth of the cost of the ten largest runs at release, since 2020",
    kind="growth",
    holds=FALLING,
    test="Holds if growth is below 1 (a falling cost) with a probability of two thirds.",
    reason=_fixed_capability,
    figure="growth-specifications",
)
def growth_since_2020(seen: World) -> Tested:
    """Did the cost of training top out?"""
    g = growth.frontier_growth(seen, since="2020-01-01")
    return Tested(g.per_year, f"{g.n} runs since 2020")


def _fixed_computation(world: World) -> str:
    best = plain(repricing.repriced(world)).query("best")
    first, last = best.iloc[0], best.iloc[-1]
    return (
        f"The rental cost of a fixed computation is another matter: that of GPT-3 "
        f"{'fell' if last['usd'] < first['usd'] else 'rose'} from {fmt.money(first['usd'])} at the end of "
        f"{first['day'].year} to {fmt.money(last['usd'])} in {last['day'].year}."
    )


@claim(
    "cost-falling-now",
    quantity="growth of the cost of the ten largest runs at release, over the four years before the date",
    kind="growth",
    holds=FALLING,
    test="Holds if growth is below 1 with a probability of two thirds.",
    reason=_fixed_computation,
    figure="gpt3-repriced",
)
def growth_lately(seen: World) -> Tested:
    """Was the cost of training already decreasing?"""
    since = pd.Timestamp(seen.as_of) - pd.DateOffset(years=FEW_YEARS)
    g = growth.frontier_growth(seen, since=str(since.date()))
    return Tested(g.per_year, f"{g.n} runs of the four years before")


def _bought_since(world: World) -> str:
    table = plain(repricing.budgets(world, STARTUP)).query("budget == @STARTUP")
    bought = table["flop"].iloc[-1] / table["flop"].iloc[0]
    known = plain(runs(world)).dropna(subset=["flop"])
    before = known[known["published"] <= table["day"].iloc[0]]["flop"].max()
    return (
        f"Since the end of {table['day'].iloc[0].year} the compute that $100M rents changed by "
        f"{fmt.ratio(bought)}, that of the largest run by {fmt.ratio(known['flop'].max() / before)}: what is in reach "
        "is yesterday's large model."
    )


@claim(
    "well-funded-startup",
    quantity="training compute that $100M rents, over that of the largest run known",
    kind="ratio",
    holds=at_least(0.1),  # "a large model": a tenth of the compute of the largest, a generation behind
    test="Holds if $100M buys at least a tenth of the compute of the largest run, with a probability of two thirds.",
    reason=_bought_since,
    figure="budgets",
)
def budget_of_a_startup(seen: World) -> Tested:
    """Can a well-funded start-up train a large model?"""
    known = runs(seen)["flop"]
    chip, flop = repricing.flop_per_budget(seen, STARTUP, seen.as_of)
    name = runs(seen).loc[plain(known).idxmax(), "name"]
    return Tested(flop / greatest_of(known), f"compute of $100M on rented {GPUS[chip]}s over that of {name}")


def _widest(world: World) -> str:
    drivers = anatomy.tornado(world)
    return (
        f"What is uncertain is not the arithmetic but the price: {drivers['input'].iloc[0].lower()} alone moves the "
        f"cost by {fmt.ratio(drivers['width'].iloc[0])}. Batch size acts through utilisation and the learning "
        "rate through the tokens needed; neither enters on its own."
    )


@claim(
    "cost-factors",
    quantity="typical error of the simplest formula for chip-hours, as a factor",
    kind="ratio",
    holds=Chance(),
    test=f"Holds if the simple formula misses published chip-hours by more than a factor {backtest.BAND} in "
    "two thirds of the runs.",
    reason=_widest,
    figure="backtest",
)
def simple_formula(seen: World) -> Tested:
    """Is training cost complex to calculate?"""
    table = backtest.tested(seen)
    error = backtest.errors(seen, table)
    basis = f"typical factor of error of 6ND at one utilisation for all, {len(table)} runs"
    return Tested(error["spread"].settled(), basis, compared=(1 - error["within_1.5"],))
