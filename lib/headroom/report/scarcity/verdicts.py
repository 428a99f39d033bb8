"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from headroom.calculator import scarcity, training
from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.evidence import NoPriceError, Quantity, World, probability
from headroom.evidence.aggregates import among, least_of, median_of, share_of, sum_of
from headroom.evidence.columns import quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, as_stated, judge, then_and_now
from headroom.report.estimate import Estimate
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import cheapest
from headroom.report.facts.runs import utilisation
from headroom.report.scarcity import conventions, funding, owning, spending, supply, waiting
from headroom.report.scarcity.owning import H100

A100 = "a100-sxm-40"
SOME_MONTHS = 8  # weeks: the least that "months" can mean
UNTESTED = "cannot be tested"


def stated(world: World, claim: str) -> Quantity:
    """The value that a claim states, or the least that it states, in the unit of its row."""
    exact = pd.notna(world.row("claims", claim)["stated_value"])
    return world.cell("claims", claim, "stated_value" if exact else "stated_low")


def within(found: Quantity, low: Quantity | float, high: Quantity | float) -> Quantity:
    """Whether a quantity lies between two bounds, in each draw."""
    return (found >= low) & (found <= high)


def year_of_training(world: World, chips: Quantity, chip: str = H100) -> Quantity:
    """Model FLOP that chips do in a year at the utilisation of known runs."""
    return training.flop_from_chip_hours(
        chips * HOURS_PER_YEAR, of_chip(world, chip), mfu=utilisation(world), goodput=1.0
    )


def power(world: World, chips: Quantity | float, chip: str = H100) -> Quantity:
    """Average power of chips at the meter [MW]."""
    return scarcity.cluster_power(chips, owning.power(owning.power_terms(world, chip)))


@answers("chatgpt-gpus")
def chatgpt_gpus(world: World) -> Verdict:
    """Are ten thousand chips of the day what such a run takes?"""
    chips = stated(world, "chatgpt-gpus")
    flop = world.cell("training_runs", "gpt-3-175b", "training_flop")
    hours = training.chip_hours(flop, of_chip(world, A100), mfu=1.0, goodput=1.0) / utilisation(world)

    def find(seen: World) -> Finding:
        days = training.wall_clock_days(hours, chips)
        basis = "compute of GPT-3 on 10,000 A100 at the utilisation of known runs"
        return Finding(judge(probability(days <= 30)), Estimate.of(days, "days", as_of=seen.as_of, basis=basis))

    few = fmt.write(training.wall_clock_days(hours, chips / 10).value, "days")
    published = fmt.write(world.row("training_runs", "gpt-3-175b")["wall_clock_hours"] / 24, "days")
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
        basis = "what large buyers paid Nvidia for one H100, as estimated"
        near = probability(within(paid, 0.85 * price, 1.15 * price))
        return Finding(judge(near), Estimate.of(paid, "money", as_of=paid.newest, basis=basis))

    resale = as_stated(world, "h100-price").price("h100-pcie", "purchase_resale")
    server = world.price(H100, "purchase_in_server")
    return then_and_now(
        "h100-price",
        world,
        find,
        quantity="price of one bare H100 to large buyers, other quotes than the claim's own",
        test="Holds if that price lies within 15% of the stated one with a probability of two thirds.",
        reason=f"A list price, and the same month {fmt.write(resale.value, 'money')} on eBay, as stated. It buys no "
        f"hour of computing: with its share of a server an H100 cost {fmt.write(server.value, 'money')} when last "
        f"quoted, and network, building and power come on top.",
        figure="owned-hour-parts",
    )


