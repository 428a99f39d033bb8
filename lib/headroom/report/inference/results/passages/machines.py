"""Servers: the roofline, what they reach of it, what speed costs, and memory beside the cores."""

from __future__ import annotations

import pandas as pd

from headroom.calculator import inference
from headroom.calculator.constants import REFERENCE_BATCH
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain, rows_in
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import rent
from headroom.report.inference.results import headlines, measured, on_chip, serving, speed
from headroom.report.inference.results.passages.wording import example
from headroom.report.prose import Prose, prose

SPARSE = ("deepseek-v3.1", "deepseek-r1-0528", "qwen3-235b-a22b-instruct-2507", "qwen3-235b-a22b-thinking-2507")


@prose
def one_step(world: World) -> Prose:
    """How many conversations an H100 wants, and what the cache of a token takes."""
    shape, wide = serving.shapes(world), world.parameter("deepseek-v3-ep")
    dense, sparse = shape["llama-3.1-70b"], shape["deepseek-v3"]
    old, new = (shape[model].cache_bytes_per_token for model in ("gpt-3-175b", "gpt-oss-120b"))
    turn = inference.attention_crossover(dense.active_params, dense.layers, width=dense.width)
    attention = "cached tokens at which attention takes as much arithmetic as the weights, Llama 3.1 70B"
    weights = "conversations at which arithmetic takes as long as reading 16-bit weights, H100"
    spread = "the same for DeepSeek-V3 in 8 bits: it must be spread over many chips"
    window = "bytes of 16-bit cache per token past the window, gpt-oss-120b"
    parts = plain(measured.anatomy_of_a_step(world))
    return Prose(
        {
            "kv-gpt3": Estimate.of(old, "count", basis="bytes of 16-bit cache per token, GPT-3"),
            "kv-oss": Estimate.of(new, "count", basis=window),
            "kv-factor": Estimate.of(old / new, "ratio", basis="cache per token, GPT-3 over gpt-oss-120b"),
            "turn": Estimate.of(turn, "count", basis=attention, also=["jaxml2025scalingbook"]),
            "critical": Estimate.of(
                serving.critical_batch(world, "bf16"), "count", basis=weights, also=["li2023llmanalysis"]
            ),
            "wide": Estimate.of(wide, "count", basis="chips that decode together in DeepSeek's service"),
            "critical-v3": Estimate.of(serving.critical_batch(world, "fp8", sparse), "count", basis=spread),
        },
        {
            "The arithmetic hides behind the reading of the weights.": parts[parts["hidden"]]["seconds"].iloc[0]
            < parts["seconds"].iloc[0]
        },
    )


@prose
def measured_servers(world: World, *, small_cache: float = measured.SMALL_CACHE) -> Prose:
    """What was measured of the roofline's bound."""
    compared = measured.against_roofline(world, small_cache=small_cache)
    middle = plain(measured.reached(world, small_cache=small_cache)).set_index("scenario_key")["median"]
    production = compared[compared["scenario_key"] == "production"]["reached"].iloc[0]
    mlperf = world.table("throughput_benchmarks").query("suite == 'mlperf'")
    entries = Quantity(len(mlperf), rows=world.references("throughput_benchmarks", mlperf))
    many = Quantity(len(compared), rows=rows_in(compared["tokens_per_s"]))
    sparse = "median of measured over ideal throughput, large sparse models on an open-source server"
    decoding = "DeepSeek's production service, decoding on groups of 144 H800"
    usual = speed.calibration(world)
    shares = plain(compared["reached"])
    return Prose(
        {
            "reached-chat": headlines.roofline_share(world),
            "reached-sparse": Estimate.of(_large_sparse(world, small_cache), "percent", basis=sparse),
            "reached-production": Estimate.of(production, "percent", basis=decoding),
            "benchmark-rows": Estimate.of(entries, "count", basis="rows of MLPerf Inference in our tables"),
            "measurements": Estimate.of(many, "count", basis="measurements whose model, chip and batch we know"),
        },
        {
            "No server exceeds what the roofline allows.": (shares <= 1).all(),
            "Hand-tuned code for one stream does better than a server.": middle["single stream"]
            > usual.reference.value,
            "The fuller a server, the less of the ideal it reaches.": usual.exponent.value > 0,
            "Large sparse models reach less than chat as a whole.": _large_sparse(world, small_cache).value
            < middle["chat"],
            "The production service reaches less than the usual correction.": middle["production"]
            < usual.reference.value,
        },
    )


