"""What runs cost, how fast that grows, whether it can be trusted, and what money buys."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.disputed import with_disputed
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import CONTRACT
from headroom.report.facts.runs import median_mfu, tokens_per_param
from headroom.report.prose import Prose, prose
from headroom.report.training.results import (
    anatomy,
    backtest,
    beyond,
    growth,
    headlines,
    repricing,
)
from headroom.report.training.results.compared import over_published, published_rent, quotes_of_epoch
from headroom.report.training.results.frontier import costliest_run, records
from headroom.report.training.results.runs import Number, assumed, in_words, run_costs

number = Estimate.of


@prose
def opening(world: World) -> Prose:
    """The costliest run, rented, and the first price of GPT-3's computation."""
    top, doubted = (costliest_run(world, disputed=disputed) for disputed in (False, True))
    stated = published_rent(world)
    best = repricing.repriced(world).query("best")
    first, last = best.iloc[0], best.iloc[-1]
    on_demand = f"GPT-3's compute on {first['label']}s on demand, median of {in_words(first['sellers'])}"
    quoted = f"{top['name']} on demand, list price of {in_words(top['sellers'])}"
    quoted += with_disputed(top["usd"], doubted["usd"], "money", doubted["name"])
    own, with_them = (growth.frontier_growth(world, disputed=disputed).per_year for disputed in (False, True))
    fitted = "our own costs, one fit" + with_disputed(own, with_them, "growth")
    by_others = f"{top['name']}, {top['chip_hours'].value:,.0f} chip-hours at the price of a published estimate"
    return Prose(
        {
            "frontier-rented": number(top["usd"], "money", basis=quoted),
            "frontier-quotes": in_words(top["sellers"]),
            "frontier-published": number(stated, "money", basis=by_others) if stated is not None else "an unknown sum",
            "gpt3-first": number(first["usd"], "money", as_of=first["day"].date(), basis=on_demand),
            "gpt3-first-year": str(first["day"].year),
            "gpt3-flat-since": str(world.as_of.year - 3),
            "growth-own": number(own, "growth", basis=fitted),
        },
        {
            "The price of a fixed computation fell.": last["usd"].value < first["usd"].value,
            "Most of its fall was over by 2023.": best.iloc[3]["usd"].value ** 2
            < first["usd"].value * last["usd"].value,
        },
    )


@prose
def agreement(world: World, *, mfu: Number | None = None, goodput: Number = 1.0) -> Prose:
    """How far our costs agree with Epoch AI's, whose method and evidence they share; and how wide they are."""
    priced = run_costs(world, mfu=mfu, goodput=goodput)
    worn = priced[(priced["basis"] == "amortised") & (priced["kind"] == "pretraining")].set_index("model_id")["usd"]
    compared = over_published(world, priced, "amortised", "2023-12")
    contracts = run_costs(world, mfu=mfu, goodput=goodput, offers=CONTRACT)  # the kind of rent that they assume
    rented = over_published(world, contracts, "rental")
    many, pairs, rents = quantities(worn), plain(compared), plain(rented)
    of_all = f"median over {len(pairs)} runs, this book's amortised cost over Epoch AI's; nominal over 2023 dollars"
    of_rents = (
        f"median over {len(rents)} runs, this book's cost at reserved list prices over the median of published ones"
    )
    falcon = "this book's amortised cost over Epoch AI's"
    whisker = "half-width of the 90% interval of amortised cost as a factor, median over runs"
    doubling = 12 * np.log(2) / np.log(growth.frontier_growth(world, mfu=mfu, goodput=goodput).per_year)
    theirs, quotes = quotes_of_epoch(world)
    return Prose(
        {
            "agreement": number(median_of(compared), "percent", basis=of_all),
            "rental-agreement": number(median_of(rented), "ratio", basis=of_rents),
            "rental-least": number(least_of(rented).settled(), "ratio", basis="the least of these runs"),
            "rental-most": number(greatest_of(rented).settled(), "ratio", basis="the most of these runs"),
            "epoch-quotes": f"{theirs} of {quotes}",
            "falcon-hours": number(compared["falcon-180b"].settled(), "percent", basis=falcon),
            "half-price": number(doubling.settled(), "months", basis="time in which that cost doubles, by our fit"),
            "cost-spread": number(
                median_of(Quantity(np.sqrt(many.high / many.low), rows=many.rows)), "number", basis=whisker
            ),
        },
        {
            "For the runs on 80 GB A100s the quoted server prices are dearer than the list price that Epoch carries "
            "forward.": pairs[["opt-175b", "mt-nlg-530b", "bloom-176b"]].min() > 1.2,
            "Rented, single runs differ more than amortised ones.": rents.max() / rents.min() > 3,
        },
    )


