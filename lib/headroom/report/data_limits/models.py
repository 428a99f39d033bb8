"""Published models against the compute-optimal frontier: tokens per parameter, and compute paid for nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits, inference, training
from headroom.evidence import World
from headroom.report.data_limits.laws import DEFAULT, PARAMETRIC, fit, shape
from headroom.report.data_limits.stock import year

RULE_FITS = 2.0  # factor within which published FLOP agree with 6ND of all parameters: then a model is dense


@cache
def sized_models(world: World, law: str = DEFAULT) -> pd.DataFrame:
    """Decoder models whose parameters in use and training text are known, against the frontier of a law.

    Columns: model_id, name, organisation, published, at, params (in use for a token), tokens, sparse, flop [FLOP],
    tokens_per_param, best_params, size_ratio (over compute-optimal), loss, excess (loss above the frontier's of the
    same compute) [nats], overpay, source_key.
    """
    models = world.table("models")[["id", "name", "organisation", "params", "active_params", "architecture"]]
    sets = world.table("training_sets")[["model_id", "published", "tokens", "training_flop", "source_key"]]
    runs = world.table("training_runs")
    runs = runs[runs["kind"] == "pretraining"][["model_id", "published", "tokens", "training_flop", "source_key"]]
    known = pd.concat([sets, runs]).dropna(subset=["model_id", "tokens", "published"]).drop_duplicates("model_id")
    table = known.merge(models.rename(columns={"id": "model_id"}), on="model_id")
    table = table[~table["architecture"].str.contains("encoder")]
    by_all = training.training_flop(table["params"], table["tokens"])
    dense = (np.abs(np.log(table["training_flop"] / by_all)) < np.log(RULE_FITS)) & (table["architecture"] == "unknown")
    table["params"] = table["active_params"].where(~dense, table["params"])
    table["sparse"] = table["architecture"].str.startswith("moe")
    table = table.dropna(subset=["params"]).sort_values("published", ignore_index=True)
    size, text = table["params"], table["tokens"]
    flop = training.training_flop(size, text)
    best = data_limits.frontier_params(flop, **shape(world, law))
    loss = data_limits.hoffmann2022_loss(size, text, **fit(world, law))
    return table.assign(
        at=[year(day) for day in table["published"]],
        flop=flop,
        tokens_per_param=text / size,
        best_params=best,
        size_ratio=size / best,
        loss=loss,
        excess=loss - data_limits.frontier_loss(flop, **fit(world, law)),
        overpay=data_limits.overpay(size, text, **shape(world, law)),
    )


def largest_recent(world: World, years: int = 3, n: int = 10, law: str = DEFAULT) -> pd.DataFrame:
    """The `n` models with most compute of the years before the World's date."""
    table = sized_models(world, law)
    return table[table["published"] >= pd.Timestamp(world.as_of) - pd.DateOffset(years=years)].nlargest(n, "flop")


@cache
def frontier_line(world: World) -> pd.DataFrame:
    """Compute-optimal size and text by compute under each parametric law: law, label, flop, params, tokens."""
    flop = np.logspace(20, 28, 33)
    parts = []
    for law, label in PARAMETRIC.items():
        params = data_limits.frontier_params(flop, **shape(world, law))
        tokens = data_limits.frontier_tokens(flop, **shape(world, law))
        parts.append(pd.DataFrame({"law": law, "label": label, "flop": flop, "params": params, "tokens": tokens}))
    return pd.concat(parts, ignore_index=True)


@cache
def overpay(world: World) -> pd.DataFrame:
    """Compute over that of a frontier model of the same loss, for known models: the range over the parametric laws.

    Columns: label, model_id, flop, overpay (default law), low, high, implied (tokens to be served for which the choice
    is the cheapest), tokens.
    """
    tables = {law: sized_models(world, law).set_index("model_id") for law in PARAMETRIC}
    chosen = [
        "gpt-3-175b",
        "gopher-280b",
        "mt-nlg-530b",
        "palm-540b",
        "chinchilla-70b",
        "llama-2-70b",
        "falcon-180b",
        "llama-3-70b",
        "llama-3.1-405b",
        "llama-3-8b",
    ]
    rows = []
    for model_id in (name for name in chosen if name in tables[DEFAULT].index):
        default = tables[DEFAULT].loc[model_id]
        values = [table.loc[model_id, "overpay"] for table in tables.values()]
        implied = data_limits.implied_served_tokens(default["params"], default["tokens"], **shape(world))
        label = default["name"]
        rows.append([label, model_id, default["flop"], default["overpay"], min(values), max(values)])
        rows[-1] += [float(implied), default["tokens"]]
    columns = ["label", "model_id", "flop", "overpay", "low", "high", "implied", "tokens"]
    return pd.DataFrame(rows, columns=columns)


@cache
def small_against_big(world: World) -> pd.DataFrame:
    """Loss of Llama 3 8B and Llama 2 70B under each parametric law.

    Columns: law, label, small, big [nats], gap, params_needed (on the text of the small one, for the loss of the big
    one), tokens_needed (with the parameters of the small one; not a number where no text is enough).
    """
    table = sized_models(world).set_index("model_id")
    small, big = table.loc["llama-3-8b"], table.loc["llama-2-70b"]
    rows = []
    for law, label in PARAMETRIC.items():
        full, cut = fit(world, law), shape(world, law)
        losses = [data_limits.hoffmann2022_loss(m["params"], m["tokens"], **full) for m in (small, big)]
        target = data_limits.reducible_loss(big["params"], big["tokens"], **cut)
        by_text = cut["tokens_coefficient"] / small["tokens"] ** cut["tokens_exponent"]
        by_size = cut["params_coefficient"] / small["params"] ** cut["params_exponent"]
        params = data_limits.params_for_size_loss(
            target - by_text, params_coefficient=cut["params_coefficient"], params_exponent=cut["params_exponent"]
        )
        tokens = np.nan
        if target > by_size:
            tokens = data_limits.tokens_for_data_loss(
                target - by_size, tokens_coefficient=cut["tokens_coefficient"], tokens_exponent=cut["tokens_exponent"]
            )
        rows.append([law, label, *map(float, losses), float(losses[0] - losses[1]), float(params), float(tokens)])
    return pd.DataFrame(rows, columns=["law", "label", "small", "big", "gap", "params_needed", "tokens_needed"])


@cache
def serving_sizes(world: World, law: str = DEFAULT, params: float = 70e9) -> pd.DataFrame:
    """Cheapest size for the loss of a compute-optimal model, by the tokens that it will serve.

    Columns: served (tokens), params, tokens, size_ratio (over the compute-optimal size), tokens_per_param, saving
    (share of lifetime compute that the better size saves).
    """
    cut = shape(world, law)
    tokens = data_limits.tokens_for_params(params, **cut)
    served = np.logspace(11, 15.5, 46)
    size = inference.lifetime_optimal_params(params, tokens, served_tokens=served, **cut)
    text = inference.lifetime_optimal_tokens(params, tokens, served_tokens=served, **cut)
    plain = inference.lifetime_flop(params, tokens, served_tokens=served)
    better = inference.lifetime_flop(size, text, served_tokens=served)
    return pd.DataFrame(
        {
            "law": law,
            "label": PARAMETRIC[law],
            "served": served,
            "params": size,
            "tokens": text,
            "size_ratio": size / params,
            "tokens_per_param": text / size,
            "saving": 1 - better / plain,
        }
    )
