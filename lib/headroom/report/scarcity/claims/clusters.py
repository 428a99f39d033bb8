"""Claims on chips and clusters of them: how many, at what price, in which arithmetic."""

from __future__ import annotations

import pandas as pd

from headroom.calculator import training
from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among, greatest_of, sum_of
from headroom.evidence.columns import stacked
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.chips import of_chip
from headroom.report.facts.runs import flop_of
from headroom.report.facts.tables import with_rows
from headroom.report.judging import above, at_least, between
from headroom.report.scarcity.results import conventions, owning, supply
from headroom.report.scarcity.results.owning import H100

A100 = "a100-sxm-40"
H100S = ("h100-sxm", "h100-pcie")
BARE = ("purchase_chip", "purchase_contract")  # kinds of price of a chip alone
EXA = 1e18
OF_A_PRICE, OF_A_COUNT = 0.15, 0.05  # how near a found price and a found count lie to a stated one that holds
ROUNDING = 0.5  # what rounds to a stated whole number
MEASURES = {
    "16-bit peak": "peak_dense_tflops_16bit",
    "8-bit peak": "h100_equivalents_8bit",
    "memory bandwidth": "memory_bandwidth_gb_s",
    "memory": "memory_gb",
    "links": "interconnect_gb_s",
}


def _hours_of(world: World, flop: Quantity) -> Quantity:
    """Hours of an A100 that some computing takes, with what bills show of such chips."""
    return training.chip_hours(flop, of_chip(world, A100), mfu=default_utilisation(world, A100), goodput=1.0)


def _with_gpt3(world: World) -> str:
    chips = world.cell("claims", "chatgpt-gpus", "stated_low")
    gpt3 = world.cell("training_runs", "gpt-3-175b", "training_flop")
    days = fmt.write(training.wall_clock_days(_hours_of(world, gpt3), chips).value, "days")
    return (
        "Not more than such a run takes, and not much less: the number fits a run of about a month. GPT-3, the model "
        f"before, would have taken them {days}. The computing of GPT-3.5 is an estimate of others, made later; how "
        "many chips its maker used, only its maker knows."
    )


@claim(
    "chatgpt-gpus",
    quantity="days that 10,000 A100 need for the computing of GPT-3.5, on which ChatGPT was built",
    kind="days",
    untested=("then", "now"),
    test="Cannot be tested: any number of chips does the work in some time. What is computed shows that ten thousand "
    "are plausible, not that they were used.",
    reason=_with_gpt3,
    figure="ten-exaflops",
)
def chatgpt_gpus(seen: World) -> Tested:
    """Are ten thousand chips of the day what such a run takes?"""
    chips = seen.cell("claims", "chatgpt-gpus", "stated_low")
    days = training.wall_clock_days(_hours_of(seen, flop_of(seen, "gpt-3.5")), chips)
    return Tested(days, "computing of GPT-3.5, as estimated, on 10,000 A100 at the utilisation that bills show")


def _in_a_server(world: World) -> str:
    server = world.price(H100, "purchase_in_server")
    return (
        "“As much as” is met by the dearest quote, not by the middle. A bare chip buys no hour of computing: "
        f"with its share of a server an H100 cost {fmt.write(server.value, 'money')} when last quoted "
        f"({server.newest:%B %Y}), and network, building and power come on top."
    )


def _quotes_of_a_year(seen: World, *kinds: str) -> pd.Series:
    """What others than the claim's source quoted for an H100 in the year before the date, by kinds of price."""
    table = seen.table("prices")
    table = table[table["price_kind"].isin(kinds) & table["accelerator_id"].isin(H100S) & table["usd"].notna()]
    table = table[table["as_of"] > pd.Timestamp(seen.as_of) - pd.DateOffset(years=1)]
    own = seen.row("claims", "h100-price")["source_key"]
    return with_rows(seen, "prices", table[table["source_key"] != own], "usd")["usd"]


@claim(
    "h100-price",
    quantity="dearest quote of one bare H100 in the year before, other than the claim's own",
    kind="money",
    holds=(at_least(1 - OF_A_PRICE), above(1)),
    together="evenly",
    test=f"Its two halves count alike: that the dearest quote comes within {OF_A_PRICE:.0%} of the stated price or "
    "above it, and that the dearest one on the used market is above it.",
    reason=_in_a_server,
    otherwise=(
        Otherwise("near: within a twentieth", (at_least(0.95), above(1))),
        Otherwise("near: no lower", (at_least(1), above(1))),
        Otherwise("the new chip alone", keep=(0,)),
    ),
    figure="owned-hour-parts",
)
def h100_price(seen: World) -> Tested | None:
    """Could an H100 cost as much as was quoted, and even more on eBay?"""
    bare, used = _quotes_of_a_year(seen, *BARE), _quotes_of_a_year(seen, "purchase_resale")
    if bare.empty or used.empty:
        return None
    stated = seen.cell("claims", "h100-price", "stated_value")
    new, old = greatest_of(bare), greatest_of(used)
    basis = f"dearest of {len(bare)} quotes of a year; used, up to {fmt.write(old.value, 'money')}"
    return Tested(new, basis, compared=(new / stated, old / stated))