@answers("nvidia-share")
def nvidia_share(world: World) -> Verdict:
    """What is 88 % a share of?"""
    claimed = stated(world, "nvidia-share")

    def find(seen: World) -> Finding:
        near = within(supply.newest_share(seen)["share"], claimed - 0.05, claimed + 0.05)
        return Finding(judge(probability(near)), supply.share_of(seen))

    now = find(world)
    hhi = supply.designer_hhi(world)["hhi"].iloc[-1].value
    return Verdict(
        "nvidia-share",
        quantity="Nvidia's share of the AI compute delivered, in H100-equivalents at 8 bit",
        then=Finding(UNTESTED, supply.share_of(as_stated(world, "nvidia-share"))),
        now=now,
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
        weeks = quantities(table["weeks"])
        estimate = Estimate.of(
            median_of(weeks),
            "weeks",
            as_of=table["day"].iloc[-1].date(),
            basis=f"median of {len(table)} reports since October 2023",
        )
        return Finding(judge(share_of(weeks >= SOME_MONTHS).value), estimate)

    day = min(waiting.SHORTAGE, world.as_of)
    lost = waiting.value_of_waiting(world, 44, day)
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
        share = chips / shipped
        basis = f"10,000 over {shipped.label}"
        outcome = judge(probability(share <= 0.1))
        return Finding(outcome, Estimate.of(share, "percent", as_of=shipped.as_of, basis=basis))

    cost = chips * owning.bought(world, H100, world.as_of).cluster_price
    clusters = world.table("demand")
    clusters = clusters[clusters["series"] == "xai_site"]
    later = f" The buyer's own site had {fmt.write(clusters['chips'].max(), 'count')} later." if len(clusters) else ""
    return then_and_now(
        "musk-10000",
        world,
        find,
        quantity="share of a quarter's shipments of leading Nvidia chips that 10,000 take",
        test="Holds as possible if they take at most a tenth of the quarter's shipments with a probability of two "
        "thirds.",
        reason=f"Ten thousand H100 cost {fmt.write(cost.value, 'money')} with servers and network at "
        f"the newest prices, draw {fmt.write(power(world, chips).value, 'megawatt')} at the meter and do "
        f"{fmt.write(year_of_training(world, chips).value, 'flop')} in a year.{later}",
        figure="ten-exaflops",
    )


@answers("startup-rounds")
def startup_rounds(world: World) -> Verdict:
    """Do the rounds pay for the computing of a model?"""
    flop = {name: world.cell("training_runs", name, "training_flop") for name in ("gpt-3-175b", "gpt-4")}

    def reached(seen: World, run: str) -> Quantity:
        _, cost = funding.run_cost(seen, flop[run])
        return quantities(funding.rounds(seen)["usd"]) >= cost

    def find(seen: World) -> Finding:
        chips = funding.chips_of_rounds(seen)
        share = share_of(reached(seen, "gpt-3-175b"))
        basis = f"H100s that the median of {len(chips)} rounds buys, smallest to largest round"
        estimate = Estimate.of(median_of(chips).also(share), "chips", as_of=seen.as_of, basis=basis)
        return Finding(judge(share.value), estimate)

    then = as_stated(world, "startup-rounds")
    large = " and ".join(funding.rounds(then)["name"][reached(then, "gpt-4").value]) or "none"
    least = least_of(funding.chips_of_rounds(world)).value
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
    spent = world.cell("demand", "andromeda-2023", "cost_usd")

    def find(seen: World) -> Finding:
        chips = scarcity.chips_for_peak(conventions.TEN_EXAFLOPS, of_chip(seen, H100))
        cost = chips * owning.bought(seen, H100, seen.as_of).cluster_price
        basis = f"{fmt.write(chips.value, 'count')} H100 with server and network, dense 16-bit peak"
        estimate = Estimate.of(cost.also(spent), "money", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(cost <= 1.25 * spent)), estimate)

    table = conventions.conventions(world, min(date(2023, 12, 31), world.as_of))
    least, most = table.iloc[0], table.set_index("convention").loc[conventions.TRAINING]
    paid = fmt.write(spent.value, "money")
    few, many = (fmt.write(row["chips"].value, "count") for row in (least, most))
    return then_and_now(
        "andromeda",
        world,
        find,
        quantity="cost of ten exaFLOP/s in dense 16-bit arithmetic, in which training runs are counted",
        test=f"Holds if that costs no more than a quarter above the reported {paid} with a probability of two thirds.",
        reason=f"{paid} fits {conventions.fitting(table, spent.value)}. The friendliest convention, "
        f"8-bit operations on matrices that are half zeros, makes it {few} H100 for "
        f"{fmt.write(least['usd'].value, 'money')}; in dense 16-bit arithmetic ten exaFLOP/s are "
        f"{many} H100.",
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
        grew = newest["share"] > before["share"]
        estimate = Estimate.of(
            newest["share"].also(grew),
            "percent",
            as_of=newest["day"].date(),
            basis="TPU and Trainium in the compute delivered since 2022, dense 8-bit peak",
        )
        return Finding(judge(probability(grew)), estimate)

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

    row = supply.newest_hhi(world)
    low, high = row["low"].value, row["high"].value
    owners = [scarcity.effective_owners(points) for points in (high, low)]
    design = supply.designer_hhi(world)["hhi"].iloc[-1].value
    return then_and_now(
        "centralisation",
        world,
        find,
        quantity="Herfindahl-Hirschman index of the ownership of AI compute",
        test=f"Holds if the index is above {fmt.write(supply.HIGH, 'count')} points, where agencies of the United "
        "States call a market highly concentrated, over two thirds of its interval.",
        reason=f"Ownership is {supply.levels(low, high)}, like {owners[0]:.1f} to {owners[1]:.1f} equal "
        f"owners, {row['largest']} the largest with {fmt.write(row['share'].value, 'percent')}. Design is "
        f"{supply.level(design)} ({fmt.write(design, 'count')} points). Owners rent out much of it; who uses it is not "
        "counted.",
        figure="who-has-compute",
    )


@answers("rent-or-own")
def rent_or_own(world: World) -> Verdict:
    """Does demand for rented compute rise?"""

    def find(seen: World) -> Finding:
        capital, sold = spending.newest_growth(seen), spending.revenue_growth(seen)
        grew = share_of(stacked([capital, sold]) > 1)
        estimate = Estimate.of(
            capital.also(sold),
            "growth",
            as_of=seen.as_of,
            basis=f"cash capital spending of five companies in their newest full year; Nvidia's data-centre revenue "
            f"{fmt.write(sold.value, 'growth')}",
        )
        return Finding(judge(grew.value), estimate)

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
        table = table[table["series"] == "meta_24k"]
        if table.empty:
            return Finding(UNTESTED)
        chips = sum_of([seen.cell("demand", id, "chips") for id in table["id"]])
        near = probability(within(chips / claimed, 0.95, 1.05))
        return Finding(judge(near), Estimate.of(chips, "chips", as_of=table["as_of"].iloc[0].date()))

    bought = owning.bought(world, H100, world.as_of)
    days = {label: _days_of(world, id, claimed / 2) for id, label in {"llama-3-8b": "8B", "llama-3-70b": "70B"}.items()}
    runs = " and ".join(f"{label} in {found.value:.1f} days" for label, found in days.items() if found is not None)
    trained = f" At the utilisation of known runs one cluster does the compute of Llama 3 {runs}." if runs else ""
    return then_and_now(
        "two-24k-clusters",
        world,
        find,
        quantity="H100s in Meta's two clusters, as announced",
        test="Holds if the two together come within 5% of the stated number.",
        reason=f"With server and network one H100 costs {fmt.write(bought.cluster_price.value, 'money')} at the newest "
        f"prices, {fmt.write((claimed * bought.cluster_price).value, 'money')} for all, and they draw "
        f"{fmt.write(power(world, claimed).value, 'megawatt')}.{trained} Prices of cars are not among our tables.",
        figure="owned-hour-parts",
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
    released = world.row("accelerators", "trainium2")["released"]
    ratios = {
        name: world.cell("accelerators", "trainium2", column) / world.cell("accelerators", "trainium1", column)
        for name, column in measures.items()
    }

    def find(seen: World) -> Finding:
        if released > pd.Timestamp(seen.as_of):
            return Finding(UNTESTED)
        of_all = stacked(ratios.values())
        estimate = Estimate.of(
            among(ratios["16-bit peak"], of_all),
            "ratio",
            as_of=released.date(),
            basis="dense 16-bit peak; range over " + ", ".join(measures),
        )
        return Finding(judge(share_of(within(of_all, claimed - 0.5, claimed + 0.5)).value), estimate)

    listed = ", ".join(f"{name} {fmt.write(ratio.value, 'ratio')}" for name, ratio in ratios.items())
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
        chip, _ = cheapest(seen)
        estimate = Estimate.of(
            row["years"],
            "years",
            as_of=seen.as_of,
            basis=f"{row['name']}, rented on {chip} for {fmt.write(row['cost'].value, 'money')}; negative: affordable "
            "already",
        )
        return Finding(judge(row["probability_soon"]), estimate)

    table = funding.years_to_budget(world)
    spread = ", ".join(f"{fmt.write(row.budget, 'money')} {row.years.value:.1f}" for row in table.itertuples())
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
        estimate = Estimate.of(row["weeks"], "weeks", as_of=row["day"].date(), basis="time to delivery")
        return Finding(judge(probability(row["weeks"] >= 26)), estimate)

    def now(seen: World) -> Finding:
        try:
            price = seen.price("b200-sxm", "cloud_on_demand")
            year_ago = seen.price("b200-sxm", "cloud_on_demand", seen.as_of.replace(year=seen.as_of.year - 1))
        except NoPriceError:
            return then(seen)
        ratio = price / year_ago
        basis = "median on-demand rent of a B200 over that of a year before"
        estimate = Estimate.of(ratio, "growth", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(ratio >= 1)), estimate)

    orders = supply.backlog(world)
    orders = [one.value for one in orders.loc[orders["generation"] == "Blackwell", "backlog"]]
    queued = fmt.write(orders[-1], "chips") if orders else ""
    queue = f"By Little's law at that quarter's shipments {queued} were on order. " if orders else ""
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
