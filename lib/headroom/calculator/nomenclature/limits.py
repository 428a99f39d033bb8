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

NAMES = CAPITAL
