"""Many weak chips or few strong ones: time and cost of one run as chips are added, under the limit of the links."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import NoPriceError, Quantity, World
from headroom.evidence.columns import column, plain
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.chips import specifications
from headroom.report.facts.prices import rent
from headroom.report.facts.runs import of_model
from headroom.report.training.results.failures import CHIPS_PER_NODE
from headroom.report.training.results.runs import Number, assumed

CHIPS = {"rtx-4090": "RTX 4090", "l40s": "L40S", "a100-sxm-80": "A100", "h100-sxm": "H100", "b200-sxm": "B200"}
RUN = "llama-3-70b"


@cache
def pieced_together(world: World, *, mfu: Number | None = None, batch_tokens: Number | None = None) -> pd.DataFrame:
    """Days and dollars of one run (Llama 3 70B) against the number of chips, by chip; the numbers are quantities.

    Each chip is given what bills show for its family, and one without a bill what they show for any chip, which
    flatters the weak ones. Columns: chip, label, chips, days, usd, mfu, price [USD/chip-hour], linked (whether the chip
    has a link of its own), fewest (chips that hold the model in training).

    Parameters
    ----------
    world
        Evidence.
    mfu
        Utilisation while the links do not limit it, one for all chips; by default that of the bills, chip by chip.
    batch_tokens
        Tokens of one step; by default those of Llama 3.
    """
    run = of_model(world, RUN)
    flop = training.training_flop(run["params"], run["tokens"])
    sheets = specifications(world).set_index("id")
    batch = assumed(batch_tokens, world.parameter("batch-tokens-llama3")).settled()
    tables = []
    for chip, label in CHIPS.items():
        try:
            price = rent(world, chip).settled()
        except NoPriceError:
            continue
        known, used = sheets.loc[chip], assumed(mfu, default_utilisation(world, chip)).settled()
        linked = bool(np.isfinite(known["links"].value))
        fewest = training.chips_for_memory(training.training_memory(run["params"]), known["memory"])
        feeding = _links(world, known, linked)
        numbers = _by_chips(known["peak_16bit"], fewest, flop, used, training.sharded_flop_limit(batch, feeding))
        numbers |= {"usd": training.rental_cost(numbers.pop("hours"), price)}
        table = pd.DataFrame({name: column(many) for name, many in numbers.items()})
        same = {name: column([one] * len(table)) for name, one in (("price", price), ("fewest", fewest))}
        tables.append(table.assign(chip=chip, label=label, linked=linked, **same))
    if not tables:
        raise NoPriceError(f"no chip of {', '.join(CHIPS)} had an on-demand price up to {world.as_of}")
    return pd.concat(tables, ignore_index=True)


def _links(world: World, chip: pd.Series, linked: bool) -> Quantity:
    """What the links of a node pass on [byte/s]."""
    network, slot = (world.parameter(id).settled() for id in ("link-network-per-chip", "link-pcie-4"))
    link = chip["links"] / 2 if linked else slot  # vendors print the sum of both directions
    return training.node_bandwidth(link, network, chips_per_node=CHIPS_PER_NODE if linked else 1)


def _by_chips(peak: Quantity, fewest: Quantity, flop: Quantity, used: Quantity, limit: Quantity) -> dict[str, Quantity]:
    """Chips, utilisation, chip-hours and days of a run from the fewest chips to far beyond what the links can feed.

    `limit` is what the links can feed [FLOP/s].
    """
    corner = limit / (peak * used)
    counts = np.unique(np.concatenate([np.geomspace(fewest.value, 3e5, 60), [corner.value]]))
    chips = Quantity(counts[counts >= fewest.value]).also(fewest, corner)
    mfu = training.sharded_mfu(used, chips, peak_flop_per_second=peak, sharded_flop_limit=limit)
    hours = training.chip_hours(flop, peak, mfu=mfu, goodput=1.0)
    return {"chips": chips, "mfu": mfu, "hours": hours, "days": training.wall_clock_days(hours, chips)}


def corners(world: World, **chosen: Number | None) -> pd.DataFrame:
    """For each chip of `pieced_together`: its cheapest cost, the fewest days at that cost, and the chips it takes."""
    table = pieced_together(world, **chosen)
    usd, days = plain(table["usd"]), plain(table["days"])
    cheapest = days[usd <= usd.groupby(table["chip"]).transform("min") * 1.001].sort_values()
    first = cheapest.groupby(table["chip"].loc[cheapest.index]).head(1)
    return table.loc[first.index].reset_index(drop=True)
