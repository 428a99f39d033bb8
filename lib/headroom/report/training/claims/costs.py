"""Claims about what training costs, and what it is that it costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import geometric_mean_of, greatest_of, least_of, median_of
from headroom.evidence.columns import plain, quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.disputed import verdict_with_disputed, with_disputed
from headroom.report.facts.prices import CONTRACT, GPUS
from headroom.report.facts.runs import IN_DISPUTE, Run, largest_run, runs
from headroom.report.judging import at_least, at_most, below, between
from headroom.report.training.results import anatomy, backtest, beyond, growth, repricing
from headroom.report.training.results.frontier import costliest_run, recent_large
from headroom.report.training.results.runs import in_words, published_costs, run_costs

HUNDREDS_OF_MILLIONS = at_least(1e8)
FALLING = below(1.0)  # growth per year
TENS_OF_MILLIONS = between(1e7, 1e8, cases="probability")
HUNDREDS = between(100, 1000)
A_GENERATION = at_least(0.1)  # "a large model": a tenth of the compute of the largest, a generation behind
STARTUP = 100e6  # USD: what a well-funded start-up spends on a run
MOST_OF_CAPITAL = 0.8
FEW_YEARS = 4  # over which a cost "is falling"


def _first_over_100m(world: World) -> str:
    years = anatomy.first_year_over(world, 1e8)
    crossed = "; ".join(f"{basis} {day.year}" for basis, day in sorted(years.items(), key=lambda item: item[1]))
    (usd, _), (top, name) = (_most(world, disputed=disputed) for disputed in (False, True))
    more = verdict_with_disputed(usd, top, "money", HUNDREDS_OF_MILLIONS, name)
    table = run_costs(world, disputed=True)
    bases = table[table["standing"] == IN_DISPUTE].groupby("name")["basis"].agg(set)
    for name in bases.index[["rental" not in known for known in bases]]:
        more += f" {name}, {IN_DISPUTE}, has no rent: nobody quoted one of its chip when it began."
    return (
        f"The first run above $100M on each basis: {crossed}. Estimates of GPT-4's computing came after the claim; its "
        f"owner's statement, more than $100M, is of the month in which it was made.{more}"
    )


def _stated(seen: World) -> pd.DataFrame:
    """What owners stated of the cost of a run."""
    return published_costs(seen).query("method == 'owner_statement' and scope in ['final_run', 'unclear']")


def _most(seen: World, *, disputed: bool = False) -> tuple[Quantity, str]:
    """The most that a run is put at, its rent or what its owner stated, and which that is."""
    row, stated = costliest_run(seen, disputed=disputed), _stated(seen)
    usd = stacked([row["usd"], *stated["usd_or_bound"]])
    names = [f"{row['name']}, rented on demand, {in_words(row['sellers'])}"]
    names += [f"{subject}, at least, as its owner said" for subject in stated["subject"]]
    return greatest_of(usd), names[int(usd.value.argmax())]


def _or_stated(seen: World, table: pd.DataFrame, basis: str) -> Tested:
    """The most that a run is put at on another basis, or at another kind of rent."""
    usd = table.loc[table["basis"] == basis, "usd"]
    return Tested(greatest_of(stacked([*usd, *_stated(seen)["usd_or_bound"]])))


@claim(
    "training-hundreds-of-millions",
    quantity="the most that a run known on the date is put at: its rent, or a statement of its owner",
    kind="money",
    holds=HUNDREDS_OF_MILLIONS,
    test="The claim says can: holds if the costliest comes to at least $100M with a probability of two thirds.",
    reason=_first_over_100m,
    otherwise=(
        Otherwise("hundreds: two at the least", at_least(2e8)),
        Otherwise("with the runs in dispute", find=lambda seen: Tested(_most(seen, disputed=True)[0])),
        Otherwise(
            "rented under a commitment", find=lambda seen: _or_stated(seen, run_costs(seen, offers=CONTRACT), "rental")
        ),
        Otherwise("amortised", find=lambda seen: _or_stated(seen, run_costs(seen), "amortised")),
    ),
    figure="cost-by-date",
)
def costliest(seen: World) -> Tested:
    """Can the largest run cost hundreds of millions?"""
    return Tested(*_most(seen))


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


def _on_basis(seen: World, basis: str) -> Tested:
    return Tested(quantities(recent_large(seen).query("basis == @basis")["usd"]))


@claim(
    "tens-of-millions",
    quantity="cost of the largest runs of the two years before the date",
    kind="money",
    holds=TENS_OF_MILLIONS,
    test="Holds if two thirds of the probability, over runs and bases, lies between $10M and $100M.",
    reason=_by_basis,
    otherwise=(
        Otherwise("amortised alone", find=lambda seen: _on_basis(seen, "amortised")),
        Otherwise("rented alone", find=lambda seen: _on_basis(seen, "rental")),
        Otherwise("counted by their middle", between(1e7, 1e8)),
    ),
    figure="cost-by-date",
)
def large_runs(seen: World) -> Tested:
    """Is training a large model tens of millions of dollars?"""
    table = _recent_costs(seen)
    basis = f"the {table['model_id'].nunique()} largest runs of two years, amortised and rented"
    return Tested(geometric_mean_of(table["usd"]), basis, compared=(quantities(table["usd"]),))


def _chips_used(world: World) -> str:
    chips = plain(runs(world)).query("kind == 'pretraining' and flop > 1e22")["chips"].dropna()
    if chips.empty:
        raise LackingError(f"no large run up to {world.as_of} discloses its chips")
    return (
        f"Tens of millions are right. Of all large runs that disclose their chips "
        f"{fmt.percent(chips.between(100, 999).mean())} used hundreds, cheaper ones; the largest used "
        f"{fmt.count(chips.max())}."
    )


@claim(
    "training-runs-tens-of-millions",
    quantity="fewest chips at work on a run that cost tens of millions, amortised or rented",
    kind="chips",
    holds=HUNDREDS,
    test="The claim says can: holds if the run with the fewest chips, of all that cost between $10M and $100M at their "
    "central value, used hundreds (100 to 1,000).",
    reason=_chips_used,
    otherwise=(
        Otherwise("any number below a thousand", at_most(1000)),
        Otherwise("up to two thousand", between(100, 2000)),
    ),
    figure="chips-and-days",
)
def cost_and_chips(seen: World) -> Tested:
    """Can a run cost tens of millions and use hundreds of chips?"""
    usd = run_costs(seen).query("kind == 'pretraining' and basis in ['amortised', 'rental']")
    fitting = usd.loc[plain(usd["usd"]).between(TENS_OF_MILLIONS.least, TENS_OF_MILLIONS.most), ["model_id", "usd"]]
    known = runs(seen).dropna(subset=["chips"])
    known = known[known["model_id"].isin(fitting["model_id"])]
    fewest = least_of(known["chips"]).also(quantities(fitting["usd"]))
    name = known.loc[plain(known["chips"]).idxmin(), "name"]
    return Tested(fewest, f"{name}, of {known['model_id'].nunique()} runs at this cost that disclose their chips")


@claim(
    "compute-80-percent",
    quantity="compute as a share of the cost of development projects, which is not the capital of a company",
    kind="percent",
    untested=("then", "now"),
    test="It would take accounts of many young companies: compute paid over capital raised, in the same years, "
    f"against {fmt.percent(MOST_OF_CAPITAL)}. None is published.",
    reason="What is published are a few large developers' bills of one year, rounds of other years (some of them paid "
    "in cloud credit), and estimates of what single projects cost. In those projects staff takes much of the rest.",
    figure="development-parts",
)
def share_of_capital(seen: World) -> Tested:
    """Do companies spend more than 80 % of their capital on compute?"""
    shares = beyond.compute_of_projects(seen)
    return Tested(median_of(shares), f"compute over cost, {len(shares)} projects")


def _then_least(world: World) -> str:
    best = plain(repricing.repriced(world)).query("best")
    first, last = best.iloc[0], best.iloc[-1]
    return (
        f"On {first['label']}s at the prices of {first['day'].year} it was {fmt.money(first['usd'])}; on "
        f"{last['label']}s at those of {last['day'].year}, {fmt.money(last['usd'])}, and {fmt.money(last['floor'])} "
        "at the lowest price of any seller."
    )


@claim(
    "gpt3-millions",
    quantity="rental cost of GPT-3's training compute on the chip with the best price on the date",
    kind="money",
    holds=between(1e6, 1e7),
    test="Holds if between $1M and $10M with a probability of two thirds.",
    reason=_then_least,
    otherwise=(
        Otherwise("a million and more", at_least(1e6)),
        Otherwise("what rounds to a million at the least", between(5e5, 1e7)),
    ),
    figure="gpt3-repriced",
)
def gpt3_rented(seen: World) -> Tested:
    """Does training GPT-3 cost millions?"""
    chip, cost = repricing.rented_now(seen)
    sellers = in_words(repricing.best_price(seen)[1].n)
    return Tested(cost, f"GPT-3's compute on {GPUS[chip]}s rented on demand, {sellers}")


def _fixed_capability(world: World) -> str:
    fall = repricing.decline_per_year(repricing.fixed_capability(world)).value
    return (
        f"So far it has risen. What falls is the price of a fixed capability: that of GPT-2 by a factor "
        f"{fmt.ratio(1 / fall)} a year."
    )


@claim(
    "costs-may-fall",
    quantity="growth of the cost of the ten largest runs at release, since 2020",
    kind="growth",
    untested=("then", "now"),
    test="The claim says that the cost may top out, at no date: no growth so far refutes it, and none confirms it. "
    "Years in which no run costs more than those before would.",
    reason=_fixed_capability,
    figure="growth-specifications",
)
def growth_since_2020(seen: World) -> Tested:
    """Did the cost of training top out?"""
    g, with_them = (growth.frontier_growth(seen, since="2020-01-01", disputed=disputed) for disputed in (False, True))
    return Tested(g.per_year, f"{g.n} runs since 2020{with_disputed(g.per_year, with_them.per_year, 'growth')}")


def _fixed_computation(world: World) -> str:
    best = plain(repricing.repriced(world)).query("best")
    first, last = best.iloc[0], best.iloc[-1]
    since = _years_before(world)
    rates = (growth.frontier_growth(world, since=since, disputed=disputed).per_year for disputed in (False, True))
    return (
        f"The rental cost of a fixed computation is another matter: that of GPT-3 "
        f"{'fell' if last['usd'] < first['usd'] else 'rose'} from {fmt.money(first['usd'])} at the end of "
        f"{first['day'].year} to {fmt.money(last['usd'])} in {last['day'].year}."
        f"{verdict_with_disputed(*rates, 'growth', FALLING)}"
    )


def _years_before(seen: World, years: int = FEW_YEARS) -> str:
    return str((pd.Timestamp(seen.as_of) - pd.DateOffset(years=years)).date())


def _growth_over(seen: World, years: int) -> Tested:
    return Tested(growth.frontier_growth(seen, since=_years_before(seen, years)).per_year)


@claim(
    "cost-falling-now",
    quantity="growth of the cost of the ten largest runs at release, over the four years before the date",
    kind="growth",
    holds=FALLING,
    test="Holds if growth is below 1 with a probability of two thirds.",
    reason=_fixed_computation,
    otherwise=(
        Otherwise("over three years", find=lambda seen: _growth_over(seen, 3)),
        Otherwise("over six years", find=lambda seen: _growth_over(seen, 6)),
    ),
    figure="gpt3-repriced",
)
def growth_lately(seen: World) -> Tested:
    """Was the cost of training already decreasing?"""
    g = growth.frontier_growth(seen, since=_years_before(seen))
    return Tested(g.per_year, f"{g.n} runs of the four years before")


def _of_the_largest(seen: World, *, disputed: bool = False) -> tuple[Run, Quantity]:
    """The largest run known, and what share of its compute the budget rents."""
    run = largest_run(seen, disputed=disputed)
    return run, repricing.flop_per_budget(seen, STARTUP, seen.as_of)[1] / run.flop


def _bought_since(world: World) -> str:
    table = plain(repricing.budgets(world, STARTUP)).query("budget == @STARTUP")
    bought = table["flop"].iloc[-1] / table["flop"].iloc[0]
    first_day = table["day"].iloc[0] + pd.Timedelta(days=1)
    now, before = largest_run(world), largest_run(world, before=str(first_day.date()))
    (run, share), (top, least) = (_of_the_largest(world, disputed=disputed) for disputed in (False, True))
    return (
        f"Since the end of {table['day'].iloc[0].year} the compute that $100M rents changed by "
        f"{fmt.ratio(bought)}, that of the largest run by {fmt.ratio(now.flop.value / before.flop.value)}: what is in "
        f"reach is yesterday's large model.{verdict_with_disputed(share, least, 'ratio', A_GENERATION, top.name)}"
    )


@claim(
    "well-funded-startup",
    quantity="training compute that $100M rents, over that of the largest run known",
    kind="ratio",
    holds=A_GENERATION,
    test="Holds if $100M buys at least a tenth of the compute of the largest run, with a probability of two thirds.",
    reason=_bought_since,
    otherwise=(
        Otherwise("a twentieth is a large model", at_least(0.05)),
        Otherwise("so is no less than a third", at_least(1 / 3)),
        Otherwise("with the runs in dispute", find=lambda seen: Tested(_of_the_largest(seen, disputed=True)[1])),
        Otherwise("a run of $500M", find=lambda seen: Tested(5 * _of_the_largest(seen)[1])),
    ),
    figure="budgets",
)
def budget_of_a_startup(seen: World) -> Tested:
    """Can a well-funded start-up train a large model?"""
    chip, _ = repricing.flop_per_budget(seen, STARTUP, seen.as_of)
    run, share = _of_the_largest(seen)
    return Tested(share, f"compute of $100M on rented {GPUS[chip]}s over that of {run.name}")


def _widest(world: World) -> str:
    drivers = anatomy.tornado(world)
    return (
        f"What is uncertain is not the arithmetic but the price: {drivers['input'].iloc[0].lower()} alone moves the "
        f"cost by {fmt.ratio(drivers['width'].iloc[0])}. Batch size acts through utilisation and the learning "
        "rate through the tokens needed; neither enters on its own."
    )


def _missed(table: pd.DataFrame) -> Tested:
    return Tested(quantities(np.exp(np.abs(np.log(table["ratio"])))).settled())


@claim(
    "cost-factors",
    quantity="typical error of the simplest formula for chip-hours, as a factor",
    kind="ratio",
    untested=("then", "now"),
    test="Cannot be tested: no published bill varies batch size or learning rate alone. What is computed is by how "
    "much the simplest formula, which asks for neither, misses the chip-hours.",
    reason=_widest,
    figure="backtest",
)
def simple_formula(seen: World) -> Tested:
    """Is training cost complex to calculate?"""
    table = backtest.usable(seen)
    basis = f"typical factor of error of 6ND at one utilisation for all, {len(table)} runs, dense and sparse"
    spread = backtest.errors(seen, table)["spread"]
    return Tested(spread.settled(), basis)
