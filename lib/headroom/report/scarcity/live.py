"""The live figure on renting and owning: its inputs, and the chain of formulas from a price to the cost of an hour."""

from __future__ import annotations

from headroom.calculator import scarcity
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report.controls import Presets, Slider
from headroom.report.headline import live_inputs
from headroom.report.live import Chain, Step
from headroom.report.scarcity.results.market import contract, peak_quote, rents
from headroom.report.scarcity.results.owning import (
    H100,
    REFERENCE_USE,
    bought,
    hosted_power,
    power,
    rent,
    residual,
    terms,
)

COSTS = {"yearly_capital_cost": "yearly", "running_cost_per_chip_hour": "running_hour"}  # argument -> step


def own_hour(world: World, used_share: float = REFERENCE_USE) -> Chain:
    """From the inputs to the cost of a used hour, the break-even use and the premium; power, hosting and use of an H100
    are fixed.
    """
    of = terms(world, H100, world.as_of)
    return Chain(
        yearly=Step(
            scarcity.yearly_capital_cost,
            cluster_price="chip_capital",
            life_years="life",
            discount_rate="required_return",
            residual_share="residual",
        ),
        energy_hour=Step(
            scarcity.energy_cost_per_chip_hour,
            facility_power_per_chip=power(of).value,
            electricity_price="electricity",
        ),
        running_hour=Step(
            scarcity.running_cost_per_chip_hour,
            energy_cost_per_chip_hour="energy_hour",
            hosted_power=hosted_power(of).value,
            colocation_price=of["colocation_price"].value,
        ),
        own_hour=Step(
            scarcity.owned_cost_per_used_hour,
            **COSTS,
            used_share=used_share,
        ),
        needed_use=Step(scarcity.break_even_use, **COSTS, chip_hour_price="rent_price"),
        rent_premium=Step(scarcity.rent_margin, chip_hour_price="rent_price", owned_cost_per_used_hour="own_hour"),
    )


@live_inputs("scarcity")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure, with the reason for each default."""
    of, price = terms(world, H100, world.as_of), rent(world)
    capital = bought(world, H100, world.as_of).cluster_price.value
    asked = f"Median on-demand price of {price.n} sellers, newest of {price.newest}"
    dealer = f"Dealers' prices of a server per chip, last quoted in {of['system_price'].newest:%B %Y}, network added"
    written_off = "Middle of what specialised clouds write off over; large clouds take 5 to 6 years, critics 3"
    worth = "Value lost as fast as price-performance improves; one dealer's 30% after three years is lower"
    start = {name: float(of[name].value) for name in ("life_years", "discount_rate", "electricity_price")}
    at_end = round(float(residual(of).value), 3)
    in_usd = {"unit": "USD", "scale": "log"}
    return [
        Slider("rent_price", "Rent of a chip-hour", "money", 0.5, 15, round(float(price.value), 2), asked, **in_usd),
        Slider("chip_capital", "Capital per chip", "money", 5e3, 1e5, round(float(capital), -2), dealer, **in_usd),
        Slider("life", "Years of use", "years", 2, 7, start["life_years"], written_off, unit="years", step=0.5),
        Slider(
            "required_return",
            "Required return a year",
            "percent",
            0.02,
            0.25,
            round(start["discount_rate"], 3),
            "Cost of capital of a specialised cloud",
            step=0.005,
        ),
        Slider(
            "electricity",
            "Electricity price per kWh",
            "money",
            0.02,
            0.3,
            round(start["electricity_price"], 4),
            "Industrial price in the United States",
            unit="USD",
            step=0.005,
        ),
        Slider("residual", "Worth at the end", "percent", 0, 0.6, at_end, worth, step=0.01),
    ]


def presets(world: World) -> Presets:
    """Published rents of an H100 to start from."""
    quotes = plain(rents(world))
    listed = quotes[quotes["series"] == "aws_h100_list"]
    contracts = plain(contract(world)["usd"])
    found = {
        "Market peak, 2023": peak_quote(world)["usd"].value,
        **{f"Amazon's list, {row.as_of:%B %Y}": row.usd for row in listed.drop_duplicates("usd").itertuples()},
    }
    if not contracts.empty:
        found["One-year contract, lowest"] = contracts.min()
        found["One-year contract, newest"] = contracts.iloc[-1]
    return Presets("Published rent", {label: {"rent_price": float(usd)} for label, usd in found.items()})


def defaults(world: World) -> dict[str, float]:
    """The inputs of the live figure as it opens."""
    return {one.param: one.value for one in sliders(world)}
