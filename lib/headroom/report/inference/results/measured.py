"""What servers were measured to do, against the roofline."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import fit_line, median_of
from headroom.evidence.columns import quantities
from headroom.report.inference.results.serving import (
    PRECISION_BYTES,
    batch_limit,
    chip_name,
    chips,
    ideal_step,
    parts,
    shapes,
)
from headroom.report.inference.results.tables import table_of

SMALL_CACHE = 1 / 2  # assumed where the maker's server runs 8- or 4-bit weights at its highest throughput: 8 bits
PROMPT = 200.0  # tokens assumed where a benchmark does not state the prompt
ANSWER = 32.0  # tokens assumed where one does not state the answer
BATCH_OF_FIT = 256.0  # up to which a measured step is a straight line
MEASURED = ("tokens_per_s", "tokens_per_s_per_user", "median_inter_token_ms")


def benchmarks(world: World) -> pd.DataFrame:
    """The table of throughput; what was measured are quantities, chips, batch and lengths are how it was measured."""
    return world.quantities("throughput_benchmarks", *MEASURED)


def measured(world: World) -> pd.DataFrame:
    """Measurements of models and chips that the calculator knows."""
    table = benchmarks(world)
    known = table["model_id"].isin(shapes(world)) & table["accelerator_id"].isin(chips(world)) & table["chips"].notna()
    table = table[known & table["precision"].isin(PRECISION_BYTES) & (table["tokens_counted"] == "output")]
    return table.reset_index(drop=True)


SCENARIOS = {
    "single stream": "One stream, hand-tuned code",
    "chat": "Chat, open-source server",
    "reasoning": "Reasoning, open-source server",
    "longest": "Highest throughput, maker's server",
    "production": "Production service",
}


def _scenario(row: pd.Series) -> str | None:
    if row["suite"] == "single_stream":
        return "single stream"
    if row["suite"] == "ml_energy":
        return row["mode"]
    if row["suite"] == "tensorrt_llm":
        return "longest"
    return "production" if row["suite"] == "production" else None


def _deepseek_batch(world: World) -> tuple[Quantity, Quantity]:
    """Sequences in flight per node of DeepSeek's service, and their mean cached tokens."""
    row = benchmarks(world).set_index("id").loc["deepseek-v3-h800-decode"]
    return row["tokens_per_s"] / row["tokens_per_s_per_user"], world.parameter("deepseek-v3-ctx")


@cache
def against_roofline(world: World, *, small_cache: float = SMALL_CACHE) -> pd.DataFrame:
    """Measured throughput over the roofline's bound, one row a measurement.

    Adds scenario (key of `SCENARIOS`), bound [token/s], reached (measured over bound), used_batch, used_context. Where
    the batch is not stated (highest throughput) the bound takes all sequences that memory holds with a cache that is
    `small_cache` of one in 16 bits, and counts reading the prompts at the peak. MLPerf is left out: its tables state
    neither batch nor prompt.
    """
    table = measured(world)
    table["scenario_key"] = table[["suite", "mode"]].apply(_scenario, axis=1)
    table = table.dropna(subset=["scenario_key", "tokens_per_s"]).reset_index(drop=True)
    setting = _setting(table)
    alike = table.groupby(["model_id", "accelerator_id", "precision", "scenario_key", table["batch"].isna()]).indices
    allowed = {}
    for of, places in alike.items():
        bound, *used = _allowed(
            world, *of, small_cache=small_cache, **{name: of_all[places] for name, of_all in setting.items()}
        )
        allowed |= {place: [bound[n], *(one[n] for one in used)] for n, place in enumerate(places)}
    found = table_of([allowed[n] for n in table.index], ["bound", "used_batch", "used_context"])
    table = table.join(found).assign(reached=table["tokens_per_s"] / found["bound"])
    return table[table["used_batch"] >= 1].reset_index(drop=True)


def _setting(table: pd.DataFrame) -> dict[str, Quantity]:
    """How servers were measured: chips, batch (unknown in some), tokens of prompt and answer."""
    rows = quantities(table["tokens_per_s"]).rows
    names = {"group": "chips", "batch": "batch", "prompt": "input_tokens", "answer": "output_tokens"}
    assumed = {"prompt": PROMPT, "answer": ANSWER}
    return {
        name: Quantity(table[field].fillna(assumed.get(name, np.nan)).to_numpy(float), rows=rows)
        for name, field in names.items()
    }


