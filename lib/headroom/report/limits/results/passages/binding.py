"""Which limit binds first: the sections on ceilings, on all of them together, and on how far to trust them."""

from __future__ import annotations

import numpy as np

from headroom.calculator import limits
from headroom.evidence import Quantity, World, probability
from headroom.evidence.columns import rows_in
from headroom.evidence.quantity import SAMPLES
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
from headroom.report.limits.results import ceilings, compared, joint, study, wall
from headroom.report.limits.results.headlines import FEASIBLE, PACE, capital_first, crossing, money_first, power_first
from headroom.report.limits.results.study import ANCHORED, STUDY
from headroom.report.prose import Prose, prose

CHOSEN = {"edition": ANCHORED, "pace": PACE}
SHARE_OF_RUN = (0.1, 0.8)  # ends of the assumed share of a year's servers in one run
SOON = 2032.0  # early in the 2030s
NEAR = 1.15  # of a printed percentile
NEAR_YEARS = (2026.0, 2028.0)  # starts of years, of which chips are told
ANSWERS = "inference-share-deloitte-2025"
EUV = ("euv-tools-2030", "euv-gw-per-tool")


@prose
def in_short(world: World) -> Prose:
    """What binds first in 2030, and when: in this chapter, and where others speak of it."""
    found = {limit: joint.first(world, limit, edition=ANCHORED) for limit in ceilings.LIMITS}
    power, chips, data = (found[limit].value for limit in (ceilings.POWER, ceilings.CHIPS, ceilings.DATA))
    basis = "lowest of power, chips, data and latency, start of 2030"
    passed = joint.YEAR - study.START[ANCHORED]
    developer = joint.middle(ceilings.developer_power(study.given(world, ANCHORED), passed))
    return Prose(
        {
            "binds-power": power_first(world),
            "binds-data": Estimate.of(found[ceilings.DATA], "percent", basis=basis),
            "binds-chips": Estimate.of(found[ceilings.CHIPS], "percent", basis=basis),
            "binds-capital": money_first(world),
            "binds-when": crossing(world),
            "binds-developer": Estimate.of(
                developer, "megawatt", basis="of one developer, on all its sites, for one run"
            ),
        },
        {
            "Of what is physical power binds first most often, data next, and chips seldom.": power > data > 5 * chips,
        },
    )


@prose
def opening(world: World) -> Prose:
    """The answer: what binds first, when, how likely, and what would change it."""
    found = {pace: capital_first(world, pace) for pace in ceilings.PACES}
    power = joint.first(world, ceilings.POWER, edition=ANCHORED, pace=PACE)
    later = joint.first(world, ceilings.POWER, SOON, edition=ANCHORED, pace=PACE)
    money_later = joint.first(world, ceilings.CAPITAL, SOON, edition=ANCHORED, pace=PACE)
    slow = joint.crossing(world, growth=3.0, **CHOSEN)
    fast = joint.crossing(world, growth=5.0, **CHOSEN)
    return Prose(
        {
            "capital-kept": Estimate.of(found["spending"], "percent", basis="spending grows as since 2023"),
            "capital-cash": Estimate.of(found["cash"], "percent", basis="spending grows as cash from operations"),
            "power-with-capital": Estimate.of(power, "percent", basis="spending grows as since 2023"),
            "crossing-slow": Estimate.of(slow, "year", basis="threefold a year"),
            "crossing-fast": Estimate.of(fast, "year", basis="fivefold a year"),
            "pace-cash": Estimate.of(ceilings.growth_of_capital(world, "cash") - 1, "percent", basis="published fit"),
            "pace-kept": Estimate.of(ceilings.growth_of_capital(world, PACE) - 1, "percent", basis="published fit"),
        },
        {
            "Capital is the lowest limit of 2030 more often than any other, at every pace.": all(
                one.value > joint.first(world, limit, edition=ANCHORED, pace=pace).value
                for pace, one in found.items()
                for limit in ceilings.LIMITS
            ),
            "If spending keeps its pace, power overtakes capital early in the 2030s.": later.value > money_later.value,
            "Power is the first physical limit of 2030 more often than all others together.": joint.first(
                world, ceilings.POWER, edition=ANCHORED
            ).value
            > 0.5,
        },
    )


