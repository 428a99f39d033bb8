"""When the demand for text meets the stock of it, after Villalobos et al."""

from headroom.calculator.constants import ONE_YEAR
from headroom.calculator.math import log, sqrt
from headroom.calculator.units import BytePerPage, BytePerToken, Fraction, GrowthPerYear, Pages, Ratio, Tokens, Year


def web_tokens(pages: Pages, bytes_per_page: BytePerPage, *, bytes_per_token: BytePerToken) -> Tokens:
    """Text of the indexed web in tokens, good or bad.

    Parameters
    ----------
    pages : Pages
        Web pages: in the index of a search engine [pages], 1e9 to 1e13.
    bytes_per_page : BytePerPage
        Text of a page: plain text, without markup [byte/page], 1000 to 100000.
    bytes_per_token : BytePerToken
        Text of a token: plain text, by the tokenizer [byte/token], 1 to 6.

    Returns
    -------
    Tokens
        Text of the indexed web: all of it, good or bad [tokens].

    References
    ----------
    villalobos2024data : Sec. 2.2.1
    """
    return pages * bytes_per_page / bytes_per_token


def usable_tokens(web_tokens: Tokens, quality_share: Fraction, *, repetition_factor: Ratio) -> Tokens:
    """Effective stock: the usable part of a text, with what its repetition is worth.

    Parameters
    ----------
    web_tokens : Tokens
        Text of the indexed web: all of it, good or bad [tokens], 1e12 to 1e17.
    quality_share : Fraction
        Usable share: that can be trained on without loss [fraction], 0.01 to 1.
    repetition_factor : Ratio
        Worth of repetition: repeated over single use of text [ratio], 1 to 16.

    Returns
    -------
    Tokens
        Effective stock: usable text, repetition counted [tokens].

    References
    ----------
    villalobos2024data : Sec. 2.3
    """
    return web_tokens * quality_share * repetition_factor


def stock_after(stock_tokens: Tokens, stock_growth: GrowthPerYear, *, years: Year) -> Tokens:
    """Stock of text after some years of steady growth.

    Parameters
    ----------
    stock_tokens : Tokens
        Stock of text: effective stock at the start [tokens], 1e12 to 1e17.
    stock_growth : GrowthPerYear
        Growth of the stock: factor in a year [factor/yr], 1 to 1.2.
    years : Year
        Years ahead: time from the date of the cost [yr], 0 to 20.

    Returns
    -------
    Tokens
        Stock after years: if it grows on [tokens].

    References
    ----------
    villalobos2024data : Sec. 2.2.1
    """
    return stock_tokens * stock_growth ** (years / ONE_YEAR)


def demand_after(
    training_set_tokens: Tokens, demand_growth: GrowthPerYear, *, overtraining: Ratio, years: Year
) -> Tokens:
    """Largest training set after some years of steady growth.

    Parameters
    ----------
    training_set_tokens : Tokens
        Largest training set: tokens of the largest run at the start [tokens], 1e11 to 1e15.
    demand_growth : GrowthPerYear
        Growth of training sets: factor in a year [factor/yr], 1.25 to 6.
    overtraining : Ratio
        Overtraining: tokens per parameter over the compute-optimal [ratio], 0.1 to 1000.
    years : Year
        Years ahead: time from the date of the cost [yr], 0 to 20.

    Returns
    -------
    Tokens
        Largest training set after years: if it grows on [tokens].

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

    Parameters
    ----------
    stock_tokens : Tokens
        Stock of text: effective stock at the start [tokens], 1e12 to 1e17.
    training_set_tokens : Tokens
        Largest training set: tokens of the largest run at the start [tokens], 1e11 to 1e15.
    stock_growth : GrowthPerYear
        Growth of the stock: factor in a year [factor/yr], 1 to 1.2.
    demand_growth : GrowthPerYear
        Growth of training sets: factor in a year [factor/yr], 1.25 to 6.
    overtraining : Ratio
        Overtraining: tokens per parameter over the compute-optimal [ratio], 0.1 to 1000.

    Returns
    -------
    Year
        Years until demand meets stock: if both grow on [yr].

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

    Parameters
    ----------
    stock_tokens : Tokens
        Stock of text: effective stock at the start [tokens], 1e12 to 1e17.
    training_set_tokens : Tokens
        Largest training set: tokens of the largest run at the start [tokens], 1e11 to 1e15.
    stock_year : Year
        Date of the stock: year with decimals [yr], 2020 to 2024.
    demand_year : Year
        Date of the training set: year with decimals [yr], 2024 to 2030.
    stock_growth : GrowthPerYear
        Growth of the stock: factor in a year [factor/yr], 1 to 1.2.
    demand_growth : GrowthPerYear
        Growth of training sets: factor in a year [factor/yr], 1.25 to 6.
    overtraining : Ratio
        Overtraining: tokens per parameter over the compute-optimal [ratio], 0.1 to 1000.

    Returns
    -------
    Year
        Date of exhaustion: if both grow on [yr].

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

    Parameters
    ----------
    growth_per_year : GrowthPerYear
        Factor by which training compute grows in a year [factor/yr], 1.05 to 10.

    Returns
    -------
    GrowthPerYear
        Growth of data by compute: at fixed tokens per parameter [factor/yr].

    Notes
    -----
    Compute is size times data; at a fixed ratio each takes half of its orders of magnitude.

    References
    ----------
    villalobos2024data : Sec. 2.4
    """
    return sqrt(growth_per_year)
