"""What a token costs to buy, and why bills rise."""

from __future__ import annotations

from headroom.calculator import inference
from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of, least_of
from headroom.evidence.columns import plain
from headroom.report.estimate import Estimate
from headroom.report.inference.results import bills, exchange, headlines, prices
from headroom.report.inference.results.passages.wording import example, in_words, stated
from headroom.report.inference.results.test_time import result, results
from headroom.report.prose import Prose, prose


@prose
def opening(world: World) -> Prose:
    """What ten times the computing per answer is worth, and the direction of prices and lengths."""
    worth = inference.training_equivalent(10.0, exchange.exchange_slope(world))
    basis = "training that ten times the computing per answer replaces, at measured exchange rates"
    return Prose(
        {"tenfold-worth": Estimate.of(worth, "ratio", basis=basis)},
        {
            "The list price of a fixed capability falls.": headlines.price_decline(world).value > 1,
            "Each answer takes more tokens.": result(world, "epoch-len-plain").value > 1,
        },
    )


@prose
def falling_prices(world: World, *, tiers: tuple[prices.Tier, ...] = prices.TIERS) -> Prose:
    """How far prices fell, where the flagship was cheapest and is now, and what is left over the cost."""
    falls = prices.falls(world, tiers=tiers)
    trough, newest = prices.frontier_trough(world)
    least, now = (row["usd_per_mtok_blended"] for row in (trough, newest))
    earlier, later = (world.parameter(f"compute-margin-openai-{month}") for month in ("2024-01", "2025-10"))
    first_sold = "cheapest list price since the capability first sold, least of the levels"
    paying = "OpenAI, revenue from paying users less the computing that serves them"
    fastest = world.parameter("price-decline-epoch-high")
    slower = prices.flagship_fall(world).value < plain(falls["factor_per_year"]).min()
    return Prose(
        {
            "fall-least": Estimate.of(least_of(falls["factor"]), "ratio", basis=first_sold),
            "fall-most": Estimate.of(greatest_of(falls["factor"]), "ratio", basis="the same, most of the levels"),
            "trough-price": stated(least, "money", f"{trough['variant']}, blended"),
            "newest-price": stated(now, "money", f"{newest['variant']}, blended"),
            "margin-then": stated(earlier, "percent", paying),
            "margin-now": stated(later, "percent", "the same"),
            "fastest": stated(fastest, "growth", "fastest task, a trend of less than a year"),
        },
        {
            "The price of the flagship fell to its lowest and then rose.": now.value > least.value,
            "Costs fell faster than prices.": later.value > earlier.value,
            "List prices at the frontier fall more slowly than the cheapest price of an old score.": slower,
        },
    )


@prose
def published_declines(world: World, *, few: int = 4, well: int = 6) -> Prose:
    """The falls that rest on `well` models or more, and what rests on at most `few`."""
    published = prices.price_declines(world)
    steady = published[published["n"] >= well]["fall"]
    fall = plain(published)
    weak, others = (fall[chosen]["fall"] for chosen in (fall["n"] <= few, fall["n"] > few))
    fastest = world.parameter("price-decline-epoch-high").value
    solid = f"among fits on {in_words(well)} models or more"
    return Prose(
        {
            "steady-low": Estimate.of(least_of(steady), "growth", basis=f"least fall {solid}"),
            "steady-high": Estimate.of(greatest_of(steady), "growth", basis=f"greatest fall {solid}"),
        },
        {
            f"The spectacular rates rest on {in_words(few)} models.": weak.min() > others.max(),
            f"Only fits on {in_words(few)} models cannot exclude that the price rose.": (
                fall[fall["fall_low"] < 1]["n"] <= few
            ).all(),
            "The much quoted rate is among the grey rows.": fastest > others.max(),
        },
    )


@prose
def rising_bills(
    world: World, *, turns: float = bills.TURNS, added: float = bills.ADDED, written: float = bills.WRITTEN
) -> Prose:
    """How answers grow, and what an agent's session costs by three rates and by the blended price."""
    session = bills.session(world, turns=turns, added=added, written=written)
    found = results(world)["central"]
    grows, plainly = found["epoch-len-reason"], found["epoch-len-plain"]
    repeat = "of the tokens of coding sessions repeat earlier context"
    prompts = f"{turns:.0f} turns from {session['first'].value:,.0f} tokens, {added:,.0f} more each turn"
    three = f"{prompts}, {written:,.0f} written; GPT-5.5 at three rates"
    people = "inference cost of successful runs over the cost of people at the tasks that agents finish half the time"
    agents = "cheerla2026agenttokens"
    return Prose(
        {
            "growth-reason": stated(grows, "growth", "mean length of answers, reasoning models"),
            "growth-plain": stated(plainly, "growth", "mean length of answers, other models"),
            "agents-tokens": stated(found["anthropic-agents"], "ratio", "tokens of an agent over a chat"),
            "multi-tokens": stated(found["anthropic-multi"], "ratio", "tokens of several agents together over a chat"),
            "cached": stated(found["agents-cached"], "percent", repeat),
            "turns": example(turns, "count", "an example of ours", agents),
            "first-prompt": Estimate.of(session["first"], "count", basis="mean prompt in coding"),
            "session": Estimate.of(session["three_rates"], "money", basis=three),
            "session-blend": Estimate.of(session["blended"], "money", basis="the same session at the blended price"),
            "session-sent": Estimate.of(session["sent"], "count", basis="prompt tokens of that session", also=[agents]),
            "human-share": stated(found["agents-cost-3pct"], "percent", people),
        },
        {
            "The blended price would overstate what an agent's session costs.": session["blended"].value
            > session["three_rates"].value,
            "The answers of reasoning models grow.": grows.value > 1,
        },
    )