@prose
def fan(world: World) -> Prose:
    """The ceilings by year and the runs below them."""
    found = ceilings.ceilings(world, (joint.YEAR,), **CHOSEN)
    numbers = {
        f"ceiling-{limit.lower()}": Estimate.of(joint.middle(of)[0], "flop", basis="median of the draws, start of 2030")
        for limit, of in found.items()
    }
    years = joint.joint(world, (joint.YEAR, joint.YEAR + 1), **CHOSEN)
    top, doubted = (largest_run(world, disputed=disputed) for disputed in (False, True))
    asked = joint.crossing(world, **CHOSEN)
    with_it = joint.crossing(world, disputed=True, **CHOSEN)
    later = asked.value - with_it.value
    begun = joint.start(world, ANCHORED, disputed=True)
    refuted = 1 - joint.allowing(world, begun.flop, year=begun.year, **CHOSEN)
    return Prose(
        {
            **numbers,
            "one-more-year": Estimate.of(years[1].settled() / years[0].settled(), "ratio", basis="medians"),
            "largest-known": top.name,
            "largest-doubted": doubted.name,
            "doubted-moves": Estimate.of(
                Quantity(abs(later), rows=with_it.rows), "years", basis="the date of crossing"
            ),
            "doubted-way": "earlier" if later > 0 else "later",
            "doubted-refutes": Estimate.of(refuted, "percent", basis=f"lowest of all limits when {doubted.name} came"),
        },
        {
            "The largest run that is not in dispute lies below the interval of each limit of 2030.": top.flop.value
            < min(of.quantile(0.1)[0] for of in found.values()),
            "The middle of all together lies below the middle of each.": years[0].value
            < min(joint.middle(of).value[0] for of in found.values()),
        },
    )


@prose
def risk(world: World) -> Prose:
    """Medians hide joint risk."""
    size = world.range("limits_published", FEASIBLE)
    alone = {limit: joint.allowing(world, size, limit) for limit in ceilings.LIMITS}
    together = joint.allowing(world, size)
    numbers = {
        f"allows-{limit.lower()}": Estimate.of(one, "percent", basis="the study's own inputs, start of 2030")
        for limit, one in alone.items()
    }
    span = ceilings.data(study.given(world), joint.YEAR - study.START[STUDY])
    orders = float(np.log10(span.quantile(0.9) / span.quantile(0.1)))
    second = joint.first(world, ceilings.DATA)
    return Prose(
        {
            **numbers,
            "allows-all": Estimate.of(together, "percent", basis="the study's own inputs, start of 2030"),
            "feasible-run": Estimate.of(size, "flop", basis="all four limits together, as the study says"),
            "data-second": Estimate.of(second, "percent", basis="the study's own inputs, start of 2030"),
            "data-orders": Estimate.of(Quantity(orders, rows=span.rows), "number", basis="80% interval of its ceiling"),
        },
        {
            "Each of the four allows it in half of the draws or more.": all(one.value >= 0.5 for one in alone.values()),
            "All together do not.": together.value < 0.5,
            "Data is second by probability.": second.value
            == sorted(joint.first(world, limit).value for limit in ceilings.LIMITS)[-2],
        },
    )


@prose
def switches(world: World) -> Prose:
    """What the switches do: capital's share in one run, generated text, one site."""
    physical = ceilings.ceilings(world, (joint.YEAR,), edition=ANCHORED)
    others = joint.lowest(physical)[0]
    shares = {share: _below(ceilings.capital_if(world, joint.YEAR, share), others) for share in SHARE_OF_RUN}
    taught, plain = (joint.at(world, edition=ANCHORED, synthetic=synthetic) for synthetic in (True, False))
    first = joint.first(world, ceilings.POWER, edition=ANCHORED, synthetic=True)
    single = joint.at(world, edition=ANCHORED, sites=False)
    low, high = SHARE_OF_RUN
    last = {limit: of[0] for limit, of in physical.items()} | {
        ceilings.CAPITAL: ceilings.capital_if(world, joint.YEAR, high)
    }
    power = _below(last.pop(ceilings.POWER), joint.lowest(last))
    return Prose(
        {
            "capital-if-little": Estimate.of(shares[low], "percent", basis=f"{low:.0%} of a year's servers in one run"),
            "capital-if-much": Estimate.of(shares[high], "percent", basis=f"{high:.0%} of a year's servers in one run"),
            "power-if-much": Estimate.of(power, "percent", basis=f"{high:.0%} of a year's servers in one run"),
            "synthetic-lowest": Estimate.of(taught, "flop", basis="lowest limit of 2030 without capital"),
            "plain-lowest": Estimate.of(plain, "flop", basis="lowest limit of 2030 without capital"),
            "synthetic-power": Estimate.of(first, "percent", basis="power first, if generated text teaches as well"),
            "one-site": Estimate.of(single, "flop", basis="lowest limit of 2030 on one campus, without capital"),
        },
        {
            "With little of a year's servers in one run capital binds first, with much it does not.": shares[low].value
            > 0.5
            > shares[high].value,
            "With much of them power binds first again.": power.value > 0.5,
            "Generated text does not raise the lowest limit.": taught.value <= 1.2 * plain.value,
            "One site allows less than several.": single.value < plain.value,
        },
    )


