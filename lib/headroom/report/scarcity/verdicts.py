"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from headroom.calculator import scarcity, training
from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.evidence import NoPriceError, World
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, as_stated, judge, share_within, then_and_now
from headroom.report.estimate import Estimate
from headroom.report.scarcity import conventions, funding, owning, spending, supply, waiting
from headroom.report.scarcity.owning import H100
from headroom.report.training.repricing import peak
from headroom.report.training.runs import energy_terms

A100 = "a100-sxm-40"
SOME_MONTHS = 8  # weeks: the least that "months" can mean
UNTESTED = "cannot be tested"


def stated(world: World, claim: str) -> float:
    """The value that a claim states, or the least that it states, in the unit of its row."""
    row = world.row("claims", claim)
    return float(row["stated_low"] if np.isnan(row["stated_value"]) else row["stated_value"])


def used_share(world: World) -> tuple[float, np.ndarray]:
    """Utilisation of known runs: central value and samples."""
    mfu = world.parameter("mfu-median-known-runs")
    return mfu.central, mfu.draws()


def year_of_training(world: World, chips: float, chip: str = H100) -> float:
    """Model FLOP that chips do in a year at the utilisation of known runs."""
    return training.flop_from_chip_hours(
        chips * HOURS_PER_YEAR, peak(world, chip).value, mfu=used_share(world)[0], goodput=1.0
    )


def power(world: World, chips: float, chip: str = H100) -> float:
    """Average power of chips at the meter [MW]."""
    terms = {k: one.value for k, one in energy_terms(world, chip, "", world.as_of.year).items()}
    terms.pop("electricity_price")
    return scarcity.cluster_power(chips, training.facility_power_per_chip(owning.tdp(world, chip), **terms))


@answers("chatgpt-gpus")
def chatgpt_gpus(world: World) -> Verdict:
    """Are ten thousand chips of the day what such a run takes?"""
    chips = stated(world, "chatgpt-gpus")
    run = world.row("training_runs", "gpt-3-175b")
    hours = training.chip_hours(run["training_flop"], peak(world, A100).value, mfu=1.0, goodput=1.0)
    central, many = used_share(world)

    def find(seen: World) -> Finding:
        days = training.wall_clock_days(hours / many, chips)
        estimate = Estimate.from_samples(
            days,
            "days",
            value=training.wall_clock_days(hours / central, chips),
            sources=(run["source_key"], *seen.parameter("mfu-median-known-runs").source_keys),
            as_of=seen.as_of,
            basis="compute of GPT-3 on 10,000 A100 at the utilisation of known runs",
        )
        return Finding(judge(share_within(days, high=30)), estimate)

    few = fmt.write(training.wall_clock_days(hours / central, chips / 10), "days")
    published = fmt.write(run["wall_clock_hours"] / 24, "days")
    return then_and_now(
        "chatgpt-gpus",
        world,
        find,
        quantity="days that 10,000 A100 need for the compute of GPT-3, on which ChatGPT's first models were built",
        test="Holds as enough if the run takes at most a month with a probability of two thirds.",
        reason=f"More than enough, and not needed: a tenth of them would do it in {few}. The published run of GPT-3 "
        f"took {published} on 10,000 older V100. How many chips the later models had, only their maker knows.",
        figure="ten-exaflops",
    )


