"""The largest run that power, chips, data, latency and capital each allow one developer, by year.

Each ceiling is a function of some inputs (those of `study.given`, or a reader's own) and of dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from headroom.calculator import limits
from headroom.evidence import Quantity, World
from headroom.evidence.quantity import SAMPLES
from headroom.report.limits.results import affordable, study
from headroom.report.limits.results.study import STUDY, Given

Dates = np.ndarray | float
Pace = str | Quantity | float
WATTS_PER_MEGAWATT, SECONDS_PER_DAY = 1e6, 86400
YEARS = np.arange(2025, 2036, dtype=float)  # their starts: 2030.0 is the first of January
POWER, CHIPS, DATA, LATENCY, CAPITAL = "Power", "Chips", "Data", "Latency", "Capital"
LIMITS = (POWER, CHIPS, DATA, LATENCY)  # of the study of 2024, which leaves capital out on purpose
PRICES_OF = 2024.58  # August 2024, of the study's prices
PACES = {"cash": "ocf-growth", "middle": "", "spending": "capex-growth"}  # of capital: row of the published fit
MIDDLE = 1.3  # a year: between the two, a round number
ONE_GENERATION = limits.generation_overhead(10.0, 10.0)  # a tenth of the compute writes, with ten times the effort


def run_days(given: Given) -> Quantity:
    """Length of the run [days]."""
    return given["dur"] / SECONDS_PER_DAY


def _machine(given: Given) -> dict[str, Quantity]:
    """What the ceilings of power, chips and capital have in common."""
    return {"mfu": given["mfu"], "run_days": run_days(given)}


def efficiency(given: Given, years: Dates) -> Quantity:
    """Peak FLOP for a joule at the meter, after years."""
    growth = {"efficiency_growth": given["eff-watt-growth"], "years": years}
    return limits.site_flop_per_joule(given["peak"], given["wgpu"], **growth)


def developer_power(given: Given, years: Dates) -> Quantity:
    """Power of one developer on several sites, after years [MW]."""
    whole, ai = (given[id] / WATTS_PER_MEGAWATT for id in ("us-dc-power-2023", "us-ai-power-2023"))
    growth = {"site_growth": given["dc-growth"], "other_growth": given["nonai-growth"]}
    grid = given["us-power-2022"] / WATTS_PER_MEGAWATT
    return limits.run_power(limits.ai_power(whole, whole - ai, grid_power=grid, years=years, **growth), given["share"])


def bandwidth(given: Given, years: Dates) -> Quantity:
    """Bandwidth between two sites, after years [bit/s]."""
    return limits.site_bandwidth_after(given["bw-2024"], given["bw-growth"], years=years)


def several_sites(given: Given, years: Dates) -> Quantity:
    """Run on several sites by their power alone [FLOP]."""
    per_joule = efficiency(given, years)
    return limits.power_ceiling(developer_power(given, years), site_flop_per_joule=per_joule, **_machine(given))


def one_site(given: Given, years: Dates) -> Quantity:
    """Run on one campus of the size that is expected for 2030, in all years [FLOP]."""
    campus = given["campus-2030"] / WATTS_PER_MEGAWATT
    return limits.power_ceiling(campus, site_flop_per_joule=efficiency(given, years), **_machine(given))


def links(given: Given, years: Dates) -> Quantity:
    """Run that the links between sites allow [FLOP]."""
    ratio = given["tok-per-param"]
    loop = limits.loop_time(given["net-distance"], given["fibre-speed"])
    reach = {"site_bandwidth": bandwidth(given, years), "loop_time": loop, "tokens_per_param": ratio}
    return limits.ratio_flop(limits.exchange_params(given["batch"], run_days(given), **reach), ratio)


def power(given: Given, years: Dates, sites: bool = True) -> Quantity:
    """Ceiling of power, on one campus or on several `sites` [FLOP]."""
    campus = one_site(given, years)
    if not sites:
        return campus
    return limits.power_limit(several_sites(given, years), links(given, years), one_site=campus)


def world_chips(given: Given, years: Dates) -> Quantity:
    """Chips in the world after years [H100-equivalents]."""
    growth = {"production_growth": given["prod-growth"], "chip_growth": given["perf-growth"]}
    return limits.stock_of_chips(given["stock-2023"], given["prod-2023"], years=years, **growth)


def chips(given: Given, years: Dates) -> Quantity:
    """Ceiling of chips [FLOP]."""
    installed = world_chips(given, years)
    return limits.chips_ceiling(installed, given["share"], peak_flop_per_second=given["peak"], **_machine(given))


def tokens(given: Given, years: Dates) -> Quantity:
    """Tokens worth training on, after years."""
    raw = limits.multimodal_tokens(
        given["text-stock"],
        given["image-stock"],
        video_frames=given["video-stock"],
        tokens_per_image=given["tok-image"],
        audio_seconds=given["audio-stock"],
        tokens_per_audio_second=given["tok-audio"],
    )
    kept = {"quality_share": given["quality"], "epochs": given["epochs"]}
    return limits.trainable_tokens(raw, given["data-growth"], years=years, **kept)


def data(given: Given, years: Dates, overtraining: float = 1.0) -> Quantity:
    """Ceiling of data, for as many times more tokens a parameter than the compute-optimal ratio [FLOP]."""
    return limits.data_ceiling(tokens(given, years), overtraining * given["tok-per-param"])


def wall(given: Given, years: Dates, batch_law: Mapping[str, Any] | None = None) -> Quantity:
    """Parameters at the latency wall, by the study's appendix, at a fixed batch or one that grows by a law.

    Faster chips help: fewer of them hold the model, and they are closer together.
    """
    peak = given["peak"] * given["perf-growth"] ** (years + given[study.NEWER])
    return limits.latency_wall_params(
        given["batch"],
        run_days(given),
        exchange_time=given["base-comm-lat"],
        allreduces_per_layer=given["allreduce-per-layer"],
        chip_latency=given["nvlink-lat"],
        network_latency=given["ib-lat"],
        least_minibatch=given["min-minibatch"],
        peak_flop_per_second=peak,
        mfu=given["mfu"],
        tokens_per_param=given["tok-per-param"],
        layers_coefficient=given["layer-coef"],
        layers_exponent=given["layer-exp"].settled(),  # it goes with the coefficient, fitted at its middle
        **(batch_law or {"reference_params": 1.0, "batch_exponent": 0.0}),
    )


def latency(given: Given, years: Dates, batch_law: Mapping[str, Any] | None = None) -> Quantity:
    """Ceiling of latency at a fixed batch, or at one that grows by a law [FLOP]."""
    return limits.ratio_flop(wall(given, years, batch_law), given["tok-per-param"])


def capital(given: Given, dates: Dates, money: Given) -> Quantity:
    """Ceiling of capital: one year's purchases of the company that spends most [FLOP]; `money` as in `means`."""
    return limits.capital_ceiling(
        spent(dates, money),
        money["years"],
        server_share=money["server_share"],
        run_share=money["run_share"],
        price_performance=price_performance(given, dates, money["overhead"]),
        **_machine(given),
    )


