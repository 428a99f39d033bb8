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

    Parameters
    ----------
    contributors : People
        People credited with the model [people], 1 to 5000.
    full_time_share : Fraction
        Share of a contributor's time that went into the model [fraction], 0.01 to 1.
    salary : UsdPerYear
        Salary of one person in a year [USD/person/yr], 10000 to 2e6.
    salary_overhead : Ratio
        What a salary costs over the salary [ratio], 1 to 2.
    equity : UsdPerYear
        Equity granted to one person in a year [USD/person/yr], 0 to 5e6.
    project_years : Year
        Time from the first experiment to the release [yr], 0.05 to 5.

    Returns
    -------
    Usd
        Pay of the people of a project [USD].

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return contributors * full_time_share * (salary * salary_overhead + equity) * project_years


def development_cost(final_run_cost: Usd, experiment_factor: Ratio, *, staff_cost: Usd) -> Usd:
    """Cost of a model by method C: final run, experiments and staff.

    Parameters
    ----------
    final_run_cost : Usd
        Cost of the final run by whichever method [USD], 1 to 1e12.
    experiment_factor : Ratio
        Compute of the project over compute of the final run [ratio], 1 to 20.
    staff_cost : Usd
        Pay of the people of a project [USD], 1 to 1e11.

    Returns
    -------
    Usd
        Final run, experiments and staff [USD].

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

    Parameters
    ----------
    staff_cost : Usd
        Pay of the people of a project [USD], 1 to 1e11.
    final_run_cost : Usd
        Cost of the final run by whichever method [USD], 1 to 1e12.
    experiment_factor : Ratio
        Compute of the project over compute of the final run [ratio], 1 to 20.

    Returns
    -------
    Fraction
        Staff's share of the development cost [fraction].

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

    Parameters
    ----------
    final_run_cost : Usd
        Cost of the final run by whichever method [USD], 1 to 1e12.
    final_run_share : Fraction
        The final run's part of R&D compute [fraction], 0.01 to 1.

    Returns
    -------
    Usd
        All R&D compute that led to the run [USD].

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

    Parameters
    ----------
    nominal_cost : Usd
        A cost in the dollars of its own date [USD], 1 to 1e13.
    price_index : PriceIndex
        Price index at the date of the cost [index points], 10 to 1000.
    base_price_index : PriceIndex
        Price index at the date whose dollars are used [index points], 10 to 1000.

    Returns
    -------
    Usd
        The cost in dollars of the base date [USD].

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return nominal_cost * base_price_index / price_index


def cost_after(nominal_cost: Usd, growth_per_year: GrowthPerYear, *, years: Year) -> Usd:
    """A cost after years of a constant trend.

    Parameters
    ----------
    nominal_cost : Usd
        A cost in the dollars of its own date [USD], 1 to 1e13.
    growth_per_year : GrowthPerYear
        Factor by which it grows in a year [factor/yr], 1.05 to 10.
    years : Year
        Time from the date of the cost [yr], 0 to 20.

    Returns
    -------
    Usd
        The cost after the years, if the trend holds [USD].

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

    Parameters
    ----------
    nominal_cost : Usd
        A cost in the dollars of its own date [USD], 1 to 1e13.
    target_cost : Usd
        Cost to reach, in the dollars of the first cost [USD], 1 to 1e15.
    growth_per_year : GrowthPerYear
        Factor by which it grows in a year [factor/yr], 1.05 to 10.

    Returns
    -------
    Year
        Time until the cost is reached, if the trend holds [yr].

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

    Parameters
    ----------
    growth_per_year : GrowthPerYear
        Factor by which it grows in a year [factor/yr], 1.05 to 10.

    Returns
    -------
    Year
        Time in which it doubles at a constant growth [yr].

    References
    ----------
    cottier2024rising : abstract
    """
    return ONE_YEAR * log(2) / log(growth_per_year)