@answers("h100-price")
def h100_price(world: World) -> Verdict:
    """Was the quoted price of an H100 the price of an H100?"""
    price = stated(world, "h100-price")

    def find(seen: World) -> Finding:
        paid = seen.price(H100, "purchase_contract")
        estimate = Estimate(
            paid.central,
            "money",
            min(paid.low, paid.central),
            max(paid.high, paid.central),
            sources=paid.source_keys,
            as_of=paid.newest,
            basis="what large buyers paid Nvidia for one H100, as estimated",
        )
        return Finding(judge(share_within(paid.draws(), 0.85 * price, 1.15 * price)), estimate)

    resale = as_stated(world, "h100-price").price("h100-pcie", "purchase_resale")
    server = world.price(H100, "purchase_in_server")
    return then_and_now(
        "h100-price",
        world,
        find,
        quantity="price of one bare H100 to large buyers, other quotes than the claim's own",
        test="Holds if that price lies within 15% of the stated one with a probability of two thirds.",
        reason=f"A list price, and the same month {fmt.write(resale.central, 'money')} on eBay, as stated. It buys no "
        f"hour of computing: with its share of a server an H100 cost {fmt.write(server.central, 'money')} when last "
        f"quoted, and network, building and power come on top.",
        figure="owned-hour-parts",
    )


@answers("nvidia-share")
def nvidia_share(world: World) -> Verdict:
    """What is 88 % a share of?"""
    claimed = stated(world, "nvidia-share")

    def find(seen: World) -> Finding:
        samples = supply.newest_share(seen)["samples"]
        return Finding(judge(share_within(samples, claimed - 0.05, claimed + 0.05)), supply.share_of(seen))

    hhi = supply.designer_hhi(world)["hhi"].iloc[-1]
    return Verdict(
        "nvidia-share",
        quantity="Nvidia's share of the AI compute delivered, in H100-equivalents at 8 bit",
        then=Finding(UNTESTED, supply.share_of(as_stated(world, "nvidia-share"))),
        now=find(world),
        test="Holds if that share is within five points of the stated one with a probability of two thirds. As of "
        "the claim's date "
        "it cannot be tested: Google's chips are counted from 2023 only, so the share then is too high.",
        reason="The stated figure is a share of graphics cards sold for personal computers and says nothing of AI "
        f"compute. By the compute delivered, design is {supply.level(hhi)}: the index is {fmt.write(hhi, 'count')} "
        f"points where {fmt.write(supply.HIGH, 'count')} counts as high.",
        figure="who-has-compute",
    )


@answers("gpu-wait-months")
def gpu_wait_months(world: World) -> Verdict:
    """Did buyers wait for months, and was reserving worth it?"""

    def find(seen: World) -> Finding:
        table = supply.lead_times(seen)
        if table.empty:
            return Finding(UNTESTED)
        weeks = table["weeks"]
        estimate = Estimate.across(
            weeks,
            "weeks",
            sources=tuple(table["source_key"]),
            as_of=table["day"].iloc[-1].date(),
            basis=f"median of {len(table)} reports since October 2023",
        )
        return Finding(judge(share_within(weeks, low=SOME_MONTHS)), estimate)

    day = min(waiting.SHORTAGE, world.as_of)
    lost, _ = waiting.value_of_waiting(world, 44, day)
    return then_and_now(
        "gpu-wait-months",
        world,
        find,
        quantity="reported time from order to delivery",
        test=f"Holds if two thirds of the reports up to the date give at least {SOME_MONTHS} weeks. None in the "
        "tables is as old as the claim.",
        reason=f"The reports come from makers and dealers; those of hyperscalers are not public. Having an H100 at the "
        f"end of {day.year} instead of 44 weeks later was worth {fmt.write(-lost.value, 'money')} in rent forgone "
        f"net of the expected fall in price ({lost.interval_name} {fmt.write(-lost.high, 'money')} to "
        f"{fmt.write(-lost.low, 'money')}), so reserving {'paid' if lost.high < 0 else 'did not surely pay'}.",
        figure="value-of-waiting",
    )