def capital_if(world: World, dates: Dates, share: Quantity | float, pace: Pace = "spending") -> Quantity:
    """Ceiling of capital from the end of 2025, if a share of a year's new servers serves one run [FLOP]."""
    return capital(study.given(world, study.ANCHORED), dates, means(world, pace, run_share=share))


def spent(dates: Dates, money: Given) -> Quantity:
    """Yearly spending of the company that spends most, at dates [USD a year]: up to its plan by the past pace."""
    ahead = dates - money["of"]
    return money["spending"] * money["past"] ** np.minimum(ahead, 0) * money["growth"] ** np.maximum(ahead, 0)


def price_performance(given: Given, dates: Dates | Quantity, overhead: Quantity) -> Quantity:
    """Peak FLOP/s of a dollar of servers at dates, as the study has prices and their growth."""
    start = limits.owned_price_performance(given["peak"], given["h100-price-2024"], server_overhead=overhead)
    return start * (given["perf-growth"] / given["gpu-price-growth"]) ** (dates - PRICES_OF)


def means(world: World, pace: Pace = "spending", run_share: Quantity | float | None = None) -> dict[str, Any]:
    """What the ceiling of capital rests on beside the study.

    Parameters
    ----------
    world
        Evidence.
    pace
        Growth of the spending of the company that spends most, from this year on: one of `PACES`, or a factor a year.
    run_share
        Share of a year's new servers that serves one run; by default the assumption of `study.run_share`.
    """
    return {
        "spending": affordable.largest_spending(world),
        "of": affordable.newest_plans(world)["year"].iloc[0] + 0.5,
        "growth": growth_of_capital(world, pace),
        "past": growth_of_capital(world, "spending"),
        "years": 1.0,
        "overhead": world.parameter("server-overhead-default"),
        "server_share": affordable.server_share(world),
        "run_share": study.run_share(world) if run_share is None else run_share,
    }


def growth_of_capital(world: World, pace: Pace) -> Quantity | float:
    """Growth of spending at a pace of `PACES`, or as given [factor in a year]."""
    if not isinstance(pace, str):
        return pace
    return world.range("limits_facts", PACES[pace]) if PACES[pace] else MIDDLE


OF_LIMIT: dict[str, Callable[[Given, Dates], Quantity]] = {CHIPS: chips, DATA: data, LATENCY: latency}


def of_inputs(given: Given, years: Dates, *, sites: bool = True) -> dict[str, Quantity]:
    """The ceilings of `LIMITS` after years [FLOP].

    Parameters
    ----------
    given
        Inputs, as `study.given` has them.
    years
        Since their date.
    sites
        Whether a run may be spread over several sites.
    """
    return {POWER: power(given, years, sites)} | {limit: of(given, years) for limit, of in OF_LIMIT.items()}


@cache
def _physical(world: World, years: tuple[float, ...], edition: str, sites: bool, draws: int) -> dict[str, Quantity]:
    """The ceilings at dates, whatever the pace of capital and whatever generated text is worth."""
    return of_inputs(study.given(world, edition, draws), np.array(years) - study.START[edition], sites=sites)


@cache
def ceilings(
    world: World,
    years: tuple[float, ...] = tuple(YEARS),
    *,
    edition: str = STUDY,
    pace: str | float | None = None,
    sites: bool = True,
    synthetic: bool = False,
    draws: int = SAMPLES,
) -> dict[str, Quantity]:
    """The ceilings at dates [FLOP], by limit; with a `pace` of capital (see `means`) that of capital, too.

    Parameters
    ----------
    world
        Evidence.
    years
        Dates, as years with decimals.
    edition, draws
        As in `study.given`.
    pace, sites
        As in `means` and `of_inputs`.
    synthetic
        Whether generated text teaches as well as found text: then data are no limit of their own, but making them takes
        half of what any other limit allows.
    """
    found = dict(_physical(world, years, edition, sites, draws))
    if pace is not None:
        found[CAPITAL] = capital(study.given(world, edition, draws), np.array(years), means(world, pace))
    if not synthetic:
        return found
    found.pop(DATA)
    return {limit: limits.synthetic_ceiling(one, ONE_GENERATION) for limit, one in found.items()}