def _allowed(
    world: World,
    model_id: str,
    chip_id: str,
    precision: str,
    scenario: str,
    no_batch: bool,
    *,
    small_cache: float,
    group: Quantity,
    batch: Quantity,
    prompt: Quantity,
    answer: Quantity,
) -> tuple[Quantity, np.ndarray, np.ndarray]:
    """What the roofline allows measurements of one model and kind of chip [token/s], at what batch and context."""
    shape, chip = shapes(world)[model_id], chips(world)[chip_id]
    context, wide, prefill = prompt + answer / 2, group, 0.0
    if scenario == "production":
        in_node, cached = _deepseek_batch(world)
        wide, context = world.parameter("deepseek-v3-ep"), group * 0 + cached
        batch = in_node * wide / group
    elif no_batch:
        shape = replace(shape, cache_bytes_per_token=shape.cache_bytes_per_token * small_cache)
        batch = batch_limit(shape, chip, group=group, cached_tokens=context, precision=precision)
        flop = inference.prefill_flop(shape.active_params, prompt, layers=shape.layers, width=shape.width)
        prefill = inference.prefill_time(flop, group, peak_flop_per_second=chip.peak(precision), prefill_mfu=1.0)
    step = ideal_step(shape, chip, group=wide, batch=batch, cached_tokens=context, precision=precision)
    bound = answer / (prefill + answer * step / batch) * group / wide
    return bound, batch.value, context.value


def reached(world: World, *, small_cache: float = SMALL_CACHE) -> pd.DataFrame:
    """Share of the roofline that each scenario reaches: number of measurements, and their median between quartiles.

    Raises
    ------
    LackingError
        If one of `SCENARIOS` was not measured.
    """
    grouped = against_roofline(world, small_cache=small_cache).groupby("scenario_key")["reached"]
    if missing := SCENARIOS.keys() - grouped.groups.keys():
        raise LackingError(f"no server was measured in {', '.join(sorted(missing))} up to {world.as_of}")
    rows = [[key, len(shares), median_of(shares, between=(0.25, 0.75))] for key, shares in grouped]
    return table_of(rows, ["scenario_key", "count", "median"])


@cache
def step_fits(world: World) -> pd.DataFrame:
    """Straight lines through measured step times: t = t0 + t1 B, by least squares up to a batch of 256.

    Columns: label, model_id, accelerator_id, chips, precision, context, t0, t1 [s], n, ideal_t0, ideal_t1 [s].
    """
    table = benchmarks(world)
    table = table[(table["suite"] == "ml_energy") & (table["batch"] <= BATCH_OF_FIT)]
    rows = []
    for (model, variant, chip_id, group, precision), sweep in table.groupby(
        ["model_id", "variant", "accelerator_id", "chips", "precision"]
    ):
        if len(sweep) < 4 or model not in shapes(world) or sweep["mode"].iloc[0] == "reasoning":
            continue
        slope, base = fit_line(sweep["batch"], sweep["median_inter_token_ms"] / 1e3)
        shape, chip = shapes(world)[model], chips(world)[chip_id]
        context = PROMPT + sweep["output_tokens"].mean() / 2
        one = parts(shape, chip, group=group, batch=1.0, cached_tokens=context, precision=precision)
        label = f"{variant}, {group:.0f} {chip_name(chip)}"
        per_sequence = one["cache"] + one["arithmetic"]
        rows.append(
            [label, model, chip_id, group, precision, context, base, slope, len(sweep), one["weights"], per_sequence]
        )
    columns = ["label", "model_id", "accelerator_id", "chips", "precision", "context", "t0", "t1", "n"]
    return table_of(rows, [*columns, "ideal_t0", "ideal_t1"])


UNEXPLAINED = "Not explained by the roofline"
TOKEN_RUN = "mlenergy-llama-31-70b-h100x4-chat-b96"


def anatomy_of_a_step(world: World, run: str = TOKEN_RUN) -> pd.DataFrame:
    """Where the time of one measured decode step goes: part, seconds, start, end, hidden.

    Reading weights hides the arithmetic (or the other way round); what is left of the measured time is not explained.
    """
    world.row("throughput_benchmarks", run)  # says what the evidence lacks
    row = benchmarks(world).set_index("id").loc[run]
    shape, chip = shapes(world)[row["model_id"]], chips(world)[row["accelerator_id"]]
    time = parts(
        shape,
        chip,
        group=row["chips"],
        batch=row["batch"],
        cached_tokens=PROMPT + row["output_tokens"] / 2,
        precision=row["precision"],
    )
    whole = row["median_inter_token_ms"] / 1e3
    shown = {
        "Reading the weights": time["weights"],
        "Reading the cache": time["cache"],
        "Chips waiting for each other": time["communication"],
    }
    rows, start = [], Quantity(0.0)
    for part, seconds in shown.items():
        rows.append([part, seconds, start, start + seconds, False])
        start = start + seconds
    rows.append([UNEXPLAINED, whole - start, start, whole, False])
    hidden = time["arithmetic"]
    rows.append(["Arithmetic, hidden behind the reading", hidden, Quantity(0.0), hidden, True])
    return table_of(rows, ["part", "seconds", "start", "end", "hidden"])