@answers("musk-10000")
def musk_10000(world: World) -> Verdict:
    """Could ten thousand chips be had?"""
    chips = stated(world, "musk-10000")

    def find(seen: World) -> Finding:
        shipped = supply.shipped_in_quarter(seen, pd.Timestamp(seen.as_of))
        share = chips / shipped.draws()
        estimate = Estimate.from_samples(
            share,
            "percent",
            value=chips / shipped.central,
            sources=shipped.source_keys,
            as_of=shipped.as_of,
            basis=f"10,000 over {shipped.label}",
        )
        return Finding(judge(share_within(share, high=0.1)), estimate)

    bought = owning.central(world, H100, world.as_of)
    clusters = world.table("demand")
    clusters = clusters[(clusters["owner"] == "xAI") & (clusters["status"] == "operational")]
    later = f" The buyer's own site had {fmt.write(clusters['chips'].max(), 'count')} later." if len(clusters) else ""
    return then_and_now(
        "musk-10000",
        world,
        find,
        quantity="share of a quarter's shipments of leading Nvidia chips that 10,000 take",
        test="Holds as possible if they take at most a tenth of the quarter's shipments with a probability of two "
        "thirds.",
        reason=f"Ten thousand H100 cost {fmt.write(chips * bought.cluster_price, 'money')} with servers and network at "
        f"the newest prices, draw {fmt.write(power(world, chips), 'megawatt')} at the meter and do "
        f"{fmt.write(year_of_training(world, chips), 'flop')} in a year.{later}",
        figure="ten-exaflops",
    )


@answers("startup-rounds")
def startup_rounds(world: World) -> Verdict:
    """Do the rounds pay for the computing of a model?"""
    flop = {name: world.row("training_runs", name)["training_flop"] for name in ("gpt-3-175b", "gpt-4")}

    def reached(seen: World, run: str) -> list[str]:
        _, cost, _ = funding.run_cost_samples(seen, flop[run])
        return [row.name for row in funding.rounds(seen).itertuples() if row.usd >= cost]

    def find(seen: World) -> Finding:
        table = funding.rounds(seen)
        share = len(reached(seen, "gpt-3-175b")) / len(table)
        owned = [funding.bought(seen, usd, seen.as_of)["owned"] for usd in table["usd"]]
        estimate = Estimate.across(
            owned,
            "chips",
            sources=(*table["source_key"], *funding.h100_sources(seen)),
            as_of=seen.as_of,
            basis=f"H100s that the median of {len(table)} rounds buys, smallest to largest round",
        )
        return Finding(judge(share), estimate)

    large = " and ".join(reached(as_stated(world, "startup-rounds"), "gpt-4")) or "none"
    least = min(funding.bought(world, usd, world.as_of)["owned"] for usd in funding.rounds(world)["usd"])
    return then_and_now(
        "startup-rounds",
        world,
        find,
        quantity="H100s with server and network that each round buys if all of it goes to compute",
        test="Holds if two thirds of the rounds would have rented the compute of GPT-3 at the day's cheapest price.",
        reason=f"The smallest round buys {fmt.write(least, 'chips')}; of all, {large} could have rented the compute of "
        "GPT-4 when the claim was made. "
        "What the money was raised for, beyond what founders said, no table tells.",
        figure="rounds-then-now",
    )


@answers("andromeda")
def andromeda(world: World) -> Verdict:
    """In which arithmetic is it ten exaFLOP/s?"""
    spent = world.row("demand", "andromeda-2023")["cost_usd"]

    def find(seen: World) -> Finding:
        chip = peak(seen, H100).value
        chips = scarcity.chips_for_peak(conventions.TEN_EXAFLOPS, chip)
        cost = chips * owning.sampled(seen, H100, seen.as_of).cluster_price
        estimate = Estimate.from_samples(
            cost,
            "money",
            value=chips * owning.central(seen, H100, seen.as_of).cluster_price,
            sources=(*owning.sources(seen, H100, seen.as_of), seen.row("accelerators", H100)["source_key"]),
            as_of=seen.as_of,
            basis=f"{fmt.write(chips, 'count')} H100 with server and network, dense 16-bit peak",
        )
        return Finding(judge(share_within(cost, high=1.25 * spent)), estimate)

    table = conventions.conventions(world, min(date(2023, 12, 31), world.as_of))
    least, most = table.iloc[0], table.set_index("convention").loc[conventions.TRAINING]
    return then_and_now(
        "andromeda",
        world,
        find,
        quantity="cost of ten exaFLOP/s in dense 16-bit arithmetic, in which training runs are counted",
        test=f"Holds if that costs no more than a quarter above the reported {fmt.write(spent, 'money')} with a "
        "probability of two thirds.",
        reason=f"{fmt.write(spent, 'money')} fits {conventions.fitting(table, spent)}. The friendliest convention, "
        f"8-bit operations on matrices that are half zeros, makes it {fmt.write(least['chips'], 'count')} H100 for "
        f"{fmt.write(least['usd'], 'money')}; in dense 16-bit arithmetic ten exaFLOP/s are "
        f"{fmt.write(most['chips'], 'count')} H100.",
        figure="ten-exaflops",
    )


