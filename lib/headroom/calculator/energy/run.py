"""Energy of a run by three more conventions, and what follows: emissions, water, hardware, money."""

from headroom.calculator.constants import (
    GRAMS_PER_TONNE,
    HOURS_PER_CALENDAR_YEAR,
    HOURS_PER_DAY,
    KILOGRAMS_PER_TONNE,
    KILOWATTS_PER_MEGAWATT,
    WATTS_PER_KILOWATT,
)
from headroom.calculator.units import (
    ChipHour,
    Fraction,
    GramPerKilowattHour,
    KilogramPerChip,
    KilowattHour,
    Litre,
    LitrePerKilowattHour,
    Ratio,
    TonneCo2e,
    Usd,
    UsdPerKilowattHour,
    UsdPerMegawattDay,
    UsdPerWatt,
    UsdPerWattYear,
    WattPerChip,
    Year,
)


def energy_touvron2023(chip_hours: ChipHour, tdp: WattPerChip, *, pue: Ratio) -> KilowattHour:
    """Electricity of a run by rated chip power: hosts left out, chips taken as always at full power.

    Notes
    -----
    The convention of LLaMA and Llama 2. Arithmetic, no measurement.

    References
    ----------
    touvron2023llama : Table 15
    """
    return chip_hours * tdp * pue / WATTS_PER_KILOWATT


def energy_patterson2021(chip_hours: ChipHour, system_power: WattPerChip, *, pue: Ratio) -> KilowattHour:
    """Electricity of a run by measured power of chip and host.

    References
    ----------
    patterson2021carbon : section 2
    """
    return chip_hours * system_power * pue / WATTS_PER_KILOWATT


def energy_morrison2025(gpu_energy: KilowattHour, pue: Ratio) -> KilowattHour:
    """Electricity of a run by metered GPUs: a lower bound, hosts left out.

    References
    ----------
    morrison2025holistic : section 3
    """
    return gpu_energy * pue


def run_emissions(run_energy: KilowattHour, carbon_intensity: GramPerKilowattHour) -> TonneCo2e:
    """Emissions of the electricity of a run, by location.

    Notes
    -----
    Market-based statements subtract contracts, not electrons. Say whether the intensity is of stacks or of the life
    cycle.

    References
    ----------
    patterson2021carbon : section 2
    """
    return run_energy * carbon_intensity / GRAMS_PER_TONNE


def implied_intensity(run_emissions: TonneCo2e, chip_hours: ChipHour, *, tdp: WattPerChip) -> GramPerKilowattHour:
    """Intensity that published emissions imply if energy is rated power times hours.

    Notes
    -----
    PUE times intensity, if the source applied both: 423.5 g for Llama 2 is 1.1 x 385 g.

    References
    ----------
    meta2023llama2card : carbon table
    """
    return run_emissions * GRAMS_PER_TONNE * WATTS_PER_KILOWATT / (chip_hours * tdp)


def run_water(
    it_energy: KilowattHour, site_water: LitrePerKilowattHour, *, pue: Ratio, plant_water: LitrePerKilowattHour
) -> Litre:
    """Water that a run consumes on site and at the power plants.

    References
    ----------
    li2025thirsty : section 3
    """
    return it_energy * (site_water + pue * plant_water)


def embodied_emissions(chip_hours: ChipHour, embodied_carbon: KilogramPerChip, *, life_years: Year) -> TonneCo2e:
    """Emissions of making the hardware, for the part of its life that a run uses up.

    Notes
    -----
    463 kg over four years is 0.013 kg per GPU-hour.

    References
    ----------
    morrison2025holistic : section 4.1
    """
    return chip_hours * embodied_carbon / (life_years * HOURS_PER_CALENDAR_YEAR) / KILOGRAMS_PER_TONNE


def energy_cost_share(energy_cost: Usd, nominal_cost: Usd) -> Fraction:
    """Energy's part of a cost.

    References
    ----------
    cottier2024rising : section 3.4
    """
    return energy_cost / nominal_cost


def capacity_charge(capacity_price: UsdPerMegawattDay, load_factor: Fraction) -> UsdPerKilowattHour:
    """Capacity price on each kilowatt-hour used.

    Notes
    -----
    Per megawatt of peak, before the reserve margin.

    References
    ----------
    realclear2025pjm
    """
    return capacity_price / (HOURS_PER_DAY * KILOWATTS_PER_MEGAWATT * load_factor)


def energy_cost_per_watt(electricity_price: UsdPerKilowattHour, load_factor: Fraction, *, pue: Ratio) -> UsdPerWattYear:
    """Electricity of a year for a watt of IT power.

    References
    ----------
    epoch2026datacenters : timelines
    """
    return electricity_price * HOURS_PER_CALENDAR_YEAR * load_factor * pue / WATTS_PER_KILOWATT


def campus_energy_share(
    energy_cost_per_watt: UsdPerWattYear, capital_cost_per_watt: UsdPerWatt, *, life_years: Year
) -> Fraction:
    """Electricity's part of the yearly cost of a campus whose capital is spread over its life.

    Notes
    -----
    Without interest, staff and upkeep.

    References
    ----------
    epoch2026datacenters : timelines
    """
    return energy_cost_per_watt / (energy_cost_per_watt + capital_cost_per_watt / life_years)
