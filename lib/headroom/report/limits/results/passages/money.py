"""Whether it can be paid for, and one run in many units."""

from __future__ import annotations

from headroom.evidence import Quantity, World
from headroom.report.estimate import Estimate
from headroom.report.limits.results import affordable, capital, converter, moving, study
from headroom.report.prose import Prose, prose


@prose
def cash(world: World) -> Prose:
    """How fast spending and the cash that pays for it grow, and when they meet."""
    fit, window = capital.fit(world), capital.window(world)
    theirs = {name: capital.published(world, name) for name in capital.PUBLISHED}
    lines = f"line through {fit.quarters} quarters of five companies"
    spent = capital.quarters(world)["share"]
    last = spent.iloc[-1]
    return Prose(
        {
            "spending-pace": Estimate.of(
                fit.spent - 1, "percent", basis=f"cash paid for property and equipment, {lines}"
            ),
            "cash-pace": Estimate.of(fit.earned - 1, "percent", basis=f"net cash from operations, {lines}"),
            "cash-quarter": capital.quarter_in_words(fit.crossing.value),
            "cash-window": _from_to(*map(capital.quarter_in_words, (window.low, window.high))),
            "cash-share": Estimate.of(last, "percent", basis="newest quarter of which both are known of all five"),
            "cash-published": capital.quarter_in_words(theirs["crossing"].value),
        },
        {
            "Our lines meet in the quarter that others found.": abs(fit.crossing.value - theirs["crossing"].value)
            < 0.25,
            "Spending grows faster than the cash that pays for it.": fit.spent.low > fit.earned.high,
            "In no quarter so far did the five together spend more than came in.": max(one.value for one in spent) < 1,
        },
    )


@prose
def burden(world: World) -> Prose:
    """Who spends how much of his cash, and the counter-case of revenue."""
    newest, table = capital.newest(world), capital.burden(world)
    last = table[table["year"] == table["year"].max()].set_index("measure")["share"]
    first = table[table["measure"] == capital.REVENUE]["share"].iloc[0]
    day = capital.newest_revenue(world)
    rate, growth = capital.ai_revenue(world, day), capital.revenue_growth(world)
    now = affordable.date_as_year(day)
    of_revenue = capital.spending_now(world, now) / rate
    both = f"{' and '.join(capital.laboratories(world))}, yearly rate"
    least, most = newest.iloc[0], newest.iloc[-1]
    years = f"{least['owner']}'s year {least['year']}", f"{most['owner']}'s year {most['year']}"
    return Prose(
        {
            "burden-least": Estimate.of(least["share"], "percent", basis=years[0]),
            "burden-most": Estimate.of(most["share"], "percent", basis=years[1]),
            "burden-output": Estimate.of(
                last[capital.OUTPUT], "percent", basis="spending of the five in their last years"
            ),
            "burden-revenue-then": Estimate.of(first, "ratio", basis=f"spending of 2023 over revenue of {both}"),
            "burden-revenue-now": Estimate.of(
                of_revenue, "ratio", as_of=day.date(), basis=f"{both}; spending on its line"
            ),
            "ai-revenue": Estimate.of(rate, "money", as_of=day.date(), basis=both),
            "ai-revenue-growth": Estimate.of(growth, "growth", basis=f"{both}, newest over a year before"),
        },
        {
            "Only Oracle spends more than comes in.": sum(one.value > 1 for one in newest["share"]) == 1,
            "At both paces revenue is as large as spending within two years.": capital.revenue_share_at(
                world, now + 2
            ).value
            < 1
            < of_revenue.value,
            "Revenue grows faster than spending.": growth.low > capital.fit(world).spent.high,
        },
    )