def _large_sparse(world: World, small_cache: float) -> Quantity:
    compared = measured.against_roofline(world, small_cache=small_cache)
    return median_of(compared[compared["model_id"].isin(SPARSE)]["reached"])


@prose
def usual_correction(world: World, *, few: float = 8.0, many: float = 512.0) -> Prose:
    """What the correction in use is by load, chip and kind of model."""
    h100, b200 = (speed.calibration(world, "llama-3.1-70b", chip) for chip in ("h100-sxm", "b200-sxm"))
    sparse = speed.calibration(world, "deepseek-v3", "h100-sxm")
    fit = "fit of our own to measured chat servers of dense models on H100s, scatter between servers; "
    at_once = f"{REFERENCE_BATCH:.0f} conversations at once"
    work = "mlenergy2026leaderboard"
    return Prose(
        {
            "usual-load": example(float(REFERENCE_BATCH), "count", "conversations at once", work),
            "calibration": Estimate.of(h100.reference, "percent", basis=fit + at_once),
            "calibration-few": Estimate.of(h100.at(few), "percent", basis=f"{fit}{few:.0f} at once"),
            "calibration-many": Estimate.of(h100.at(many), "percent", basis=f"{fit}{many:.0f} at once"),
            "few": example(few, "count", "conversations at once", work),
            "many": example(many, "count", "conversations at once", work),
            "calibration-b200": Estimate.of(b200.reference, "percent", basis=f"the same on B200s, {at_once}"),
            "calibration-sparse": Estimate.of(sparse.reference, "percent", basis=f"sparse models on H100s, {at_once}"),
            "alone": Estimate.of(on_chip.alone_on_a_gpu(world), "percent", basis="single streams of hand-tuned code"),
        },
        {
            "B200s reach less of their ideal than H100s.": b200.reference.value < h100.reference.value,
            "Sparse models reach less than dense ones.": sparse.reference.value < h100.reference.value,
            "A single user alone may get more of the ideal than a server gives.": on_chip.alone_on_a_gpu(world).value
            > h100.at(few).value,
        },
    )


@prose
def measured_above_lines(world: World) -> Prose:
    """How far the measured dots lie above the calculated line of their model and chip."""
    dense = world.table("models").query("architecture == 'dense_decoder'")["id"]
    above = speed.over_line(world)
    gaps = {}
    for kind, of_kind in (("dense", above["model_id"].isin(dense)), ("sparse", ~above["model_id"].isin(dense))):
        for chip in ("h100", "b200"):
            runs = above[of_kind & (above["accelerator_id"] == f"{chip}-sxm")]["ratio"]
            basis = f"measured cost over the calculated at the same speed, {len(runs)} runs of {kind} models on "
            if len(runs):
                gaps[f"{kind}-{chip}"] = Estimate.of(median_of(runs), "ratio", basis=f"{basis}{chip.upper()}s")
    return Prose(gaps)


