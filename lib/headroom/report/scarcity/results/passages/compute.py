"""The price of computing, who has it, and the queue for it."""

from __future__ import annotations

from headroom.calculator import scarcity
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of
from headroom.report import format as fmt
from headroom.report.estimate import Estimate
from headroom.report.facts.supply import metric
from headroom.report.prose import Prose, prose
from headroom.report.scarcity.results import concentration, market, owning, performance, sellers, supply
from headroom.report.scarcity.results.owning import H100

AGENCIES = ("justice2023guideline1",)
LITTLE = "waiting time times that quarter's shipments of Hopper chips"
RACK = "gb200"
APART = 1.1  # forecasts whose ends lie farther apart do not agree


@prose
def cheaper(world: World, *, mfu: float = 1.0) -> Prose:
    """How fast chips improve, and how their rent does not follow."""
    pace, watts, memory = (performance.doubling(world, of) for of in ("per_usd", "per_watt", "bandwidth_per_usd"))
    ml = performance.published(world)["GPUs used in machine learning"]
    change, on_trend = sellers.change_since(world), sellers.on_trend(world, float(pace.years.value))
    alike = f"newest over first on-demand price since {sellers.SINCE}, median of {len(sellers.since(world))} sellers"
    rack = world.price(RACK, "cloud_on_demand")
    fit = {
        "doubling-ours": (pace, "GPUs, dense 16-bit peak over the first known price of the chip"),
        "doubling-memory": (memory, "GPUs, memory bandwidth over the first known price of the chip"),
        "doubling-watts": (watts, "GPUs"),
    }
    in_use = f"on demand, per {market.unit_of(mfu)} and hour, {owning.sellers(world.price(H100, 'cloud_on_demand'))}"
    of_rack = f"GB200 on demand, {owning.sellers(rack)} ({rack.newest:%B %Y})"
    return Prose(
        {
            key: Estimate.of(line.years, "years", as_of=world.as_of, basis=f"log-linear fit to {line.n} {of}")
            for key, (line, of) in fit.items()
        }
        | {
            "doubling-published": Estimate.of(
                ml, "years", basis="GPUs used in machine learning, list prices, 2006 to 2021"
            ),
            "asic-share": concentration.others_growth(world)[0],
            "h100-same-sellers": Estimate.of(change, "ratio", as_of=world.as_of, basis=alike),
            "h100-on-trend": fmt.ratio(on_trend),
            "h100-compute": Estimate.of(market.compute_in_use(world, mfu=mfu), "money", basis=in_use),
            "gb200-compute": Estimate.of(
                market.compute_in_use(world, RACK, mfu), "money", as_of=rack.newest, basis=of_rack
            ),
        },
        {
            "Peak per dollar doubles in line with a study of earlier chips.": ml.low < pace.years.value < ml.high,
            "The rent of an H100 fell more slowly than the line says.": change.low > on_trend,
            "Memory bandwidth grows more slowly than arithmetic.": memory.slope.value < pace.slope.value,
            "TPUs look cheap per dollar.": performance.above_trend(world),
        },
    )


@prose
def hands(world: World, *, thresholds: concentration.Thresholds = concentration.GUIDELINES) -> Prose:
    """How concentrated owners and designers are."""
    row, design = concentration.newest_hhi(world), concentration.designer_hhi(world)["hhi"].iloc[-1]
    moderate, high = (
        Estimate.of(Quantity(points), "count", also=AGENCIES, basis="threshold, in points") for points in thresholds
    )
    graphics = world.cell("claims", "nvidia-share", "stated_value")
    day, index = row["day"].date(), "Herfindahl-Hirschman index of four designers in delivered compute"
    of_stock, of_cards = "of H100-equivalents at 8 bit", "Nvidia's share of discrete graphics cards, as quoted"
    of_gpus = "Nvidia's share of the GPUs delivered, AMD's the rest"
    few = concentration.share_of_few(world)
    of_few = "four largest owners by name; China without chips of its own makers, so that the years compare"
    return Prose(
        {
            "hhi-moderate": moderate,
            "hhi-high": high,
            "largest-owner": Estimate.of(row["share"], "percent", as_of=day, basis=f"{row['largest']}, {of_stock}"),
            "few-first": Estimate.of(few["share"].iloc[0], "percent", as_of=few["day"].iloc[0].date(), basis=of_few),
            "few-last": Estimate.of(few["share"].iloc[-1], "percent", as_of=few["day"].iloc[-1].date(), basis=of_few),
            "gpu-share": Estimate.of(
                concentration.share_among_gpus(world),
                "percent",
                as_of=day,
                basis=of_gpus,
            ),
            "graphics-share": Estimate.of(graphics, "percent", basis=of_cards),
            "design-hhi": Estimate.of(design, "count", as_of=day, basis=index),
        },
        {
            "Compute is designed by very few.": design.value > thresholds.high,
            "It is owned by several large companies.": row["high"].value < thresholds.high,
        },
    )


@prose
def queue(world: World, *, later: int = 0) -> Prose:
    """Open orders at the height of the shortage and after it, and what packaging allows."""
    peak, spring = (supply.report(world, id, later) for id in (supply.AUTUMN_2023, supply.SPRING_2024))
    omdia = metric(world, "units_shipped", source_key="tomshardware2023omdia")["central"].iloc[0]
    by_omdia = scarcity.backlog(peak["weeks"], omdia / supply.WEEKS_PER_QUARTER)
    packaging = supply.packaging(world)
    forecasts = packaging[(packaging["status"] == "forecast") & (packaging["day"].dt.year == 2026)]["wafers"]
    autumn, april = peak["day"].date(), spring["day"].date()
    other = "the same wait at the shipments of A100 and H100 that Omdia counts for the third quarter of 2023"
    ahead = f"wafers a month by the end of 2026, {len(forecasts)} forecasts"
    first = packaging.iloc[0]
    return Prose(
        {
            "backlog-peak": Estimate.of(peak["backlog"], "count", as_of=autumn, basis=LITTLE),
            "backlog-april": Estimate.of(supply.rounded(spring["backlog"], -4), "count", as_of=april, basis=LITTLE),
            "backlog-omdia": Estimate.of(by_omdia, "count", as_of=autumn, basis=other),
            "packaging": Estimate.of(median_of(forecasts), "count", basis=ahead),
            "packaging-2023": Estimate.of(first["wafers"], "count", as_of=first["day"].date(), basis="wafers a month"),
        },
        {
            "In the following spring fewer chips were on order.": spring["backlog"].value < peak["backlog"].value,
            "Shipments rose while the wait fell.": spring["shipped"].value > peak["shipped"].value,
            "Forecasts of packaging do not agree.": greatest_of(forecasts).value > APART * least_of(forecasts).value,
        },
    )
