"""This book's costs beside those of others: what they share, and where they part."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column
from headroom.report.training.results.frontier import costliest_run
from headroom.report.training.results.runs import published_costs

BOUGHT = ("purchase_chip", "purchase_in_server", "purchase_contract")  # kinds that value a chip
EPOCH = ("epoch2024costcode", "epoch2026aichipcounts")  # the works of Epoch AI that list purchase prices


def over_published(world: World, priced: pd.DataFrame, basis: str, dollars_of: str | None = None) -> pd.Series:
    """This book's cost of each run over the published one, on one basis [ratio, quantities].

    Parameters
    ----------
    world
        Evidence.
    priced
        Rows of `run_costs`.
    basis
        A basis of both: amortised, rental or purchase.
    dollars_of
        Only published costs in the dollars of this month, which tells the editions of a study apart; by default the
        median of all of a run.
    """
    own = priced[(priced["basis"] == basis) & (priced["kind"] == "pretraining")].set_index("model_id")["usd"]
    stated = published_costs(world).query("basis == @basis and scope == 'final_run'").dropna(subset=["usd"])
    stated = stated[stated["dollars_of"] == dollars_of] if dollars_of else stated
    by_model = {model: median_of(usd) for model, usd in stated["usd"].groupby(stated["model_id"])}
    return (own / column(by_model.values(), list(by_model))).dropna()


def quotes_of_epoch(world: World) -> tuple[int, int]:
    """Purchase prices that Epoch AI collected, of all that this book has."""
    table = world.table("prices")
    bought = table.loc[table["price_kind"].isin(BOUGHT), "source_key"]
    return int(bought.isin(EPOCH).sum()), len(bought)


def published_rent(world: World) -> Quantity | None:
    """What others put the rent of the costliest run of `costliest_run` at [USD nominal]; None where nobody did."""
    stated = published_costs(world).query("basis == 'rental'").dropna(subset=["usd"])
    stated = stated[stated["model_id"] == costliest_run(world)["model_id"]]
    return None if stated.empty else median_of(stated["usd"])
