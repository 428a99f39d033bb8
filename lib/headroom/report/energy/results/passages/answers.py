"""What the text says of answers: their energy, its floors, and reasoning."""

from __future__ import annotations

from headroom.evidence import World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain
from headroom.report.energy.results import headlines, power, requests, runs, tokens
from headroom.report.energy.results.rows import Assumed
from headroom.report.estimate import Estimate
from headroom.report.prose import Prose, prose

SAME = 1.5  # a model's answer and an operator's: within this factor


@prose
def answers(world: World) -> Prose:
    """What one operator states, and whether models of others come to the same."""
    google, chips = (requests.stated(world, id) for id in ("google-median", "google-accel"))
    by = plain(requests.chat_at_the_meter(world)).groupby("method")["wh_per_query"]
    most, least = by.max(), by.min()
    whole, alone = "median text prompt, whole facility", "the same prompt, active accelerators alone"
    return Prose(
        {
            "google": Estimate.of(google, "watt_hours", basis=whole, as_of=google.as_of),
            "google-chips": Estimate.of(chips, "watt_hours", basis=alone, as_of=chips.as_of),
        },
        {
            "Independent models come to the same as the operators.": most["modelled"] < SAME * most["operator"]
            and least["modelled"] > least["operator"] / SAME
        },
    )


@prose
def floors(world: World, *, average_load: Assumed = None) -> Prose:
    """How the energy of a token falls with the batch, and how far above its floors it stays."""
    measured, fall = tokens.of_model(world), tokens.batch_fall(world)
    eight, chosen = measured.iloc[0], measured.iloc[-1]
    reading, arithmetic = tokens.floor(world, chosen["label"], 8.0, average_load=average_load)
    physics, limit = world.parameter("phys-cmos-gap"), tokens.years_to_physics(world)
    above, of_floor = eight["joule_per_output_token"] / reading, arithmetic / chosen["joule_per_output_token"]
    batches = f"Llama 3.1 70B on four H100, batch of 8 against {chosen['batch_size']:.0f}"
    over = "measured at a batch of 8 over the floor of reading weights"
    best = "arithmetic at the peak over the best measured, Llama 3.1 70B"
    cmos = "most FP4 operations per joule over those of today's chips, as its authors put it"
    trend = "to a limit of about 200 times today's chips, at the trend of leading chips"
    return Prose(
        {
            "batch-fall": Estimate.of(fall, "ratio", basis=batches),
            "at-eight": Estimate.of(above, "ratio", basis=over),
            "of-floor": Estimate.of(of_floor, "percent", basis=best),
            "cmos": Estimate.of(physics, "ratio", basis=cmos),
            "efficiency-limit": Estimate.of(limit, "years", basis=trend),
        },
        {
            "The floors lie below every measurement.": _lie_below(world, average_load),
            "The energy of a token falls from the smallest to the largest batch.": fall.value > 1,
            "The batch matters more than the choice between models of 8B and 70B.": fall.value > _sizes(world),
            "The limit of physics is a matter of the decade after next.": 10 < limit.value < 25,
        },
    )


def _lie_below(world: World, average_load: Assumed) -> bool:
    """Whether no measured energy lies below the floors at its batch."""
    bound = plain(tokens.floors(world, average_load=average_load))
    near = plain(tokens.batches(world)).merge(bound, on="label").query("abs(log(batch / batch_size)) < 0.08")
    return bool((near["joule_per_output_token"] > near[["memory", "arithmetic"]].max(axis=1)).all())


def _sizes(world: World) -> float:
    """Least energy of a token of the larger Llama 3.1 over that of the smaller."""
    best = plain(tokens.batches(world)).groupby("model_id")["joule_per_output_token"].min()
    return best["llama-3.1-70b"] / best["llama-3.1-8b"]


@prose
def reasoning(world: World, *, queries: Assumed = None) -> Prose:
    """What reasoning does to an answer, and to a service of answers."""
    asked, dearer = requests.queries_per_day(world, queries), requests.dearer_token(world)
    longer = median_of(requests.pairs(world)["tokens"])
    at_once, thought = (median_of(requests.fleet_of(world, kind, queries=queries)) for kind in ("chat", "reasoning"))
    record = power.largest_run(world)
    per_token = (
        "energy of a token in a reasoned answer over that in a chat answer, most efficient settings; range over all "
        "settings"
    )
    return Prose(
        {
            "queries": Estimate.of(asked, "count", as_of=asked.as_of, basis="ChatGPT prompts a day"),
            "longer": Estimate.of(longer, "ratio", basis="tokens of a reasoned answer over those of a chat answer"),
            "dearer-token": Estimate.of(dearer, "ratio", basis=per_token),
            "fleet-chat": Estimate.of(at_once, "megawatt", basis="if every prompt were answered at once"),
            "fleet-reasoning": Estimate.of(thought, "megawatt", basis="if every prompt were reasoned about"),
            "disputed-run": _in_dispute(world),
        },
        {
            "At the most efficient settings a token of a reasoned answer takes more energy.": dearer.value > 1,
            "Answering every prompt at once takes less power than the largest training runs.": at_once.value
            < record.value,
            "Reasoning about every prompt takes more power than any training run that is not in dispute.": thought.value
            > (record.high or record.value),
        },
    )


def _in_dispute(world: World) -> Estimate | str:
    """Power of the largest run in dispute, or words where there is none."""
    doubted = power.largest_disputed(world)
    return "nothing" if doubted is None else Estimate.of(doubted[1], "megawatt", basis=f"{doubted[0]}, in dispute")


@prose
def caveats(world: World) -> Prose:
    """A site with its own turbines, and a published power that is too low."""
    emitted, used = (world.cell("training_energy", "grok4", name) for name in ("emissions_t", "energy_mwh"))
    turbines = "g per kWh, emissions over energy as published for Grok 4, site gas turbines"
    grid = runs.region(world, "us-average")["stack"]
    largest = headlines.largest_run(world)
    return Prose(
        {
            "turbine-grams": Estimate.of(1000 * emitted / used, "number", basis=turbines),
            "grid-grams": Estimate.of(grid, "number", basis="g per kWh, United States, stack emissions"),
        },
        {
            "The published power of the largest run is below what its chips ask for.": (largest.high or 0)
            > largest.value
        },
    )
