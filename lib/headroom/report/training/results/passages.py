"""Numbers and statements of the chapter's text."""

from __future__ import annotations

import numpy as np

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain, quantities
from headroom.report.estimate import Estimate
from headroom.report.prose import Prose, prose
from headroom.report.training.results import growth
from headroom.report.training.results.runs import published_costs, run_costs


@prose
def agreement(world: World) -> Prose:
    """How far our costs agree with Epoch AI's, and how wide they are."""
    theirs = published_costs(world).query("method == 'amortised' and dollars_of == '2023-12'")
    priced = run_costs(world)
    worn = priced[(priced["basis"] == "amortised") & (priced["kind"] == "pretraining")].set_index("model_id")["usd"]
    compared = (worn / theirs.set_index("model_id")["usd"]).dropna()
    many = quantities(worn)
    pairs = plain(compared)
    of_all = f"median over {len(pairs)} runs, this book's amortised cost over Epoch AI's; nominal over 2023 dollars"
    falcon = "this book's amortised cost over Epoch AI's"
    whisker = "half-width of the 90% interval of amortised cost as a factor, median over runs"
    halving = "time in which the cost of the frontier doubles, by our fit"
    doubling = 12 * np.log(2) / np.log(growth.frontier_growth(world).per_year)
    return Prose(
        {
            "agreement": Estimate.of(median_of(compared), "percent", basis=of_all),
            "falcon-hours": Estimate.of(compared["falcon-180b"].settled(), "percent", basis=falcon),
            "half-price": Estimate.of(doubling.settled(), "months", basis=halving),
            "cost-spread": Estimate.of(
                median_of(Quantity(np.sqrt(many.high / many.low), rows=many.rows)), "number", basis=whisker
            ),
        },
        {
            "For the runs on 80 GB A100s the quoted server prices are dearer than the list price that Epoch carries "
            "forward.": pairs[["opt-175b", "mt-nlg-530b", "bloom-176b"]].min() > 1.2
        },
    )
