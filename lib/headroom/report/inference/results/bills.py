"""Why bills rise when prices fall: the tokens of an answer, and of an agent's session."""

from __future__ import annotations

import pandas as pd

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.report.inference.results.prices import PRICES
from headroom.report.inference.results.tables import table_of
from headroom.report.inference.results.test_time import result, results

TARIFF = "openai-gpt-5-5-2026-04-23"
TURNS, ADDED, WRITTEN = 50.0, 1_500.0, 10_000.0  # of an example of ours: turns, new tokens of each, tokens written


def tokens_per_answer(world: World) -> pd.DataFrame:
    """Mean tokens of an answer to a GPQA question by model, with the price of output where one is listed.

    Columns: system, model_id, as_of, tokens, usd_per_mtok_output, usd_per_answer.
    """
    known = results(world)
    table = known[known["series"] == "gpqa_length"]
    prices = world.quantities("api_prices", *PRICES).dropna(subset=["usd_per_mtok_output"]).sort_values("as_of")
    prices = prices[prices["offer"] == "standard"]
    first = {price.model_id: price for price in prices.drop_duplicates("model_id").itertuples()}
    rows = []
    for row in table[table["model_id"].isin(first)].itertuples():
        price = first[row.model_id]
        usd = price.usd_per_mtok_output
        cost = inference.query_cost(0.0, row.central, input_price=0.0, output_price=usd)
        rows.append([row.system, row.model_id, price.as_of, row.central, usd, cost])
    table = table_of(rows, ["system", "model_id", "as_of", "tokens", "usd_per_mtok_output", "usd_per_answer"])
    return table.sort_values("tokens", ignore_index=True)


def answer_of(answers: pd.DataFrame, system: str) -> pd.Series:
    """The first row of a system in `tokens_per_answer`; a `LackingError` where it has none."""
    own = answers[answers["system"] == system]
    if own.empty:
        raise LackingError(f"no price of an answer of {system} is known")
    return own.iloc[0]


def tariff(world: World) -> dict[str, Quantity]:
    """What one flagship charges for a million tokens [USD], by kind: cached_input, input, output, blended."""
    kinds = ("cached_input", "input", "output", "blended")
    world.row("api_prices", TARIFF)  # says what the evidence lacks
    prices = world.quantities("api_prices", *(f"usd_per_mtok_{kind}" for kind in kinds)).set_index("id").loc[TARIFF]
    return {kind: prices[f"usd_per_mtok_{kind}"] for kind in kinds}


def session(
    world: World, *, turns: float = TURNS, added: float = ADDED, written: float = WRITTEN
) -> dict[str, Quantity]:
    """An agent's session that sends its context again at each turn, on one flagship.

    `first`, the first prompt [tokens]; `sent`, all prompts together [tokens]; `three_rates`, its cost at the prices of
    cached, new and written tokens [USD]; `blended`, the same at the blended price [USD].
    """
    first = result(world, "or-coding-prompt")
    sent = inference.resent_tokens(turns, first, tokens_per_turn=added)
    hit = inference.cached_prompt_tokens(turns, first, tokens_per_turn=added)
    usd = tariff(world)
    three = inference.session_cost(
        hit,
        usd["cached_input"],
        new_prompt_tokens=sent - hit,
        input_price=usd["input"],
        answer_tokens=written,
        output_price=usd["output"],
    )
    blended = inference.query_cost(sent, written, input_price=usd["blended"], output_price=usd["blended"])
    return {"first": first, "sent": sent, "three_rates": three, "blended": blended}