@answers("alternatives")
def alternatives(world: World) -> Verdict:
    """Do chips that are no GPUs gain?"""

    def find(seen: World) -> Finding:
        table = supply.others_share(seen)
        if len(table) < 2:
            return Finding(UNTESTED)
        newest = table.iloc[-1]
        year_ago = table["day"] <= newest["day"] - pd.DateOffset(years=1)
        before = table[year_ago].iloc[-1] if year_ago.any() else table.iloc[0]
        estimate = Estimate(
            newest["share"],
            "percent",
            min(newest["low"], newest["share"]),
            max(newest["high"], newest["share"]),
            sources=(supply.COUNTS,),
            as_of=newest["day"].date(),
            basis="TPU and Trainium in the compute delivered since 2022, dense 8-bit peak",
        )
        return Finding(judge(float(np.mean(newest["samples"] > before["samples"]))), estimate)

    return then_and_now(
        "alternatives",
        world,
        find,
        quantity="share of TPU and Trainium in the AI compute delivered",
        test="Holds if that share grew over the year before the date with a probability of two thirds.",
        reason="Whether it moved because GPUs were scarce is not shown. Of FPGAs the tables hold no "
        "row, so that part cannot be tested, and chips of Huawei and others are not counted.",
        figure="who-has-compute",
    )


@answers("centralisation")
def centralisation(world: World) -> Verdict:
    """Is compute in few hands?"""

    def find(seen: World) -> Finding:
        index = supply.ownership(seen)
        above = np.clip((index.high - supply.HIGH) / (index.high - index.low), 0, 1)
        return Finding(judge(float(above)), index)

    row = supply.owner_hhi(world).iloc[-1]
    owners = [scarcity.effective_owners(row[c]) for c in ("high", "low")]
    design = supply.designer_hhi(world)["hhi"].iloc[-1]
    return then_and_now(
        "centralisation",
        world,
        find,
        quantity="Herfindahl-Hirschman index of the ownership of AI compute",
        test=f"Holds if the index is above {fmt.write(supply.HIGH, 'count')} points, where agencies of the United "
        "States call a market highly concentrated, over two thirds of its interval.",
        reason=f"Ownership is {supply.levels(row['low'], row['high'])}, like {owners[0]:.1f} to {owners[1]:.1f} equal "
        f"owners, {row['largest']} the largest with {fmt.write(row['share'], 'percent')}. Design is "
        f"{supply.level(design)} ({fmt.write(design, 'count')} points). Owners rent out much of it; who uses it is not "
        "counted.",
        figure="who-has-compute",
    )


