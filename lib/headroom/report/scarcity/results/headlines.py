"""The headline results of the chapter."""

from __future__ import annotations

from headroom.calculator import scarcity
from headroom.evidence import World
from headroom.evidence.aggregates import among
from headroom.report.estimate import Estimate
from headroom.report.headline import headline
from headroom.report.scarcity.results import concentration, funding, market, owning, supply, waiting


@headline("scarcity.on-demand-rent", "Rent of an H100 for an hour, on demand", "gpu-rent-history")
def on_demand_rent(world: World) -> Estimate:
    """The on-demand price in use."""
    price = owning.rent(world)
    basis = "one quote" if price.n == 1 else f"median and spread of {price.n} sellers"
    return Estimate.of(price, "money", as_of=price.newest, basis=basis)


@headline("scarcity.owned-hour", "Cost of a used hour of an owned H100", "rent-or-own")
def owned_hour(world: World) -> Estimate:
    """Cost of owning, at four hours of five used."""
    return owning.hour_estimate(world)


@headline("scarcity.premium", "Margin of the on-demand rent over owning", "gpu-rent-history")
def rent_margin(world: World) -> Estimate:
    """Rent over owned cost, less one."""
    return owning.margin(world)


@headline("scarcity.break-even", "Use above which owning an H100 beats renting it on demand", "rent-or-own")
def break_even(world: World) -> Estimate:
    """Break-even use."""
    return owning.break_even(world)


@headline(
    "scarcity.compute-hour",
    "Cheapest rent of a dense 16-bit PFLOP/s for an hour",
    "price-of-compute",
)
def compute_hour(world: World) -> Estimate:
    """Price per dense PFLOP-hour."""
    row = market.cheapest_compute(world)
    basis = f"{row['name']}, on demand, median of {row['n']} sellers (three at least), at full peak"
    return Estimate.of(row["usd"], "money", as_of=row["day"], basis=basis)


@headline("scarcity.nvidia-share", "Nvidia's share of the compute of all accelerators delivered", "who-has-compute")
def nvidia_share(world: World) -> Estimate:
    """Share in H100-equivalents."""
    return concentration.share_of(world)


@headline(
    "scarcity.owner-concentration", "Herfindahl index of the owners of compute", "who-has-compute", unit="index points"
)
def owner_concentration(world: World) -> Estimate:
    """Interval of the Herfindahl-Hirschman index."""
    return concentration.ownership(world)


@headline(
    "scarcity.effective-owners", "Equal owners as concentrated as the real ones", "who-has-compute", unit="owners"
)
def effective_owners(world: World) -> Estimate:
    """Reciprocal of the index."""
    row, index = concentration.newest_hhi(world), concentration.ownership(world)
    few, middle, many = (
        supply.rounded(scarcity.effective_owners(points), 1)
        for points in (row["high"], (row["low"] + row["high"]) / 2, row["low"])
    )
    return Estimate.of(among(middle, [few, many]), "number", as_of=index.as_of, basis=index.basis)


@headline("scarcity.waiting", "What waiting 44 weeks for an H100 is worth", "value-of-waiting")
def value_of_waiting(world: World) -> Estimate:
    """Saving less loss by waiting as long as buyers did in late 2023."""
    return waiting.value_of_waiting(world)


@headline("scarcity.hundred-million", "H100s that $100M buys with server and network", "rounds-then-now", unit="chips")
def hundred_million(world: World) -> Estimate:
    """Chips of a round of a hundred million."""
    return funding.chips_for_hundred_million(world)
