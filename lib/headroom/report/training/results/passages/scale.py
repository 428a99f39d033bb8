"""What large runs take beside money, what follows them, and whether size still grows and pays."""

from __future__ import annotations

from typing import Any

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of, reaching
from headroom.evidence.columns import plain
from headroom.report.estimate import Estimate
from headroom.report.prose import Prose, prose
from headroom.report.training.results import (
    beyond,
    failures,
    growth,
    progress,
    scale_out,
)
from headroom.report.training.results.runs import Number

number = Estimate.of


@prose
def interruptions(world: World) -> Prose:
    """How often a large run stops, and how often it should save."""
    counted = failures.llama_time_between_failures(world)
    by_node = failures.time_between_failures(world, failures.LLAMA_CHIPS)
    stops = failures.expected_interruptions(world, failures.LLAMA_CHIPS, failures.LLAMA_DAYS)
    interval = training.best_checkpoint_interval(failures.MINUTE, counted) / failures.MINUTE
    _, slow, fast = failures.slow_and_fast(world)
    meta, saves = "grattafiori2024llama3", ("young1974checkpoint", "daly2006checkpoint")
    of_llama = "419 unexpected interruptions in 54 days on 16,384 chips"
    of_nodes = "6.5 failures per 1,000 node-days, 8 chips a node"
    minutes = "minutes between saves that each stop the run for one, at Llama 3's failure rate"
    return Prose(
        {
            "llama-between": number(counted, "hours", basis=of_llama, also=(meta,)),
            "node-between": number(by_node, "hours", basis=of_nodes),
            "best-interval": number(interval, "number", basis=minutes, also=(*saves, meta)),
            "stops-expected": number(stops, "count", basis="at the node rate of Meta's research clusters"),
        },
        {
            "Llama 3's machines did somewhat better than Meta's older research clusters.": stops.value
            > failures.LLAMA_INTERRUPTIONS,
            "For the largest clusters fast restarts are a condition.": fast - slow > 0.1,
        },
    )


@prose
def whole_programme(world: World) -> Prose:
    """What a headline figure becomes at the disclosed shares."""
    whole = beyond.programme(world).query("disclosed")["usd"]
    over = "owner's figure for all stages of the final run over the disclosed shares; compute only"
    least, most = (number(end(whole).settled(), "money", basis=over) for end in (least_of, greatest_of))
    middle = number(reaching(median_of(whole), whole), "money", basis=over)
    return Prose({"programme": middle, "programme-least": least, "programme-most": most})


@prose
def fine_tuning(world: World, *, lora_rank: int = 16) -> Prose:
    """What later stages take: arithmetic and memory of fine-tuning, growth of reinforcement learning."""
    memory = beyond.fine_tuning_memory(world, lora_rank=lora_rank)
    gigabytes, chips = memory["gigabytes"], plain(memory["chips"])
    less = Quantity(training.lora_flop(1e9, 1e9) / training.fine_tuning_flop(1e9, 1e9))
    grown = world.parameter("rl-scaling-o1-o3")
    stages = beyond.stages(world)
    adapters = f"adapters of rank {lora_rank} on four matrices a layer"
    all_weights = "GB for weights, gradients and optimiser of Llama 3 70B, without activations"
    same_tokens = "FLOP of LoRA over FLOP of full fine-tuning, for the same tokens"
    lora: dict[str, Any] = {"also": ("hu2021lora",)}
    qlora: dict[str, Any] = {"also": ("hu2021lora", "dettmers2023qlora")}
    return Prose(
        {
            "rl-growth": number(grown, "number", basis="RL compute of o3 over o1, as reported"),
            "lora-flop": number(less, "percent", basis=same_tokens, **lora),
            "memory-full": number(gigabytes.iloc[0], "number", also=("rajbhandari2020zero",), basis=all_weights),
            "memory-lora": number(gigabytes.iloc[1], "number", basis=f"GB: 16-bit weights, {adapters}", **lora),
            "memory-qlora": number(gigabytes.iloc[2], "number", basis=f"GB: 4-bit weights, {adapters}", **qlora),
        },
        {
            "LoRA in four bits is the difference between a pair of servers and a single chip.": 8 < chips[0] <= 16
            and chips[2] == 1,
            "A reasoning model is at the upper end of disclosed post-training.": stages["label"].iloc[-1]
            == "DeepSeek-R1, RL on V3",
            "Two such steps would make reinforcement learning the larger part.": stages["central"].iloc[-1].value
            * grown.value**2
            > 1,
        },
    )


@prose
def links(world: World, *, mfu: Number | None = None, batch_tokens: Number | None = None) -> Prose:
    """What the links of weak cards do to a run."""
    days = plain(scale_out.corners(world, mfu=mfu, batch_tokens=batch_tokens)).set_index("chip")["days"]
    slower = days["rtx-4090"] > 2 * days["h100-sxm"]
    return Prose(so={"Cards without links of their own hang on the slot of their server.": slower})


@prose
def size(world: World, *, since: str = "2020-01-01", largest: int = growth.LARGEST) -> Prose:
    """Whether parameters or data grew, among the largest runs at release since a day."""
    rates = progress.growth_of_size(world, since=since, largest=largest)
    by_use, by_data = rates["active_params"].per_year, rates["tokens"].per_year
    return Prose(
        so={
            "The growth is in data rather than in parameters.": by_data.low > by_use.high,
            "Counted by use, models did not grow beyond what chance explains.": by_use.low < 1,
            "Over the last four years they grew, counted in either way.": min(
                rate.low for rate in progress.rates_of_size(world, since=progress.few_years_before(world)).values()
            )
            > 1,
        }
    )


@prose
def scores(world: World) -> Prose:
    """Whether compute orders the models."""
    found = progress.rank_correlation(world, "mmlu").value
    return Prose(so={"On MMLU the order of models is nearly the order of their compute.": found > 0.8})


@prose
def pairs(world: World) -> Prose:
    """Whether chip-hours say less than FLOP."""
    table = plain(progress.llama_pairs(world))
    smaller = (table["by_hours"] < table["by_flop"]).all()
    return Prose(so={"Counted in chip-hours the ratios are smaller.": smaller})


@prose
def two_lives(world: World) -> Prose:
    """How fast chips lose value, by price-performance and in the books."""
    half = training.half_life(world.parameter("hw-depreciation-epoch"))
    life = world.parameter("server-life-us-gaap")
    return Prose(
        {
            "half-life": number(half, "years", basis="from the price-performance trend of GPUs"),
            "book-life": number(life, "years", basis="useful life of servers in annual reports"),
        }
    )
