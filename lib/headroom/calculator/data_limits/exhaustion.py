"""When the demand for text meets the stock of it, after Villalobos et al."""

from headroom.calculator.constants import ONE_YEAR
from headroom.calculator.math import log, sqrt
from headroom.calculator.units import BytePerPage, BytePerToken, Fraction, GrowthPerYear, Pages, Ratio, Tokens, Year


def web_tokens(pages: Pages, bytes_per_page: BytePerPage, *, bytes_per_token: BytePerToken) -> Tokens:
    """Text of the indexed web in tokens, good or bad.

    References
    ----------
    villalobos2024data : Sec. 2.2.1
    """
    return pages * bytes_per_page / bytes_per_token


def usable_tokens(web_tokens: Tokens, quality_share: Fraction, *, repetition_factor: Ratio) -> Tokens:
    """Effective stock: the usable part of a text, with what its repetition is worth.

    References
    ----------
    villalobos2024data : Sec. 2.3
    """
    return web_tokens * quality_share * repetition_factor


def stock_after(stock_tokens: Tokens, stock_growth: GrowthPerYear, *, years: Year) -> Tokens:
    """Stock of text after some years of steady growth.

    References
    ----------
    villalobos2024data : Sec. 2.2.1
    """
    return stock_tokens * stock_growth ** (years / ONE_YEAR)


def demand_after(
    training_set_tokens: Tokens, demand_growth: GrowthPerYear, *, overtraining: Ratio, years: Year
) -> Tokens:
    """Largest training set after some years of steady growth.

    Notes
    -----
    Overtraining k times at equal compute takes the root of k times the tokens and leaves one over the root
    of k of the parameters.

    References
    ----------
    villalobos2024data : Sec. 2.4; footnote 23
    """
    return training_set_tokens * sqrt(overtraining) * demand_growth ** (years / ONE_YEAR)


def years_to_exhaustion(
    stock_tokens: Tokens,
    training_set_tokens: Tokens,
    *,
    stock_growth: GrowthPerYear,
    demand_growth: GrowthPerYear,
    overtraining: Ratio,
) -> Year:
    """Years until the largest training set is as large as the stock of text.

    Notes
    -----
    Both grow steadily, demand faster. Negative if demand has met the stock already.

    References
    ----------
    villalobos2024data : Sec. 2.5
    """
    return ONE_YEAR * log(stock_tokens / (training_set_tokens * sqrt(overtraining))) / log(demand_growth / stock_growth)


def year_of_exhaustion(
    stock_tokens: Tokens,
    training_set_tokens: Tokens,
    *,
    stock_year: Year,
    demand_year: Year,
    stock_growth: GrowthPerYear,
    demand_growth: GrowthPerYear,
    overtraining: Ratio,
) -> Year:
    """Date at which the largest training set is as large as the stock of text, as a year with decimals.

    References
    ----------
    villalobos2024data : Sec. 2.5
    """
    stock = stock_after(stock_tokens, stock_growth, years=demand_year - stock_year)
    return demand_year + years_to_exhaustion(
        stock,
        training_set_tokens,
        stock_growth=stock_growth,
        demand_growth=demand_growth,
        overtraining=overtraining,
    )


def compute_led_growth(growth_per_year: GrowthPerYear) -> GrowthPerYear:
    """Growth of training sets that follows from growth of compute at fixed tokens per parameter.

    Notes
    -----
    `growth_per_year` is that of training compute, which is size times data; at a fixed ratio each takes half of
    its orders of magnitude.

    References
    ----------
    villalobos2024data : Sec. 2.4
    """
    return sqrt(growth_per_year)