def _below(one: Quantity, other: Quantity) -> Quantity:
    """How often one lies below another."""
    condition = one < other
    return Quantity(probability(condition), rows=condition.all_rows, unit="fraction")


@prose
def shares(world: World) -> Prose:
    """How the shares of the draws go on, how exact they are, and what others say of chips."""
    share = {year: joint.first(world, ceilings.CHIPS, year, edition=ANCHORED) for year in NEAR_YEARS}
    power = joint.first(world, ceilings.POWER, NEAR_YEARS[0], edition=ANCHORED)
    machines, each = (world.range("limits_facts", id) for id in EUV)
    printed = limits.printed_power(machines, each)  # in gigawatts, as the table has them
    apart = joint.draws_apart(capital_first(world))
    first, last = NEAR_YEARS
    return Prose(
        {
            "chips-soon": Estimate.of(
                share[first], "percent", basis=f"lowest of the physical limits, start of {first:.0f}"
            ),
            "chips-later": Estimate.of(
                share[last], "percent", basis=f"lowest of the physical limits, start of {last:.0f}"
            ),
            "draws": Estimate.of(Quantity(SAMPLES, rows=apart.rows), "count", basis="of all inputs together"),
            "draws-apart": Estimate.of(apart, "percent", basis="of the draws; twice the standard deviation of a count"),
            "printed-power": Estimate.of(
                printed, "gigawatt", basis="about 700 machines, all of them for AI, in a year"
            ),
        },
        {
            "Power binds more often than chips from the first year on.": power.value
            > share[first].value
            > share[last].value
        },
    )


@prose
def drivers(world: World) -> Prose:
    """What moves the lowest limit of 2030."""
    table = joint.tornado(world)
    top, correlations = table.iloc[0], joint.rank_correlations(world)
    growth, days = (table.set_index("input").loc[id] for id in ("dc-growth", "dur"))
    return Prose(
        {
            "driver-low": Estimate.of(growth["low"], "flop", basis="at its 10th percentile, all else at its middle"),
            "driver-high": Estimate.of(growth["high"], "flop", basis="at its 90th percentile, all else at its middle"),
            "length-low": Estimate.of(days["low"], "flop", basis="runs of two months"),
            "length-high": Estimate.of(days["high"], "flop", basis="runs of nine months"),
            "driver-rank": Estimate.of(
                Quantity(correlations["dc-growth"], rows=growth["low"].rows), "number", basis="rank correlation"
            ),
        },
        {
            "The growth of American data centres moves it most.": top["input"] == "dc-growth" == correlations.index[0],
            "At its upper end data binds instead of power.": growth["binds_high"] == ceilings.DATA,
        },
    )


@prose
def trust(world: World) -> Prose:
    """How far our numbers are those of the study."""
    table = compared.reproduced(world).set_index("id")
    apart = {f"{id} {p}": row[f"at_{p}"] for id, row in table.iterrows() for p in (10, 50, 90)}
    known = {name: one for name, one in apart.items() if one == one}
    worst = max(known, key=lambda name: abs(np.log(known[name])))
    near = sum(1 / NEAR <= one <= NEAR for one in known.values())
    scaled, older = wall.ceiling(world, wall.BY_SIZE), wall.by_older_batch(world)
    printed = world.range("limits_published", "ep24-latency-scaled-flop")
    of_worst = table.loc[worst.rpartition(" ")[0]]
    rows = rows_in(table["computed"], table["published"])
    answers, left = world.parameter(ANSWERS), 1 - study.given(world)["train-share"]
    return Prose(
        {
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
            "chips-came": Estimate.of(chips.came, "count", basis="H100-equivalents by sales, end of 2025"),
            "chips-expected": Estimate.of(chips.expected, "count", basis="H100-equivalents, the study's inputs"),
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
            "Moving data begins to cost below what all limits allow.": published[0].value
            < joint.at(world, **CHOSEN).value,
            "Latency binds in no year up to 2035 in one draw of twenty.": max(
                joint.first(world, ceilings.LATENCY, year, edition=ANCHORED).value for year in (2030.0, 2035.0)
            )
            < 0.05,
        },
    )