@prose
def growth_rates(world: World, *, since: str = "2020-01-01", largest: int = growth.LARGEST) -> Prose:
    """Growth of the cost of the frontier, by us and by others; choices as in the specification curve."""
    rates = growth.specification_curve(world, since=since, largest=largest)
    ours, stated = (rates[rates["who"] == who] for who in ("this book", "published"))
    of_ours = f"median of {len(ours)} specifications; the range is from the lowest to the highest"
    rate = ours.set_index(["costs", "basis", "start", "few"])["growth"]
    early, usual = (rate["ours", "amortised", start, False] for start in (growth.EARLY, growth.USUAL))
    one = "log-linear fit to this book's amortised cost of the largest at release"
    published = median_of(stated["growth"])
    return Prose(
        {
            "growth-ours": number(median_of(ours["growth"]), "growth", basis=of_ours),
            "growth-early": number(early, "growth", basis=f"{one}, with the small runs of 2018 and 2019"),
            "growth-usual": number(usual, "growth", basis=f"{one}, without them"),
            "growth-slowest": number(least_of(stated["growth"]).settled(), "ratio", basis="slowest published rate"),
            "growth-fastest": number(greatest_of(stated["growth"]).settled(), "ratio", basis="fastest published rate"),
            "growth-published": number(published, "growth", basis=f"{len(stated)} published rates"),
            "fit-years": _years_of(growth.frontier(world, largest=largest)["date"]),
        },
        {
            "Our growth rates are steeper than the published ones.": median_of(ours["growth"]).value > published.value,
            "The two small runs lie so far off that they raise the rate.": early.value > 1.1 * usual.value,
            "Looking at whole clusters bought lowers the rate more.": rate[
                "2025-06", "purchase", growth.USUAL, False
            ].value
            < min(usual.value, rate["2025-06", "amortised", growth.USUAL, False].value),
        },
    )


def _years_of(days: pd.Series) -> str:
    return f"{days.min().year} and {days.max().year}"


@prose
def one_run_many_prices(world: World) -> Prose:
    """How far the bases of one run lie apart, and what DeepSeek's famous figure is."""
    bill = anatomy.stated_bill(world)
    hour = training.implied_chip_hour_price(bill.usd, chip_hours=bill.chip_hours)
    whole, on_one_basis = anatomy.spread_of_bases(world, "gpt-4")
    stated = "2.788M chip-hours at an assumed $2 each"
    over = "the stated cost over the stated chip-hours"
    return Prose(
        {
            "deepseek": number(bill.usd, "money", as_of=bill.as_of, basis=stated),
            "deepseek-hour": number(hour, "money_per_hour", as_of=bill.as_of, basis=over),
        },
        {"What is counted matters more than how it is estimated.": whole > 3 * on_one_basis},
    )


@prose
def energy_share(
    world: World, *, value_decline: Number | None = None, interconnect_share: Number | None = None
) -> Prose:
    """What would bring energy level with hardware; assumptions as in the figure of the parts."""
    parts = anatomy.components(world, value_decline=value_decline, interconnect_share=interconnect_share)
    energy = parts.loc[parts["part"] == "Energy", "share"]
    over = median_of((1 - energy) / energy)
    return Prose({"energy-parity": number(over, "ratio", basis="hardware over energy in the cost of these runs")})


