"""Names of the energy chapter."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

POWER = {
    "it_overhead": Name("i", "IT overhead", "IT power over server power: network and storage on top", u.Ratio, 1, 2),
    "it_power_per_chip": Name(
        r"w_{\mathrm{IT}}",
        "IT power per chip",
        "rated power of one chip with its share of server, network and storage",
        u.WattPerChip,
        50,
        1e4,
    ),
    "peak_overhead": Name("o", "Peak overhead", "facility power over IT power at the design peak", u.Ratio, 1, 2),
    "peak_power": Name(
        r"P_{\mathrm{peak}}", "Peak power", "facility power that a grid connection must carry", u.Megawatt, 1e-3, 1e6
    ),
    "chips_for_power": Name(r"n_P", "Chips for a power", "chips that a grid connection feeds at their peak", u.Chip),
    "load_factor": Name(r"\lambda_P", "Load factor", "average power over peak power", u.Fraction, 0.1, 1),
    "yearly_energy": Name(
        "E_y", "Energy of a year", "electricity that a facility takes in a year", u.MegawattHourPerYear
    ),
    "run_days": Name("t_r", "Length of a run", "calendar time from start to end", u.Day, 1, 3650),
    "flop_per_joule": Name(
        r"\eta", "Energy efficiency", "dense FLOP per joule of rated chip power", u.FlopPerJoule, 1e9, 1e17
    ),
    "power_overhead": Name(
        r"\omega", "Power overhead", "facility power over the rated power of the chips", u.Ratio, 1, 5
    ),
    "rated_chip_power": Name(r"P_{\mathrm{chip}}", "Rated power of the chips", "that finish a compute in time", u.Watt),
    "power_of_run": Name(r"P_C", "Power of a run", "facility power that a compute and a duration ask for", u.Megawatt),
    "compute_growth": Name(
        "g_C", "Growth of compute", "factor in a year of the largest runs", u.GrowthPerYear, 0.5, 10
    ),
    "efficiency_growth": Name(
        r"g_\eta", "Growth of efficiency", "factor in a year of FLOP per joule", u.GrowthPerYear, 1.01, 3
    ),
    "duration_growth": Name(
        "g_t", "Growth of duration", "factor in a year of the length of runs", u.GrowthPerYear, 1, 3
    ),
    "power_growth": Name("g_P", "Growth of power", "factor in a year", u.GrowthPerYear, 1.05, 10),
    "power_after": Name("P_y", "Power after years of trend", "if the trend holds", u.Megawatt),
    "target_power": Name("P_1", "Power to reach", "facility power", u.Megawatt, 1e-3, 1e7),
    "years_to_target_power": Name("t_{P}", "Years to a power", "if the trend holds", u.Year),
    "supply_years": Name("y_s", "Years to a supply", "from request of power to its delivery", u.Year, 0.1, 30),
    "build_years": Name("y_b", "Years to build", "from cleared land to the campus", u.Year, 0.1, 30),
    "years_to_power": Name("y_P", "Years to power", "until both the campus and its power are there", u.Year),
}

RUN = {
    "system_power": Name(
        r"w_{\mathrm{sys}}",
        "Measured power per chip",
        "average power of one chip with its share of the host, read in operation",
        u.WattPerChip,
        10,
        5000,
    ),
    "gpu_energy": Name(
        r"Q_{\mathrm{GPU}}", "Energy of the GPUs", "read at the GPUs, host left out", u.KilowattHour, 1, 1e12
    ),
    "energy_touvron2023": Name("Q_W", "Energy, rated power", "rated power times hours times PUE", u.KilowattHour),
    "energy_patterson2021": Name(
        "Q_m", "Energy, measured system power", "measured power times hours times PUE", u.KilowattHour
    ),
    "energy_morrison2025": Name("Q_g", "Energy, measured GPUs", "energy of the GPUs times PUE", u.KilowattHour),
    "carbon_intensity": Name(
        r"\gamma", "Carbon intensity", "emissions of a kilowatt-hour from the grid", u.GramPerKilowattHour, 1, 1500
    ),
    "run_emissions": Name(r"M_Q", "Emissions", "of the electricity of a run, by location", u.TonneCo2e, 1e-4, 1e9),
    "implied_intensity": Name(
        r"\gamma_{W}", "Implied intensity", "emissions over rated power times hours", u.GramPerKilowattHour
    ),
    "it_energy": Name(
        r"Q_{\mathrm{IT}}", "IT energy", "of servers and network, without cooling", u.KilowattHour, 1, 1e12
    ),
    "site_water": Name(
        r"\upsilon_s", "On-site water", "evaporated by cooling for a kilowatt-hour of IT", u.LitrePerKilowattHour, 0, 10
    ),
    "plant_water": Name(
        r"\upsilon_p", "Off-site water", "consumed by power plants for a kilowatt-hour", u.LitrePerKilowattHour, 0, 20
    ),
    "run_water": Name("V", "Water", "consumed on site and at the power plants", u.Litre),
    "embodied_carbon": Name(
        r"m_{\mathrm{emb}}",
        "Embodied carbon",
        "of making one chip with its share of the server",
        u.KilogramPerChip,
        1,
        1e5,
    ),
    "embodied_emissions": Name(
        r"M_{\mathrm{emb}}", "Embodied emissions", "of making the hardware that a run uses up", u.TonneCo2e
    ),
    "energy_cost_share": Name("f_Q", "Share of energy", "energy's part of a cost", u.Fraction),
    "capacity_price": Name("p_c", "Capacity price", "of a megawatt held ready for a day", u.UsdPerMegawattDay, 0, 5000),
    "capacity_charge": Name(
        "p_k", "Capacity charge", "capacity price on each kilowatt-hour used", u.UsdPerKilowattHour
    ),
    "energy_cost_per_watt": Name(
        "k_Q", "Energy cost per watt", "electricity of a year for a watt of IT power", u.UsdPerWattYear, 0.01, 20
    ),
    "capital_cost_per_watt": Name(
        r"k_{\mathrm{cap}}", "Capital per watt of IT", "chips, building and power over IT power", u.UsdPerWatt, 1, 500
    ),
    "campus_energy_share": Name(
        "f_k", "Energy share of a campus", "electricity over electricity and capital", u.Fraction
    ),
}

REQUEST = {
    "token_energy_floor": Name(
        r"\varepsilon_F", "Compute floor", "chip energy if arithmetic ran at its peak", u.JoulePerToken
    ),
    "decode_token_energy": Name(
        r"\varepsilon_d", "Energy of a token", "chip energy of a decode step for each sequence", u.JoulePerToken
    ),
    "token_energy": Name(
        r"\varepsilon", "Energy of a token", "chip energy of one output token", u.JoulePerToken, 1e-4, 1e3
    ),
    "fleet_overhead": Name(
        r"\Omega", "Fleet overhead", "energy at the meter over energy of busy chips: host, idle, cooling", u.Ratio, 1, 5
    ),
    "query_energy": Name("e_q", "Energy of a query", "electricity at the meter of the site", u.WattHour, 1e-4, 1e3),
    "serving_utilisation": Name("u_s", "Utilisation while serving", "share of peak FLOP/s", u.Fraction, 0.001, 0.8),
    "serving_power": Name(
        r"w_s", "Serving power per chip", "rated power of one chip with server and cooling", u.WattPerChip, 50, 1e4
    ),
    "chip_seconds": Name("z_q", "Chip-seconds", "of a query at its utilisation", u.ChipSecond),
    "query_energy_you2025": Name(
        "q_Y", "Energy of a query by compute", "chip-seconds times facility power", u.WattHour
    ),
    "daily_energy": Name("E_d", "Energy of a day", "electricity of a service", u.MegawattHourPerDay, 1e-3, 1e7),
    "query_energy_devries2023": Name(
        "q_V", "Energy of a query by fleet", "energy of a day over queries of a day", u.WattHour
    ),
    "fleet_power": Name("P_q", "Power of a service", "average power that its queries take", u.Megawatt),
    "gpu_token_energy_ecologits2025": Name(
        "f_E", "Energy of a token and GPU", "fitted to a benchmark", u.WattHourPerChip, 1e-7, 1
    ),
    "token_seconds_ecologits2025": Name("f_L", "Time of a token", "fitted to a benchmark", u.Second, 1e-4, 100),
    "gpus_ecologits2025": Name("n_G", "GPUs of a model", "power of two whose memory holds it", u.Chip, 1, 1024),
    "server_power": Name(
        r"w_h", "Server without GPUs", "power of a server of eight GPUs without them", u.Watt, 100, 1e4
    ),
    "server_energy_ecologits2025": Name("q_h", "Server's energy of a request", "host's share", u.WattHour, 1e-9, 1e3),
    "request_energy_ecologits2025": Name("q_E", "Energy of a request", "GPUs, host's share and cooling", u.WattHour),
    "request_seconds": Name(r"t_q", "Time of a request", "from the first to the last token", u.Second, 1e-3, 1e5),
    "hardware_embodied": Name("m_H", "Embodied carbon of the GPUs", "with their share of the server", u.KilogramCo2e),
    "request_embodied_ecologits2025": Name(
        "m_q", "Embodied carbon of a request", "making the hardware, for the time that it is booked", u.GramCo2e
    ),
    "gpu_embodied": Name(r"m_G", "Embodied carbon of a GPU", "of making one", u.KilogramPerChip, 1, 1e4),
    "server_embodied": Name(
        r"m_h", "Embodied carbon of a server", "of making one, without GPUs", u.KilogramCo2e, 10, 1e5
    ),
}

PHYSICS = {
    "temperature": Name(r"T_K", "Temperature", "of the surroundings", u.Kelvin, 1, 1000),
    "landauer_energy": Name(r"E_L", "Landauer bound", "least energy of erasing a bit", u.JoulePerBit),
    "efficiency_limit": Name(
        r"\eta_{\mathrm{max}}", "Limit of efficiency", "operations per joule", u.FlopPerJoule, 1e10, 1e20
    ),
    "years_to_efficiency": Name(r"t_\eta", "Years to a limit of efficiency", "if the trend holds", u.Year),
}

NAMES = POWER | RUN | REQUEST | PHYSICS
