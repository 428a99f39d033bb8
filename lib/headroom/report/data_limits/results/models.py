"""Published models against the compute-optimal frontier: tokens per parameter, and compute paid for nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits, inference, training
from headroom.calculator.math import where
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among, median_of
from headroom.evidence.columns import UNKNOWN, column, plain, quantities, rows_in
from headroom.report.data_limits.results.cells import of_model
from headroom.report.data_limits.results.laws import DEFAULT, EXACT, PARAMETRIC, fit, shape
from headroom.report.data_limits.results.sets import year

MIXTURES = ("moe_decoder", "moe_encoder_decoder")
ENCODERS = ("dense_encoder", "encoder_decoder", "moe_encoder_decoder")  # they follow another rule of compute
FIRST, CHINCHILLA = "2020-01-01", "2022-03-29"  # the first day of the figures, and that of Chinchilla
SERVED, SIZE = 1e13, 70e9  # tokens and parameters at which the text reads off what a better size saves
RULE_FITS = 2.0  # factor within which published FLOP agree with 6ND of all parameters: then a model is dense


def known_text(world: World) -> pd.DataFrame:
    """The training text of models, one row a model: model_id, published, and as quantities tokens, training_flop."""
    wanted = ["model_id", "published", "tokens", "training_flop"]
    sets, runs = (world.quantities(table, "tokens", "training_flop") for table in ("training_sets", "training_runs"))
    both = pd.concat([sets[wanted], runs.loc[runs["kind"] == "pretraining", wanted]])
    return both.dropna(subset=["model_id", "tokens", "published"]).drop_duplicates("model_id")


@cache
def decoders(world: World) -> pd.DataFrame:
    """Decoder models of known text: columns of `known_text`, name, organisation, sparse, and as a quantity params
    (those in use for a token; of models of unknown make all, if published FLOP say so).
    """
    models = world.quantities("models", "params", "active_params")
    models = models[["id", "name", "organisation", "params", "active_params", "architecture"]]
    table = known_text(world).merge(models.rename(columns={"id": "model_id"}), on="model_id")
    table = table[~table["architecture"].isin(ENCODERS)].reset_index(drop=True)
    bare = plain(table[["params", "tokens", "training_flop"]])
    off = np.abs(np.log(bare["training_flop"] / training.training_flop(bare["params"], bare["tokens"])))
    dense = ((off < np.log(RULE_FITS)) & (table["architecture"] == "unknown")).to_numpy()
    used = where(dense, quantities(table["params"]), quantities(table["active_params"]))
    table = table.assign(sparse=table["architecture"].isin(MIXTURES), params=column(used))
    return table.drop(columns=["active_params", "architecture"])


@cache
def sized_models(world: World, law: str = DEFAULT) -> pd.DataFrame:
    """Decoder models whose parameters in use and training text are known, against the frontier of a law.

    Columns: model_id, name, organisation, published, at, sparse, and as quantities params (in use for a token), tokens,
    flop [FLOP], tokens_per_param, best_params, size_ratio (over compute-optimal), loss, excess (loss above the
    frontier's of the same compute) [nats], overpay.
    """
    table = decoders(world).dropna(subset=["params"]).sort_values("published", ignore_index=True)
    size, text = quantities(table["params"]), quantities(table["tokens"])
    flop = training.training_flop(size, text)
    best = data_limits.frontier_params(flop, **shape(world, law))
    loss = data_limits.hoffmann2022_loss(size, text, **fit(world, law))
    found = {
        "flop": flop,
        "tokens_per_param": text / size,
        "best_params": best,
        "size_ratio": size / best,
        "loss": loss,
        "excess": loss - data_limits.frontier_loss(flop, **fit(world, law)),
        "overpay": data_limits.overpay(size, text, **shape(world, law)),
    }
    columns = {name: column(value) for name, value in found.items()}
    return table.assign(at=[year(day) for day in table["published"]], **columns)


def since(world: World, day: str) -> pd.DataFrame:
    """The models published on a day or later."""
    table = sized_models(world)
    return table[table["published"] >= day]


def recent(world: World, years: int = 3, law: str = DEFAULT) -> pd.DataFrame:
    """The models of the years before the World's date."""
    table = sized_models(world, law)
    return table[table["published"] >= pd.Timestamp(world.as_of) - pd.DateOffset(years=years)]


def largest_recent(world: World, years: int = 3, n: int = 10, law: str = DEFAULT) -> pd.DataFrame:
    """The `n` models with most compute of the years before the World's date."""
    table = recent(world, years, law)
    if table.empty:
        raise LackingError(f"no model of known size and text is known of the {years} years up to {world.as_of}")
    return table.loc[plain(table["flop"]).nlargest(n).index]


def tokens_per_param(world: World, years: int = 3, n: int = 10) -> Quantity:
    """Median over the models of `largest_recent`, with their range; it rests on all that were compared."""
    middle = median_of(largest_recent(world, years, n)["tokens_per_param"])
    return middle.also(rows_in(recent(world, years)["flop"]))


@cache
def frontier_line(world: World) -> pd.DataFrame:
    """Compute-optimal size and text by compute under each parametric law: law, label, flop, and as quantities params,
    tokens.
    """
    flop = np.logspace(20, 28, 33)
    parts = []
    for law, label in PARAMETRIC.items():
        params = column(data_limits.frontier_params(flop, **shape(world, law)))
        tokens = column(data_limits.frontier_tokens(flop, **shape(world, law)))
        parts.append(pd.DataFrame({"law": law, "label": label, "flop": flop, "params": params, "tokens": tokens}))
    return pd.concat(parts, ignore_index=True)


@cache
def overpay(world: World, law: str = DEFAULT) -> pd.DataFrame:
    """Compute over that of a frontier model of the same loss, for known models: the range over the parametric laws.

    Columns: label, model_id, and as quantities flop, overpay (by one law, among all laws), implied (tokens to be served
    for which the choice is the cheapest), tokens.
    """
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
    known = set(sized_models(world)["model_id"])
    rows = []
    for model in (name for name in chosen if name in known):
        by_law = {one: of_model(sized_models(world, one), model) for one in PARAMETRIC}
        default = by_law[law]
        paid = among(default["overpay"], [one["overpay"] for one in by_law.values()])
        implied = data_limits.implied_served_tokens(default["params"], default["tokens"], **shape(world, law))
        rows.append([default["name"], model, default["flop"], paid, implied, default["tokens"]])
    table = pd.DataFrame(rows, columns=["label", "model_id", "flop", "overpay", "implied", "tokens"])
    return table.assign(**{name: column(table[name]) for name in ("flop", "overpay", "implied", "tokens")})


@cache
def small_against_big(world: World) -> pd.DataFrame:
    """Loss of Llama 3 8B and Llama 2 70B under each parametric law.

    Columns: law, label, and as quantities small, big [nats], gap, params_needed (on the text of the small one, for the
    loss of the big one), tokens_needed (with the parameters of the small one; not a number where no text is enough).
    """
    table = sized_models(world)
    small, big = of_model(table, "llama-3-8b"), of_model(table, "llama-2-70b")
    rows = []
    for law, label in PARAMETRIC.items():
        losses = [data_limits.hoffmann2022_loss(m["params"], m["tokens"], **fit(world, law)) for m in (small, big)]
        needed = _needed(small, big, shape(world, law))
        rows.append([law, label, *losses, losses[0] - losses[1], *needed])
    names = ["small", "big", "gap", "params_needed", "tokens_needed"]
    found = pd.DataFrame(rows, columns=["law", "label", *names])
    return found.assign(**{name: column(found[name]) for name in names})


def _needed(small: pd.Series, big: pd.Series, law: dict[str, Quantity]) -> tuple[Quantity, Quantity]:
    """Parameters on the text of the small model, and tokens with its parameters, for the loss of the big one."""
    a, alpha, b, beta = (law[f"{kind}_{part}"] for kind in ("params", "tokens") for part in ("coefficient", "exponent"))
    target = data_limits.reducible_loss(big["params"], big["tokens"], **law)
    by_text, by_size = b / small["tokens"] ** beta, a / small["params"] ** alpha
    params = data_limits.params_for_size_loss(target - by_text, params_coefficient=a, params_exponent=alpha)
    left = target - by_size
    if left.value <= 0:
        return params, UNKNOWN.also(left)
    return params, data_limits.tokens_for_data_loss(left, tokens_coefficient=b, tokens_exponent=beta)


@cache
def serving(world: World, params: float = SIZE) -> pd.DataFrame:
    """`serving_sizes` under two laws, that differ in what overtraining is worth."""
    return pd.concat([serving_sizes(world, law, params) for law in (DEFAULT, EXACT)])


def serving_at(world: World, served: float = SERVED, params: float = SIZE) -> pd.DataFrame:
    """The rows of `serving` that are nearest to a number of tokens served, one a law, the default first."""
    table = serving(world, params)
    return table[table["served"] == min(table["served"], key=lambda at: abs(np.log(at / served)))]


@cache
def serving_sizes(world: World, law: str = DEFAULT, params: float = SIZE) -> pd.DataFrame:
    """Cheapest size for the loss of a compute-optimal model, by the tokens that it will serve.

    Columns: law, label, served (tokens), and as quantities params, tokens, size_ratio (over the compute-optimal size),
    tokens_per_param, saving (share of lifetime compute that the better size saves).
    """
    cut = shape(world, law)
    tokens = data_limits.tokens_for_params(params, **cut)
    served = np.logspace(11, 15.5, 46)
    size = inference.lifetime_optimal_params(params, tokens, served_tokens=served, **cut)
    text = inference.lifetime_optimal_tokens(params, tokens, served_tokens=served, **cut)
    usual = inference.lifetime_flop(params, tokens, served_tokens=served)
    better = inference.lifetime_flop(size, text, served_tokens=served)
    found = {
        "params": size,
        "tokens": text,
        "size_ratio": size / params,
        "tokens_per_param": text / size,
        "saving": 1 - better / usual,
    }
    columns = {name: column(value) for name, value in found.items()}
    return pd.DataFrame({"law": law, "label": PARAMETRIC[law], "served": served, **columns})