@prose
def development(world: World) -> Prose:
    """What compute takes of a project."""
    compute = plain(beyond.projects(world).query("part == 'hardware'"))["share"]
    return Prose(so={"Compute reaches four fifths of the cost in none of the projects.": (compute < 0.8).all()})


@prose
def trust(world: World, *, mfu: Number | None = None) -> Prose:
    """How well the rule with one utilisation predicts published chip-hours."""
    rule = assumed(mfu, median_mfu(world))
    dense = backtest.tested(world, mfu=mfu)
    error = backtest.errors(world, dense)
    runs = f"of {len(dense)} dense runs, within a factor"
    known = "median of the utilisations that Epoch AI knows" if rule.rows else "as assumed"
    return Prose(
        {
            "utilisation-prior": number(rule, "percent", basis=known),
            "bias": number(error["bias"], "ratio", basis="geometric mean of predicted over published chip-hours"),
            "within": number(error["within_1.5"], "percent", basis=f"{runs} {backtest.BAND}"),
            "within2": number(error["within_2"], "percent", basis=f"{runs} 2"),
        },
        {
            "The rule is good for one without a free parameter.": error["within_1.5"].value > 0.8,
            "Effective utilisation is lower than the figure that engineers report.": headlines.effective_utilisation(
                world
            ).value
            < median_mfu(world).value,
        },
    )


@prose
def fixed_capability(world: World) -> Prose:
    """The price of the capability of GPT-2, then and now."""
    table = repricing.fixed_capability(world)
    then, now = (row for _, row in table.iterrows())
    recalled, repeated = (
        "cloud TPUs, as its author recalls: one quote",
        "two hours on eight H100s, from spot to dear offers",
    )
    bases = recalled, repeated
    return Prose(
        {
            "gpt2-then-year": str(then["as_of"].year),
            "gpt2-now-year": str(now["as_of"].year),
            "gpt2-then": number(then["usd"], "money", as_of=then["as_of"].date(), basis=bases[0]),
            "gpt2-now": number(now["usd"], "money", as_of=now["as_of"].date(), basis=bases[1]),
        }
    )


@prose
def budget(
    world: World, *, budget: float = repricing.BUDGET, mfu: Number | None = None, goodput: Number = 1.0
) -> Prose:
    """What a budget [USD] rents, and how that falls behind the frontier; at a utilisation and a goodput."""
    rented = {"mfu": mfu, "goodput": goodput}
    table = repricing.budgets(world, budget, **rented).query("budget == @budget")
    first, last = table.iloc[0], table.iloc[-1]
    gain, _ = repricing.gain_of_budget(world, budget, **rented)
    years = repricing.years_to_overtake(world, budget, **rented)
    since = str(first["day"].year)
    frontier = plain(records(world)["flop"])
    dollars = fmt.money(budget)
    bought = f"FLOP that {dollars} rents on the as-of date over the end of {since}"
    size = f"parameters of the compute-optimal model that {dollars} rents, at Chinchilla's tokens per parameter"
    pause = f"compute of the largest known run over that of the largest budget, at a budget's growth since {since}"
    chinchilla = "training tokens over parameters of Chinchilla"
    return Prose(
        {
            "budget-usd": dollars,
            "budget-since": since,
            "budget-gain": number(gain.settled(), "ratio", basis=bought),
            "overtaken": "no time at all" if years is None else number(years, "years", basis=pause),
            "tokens-per-param": number(tokens_per_param(world), "number", basis=chinchilla),
            "budget-params": number(last["params"], "count", basis=size),
        },
        {"A fixed budget falls behind the frontier.": frontier.iloc[-1] / frontier.iloc[0] > gain.value},
    )
