"""Whether what is invested can go on being invested."""

from __future__ import annotations

from contextlib import suppress

from headroom.evidence import LackingError, Quantity, World, probability
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.judging import Chance
from headroom.report.limits.results import affordable, capital

LONG = 10  # years: "long-term"


def _both_ways(world: World) -> str:
    newest, burden = capital.paid_from(world).iloc[-1], capital.burden(world)
    last = burden[burden["year"] == burden["year"].max()].set_index("measure")["share"]
    reason = (
        f"In the newest period five companies spent {fmt.percent(newest['share'].value)} of their cash from "
        f"operations, and in their last whole year {fmt.percent(last[capital.OUTPUT].value)} of American output and "
        f"{fmt.ratio(last[capital.REVENUE].value)} what two laboratories take in."
    )
    with suppress(LackingError):
        fit, revenue = capital.fit(world), capital.revenue_growth(world)
        reason += (
            f" Spending grows {fmt.ratio(fit.spent.value)} a year, the cash that pays for it "
            f"{fmt.ratio(fit.earned.value)}; the lines meet in the {capital.quarter_in_words(fit.crossing.value)}. But "
            f"revenue from AI grew {fmt.ratio(revenue.value)} in its newest year. Neither pace can last, and which "
            "gives way first is what nobody knows."
        )
    return reason


def _undecided(seen: World, years: int) -> Tested:
    """Spending over cash some years on, and how far the evidence gives no answer then."""
    then = affordable.date_as_year(affordable.today(seen)) + years
    of_cash, of_revenue = capital.share_at(seen, then), capital.revenue_share_at(seen, then)
    agreed = max(probability((of_cash > 1) & (of_revenue > 1)), probability((of_cash <= 1) & (of_revenue <= 1)))
    basis = (
        f"line through {len(capital.paid_from(seen))} periods, drawn on for {years} years; its interval is its error"
    )
    return Tested(of_cash, basis, compared=(Quantity(1 - agreed).also(of_cash, of_revenue),))


@claim(
    "unsustainable",
    quantity="capital spending of five companies over their cash from operations in ten years, at the present paces",
    kind="ratio",
    holds=Chance(),
    test="Holds as far as the evidence of the day gives no answer: by one less the probability that two readings "
    f"agree. They are whether spending, {LONG} years on at the present paces, is more than the cash that pays for it, "
    "and whether it is more than revenue from AI.",
    reason=_both_ways,
    otherwise=(
        Otherwise("five years on", find=lambda seen: _undecided(seen, 5)),
        Otherwise("twenty years on", find=lambda seen: _undecided(seen, 20)),
    ),
    figure="spending-burden",
)
def spending_in_ten_years(seen: World) -> Tested:
    """Does the evidence say whether spending can be kept up?"""
    return _undecided(seen, LONG)
