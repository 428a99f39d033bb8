"""Names of the chapter on which limit binds first."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

CAPITAL = {
    "capital_spending": Name(
        "K_y", "Capital spending", "what one company puts into lasting goods in a year", u.UsdOfAYear, 1e6, 1e14
    ),
    "spending_years": Name(
        "m_K", "Years of spending together", "years of purchases that stand on the floor at once", u.Year, 0.1, 10
    ),
    "server_share": Name("a_s", "Share for servers", "part of capital spending that buys servers", u.Fraction, 0.1, 1),
    "run_share": Name(
        "s_r", "Share of one run", "part of what there is that the largest run uses", u.Fraction, 0.01, 1
    ),
    "run_budget": Name("K_r", "Servers of a run", "dollars of servers that one run computes on", u.Usd),
    "owned_price_performance": Name(
        r"\Gamma_{\mathrm{own}}",
        "Price-performance of servers",
        "peak FLOP/s of a dollar of servers",
        u.FlopPerSecondPerUsd,
    ),
    "capital_ceiling": Name(r"C_K", "Capital ceiling", "largest run that a company's spending allows", u.Flop),
}

AFFORDABLE = {
    "chips_for_deadline": Name(r"n_t", "Chips of a run", "chips that end it in time", u.Chip),
    "cluster_capital": Name(
        r"K_{\mathrm{cl}}", "Price of the cluster", "servers, network and building for one run, bought new", u.Usd
    ),
    "target_growth": Name(
        "G_1", "Growth of what is to be reached", "factor in a year of the other trend", u.GrowthPerYear, 0.3, 3
    ),
    "years_to_meet": Name(r"t_\cap", "Years until two trends meet", "if both hold", u.Year),
    "yearly_budget": Name(
        r"B_y", "Budget of a year", "spending, income or output of a year", u.UsdOfAYear, 1e6, 1e15
    ),
    "budget_share": Name("f_B", "Share of a budget", "cost over the budget of a year", u.Fraction),
    "available_power": Name("P_a", "Power there is", "facility power of a country or owner", u.Megawatt, 1, 1e7),
    "power_share": Name("f_P", "Share of power", "power of a cluster over what there is", u.Fraction),
}

NAMES = CAPITAL | AFFORDABLE
