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


def token_price(text_payment: Usd, licensed_tokens: Tokens) -> UsdPerToken:
    """Price of a token in a deal over a known amount of text.

    References
    ----------
    reddit2024s1
    """
    return text_payment / licensed_tokens


def book_token_price(book_payment: UsdPerBook, tokens_per_book: TokensPerBook) -> UsdPerToken:
    """Price of a token in a deal by the book.

    References
    ----------
    publishersweekly2024harper
    """
    return book_payment / tokens_per_book


def corpus_cost(tokens: Tokens, token_price: UsdPerToken) -> Usd:
    """What a training set costs at a price per token.

    References
    ----------
    decoder2024shopping
    """
    return tokens * token_price


def synthetic_token_price(chip_hour_price: UsdPerChipHour, tokens_per_chip_hour: TokensPerChipHour) -> UsdPerToken:
    """Price of a generated token on rented chips.

    Notes
    -----
    Rent alone: prompts, filtering and rejected text raise it.

    References
    ----------
    huggingface2024cosmopedia
    """
    return chip_hour_price / tokens_per_chip_hour
