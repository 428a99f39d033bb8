"""Names of the scarcity chapter."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

OWNING = {
    "cluster_price": Name(
        "c", "Capital per chip", "price of one chip with its share of server and network", u.UsdPerChip, 100, 1e6
    ),
    "discount_rate": Name(
        "r_k", "Required return", "return that the money tied up must earn in a year, compounded", u.PerYear, 0.001, 0.5
    ),
    "growth_of_capital": Name(
        "G_k", "Growth of capital", "what a dollar at the required return has become at the end of the life", u.Ratio
    ),
    "capital_recovery_factor": Name(
        r"\mathrm{CRF}",
        "Capital recovery factor",
        "yearly payment per dollar borrowed that pays it back over the life",
        u.PerYear,
    ),
    "residual_share": Name(
        r"\phi_n", "Residual value", "worth at the end of the life over the purchase price", u.Fraction, 0, 0.9
    ),
    "yearly_capital_cost": Name(
        "A", "Capital cost of a year", "what owning one chip costs in a year, before it runs", u.UsdPerChipYear, 10, 1e6
    ),
    "energy_cost_per_chip_hour": Name(
        "e_H", "Energy per chip-hour", "electricity that one chip uses in an hour", u.UsdPerChipHour, 0.0001, 5
    ),
    "running_cost_per_chip_hour": Name(
        "o_H",
        "Running cost per chip-hour",
        "electricity and hosting of one chip for one hour",
        u.UsdPerChipHour,
        0.001,
        5,
    ),
    "used_share": Name(
        r"\eta", "Use", "share of hours in which the chip does paid or useful work", u.Fraction, 0.05, 1
    ),
    "owned_cost_per_used_hour": Name(
        r"C_{\mathrm{own}}",
        "Cost of a used chip-hour, owned",
        "capital and running cost of an owned chip over the hours that are used",
        u.UsdPerChipHour,
        0.01,
        100,
    ),
    "break_even_use": Name(
        r"\eta^*", "Break-even use", "use above which owning costs less than renting the hours used", u.Fraction
    ),
    "payback_years": Name(
        r"t_{\mathrm{pay}}", "Payback time", "time until the margin on the rent has paid the capital", u.Year
    ),
    "rent_margin": Name(
        r"\pi", "Margin of the rent over owning", "market rent over the cost of owning, less one", u.Ratio
    ),
    "amortised_chip_hour_cost": Name(
        "a_H", "Amortised chip-hour", "value that one hour uses up, network and electricity included", u.UsdPerChipHour
    ),
    "cluster_power": Name(
        r"P_{\mathrm{el}}",
        "Power of a cluster",
        "average power of all chips at the meter of the site",
        u.Megawatt,
        0.01,
        1e5,
    ),
    "capital_per_watt": Name("k_W", "Capital per watt", "cost of a cluster over its power", u.UsdPerWatt),
}

SUPPLY = {
    "h100_peak": Name(
        r"P_{\mathrm{H100}}",
        "Peak of an H100",
        "dense FLOP/s of an H100 SXM in the number format of the comparison",
        u.FlopPerSecondPerChip,
        1e12,
        1e17,
    ),
    "h100_equivalents": Name(
        r"n_{\mathrm{H100e}}", "H100-equivalents", "H100s of the same peak in that number format", u.H100Equivalents
    ),
    "cluster_peak": Name("F", "Peak of a cluster", "peak FLOP/s of all chips together", u.FlopPerSecond, 1e15, 1e24),
    "chips_for_peak": Name("n_F", "Chips of a peak", "chips that have the peak together", u.Chip),
    "lead_time": Name(r"L_t", "Lead time", "time from order to delivery", u.Week, 0.5, 150),
    "shipments": Name("q_s", "Shipments", "chips delivered in a week", u.ChipPerWeek, 1, 1e7),
    "backlog": Name("B_o", "Open orders", "chips ordered and not yet delivered", u.Chip),
    "wafers_per_month": Name(
        "w_m", "Packaging capacity", "wafers packaged in a month, all customers", u.WafersPerMonth, 100, 1e7
    ),
    "customer_share": Name(
        "s_c", "Customer's share", "part of the capacity that one customer has", u.Fraction, 0.01, 1
    ),
    "chips_per_wafer": Name(
        "k_w", "Chips per wafer", "packages that one wafer gives, before losses", u.ChipsPerWafer, 1, 100
    ),
    "packaging_yield": Name("y_w", "Packaging yield", "share of packages that work", u.Fraction, 0.2, 1),
    "packaged_chips": Name(
        "n_w", "Packaged chips", "chips that packaging lets through in a year", u.ChipPerYear, 100, 1e9
    ),
    "wafers_for_chips": Name("w_y", "Wafers needed", "wafers a year that the chips take", u.WafersPerYear),
    "share": Name("s_i", "Share", "one owner's part of the whole", u.Fraction, 0, 1),
    "unnamed_share": Name("s_0", "Unnamed share", "part of the whole whose owners are not named", u.Fraction, 0, 1),
    "concentration_points": Name(
        "h_i", "Contribution to the index", "one owner's part of the Herfindahl-Hirschman index", u.HhiPoints
    ),
    "named_hhi": Name(
        r"\mathrm{HHI}_0", "Index of the named owners", "contributions of the owners known by name", u.HhiPoints, 0, 1e4
    ),
    "hhi_with_residual": Name(
        r"\mathrm{HHI}_1", "Index with one residual owner", "index if all that is not named had one owner", u.HhiPoints
    ),
    "hhi": Name(
        r"\mathrm{HHI}",
        "Herfindahl-Hirschman index",
        "sum of squared shares, 10,000 for a monopoly",
        u.HhiPoints,
        10,
        1e4,
    ),
    "effective_owners": Name(
        r"n_{\mathrm{eff}}", "Effective owners", "number of equal owners that would be as concentrated", u.Owners
    ),
}

MARKET = {
    "implied_discount": Name(
        r"\delta_{\mathrm{imp}}", "Discount of the two prices", "discount that two quoted prices imply", u.Fraction
    ),
    "reservation_break_even_use": Name(
        r"\eta_{\mathrm{res}}",
        "Break-even use of a reservation",
        "use above which reserving costs less than renting on demand",
        u.Fraction,
    ),
    "long_term": Name("n_l", "Long term", "length of the longer commitment", u.Year, 1.5, 6),
    "short_term": Name("n_s", "Short term", "length of the shorter commitment", u.Year, 0.05, 1),
    "long_term_price": Name(
        "p_l", "Price of the long term", "rent of a chip-hour over the longer commitment", u.UsdPerChipHour, 0.01, 100
    ),
    "short_term_price": Name(
        "p_s", "Price of the short term", "rent of a chip-hour over the shorter commitment", u.UsdPerChipHour, 0.01, 100
    ),
    "forward_price": Name(
        "p_f", "Forward price", "rent of the time after the short term that the two prices imply", u.UsdPerChipHour
    ),
    "price_per_effective_compute": Name(
        "p_C",
        "Price of effective compute",
        "rent of as many chips as do a PFLOP/s of model FLOP, for an hour",
        u.UsdPerPetaflopHour,
    ),
    "price_performance": Name(
        r"\Gamma", "Price-performance", "peak FLOP/s per dollar of purchase", u.FlopPerSecondPerUsd, 1e6, 1e14
    ),
    "price_performance_after": Name(
        r"\Gamma_{\Delta t}",
        "Price-performance after years",
        "peak FLOP/s per dollar if the trend holds",
        u.FlopPerSecondPerUsd,
    ),
    "price_on_trend": Name(
        r"p_{\mathrm{trend}}",
        "Price on the trend",
        "rent if it had fallen as fast as price-performance grows",
        u.UsdPerChipHour,
    ),
    "waiting_loss": Name(
        "V_l", "Loss by waiting", "margin that a chip would have earned in the lead time", u.UsdPerChip
    ),
    "waiting_saving": Name(
        "V_s", "Saving by waiting", "price now less the price after the lead time, as it is worth now", u.UsdPerChip
    ),
    "value_of_waiting": Name("V", "Value of waiting", "saving less loss, of one chip", u.UsdPerChip),
}

FUNDING = {
    "chips_for_budget": Name(
        r"n_{\mathcal{B}}", "Chips of a budget", "chips that the budget buys with server and network", u.Chip
    ),
    "chip_years_for_budget": Name(
        r"Y_{\mathcal{B}}", "Chip-years of a budget", "years of one chip that the budget rents", u.ChipYear
    ),
    "years_until_affordable": Name(
        r"t_{\mathcal{B}}",
        "Years until affordable",
        "time until the cost has fallen to the budget, if the trend holds",
        u.Year,
    ),
}

NAMES = OWNING | SUPPLY | MARKET | FUNDING
