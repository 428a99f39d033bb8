"""Names of the training chapter: what a run costs."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

COST = {
    "chip_price": Name(r"p_{\mathrm{chip}}", "Chip price", "price of one bare accelerator", u.UsdPerChip, 100, 1e6),
    "server_overhead": Name("s", "Server overhead", "server price over the price of its chips", u.Ratio, 1, 3),
    "system_price": Name(
        r"p_{\mathrm{sys}}", "System price", "price of one chip with its share of the server", u.UsdPerChip, 100, 1e6
    ),
    "years_owned": Name(r"\tau", "Years since purchase", "time from purchase to the start of training", u.Year, 0, 10),
    "value_decline": Name(
        "r", "Value decline", "orders of magnitude of value lost in a year", u.OrdersOfMagnitudePerYear, 0.02, 0.5
    ),
    "half_life": Name(r"\tau_{1/2}", "Half-life of value", "time in which value halves", u.Year),
    "chip_value": Name(
        "v", "Value at start", "worth of one chip with its server when training starts", u.UsdPerChip, 100, 1e6
    ),
    "capital_per_chip_hour": Name(
        "a", "Capital per chip-hour", "value that one hour uses up", u.UsdPerChipHour, 0.001, 100
    ),
    "interconnect_share": Name(
        r"\nu", "Interconnect share", "network's share of the cluster's cost", u.Fraction, 0, 0.5
    ),
    "hardware_cost": Name(
        r"K_{\mathrm{hw}}", "Hardware cost", "chips, servers and network that a run uses up", u.Usd, 1, 1e12
    ),
    "tdp": Name("W", "Rated power of a chip", "thermal design power", u.WattPerChip, 50, 5000),
    "server_power_factor": Name("m", "Server power factor", "server's rated power over its chips'", u.Ratio, 1, 3),
    "average_load": Name(r"\ell", "Average load", "average draw over rated power", u.Fraction, 0.1, 1),
    "pue": Name(r"\mathrm{PUE}", "PUE", "facility energy over IT energy, a year's mean", u.Ratio, 1, 2),
    "facility_power_per_chip": Name(
        "w", "Facility power per chip", "average power of one chip at the meter of the site", u.WattPerChip, 10, 2e4
    ),
    "run_energy": Name(
        "Q", "Energy of a run", "electricity of a run at the meter of the site", u.KilowattHour, 1, 1e12
    ),
    "energy_per_chip_hour": Name(
        "q_H", "Energy per chip-hour", "electricity of one chip-hour at the meter", u.KilowattHourPerChipHour
    ),
    "electricity_price": Name(
        r"p_{\mathrm{el}}",
        "Electricity price",
        "price of electricity without capacity charges",
        u.UsdPerKilowattHour,
        0.005,
        1,
    ),
    "energy_cost": Name(r"K_{\mathrm{el}}", "Energy cost", "money for the electricity of a run", u.Usd, 1, 1e11),
    "amortised_cost": Name("K_A", "Amortised cost", "hardware used up, network and energy of a run", u.Usd),
    "nominal_cost": Name("K", "Nominal cost", "a cost in the dollars of its own date", u.Usd, 1, 1e13),
    "price_index": Name("I", "Price index", "price index at the date of the cost", u.PriceIndex, 10, 1000),
    "base_price_index": Name(
        "I_0", "Base price index", "price index at the date whose dollars are used", u.PriceIndex, 10, 1000
    ),
    "constant_dollars": Name("K_0", "Cost in constant dollars", "the cost in dollars of the base date", u.Usd),
    "chip_hour_price": Name("p", "Price of a chip-hour", "rent of one chip for one hour", u.UsdPerChipHour, 0.01, 100),
    "on_demand_price": Name(
        r"p_{\mathrm{od}}",
        "On-demand price",
        "rent of one chip for one hour without commitment",
        u.UsdPerChipHour,
        0.01,
        100,
    ),
    "commitment_discount": Name(
        r"\delta", "Commitment discount", "discount of the commitment off the on-demand price", u.Fraction, 0, 0.9
    ),
    "quoted_discount": Name(
        r"\delta_q", "Discount in the quoted price", "discount that the quoted price already has", u.Fraction, 0, 0.9
    ),
    "committed_price": Name(
        r"p_{\mathrm{c}}", "Committed price", "rent of a chip-hour under the commitment", u.UsdPerChipHour, 0.01, 100
    ),
    "converted_price": Name(
        r"p_{\mathrm{conv}}", "Converted price", "rent of a chip-hour at the other term", u.UsdPerChipHour
    ),
    "rental_cost": Name("K_B", "Rental cost", "chip-hours at a rent", u.Usd),
    "implied_chip_hour_price": Name(
        r"p_{\mathrm{imp}}", "Implied price of a chip-hour", "cost over chip-hours", u.UsdPerChipHour
    ),
    "contributors": Name("c", "Contributors", "people credited with the model", u.People, 1, 5000),
    "full_time_share": Name(
        "f", "Full-time share", "share of a contributor's time that went into the model", u.Fraction, 0.01, 1
    ),
    "salary": Name(r"\sigma", "Salary", "salary of one person in a year", u.UsdPerYear, 1e4, 2e6),
    "salary_overhead": Name("o", "Salary overhead", "what a salary costs over the salary", u.Ratio, 1, 2),
    "equity": Name(r"\epsilon", "Equity", "equity granted to one person in a year", u.UsdPerYear, 0, 5e6),
    "project_years": Name("y_p", "Project length", "time from the first experiment to the release", u.Year, 0.05, 5),
    "staff_cost": Name(r"K_{\mathrm{staff}}", "Staff cost", "pay of the people of a project", u.Usd, 1, 1e11),
    "experiment_factor": Name(
        r"\phi", "Experiment factor", "compute of the project over compute of the final run", u.Ratio, 1, 20
    ),
    "final_run_cost": Name(
        r"K_{\mathrm{run}}", "Cost of the final run", "cost of the final run by whichever method", u.Usd, 1, 1e12
    ),
    "development_cost": Name("K_C", "Development cost", "final run, experiments and staff", u.Usd),
    "staff_share": Name(r"f_{\mathrm{staff}}", "Staff share", "staff's share of the development cost", u.Fraction),
    "final_run_share": Name(r"\theta", "Final-run share", "the final run's part of R&D compute", u.Fraction, 0.01, 1),
    "programme_cost": Name(r"K_{\mathrm{R\&D}}", "Programme cost", "all R&D compute that led to the run", u.Usd),
    "cluster_purchase_cost": Name(
        r"K_{\mathrm{buy}}", "Cluster purchase", "all chips, servers and network bought new", u.Usd
    ),
    "life_years": Name("y", "Useful life", "years over which a purchase is spread", u.Year, 1, 10),
    "cost_of_capital": Name("i", "Cost of capital", "simple interest in a year", u.PerYear, 0, 0.5),
    "owner_capital_per_chip_hour": Name(
        r"a_{\mathrm{own}}", "Owner's capital per chip-hour", "purchase and interest of one chip-hour", u.UsdPerChipHour
    ),
    "hosted_power": Name(
        r"w_{\mathrm{kW}}", "Hosted power", "power that a colocation contract counts", u.KilowattPerChip, 0.05, 20
    ),
    "colocation_price": Name(
        r"p_{\mathrm{colo}}",
        "Colocation price",
        "price of a kilowatt of colocation for a month",
        u.UsdPerKilowattMonth,
        10,
        1000,
    ),
    "hosting_per_chip_hour": Name(
        "b", "Hosting per chip-hour", "colocation and electricity of one chip-hour", u.UsdPerChipHour, 0.001, 20
    ),
    "owned_chip_hour_cost": Name(
        r"p_{\mathrm{own}}", "Cost of an owned chip-hour", "capital and hosting of one chip-hour", u.UsdPerChipHour
    ),
    "growth_per_year": Name("G", "Growth in a year", "factor by which it grows in a year", u.GrowthPerYear, 1.05, 10),
    "years": Name(r"\Delta t", "Years ahead", "time from the date of the starting value", u.Year, 0, 20),
    "target_cost": Name("K_1", "Cost to reach", "cost to reach, in the dollars of the first cost", u.Usd, 1, 1e15),
    "cost_after": Name(
        r"K_{\Delta t}", "Cost after years of trend", "the cost after the years, if the trend holds", u.Usd
    ),
    "years_to_cost": Name(r"t_{K_1}", "Years to a cost", "time until the cost is reached, if the trend holds", u.Year),
    "doubling_time": Name("t_2", "Doubling time", "time in which it doubles at a constant growth", u.Year, 0.2, 30),
}
