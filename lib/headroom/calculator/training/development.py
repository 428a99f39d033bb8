"""Method C and around it: from the final run to the project, to other dollars, and along a trend."""

from headroom.calculator.constants import ONE_YEAR
from headroom.calculator.math import log
from headroom.calculator.units import Fraction, GrowthPerYear, People, PriceIndex, Ratio, Usd, UsdPerYear, Year


def staff_cost(
    contributors: People,
    full_time_share: Fraction,
    *,
    salary: UsdPerYear,
    salary_overhead: Ratio,
    equity: UsdPerYear,
    project_years: Year,
) -> Usd:
    """Pay of the people of a project.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return contributors * full_time_share * (salary * salary_overhead + equity) * project_years


def development_cost(final_run_cost: Usd, experiment_factor: Ratio, *, staff_cost: Usd) -> Usd:
    """Cost of a model by method C: final run, experiments and staff.

    Notes
    -----
    The factor multiplies chip-hours, and cost is proportional to them.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return final_run_cost * experiment_factor + staff_cost


def staff_share(staff_cost: Usd, final_run_cost: Usd, *, experiment_factor: Ratio) -> Fraction:
    """Staff's share of the development cost.

    Notes
    -----
    29 to 49 % over GPT-3, OPT-175B, GPT-4 and Gemini Ultra.

    References
    ----------
    cottier2024rising : abstract
    """
    return staff_cost / development_cost(final_run_cost, experiment_factor, staff_cost=staff_cost)


def programme_cost(final_run_cost: Usd, final_run_share: Fraction) -> Usd:
    """R&D compute that stands behind a final run.

    Notes
    -----
    About 10 % of OpenAI's compute in 2024 and 10 to 30 % over three developers went into final runs.

    References
    ----------
    epoch2025openaispend
    epoch2026rdvstraining
    """
    return final_run_cost / final_run_share


def constant_dollars(nominal_cost: Usd, price_index: PriceIndex, *, base_price_index: PriceIndex) -> Usd:
    """A cost in the dollars of another date.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return nominal_cost * base_price_index / price_index


def cost_after(nominal_cost: Usd, growth_per_year: GrowthPerYear, *, years: Year) -> Usd:
    """A cost after years of a constant trend.

    Notes
    -----
    The amortised cost of the largest runs grew 2.4 times a year (90 % interval 2.0 to 2.9) from 2016 to 2024.
    A trend is no forecast.

    References
    ----------
    cottier2024rising : abstract
    """
    return nominal_cost * growth_per_year ** (years / ONE_YEAR)


def years_to_cost(nominal_cost: Usd, target_cost: Usd, *, growth_per_year: GrowthPerYear) -> Year:
    """Years until a trend reaches a cost.

    Notes
    -----
    Negative if the cost is already passed.

    References
    ----------
    cottier2024rising : abstract
    """
    return ONE_YEAR * log(target_cost / nominal_cost) / log(growth_per_year)


def doubling_time(growth_per_year: GrowthPerYear) -> Year:
    """Time in which a trend doubles.

    References
    ----------
    cottier2024rising : abstract
    """
    return ONE_YEAR * log(2) / log(growth_per_year)
