"""Claims on chips and clusters of them: how many, at what price, in which arithmetic."""

from __future__ import annotations

import pandas as pd

from headroom.calculator import scarcity, training
from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among, sum_of
from headroom.evidence.columns import stacked
from headroom.report import format as fmt
from headroom.report.claims import Tested, as_stated, claim
from headroom.report.facts.chips import of_chip
from headroom.report.facts.runs import utilisation
from headroom.report.judging import at_most, between
from headroom.report.scarcity.results import conventions, owning, supply, waiting
from headroom.report.scarcity.results.owning import H100

A100 = "a100-sxm-40"
A_MONTH = 30  # days
OF_A_PRICE, OF_A_COUNT = 0.15, 0.05  # how near a found price and a found count lie to a stated one that holds
ROUNDING = 0.5  # what rounds to a stated whole number
OF_A_QUARTER = 0.1  # of a quarter's shipments: what one buyer can have
MEASURES = {
    "16-bit peak": "peak_dense_tflops_16bit",
    "8-bit peak": "h100_equivalents_8bit",
    "memory bandwidth": "memory_bandwidth_gb_s",
    "memory": "memory_gb",
    "links": "interconnect_gb_s",
}


def _hours_of_gpt3(world: World) -> Quantity:
    """Hours of an A100 that the compute of GPT-3 takes at the utilisation of known runs."""
    flop = world.cell("training_runs", "gpt-3-175b", "training_flop")
    return training.chip_hours(flop, of_chip(world, A100), mfu=1.0, goodput=1.0) / utilisation(world)


def _a_tenth_is_enough(world: World) -> str:
    chips = world.cell("claims", "chatgpt-gpus", "stated_low")
    few = fmt.write(training.wall_clock_days(_hours_of_gpt3(world), chips / 10).value, "days")
    published = fmt.write(world.row("training_runs", "gpt-3-175b")["wall_clock_hours"] / 24, "days")
    return (
        f"More than enough, and not needed: a tenth of them would do it in {few}. The published run of GPT-3 "
        f"took {published} on 10,000 older V100. How many chips the later models had, only their maker knows."
    )


@claim(
    "chatgpt-gpus",
    quantity="days that 10,000 A100 need for the compute of GPT-3, on which ChatGPT's first models were built",
    kind="days",
    holds=at_most(A_MONTH),
    test="Holds as enough if the run takes at most a month with a probability of two thirds.",
    reason=_a_tenth_is_enough,
    figure="ten-exaflops",
    evidence="today's",
)
def chatgpt_gpus(seen: World) -> Tested:
    """Are ten thousand chips of the day what such a run takes?"""
    chips = seen.cell("claims", "chatgpt-gpus", "stated_low")
    days = training.wall_clock_days(_hours_of_gpt3(seen), chips)
    return Tested(days, "compute of GPT-3 on 10,000 A100 at the utilisation of known runs")


def _other_quotes(world: World) -> str:
    resale = as_stated(world, "h100-price").price("h100-pcie", "purchase_resale")
    server = world.price(H100, "purchase_in_server")
    return (
        f"A list price, and the same month {fmt.write(resale.value, 'money')} on eBay, as stated. It buys no "
        f"hour of computing: with its share of a server an H100 cost {fmt.write(server.value, 'money')} when last "
        f"quoted, and network, building and power come on top."
    )


@claim(
    "h100-price",
    quantity="price of one bare H100 to large buyers, other quotes than the claim's own",
    kind="money",
    holds=between(1 - OF_A_PRICE, 1 + OF_A_PRICE),
    test=f"Holds if that price lies within {OF_A_PRICE:.0%} of the stated one with a probability of two thirds.",
    reason=_other_quotes,
    figure="owned-hour-parts",
)
def h100_price(seen: World) -> Tested:
    """Was the quoted price of an H100 the price of an H100?"""
    paid = seen.price(H100, "purchase_contract")
    return Tested(
        paid,
        "what large buyers paid Nvidia for one H100, as estimated",
        compared=(paid / seen.cell("claims", "h100-price", "stated_value"),),
        as_of=paid.newest,
    )


def _cost_power_and_work(world: World) -> str:
    chips = world.cell("claims", "musk-10000", "stated_value")
    cost = chips * owning.bought(world, H100, world.as_of).cluster_price
    year = training.flop_from_chip_hours(
        chips * HOURS_PER_YEAR, of_chip(world, H100), mfu=utilisation(world), goodput=1.0
    )
    clusters = world.table("demand")
    clusters = clusters[clusters["series"] == "xai_site"]
    later = f" The buyer's own site had {fmt.write(clusters['chips'].max(), 'count')} later." if len(clusters) else ""
    return (
        f"Ten thousand H100 cost {fmt.write(cost.value, 'money')} with servers and network at "
        f"the newest prices, draw {fmt.write(owning.cluster_power(world, chips).value, 'megawatt')} at the meter and "
        f"do {fmt.write(year.value, 'flop')} in a year.{later}"
    )


@claim(
    "musk-10000",
    quantity="share of a quarter's shipments of leading Nvidia chips that 10,000 take",
    kind="percent",
    holds=at_most(OF_A_QUARTER),
    test="Holds as possible if they take at most a tenth of the quarter's shipments with a probability of two thirds.",
    reason=_cost_power_and_work,
    figure="ten-exaflops",
)
def musk_10000(seen: World) -> Tested:
    """Could ten thousand chips be had?"""
    shipped = supply.shipped_in_quarter(seen, pd.Timestamp(seen.as_of))
    share = seen.cell("claims", "musk-10000", "stated_value") / shipped
    return Tested(share, f"10,000 over {shipped.label}", as_of=shipped.as_of)


