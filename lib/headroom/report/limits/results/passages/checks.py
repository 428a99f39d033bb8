"""Which limit binds first: how far the numbers are those of the study, what came since, and the wall of latency."""

from __future__ import annotations

import numpy as np

from headroom.evidence import Quantity, World
from headroom.evidence.columns import rows_in
from headroom.report.estimate import Estimate
from headroom.report.limits.results import ceilings, compared, joint, study, wall
from headroom.report.limits.results.passages.binding import CHOSEN, LAST
from headroom.report.limits.results.study import ANCHORED, STUDY
from headroom.report.prose import Prose, prose

OF_STUDY = {"power": "ep24-power-all-flop", "chips": "ep24-chips-flop", "data": "ep24-data-flop"}
ANSWERS = "inference-share-deloitte-2025"


@prose
def trust(world: World) -> Prose:
    """How far our numbers are those of the study."""
    table = compared.reproduced(world).set_index("id")
    apart = {f"{id} {p}": row[f"at_{p}"] for id, row in table.iterrows() for p in (10, 50, 90)}
    known = {name: one for name, one in apart.items() if one == one}
    worst = max(known, key=lambda name: abs(np.log(known[name])))
    near = sum(1 / compared.NEAR <= one <= compared.NEAR for one in known.values())
    scaled, older = wall.ceiling(world, wall.BY_SIZE), wall.by_older_batch(world)
    printed = world.range("limits_published", "ep24-latency-scaled-flop")
    of_worst = table.loc[worst.rpartition(" ")[0]]
    rows = rows_in(table["computed"], table["published"])
    beside = {}
    for limit, row in OF_STUDY.items():
        shown, ours = (one.settled() for one in table.loc[row, ["published", "computed"]])
        beside[f"{limit}-printed"] = Estimate.of(shown, "flop", basis="median, as the study prints it")
        beside[f"{limit}-here"] = Estimate.of(ours, "flop", basis="median, computed here from the study's inputs")
    answers, left = world.parameter(ANSWERS), 1 - study.given(world)["train-share"]
    return Prose(
        beside
        | {
            "printed-numbers": Estimate.of(Quantity(len(known), rows=rows), "count", basis="that the study prints"),
            "printed-near": Estimate.of(Quantity(near, rows=rows), "count", basis="within 15% of what it prints"),
            "printed-worst": Estimate.of(Quantity(known[worst], rows=rows), "ratio", basis=of_worst["label"]),
            "left-to-answers": Estimate.of(left, "percent", basis="of a developer's computing, by the study of 2024"),
            "answers-published": Estimate.of(
                answers, "percent", basis="of all computing for AI, one firm's count of 2025"
            ),
            "batch-scaled": Estimate.of(scaled, "flop", basis="the batch is today's at the size of GPT-4"),
            "batch-older": Estimate.of(older, "flop", basis="the batch is GPT-3's at the size of GPT-3, and not drawn"),
            "batch-printed": Estimate.of(printed, "flop", basis="the study, a batch that grows with size"),
        },
        {
            "None of them is out by a factor of two.": all(0.5 < one < 2 for one in known.values()),
            "Answers take more than the study leaves them.": answers.value > left.value,
            "Today's batch does not give the range for a growing batch.": scaled.value > 10 * printed.high,
            "The batch of GPT-3 gives it within a factor of two.": all(
                0.5 < older.quantile(p) / printed_at < 2
                for p, printed_at in ((0.1, printed.low), (0.5, printed.value), (0.9, printed.high))
            ),
        },
    )


@prose
def came(world: World) -> Prose:
    """What the study gave for today, and what moving its start to the end of 2025 does."""
    found = {one.date if one.kind == "count" else one.label: one for one in compared.back_cast(world)}
    chips, power = found["end of 2025"], found["American power for AI"]
    then, now = (joint.at(world, edition=edition) for edition in (STUDY, ANCHORED))
    return Prose(
        {
            "chips-came": Estimate.of(
                chips.came, "count", basis="H100-equivalents by dense 8-bit rate, by sales, end of 2025"
            ),
            "chips-expected": Estimate.of(
                chips.expected, "count", basis="H100-equivalents by dense 16-bit rate, the study's inputs"
            ),
            "power-came": Estimate.of(power.came, "gigawatt", basis="reported for the start of 2025"),
            "power-expected": Estimate.of(power.expected, "gigawatt", basis="the study's inputs, start of 2025"),
            "lowest-then": Estimate.of(then, "flop", basis="lowest of four limits, start of 2030, inputs of 2024"),
            "lowest-now": Estimate.of(now, "flop", basis="lowest of four limits, start of 2030, from the end of 2025"),
            "power-grew": Estimate.of(
                study.chip_power_growth(world), "ratio", basis="chips of Nvidia and Google, end of 2023 to end of 2025"
            ),
        },
        {
            "What came lies inside the intervals of the study.": all(
                one.expected.low <= one.came.value <= one.expected.high
                for one in compared.back_cast(world)
                if one.expected.low < one.expected.high
            ),
            "Moving the start raises the lowest limit by less than a factor of two.": 1 < now.value / then.value < 2,
        },
    )


@prose
def latency(world: World) -> Prose:
    """The latency wall by the law of the batch."""
    fixed, grown = wall.ceiling(world, wall.FIXED), wall.ceiling(world, wall.BY_TOKENS)
    text = wall.in_text(world)
    found = ceilings.ceilings(world, (joint.YEAR,), **CHOSEN)
    others = [found[ceilings.POWER], found[ceilings.CAPITAL]]
    later = ceilings.ceilings(world, (LAST,), **CHOSEN)
    published = [world.range("limits_published", id) for id in ("esj24-util-flop", "esj24-wall-flop")]
    return Prose(
        {
            "wall-fixed": Estimate.of(fixed, "flop", basis="fixed batch, appendix of the study, chips of 2030"),
            "wall-tokens": Estimate.of(grown, "flop", basis="the batch is today's at the size of GPT-4"),
            "wall-text": Estimate.of(text, "flop", basis="latency of a layer as in the text of the study"),
            "wall-slow": Estimate.of(published[0], "flop", basis="moving data starts to cost, published"),
            "wall-end": Estimate.of(published[1], "flop", basis="infeasible in three months, published"),
        },
        {
            "Both counts of latency lie above the medians of power and capital.": text.value
            > max(joint.middle(of).value[0] for of in others),
            "If the batch grows with tokens, the wall lies above the median of each limit up to 2035.": grown.value
            > max(joint.middle(of).value[0] for of in later.values()),
            "Moving data begins to cost below what all limits allow.": published[0].value
            < joint.at(world, **CHOSEN).value,
            "Latency binds in no year up to 2035 in one draw of twenty.": max(
                joint.first(world, ceilings.LATENCY, year, edition=ANCHORED).value for year in (joint.YEAR, LAST)
            )
            < 0.05,
        },
    )