def _cost_power_and_work(world: World) -> str:
    chips = world.cell("claims", "musk-10000", "stated_value")
    cost = chips * owning.bought(world, H100, world.as_of).cluster_price
    year = training.flop_from_chip_hours(
        chips * HOURS_PER_YEAR, of_chip(world, H100), mfu=default_utilisation(world, H100), goodput=1.0
    )
    clusters = world.table("demand")
    clusters = clusters[clusters["series"] == "xai_site"]
    later = f" The buyer's own site had {fmt.write(clusters['chips'].max(), 'count')} later." if len(clusters) else ""
    return (
        f"Ten thousand H100 cost {fmt.write(cost.value, 'money')} with servers and network at the last prices "
        f"quoted, draw {fmt.write(owning.cluster_power(world, chips).value, 'megawatt')} at the meter and "
        f"do {fmt.write(year.value, 'flop')} in a year.{later}"
    )


@claim(
    "musk-10000",
    quantity="share of a quarter's shipments of leading Nvidia chips that 10,000 take",
    kind="percent",
    untested=("then", "now"),
    test="Cannot be tested: whether a buyer was after them only the buyer knows. What is computed shows how large such "
    "an order was.",
    reason=_cost_power_and_work,
    figure="ten-exaflops",
)
def musk_10000(seen: World) -> Tested:
    """Could ten thousand chips be had?"""
    shipped = supply.shipped_in_quarter(seen, pd.Timestamp(seen.as_of))
    share = seen.cell("claims", "musk-10000", "stated_value") / shipped
    return Tested(share, f"10,000 over {shipped.label}", as_of=shipped.as_of)


def _in_other_formats(world: World) -> str:
    dense = conventions.andromeda(world) * of_chip(world, H100) / EXA
    spent = conventions.spent(world)
    return (
        "Ten exaFLOP/s in the format that the maker of the chips advertises, 8-bit operations on matrices that are "
        f"half zeros; in dense 16-bit arithmetic, in which training is counted, {fmt.write(dense.value, 'number')}. "
        "The article names a fund of $100M beside the cluster; another report has the cluster itself cost about "
        f"{fmt.write(spent.value, 'money')}."
    )


def _andromeda_dense(seen: World) -> Tested:
    return Tested(conventions.andromeda(seen) * of_chip(seen, H100) / conventions.TEN_EXAFLOPS)


@claim(
    "andromeda",
    quantity="H100s of the cluster at its launch, and their peak in the format that is advertised",
    kind="chips",
    holds=between(1 - OF_A_COUNT, 1 + OF_A_COUNT),
    test=f"Holds if their peak in sparse 8-bit operations comes within {OF_A_COUNT:.0%} of ten exaFLOP/s.",
    reason=_in_other_formats,
    otherwise=(
        Otherwise("within a tenth", between(0.9, 1.1)),
        Otherwise("in dense 16-bit arithmetic", find=_andromeda_dense),
    ),
    figure="ten-exaflops",
)
def andromeda(seen: World) -> Tested:
    """In which arithmetic is it ten exaFLOP/s?"""
    chips, advertised = conventions.andromeda(seen), conventions.ADVERTISED * of_chip(seen, H100, "peak_fp8")
    share = chips * advertised / conventions.TEN_EXAFLOPS
    basis = (
        f"{fmt.write((chips * advertised / EXA).value, 'number')} exaFLOP/s in sparse FP8; the count is one report's"
    )
    return Tested(chips, basis, compared=(share,))


def _cost_power_and_days(world: World) -> str:
    chips = world.cell("claims", "two-24k-clusters", "stated_value")
    one = owning.bought(world, H100, world.as_of).cluster_price
    days = {label: _days_of(world, id, chips / 2) for id, label in {"llama-3-8b": "8B", "llama-3-70b": "70B"}.items()}
    runs = " and ".join(f"{found.value:.1f} days for {label}" for label, found in days.items() if found is not None)
    trained = f" The chip-hours that Llama 3 is published to have taken are, on one cluster, {runs}." if runs else ""
    return (
        f"With server and network one H100 costs {fmt.write(one.value, 'money')} at the "
        f"last prices quoted, {fmt.write((chips * one).value, 'money')} for all, and they draw "
        f"{fmt.write(owning.cluster_power(world, chips).value, 'megawatt')}.{trained} Prices of cars are not among our "
        "tables."
    )


def _days_of(world: World, model: str, chips: Quantity) -> Quantity | None:
    """Days in which chips work off the hours that a model took, or nothing where they are not published."""
    table = world.table("training_runs")
    table = table[(table["model_id"] == model) & table["chip_hours"].notna()]
    if table.empty:
        return None
    return training.wall_clock_days(world.cell("training_runs", table["id"].iloc[0], "chip_hours"), chips)


@claim(
    "two-24k-clusters",
    quantity="H100s in Meta's two clusters, as announced",
    kind="chips",
    holds=between(1 - OF_A_COUNT, 1 + OF_A_COUNT),
    test=f"Holds if the two together come within {OF_A_COUNT:.0%} of the stated number.",
    reason=_cost_power_and_days,
    otherwise=(
        Otherwise("within a hundredth", between(0.99, 1.01)),
        Otherwise("within a tenth", between(0.9, 1.1)),
    ),
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


def _trainium_in_16_bit(seen: World) -> Tested:
    return Tested(_second_over_first(seen)["16-bit peak"] - seen.cell("claims", "trainium-4x", "stated_value"))


@claim(
    "trainium-4x",
    quantity="second generation of Trainium over the first, chip for chip",
    kind="ratio",
    holds=between(-ROUNDING, ROUNDING),
    test="Holds if two thirds of five measures round to four. When stated, the chip was not yet out.",
    reason=_on_paper,
    otherwise=(
        Otherwise("within a quarter of four", between(-1, 1)),
        Otherwise("16-bit arithmetic alone", find=_trainium_in_16_bit),
    ),
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