@answers("rent-or-own")
def rent_or_own(world: World) -> Verdict:
    """Does demand for rented compute rise?"""

    def find(seen: World) -> Finding:
        capital = float(spending.totals(seen)["growth"].iloc[-1])
        sold = spending.revenue_growth(seen)
        estimate = Estimate(
            capital,
            "growth",
            sources=tuple(spending.capital(seen)["source_key"]),
            as_of=seen.as_of,
            basis=f"cash capital spending of five companies in their newest full year; Nvidia's data-centre revenue "
            f"{fmt.write(sold, 'growth')}",
        )
        return Finding(judge(np.mean([capital > 1, sold > 1])), estimate)

    listed, contract = (owning.break_even(world, kind) for kind in ("cloud_on_demand", "cloud_reserved"))
    return then_and_now(
        "rent-or-own",
        world,
        find,
        quantity="growth of the capital spending of five cloud companies, beside Nvidia's data-centre revenue",
        test="Holds if both grew over the year before the date, in part if one did.",
        reason=f"Renting pays for whoever uses chips less than the break-even: {listed.text} of the hours at the "
        f"median on-demand rent ({listed.range_text}), {contract.text} against a one-year contract.",
        figure="rent-or-own",
    )


@answers("two-24k-clusters")
def two_24k_clusters(world: World) -> Verdict:
    """How many chips did the two clusters have, and what did one cost?"""
    claimed = stated(world, "two-24k-clusters")

    def find(seen: World) -> Finding:
        table = seen.table("demand")
        table = table[table["id"].isin(["meta-24k-roce", "meta-24k-ib"])]
        if table.empty:
            return Finding(UNTESTED)
        chips = float(table["chips"].sum())
        estimate = Estimate(chips, "chips", sources=tuple(table["source_key"]), as_of=table["as_of"].iloc[0].date())
        return Finding(judge(float(abs(chips / claimed - 1) <= 0.05)), estimate)

    bought = owning.central(world, H100, world.as_of)
    central, _ = used_share(world)
    days = {}
    for name in ("llama-3-8b", "llama-3-70b"):
        table = world.table("training_runs")
        table = table[(table["model_id"] == name) & table["tokens"].notna()]
        params = world.row("models", name)["params"] if len(table) else np.nan
        flop = training.training_flop(params, table["tokens"].iloc[0]) if len(table) else np.nan
        days[name] = training.training_days(
            flop, claimed / 2, peak_flop_per_second=peak(world, H100).value, mfu=central, goodput=1.0
        )
    runs = " and ".join(
        f"{'8B' if '8b' in name else '70B'} in {value:.1f} days" for name, value in days.items() if np.isfinite(value)
    )
    trained = f" At the utilisation of known runs one cluster does the compute of Llama 3 {runs}." if runs else ""
    return then_and_now(
        "two-24k-clusters",
        world,
        find,
        quantity="H100s in Meta's two clusters, as announced",
        test="Holds if the two together come within 5% of the stated number.",
        reason=f"With server and network one H100 costs {fmt.write(bought.cluster_price, 'money')} at the newest "
        f"prices, {fmt.write(claimed * bought.cluster_price, 'money')} for all, and they draw "
        f"{fmt.write(power(world, claimed), 'megawatt')}.{trained} Prices of cars are not among our tables.",
        figure="owned-hour-parts",
    )


@answers("trainium-4x")
def trainium_4x(world: World) -> Verdict:
    """On which measures is the second generation four times the first?"""
    claimed = stated(world, "trainium-4x")
    measures = {
        "16-bit peak": "peak_dense_tflops_16bit",
        "8-bit peak": "h100_equivalents_8bit",
        "memory bandwidth": "memory_bandwidth_gb_s",
        "memory": "memory_gb",
        "links": "interconnect_gb_s",
    }
    first, second = (world.row("accelerators", name) for name in ("trainium1", "trainium2"))
    ratios = pd.Series({name: second[column] / first[column] for name, column in measures.items()})

    def find(seen: World) -> Finding:
        if second["released"] > pd.Timestamp(seen.as_of):
            return Finding(UNTESTED)
        estimate = Estimate(
            ratios["16-bit peak"],
            "ratio",
            ratios.min(),
            ratios.max(),
            level=None,
            sources=(first["source_key"], second["source_key"]),
            as_of=second["released"].date(),
            basis="dense 16-bit peak; range over " + ", ".join(measures),
        )
        return Finding(judge(share_within(ratios, claimed - 0.5, claimed + 0.5)), estimate)

    listed = ", ".join(f"{name} {fmt.write(ratio, 'ratio')}" for name, ratio in ratios.items())
    return then_and_now(
        "trainium-4x",
        world,
        find,
        quantity="second generation of Trainium over the first, chip for chip",
        test="Holds if two thirds of five measures round to four. When stated, the chip was not yet out.",
        reason=f"On paper: {listed}. Measured training speed of the two is not in the tables.",
        figure="price-performance",
    )


