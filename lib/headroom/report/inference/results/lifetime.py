"""Which size is best over a model's life: smaller and trained on more, the more it will serve."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import column
from headroom.report.inference.results.queries import served_models
from headroom.report.inference.results.tables import table_of

LAWS = {"hoffmann2022-unrounded": "Hoffmann et al.", "besiroglu2024-code": "Besiroglu et al."}
REFERENCES = (7e9, 70e9, 400e9)
SERVED = np.geomspace(1e9, 1e16, 57)
LARGE, LONG_LIFE = 70e9, 1e13  # the quality and the tokens served that the text speaks of
CONSTANTS = {
    "params_coefficient": "A",
    "tokens_coefficient": "B",
    "params_exponent": "alpha",
    "tokens_exponent": "beta",
}


def law(world: World, law_id: str) -> dict[str, Quantity]:
    """Constants of a scaling law as the calculator takes them.

    They are points: a fit gives its constants together, and intervals of each by itself would make laws that no data
    allow.
    """
    table = world.table("scaling_laws")
    rows = table[table["law_id"] == law_id].set_index("parameter", drop=False)
    return {
        name: Quantity(float(rows.loc[symbol, "central"]), rows=world.references("scaling_laws", rows.loc[[symbol]]))
        for name, symbol in CONSTANTS.items()
    }


def compute_optimal_tokens(params: Quantity | float, constants: dict[str, Quantity]) -> Quantity:
    """Training tokens that are best for a size if nothing is served, by the law's own first-order condition."""
    a, b = constants["params_exponent"], constants["tokens_exponent"]
    ratio = b * constants["tokens_coefficient"] * params**a / (a * constants["params_coefficient"])
    return ratio ** (1 / b)


def served_when_best(params: Quantity | float, tokens: Quantity | float, constants: dict[str, Quantity]) -> Quantity:
    """Tokens served over a life for which a model of this size, trained on so many tokens, is the best of its quality.

    From the first-order condition of least lifetime FLOP at equal loss; 0 or less where it is past the best for none.
    """
    a, b = constants["params_exponent"], constants["tokens_exponent"]
    gain = a * constants["params_coefficient"] * params**-a / (b * constants["tokens_coefficient"] * tokens**-b)
    return 3 * tokens * (gain - 1)


@cache
def lifetime_sizes(world: World) -> pd.DataFrame:
    """Best size and tokens against tokens served, for three qualities and two laws.

    Columns: law, quality (size of the compute-optimal model that is matched), served, params, tokens, tokens_per_param,
    saving (of lifetime FLOP against the compute-optimal model).
    """
    frames = []
    for law_id, name in LAWS.items():
        constants = law(world, law_id)
        for size in REFERENCES:
            tokens = compute_optimal_tokens(size, constants)
            best = inference.lifetime_optimal_params(size, tokens, served_tokens=SERVED, **constants)
            more = inference.lifetime_optimal_tokens(size, tokens, served_tokens=SERVED, **constants)
            before = inference.lifetime_flop(size, tokens, served_tokens=SERVED)
            after = inference.lifetime_flop(best, more, served_tokens=SERVED)
            frames.append(
                pd.DataFrame(
                    {
                        "law": name,
                        "quality": size,
                        "served": SERVED,
                        "params": column(best),
                        "tokens": column(more),
                        "tokens_per_param": column(more / best),
                        "saving": column(1 - after / before),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def small_model(world: World) -> tuple[Quantity, Quantity]:
    """Active parameters and training tokens of Llama 3 8B; a `LackingError` before they are known."""
    runs = world.quantities("training_runs", "tokens")
    tokens = runs[(runs["model_id"] == "llama-3-8b") & runs["tokens"].notna()]["tokens"]
    if tokens.empty:
        raise LackingError(f"the training tokens of Llama 3 8B are not known up to {world.as_of}")
    models = world.quantities("models", "active_params").set_index("id")
    return models["active_params"]["llama-3-8b"], tokens.iloc[0]


def real_ratios(world: World) -> pd.DataFrame:
    """Tokens per parameter of models that people serve: name, tokens_per_param."""
    rows = [[row.name, row.tokens / row.params] for row in served_models(world).itertuples(index=False)]
    with suppress(LackingError):
        params, tokens = small_model(world)
        rows.append(["Llama 3 8B", tokens / params])
    if not rows:
        raise LackingError(f"the training tokens of no model that people serve are known up to {world.as_of}")
    return table_of(rows, ["name", "tokens_per_param"]).sort_values("tokens_per_param", ignore_index=True)


def savings(world: World, *, served: float = LONG_LIFE, quality: float = LARGE) -> pd.DataFrame:
    """Rows of `lifetime_sizes` for one quality at the number of tokens served that is nearest, by law."""
    table = lifetime_sizes(world)
    nearest = min(SERVED, key=lambda known: abs(np.log(known / served)))
    return table[(table["quality"] == quality) & (table["served"] == nearest)].set_index("law")