@prose
def floor_and_wall(world: World, *, brisk: float = 50.0) -> Prose:
    """What a token costs on one measured server: at best, at a brisk speed, and for a single user."""
    server = speed.fitted_server(world)
    t0, t1, rent, group = (server[name] for name in ("t0", "t1", "rent", "chips"))
    floor = inference.floor_cost_per_mtok(rent, t1, chips_per_replica=group)
    at_brisk = inference.cost_at_speed(t0, t1, user_speed=brisk, chips_per_replica=group, chip_hour_price=rent)
    fit = "Llama 3.1 70B on four H100s, fit to measured steps, at the rent in use"
    half = "conversations at which a token costs twice the floor"
    alone = "cost of a token on that server with a single user, over the floor"
    at_speed = f"the same server at {brisk:.0f} tokens a second for each user"
    return Prose(
        {
            "floor": Estimate.of(floor, "money", basis=fit),
            "half-batch": Estimate.of(inference.half_cost_batch(t0, t1), "count", basis=half),
            "one-user": Estimate.of((t0 + t1) / t1, "ratio", basis=alone),
            "fifty": example(brisk, "count", "tokens a second for each user", "mlenergy2026leaderboard"),
            "at-fifty": Estimate.of(at_brisk, "money", basis=at_speed),
            "wall": Estimate.of(inference.user_speed(t0), "number", basis="tokens a second of an empty server"),
        }
    )


@prose
def chips_and_software(world: World) -> Prose:
    """What the spread of rents, the next generation and a year of software do to the cost of a token."""
    cost = speed.measured_at(world, headlines.SPEED).set_index("accelerator_id")["usd"]
    rents, gain = rent(world, "h100-sxm"), speed.software_gain(world)
    at = f"at {headlines.SPEED:.0f} tokens a second"
    b200 = f"cost of a token of Llama 3.1 70B {at}, B200 over H100, both measured, at the rents in use"
    spread = Quantity(rents.high / rents.low, rows=rents.rows)
    offers = f"dearest over cheapest of {rents.n} on-demand rents of an H100 in use"
    mlperf = "Llama 2 70B on an H100, MLPerf offline, best of 2025 over best of 2024"
    microsoft = "tokens from the same GPUs in a year, quoted from Microsoft"
    said = world.parameter("software-gain-microsoft") - 1
    return Prose(
        {
            "generation": Estimate.of(cost["b200-sxm"] / cost["h100-sxm"], "percent", basis=b200),
            "rent-spread": Estimate.of(spread, "ratio", basis=offers),
            "software-low": Estimate.of(gain - 1, "percent", basis=mlperf),
            "software-high": Estimate.of(said, "percent", basis=microsoft),
        },
        {"On the same chips the results of the industry's benchmark rose.": gain.value > 1},
    )


@prose
def beside_the_cores(world: World) -> Prose:
    """What on-chip memory gives and takes, beside an H100."""
    sold, recent = on_chip.sram_prices(world), pd.Timestamp("2025-01-01")
    dear = plain(sold)["ratio"] > 1
    lpu, h100 = (serving.chips(world)[chip] for chip in ("groq-lpu-v1", "h100-sxm"))
    speeds, listed = on_chip.fast_chips(world), sold["ratio"]
    groq = speeds[speeds["system"] == "Groq LPU"].iloc[0]["chips"]
    bandwidth = lpu.bandwidth / h100.bandwidth
    hosts = f"list price of output over other hosts of the same model at the time, {len(listed)} cases"
    best = on_chip.fastest(world)
    more = "Chips that keep all weights beside the cores gave one user more than the measured GPU servers."
    return Prose(
        {
            "groq-chips": Estimate.of(groq, "count", basis="chips for one model, as reported in a forum"),
            "groq-memory": Estimate.of(lpu.memory / 1e6, "number", basis="megabytes of memory on one chip"),
            "sram-speed": Estimate.of(bandwidth, "ratio", basis="memory bandwidth, Groq LPU over H100"),
            "sram-price": Estimate.of(median_of(listed), "ratio", basis=hosts),
        },
        {
            more: (best["on-chip memory"] > best["GPU, measured"]).all(),
            "Hosts of on-chip memory listed less than others in 2024 and more since.": (
                dear == (sold["as_of"] >= recent)
            ).all(),
        },
    )