@answers("barrier-speed-bump")
def barrier_speed_bump(world: World) -> Verdict:
    """How soon can a round of a hundred million pay for the frontier of the day?"""

    def find(seen: World) -> Finding:
        row = funding.years_to_budget(seen).set_index("budget").loc[1e8]
        chip, price = funding.cheapest(seen, seen.as_of)
        estimate = Estimate(
            row["years"],
            "years",
            min(row["low"], row["years"]),
            max(row["high"], row["years"]),
            sources=(*price.source_keys, *seen.parameter("hw-depreciation-epoch").source_keys),
            as_of=seen.as_of,
            basis=f"{row['name']}, rented on {chip} for {fmt.write(row['cost'], 'money')}; negative: affordable "
            "already",
        )
        return Finding(judge(row["probability_soon"]), estimate)

    table = funding.years_to_budget(world)
    spread = ", ".join(f"{fmt.write(row.budget, 'money')} {row.years:.1f}" for row in table.itertuples())
    return then_and_now(
        "barrier-speed-bump",
        world,
        find,
        quantity="years until $100M rents the largest run known on the date, if prices fall on the trend",
        test="Holds as a speed bump if that takes at most three years with a probability of two thirds.",
        reason=f"The barrier is a delay for anyone content with yesterday's frontier (years by budget: {spread}), "
        "and the frontier moves on meanwhile. The claim on centralisation says the opposite; this is where they meet.",
        figure="rounds-then-now",
    )


@answers("blackwell-demand")
def blackwell_demand(world: World) -> Verdict:
    """Was Blackwell sold out, and does its rent show it?"""

    def then(seen: World) -> Finding:
        table = supply.lead_times(seen)
        table = table[table["generation"] == "Blackwell"]
        if table.empty:
            return Finding(UNTESTED)
        row = table.iloc[-1]
        estimate = Estimate(
            row["weeks"], "weeks", sources=(row["source_key"],), as_of=row["day"].date(), basis="time to delivery"
        )
        return Finding(judge(float(row["weeks"] >= 26)), estimate)

    def now(seen: World) -> Finding:
        try:
            price = seen.price("b200-sxm", "cloud_on_demand")
            year_ago = seen.price("b200-sxm", "cloud_on_demand", seen.as_of.replace(year=seen.as_of.year - 1))
        except NoPriceError:
            return then(seen)
        ratio = price.draws() / year_ago.draws()
        estimate = Estimate.from_samples(
            ratio,
            "growth",
            value=price.central / year_ago.central,
            sources=(*price.source_keys, *year_ago.source_keys),
            as_of=seen.as_of,
            basis="median on-demand rent of a B200 over that of a year before",
        )
        return Finding(judge(share_within(ratio, low=1)), estimate)

    orders = supply.backlog(world)
    orders = orders[orders["generation"] == "Blackwell"]
    queue = (
        f"By Little's law at that quarter's shipments {fmt.write(orders['backlog'].iloc[-1], 'chips')} were on order. "
        if len(orders)
        else ""
    )
    return Verdict(
        "blackwell-demand",
        then=then(as_stated(world, "blackwell-demand")),
        now=now(world),
        quantity="when stated, time to delivery; since, the rent of a B200 against a year before",
        test="Holds if delivery took at least half a year; since, if the rent rose with a probability of two thirds.",
        reason=f"{queue}Other providers are asked than a year before, so a change is partly one of who is asked. "
        "Whether inference is what drives it, our tables cannot tell.",
        figure="lead-time-backlog",
    )
