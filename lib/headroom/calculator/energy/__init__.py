"""Power and energy of training and of answers: what they take, what they cost, what they emit, when power comes."""

from headroom.calculator import door
from headroom.calculator.energy.physics import (
    landauer_energy,
    years_to_efficiency,
)
from headroom.calculator.energy.power import (
    chips_for_power,
    it_power_per_chip,
    peak_power,
    power_after,
    power_growth,
    power_of_run,
    yearly_energy,
    years_to_power,
    years_to_target_power,
)
from headroom.calculator.energy.request import (
    decode_token_energy,
    fleet_power,
    flop_per_joule,
    gpu_token_energy_ecologits2025,
    gpus_ecologits2025,
    query_energy,
    query_energy_devries2023,
    query_energy_you2025,
    request_embodied_ecologits2025,
    request_energy_ecologits2025,
    server_energy_ecologits2025,
    token_energy_floor,
    token_seconds_ecologits2025,
)
from headroom.calculator.energy.run import (
    campus_energy_share,
    capacity_charge,
    embodied_emissions,
    energy_cost_per_watt,
    energy_cost_share,
    energy_morrison2025,
    energy_patterson2021,
    energy_touvron2023,
    implied_intensity,
    run_emissions,
    run_water,
)

door.open_to_readers(__name__)
