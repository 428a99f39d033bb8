"""Prices of text: licensed, in books, generated."""

from headroom.calculator.units import (
    Tokens,
    TokensPerBook,
    TokensPerChipHour,
    Usd,
    UsdPerBook,
    UsdPerChipHour,
    UsdPerToken,
)


def token_price(text_payment: Usd, tokens: Tokens) -> UsdPerToken:
    """Price of a token in a deal over a known amount of text.

    Parameters
    ----------
    text_payment : Usd
        Payment for text: in the money of its date [USD], 1 to 1e13.
    tokens : Tokens
        Tokens that the payment is for [tokens], 1e6 to 1e17.

    Returns
    -------
    UsdPerToken
        Price of a token: of text [USD/token].

    References
    ----------
    reddit2024s1
    """
    return text_payment / tokens


def book_token_price(book_payment: UsdPerBook, tokens_per_book: TokensPerBook) -> UsdPerToken:
    """Price of a token in a deal by the book.

    Parameters
    ----------
    book_payment : UsdPerBook
        Payment for a book: for one title [USD/book], 1 to 100000.
    tokens_per_book : TokensPerBook
        Tokens of a book: of usual length [tokens/book], 10000 to 1e6.

    Returns
    -------
    UsdPerToken
        Price of a token in books: payment over tokens [USD/token].

    References
    ----------
    publishersweekly2024harper
    """
    return book_payment / tokens_per_book


def corpus_cost(tokens: Tokens, token_price: UsdPerToken) -> Usd:
    """What a training set costs at a price per token.

    Parameters
    ----------
    tokens : Tokens
        Training tokens: tokens processed, repeats included [tokens], 1e6 to 1e17.
    token_price : UsdPerToken
        Price of a token: of text [USD/token], 1e-9 to 1.

    Returns
    -------
    Usd
        Cost of a corpus: tokens at a price [USD].

    References
    ----------
    decoder2024shopping
    """
    return tokens * token_price


def synthetic_token_price(chip_hour_price: UsdPerChipHour, tokens_per_chip_hour: TokensPerChipHour) -> UsdPerToken:
    """Price of a generated token on rented chips.

    Parameters
    ----------
    chip_hour_price : UsdPerChipHour
        Price of a chip-hour: rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    tokens_per_chip_hour : TokensPerChipHour
        Text generated in a chip-hour: by a model that writes training text [tokens/chip/h], 1000 to 1e9.

    Returns
    -------
    UsdPerToken
        Price of a synthetic token: rent over output [USD/token].

    Notes
    -----
    Rent alone: prompts, filtering and rejected text raise it.

    References
    ----------
    huggingface2024cosmopedia
    """
    return chip_hour_price / tokens_per_chip_hour