@prose
def outgrown(world: World) -> Prose:
    """When the run of the trend outgrows what could pay for it."""
    system, flop = affordable.best_system(world), affordable.run_of_the_trend(world)
    bill = affordable.cluster_capital(world, flop)
    threefold = affordable.passing(world, growth=3.0)
    later = max(threefold[threefold["what"] == "Spending"]["year"], key=lambda one: one.value)
    slow = affordable.outgrown(world, "Spending", "earned")
    fast = affordable.outgrown(world, "Spending")
    cluster = f"dense 16-bit FLOP on {world.row('accelerators', system.chip)['name']}, the chip with most for a dollar"
    return Prose(
        {
            "trend-run": Estimate.of(flop, "flop", as_of=world.as_of, basis="largest run not in dispute, carried on"),
            "trend-bill": Estimate.of(bill.named("USD", level=affordable.LEVEL), "money", basis=cluster),
            "over-cash": affordable.outgrown(world, "Cash from operations"),
            "over-spending-slow": slow,
            "paid-for-servers": Estimate.of(affordable.server_share(world), "percent", basis="of two companies"),
        },
        {
            "A slower pace of spending moves the date by a year or two.": 0.5 < fast.value - slow.value < 2.5,
            "Slower growth of runs moves the date farther than slower spending does.": later.value - fast.value
            > fast.value - slow.value,
            "Cash from operations is outgrown before spending is.": affordable.outgrown(
                world, "Cash from operations"
            ).value
            < fast.value,
        },
    )


@prose
def units(world: World) -> Prose:
    """One run in the units of the converter, as it opens."""
    starts = converter.starts(world)
    found = converter.chain(world).results(starts | {"peak_flop_per_second": converter.terms(world)["peak"]})
    basis = "on the machines and at the prices of today"
    named = {"of_power": "ratio", "of_spending": "ratio", "of_output": "percent"}
    numbers = {f"unit-{name.replace('_', '-')}": _of(found[name], kind, basis) for name, kind in named.items()}
    numbers["unit-gigawatts"] = _of(found["megawatts"] / moving.GIGAWATT, "gigawatt", basis)
    return Prose(
        numbers | {"unit-run": Estimate.of(starts["training_flop"], "flop", basis="thought feasible by 2030")},
        {"No single company could pay for it in a year.": found["of_spending"].value > 1},
    )


@prose
def moved(world: World) -> Prose:
    """What moving each limit by a year takes."""
    found = moving.moved(world)
    power, chips, data, latency, money = (found[limit] for limit in moving.LIMITS)
    basis = "by the inputs and the trend of the study of 2024"
    there = study.installed(world, study.ANCHORED)
    return Prose(
        {
            "moved-power": Estimate.of(power.more, "gigawatt", basis=f"for one run, {basis}"),
            "moved-power-usd": Estimate.of(power.usd, "money", basis="gas plants, buildings and their connection"),
            "moved-chips": Estimate.of(
                chips.more, "count", basis=f"H100-equivalents by dense 16-bit rate, for one run, {basis}"
            ),
            "moved-chips-usd": Estimate.of(
                chips.usd, "money", basis="at the price of a server a year after the limit is met, as the study has it"
            ),
            "moved-chips-over": Estimate.of(
                (chips.more / there).named("ratio", level=affordable.LEVEL),
                "ratio",
                basis="chips more for one run over all chips at the end of 2025, by sales",
            ),
            "moved-tokens": Estimate.of(data.more, "count", basis=f"tokens worth training on, {basis}"),
            "moved-tokens-usd": Estimate.of(data.usd, "money", basis="machines that write as much text as is read"),
            "moved-latency": Estimate.of(
                latency.more, "ratio", basis=f"the appendix's latency, a fixed batch, {basis}"
            ),
            "moved-capital": Estimate.of(
                money.more, "money", basis="in one year, of the company that spends most; one run's share as assumed"
            ),
            "moved-factor": Estimate.of(power.factor, "ratio", basis=f"ceiling of power, {basis}"),
        },
        {
            "Power is the cheapest to move.": power.usd.value < min(one.usd.value for one in (chips, data, money)),
            "Power and capital are met within a year of each other.": abs(power.met.value - money.met.value) < 1,
            "Chips are met years later than these.": chips.met.value > max(power.met.value, money.met.value) + 2,
            "Capital costs several times as much to move.": money.usd.value > 3 * power.usd.value,
            "Nobody sells a lower latency.": latency.usd is None,
        },
    )


def _of(found: Quantity, kind: str, basis: str) -> Estimate:
    return Estimate.of(found.named(found.unit, level=affordable.LEVEL), kind, basis=basis)


def _from_to(first: str, last: str) -> str:
    """A window in words, of one quarter if both its ends lie in it."""
    return f"in the {first}" if first == last else f"between the {first} and the {last}"