def _within_a_quarter(world: World) -> str:
    paid = fmt.write(conventions.spent(world).value, "money")
    return f"Holds if that costs no more than a quarter above the reported {paid} with a probability of two thirds."


def _friendliest_convention(world: World) -> str:
    table = conventions.conventions(world, waiting.shortage(world))
    spent = conventions.spent(world).value
    least, most = table.iloc[0], table.set_index("convention").loc[conventions.TRAINING]
    few, many = (fmt.write(row["chips"].value, "count") for row in (least, most))
    return (
        f"{fmt.write(spent, 'money')} fits {conventions.fitting(table, spent)}. The friendliest convention, "
        f"8-bit operations on matrices that are half zeros, makes it {few} H100 for "
        f"{fmt.write(least['usd'].value, 'money')}; in dense 16-bit arithmetic ten exaFLOP/s are "
        f"{many} H100."
    )


@claim(
    "andromeda",
    quantity="cost of ten exaFLOP/s in dense 16-bit arithmetic, in which training runs are counted",
    kind="money",
    holds=at_most(conventions.NEAR),
    test=_within_a_quarter,
    reason=_friendliest_convention,
    figure="ten-exaflops",
)
def andromeda(seen: World) -> Tested:
    """In which arithmetic is it ten exaFLOP/s?"""
    spent = conventions.spent(seen)
    chips = scarcity.chips_for_peak(conventions.TEN_EXAFLOPS, of_chip(seen, H100))
    cost = chips * owning.bought(seen, H100, seen.as_of).cluster_price
    basis = f"{fmt.write(chips.value, 'count')} H100 with server and network, dense 16-bit peak"
    return Tested(cost.also(spent), basis, compared=(cost / spent,))


def _cost_power_and_days(world: World) -> str:
    chips = world.cell("claims", "two-24k-clusters", "stated_value")
    one = owning.bought(world, H100, world.as_of).cluster_price
    days = {label: _days_of(world, id, chips / 2) for id, label in {"llama-3-8b": "8B", "llama-3-70b": "70B"}.items()}
    runs = " and ".join(f"{label} in {found.value:.1f} days" for label, found in days.items() if found is not None)
    trained = f" At the utilisation of known runs one cluster does the compute of Llama 3 {runs}." if runs else ""
    return (
        f"With server and network one H100 costs {fmt.write(one.value, 'money')} at the newest "
        f"prices, {fmt.write((chips * one).value, 'money')} for all, and they draw "
        f"{fmt.write(owning.cluster_power(world, chips).value, 'megawatt')}.{trained} Prices of cars are not among our "
        "tables."
    )


def _days_of(world: World, model: str, chips: Quantity) -> Quantity | None:
    """Days in which H100s train a model at the utilisation of known runs, or nothing where its text is not known."""
    table = world.table("training_runs")
    table = table[(table["model_id"] == model) & table["tokens"].notna()]
    if table.empty:
        return None
    tokens = world.cell("training_runs", table["id"].iloc[0], "tokens")
    flop = training.training_flop(world.cell("models", model, "params"), tokens)
    return training.training_days(
        flop, chips, peak_flop_per_second=of_chip(world, H100), mfu=utilisation(world), goodput=1.0
    )


@claim(
    "two-24k-clusters",
    quantity="H100s in Meta's two clusters, as announced",
    kind="chips",
    holds=between(1 - OF_A_COUNT, 1 + OF_A_COUNT),
    test=f"Holds if the two together come within {OF_A_COUNT:.0%} of the stated number.",
    reason=_cost_power_and_days,
    figure="owned-hour-parts",
)
def two_24k_clusters(seen: World) -> Tested | None:
    """How many chips did the two clusters have, and what did one cost?"""
    table = seen.table("demand")
    table = table[table["series"] == "meta_24k"]
    if table.empty:
        return None
    chips = sum_of([seen.cell("demand", id, "chips") for id in table["id"]])
    stated = seen.cell("claims", "two-24k-clusters", "stated_value")
    return Tested(chips, compared=(chips / stated,), as_of=table["as_of"].iloc[0].date())


def _second_over_first(world: World) -> dict[str, Quantity]:
    """The second generation of Trainium over the first by measure."""
    return {
        name: world.cell("accelerators", "trainium2", column) / world.cell("accelerators", "trainium1", column)
        for name, column in MEASURES.items()
    }


def _on_paper(world: World) -> str:
    listed = ", ".join(f"{name} {fmt.write(one.value, 'ratio')}" for name, one in _second_over_first(world).items())
    return f"On paper: {listed}. Measured training speed of the two is not in the tables."


@claim(
    "trainium-4x",
    quantity="second generation of Trainium over the first, chip for chip",
    kind="ratio",
    holds=between(-ROUNDING, ROUNDING),
    test="Holds if two thirds of five measures round to four. When stated, the chip was not yet out.",
    reason=_on_paper,
    figure="price-performance",
)
def trainium_4x(seen: World) -> Tested | None:
    """On which measures is the second generation four times the first?"""
    released = seen.row("accelerators", "trainium2")["released"]
    if released > pd.Timestamp(seen.as_of):
        return None
    ratios = _second_over_first(seen)
    of_all = stacked(ratios.values())
    return Tested(
        among(ratios["16-bit peak"], of_all),
        "dense 16-bit peak; range over " + ", ".join(MEASURES),
        compared=(of_all - seen.cell("claims", "trainium-4x", "stated_value"),),
        as_of=released.date(),
    )
