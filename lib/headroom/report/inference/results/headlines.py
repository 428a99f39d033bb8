"""Headline results of the chapter on inference."""

from __future__ import annotations

from headroom.evidence import LackingError, World
from headroom.evidence.aggregates import among, least_of, median_of
from headroom.evidence.columns import plain
from headroom.report.estimate import Estimate
from headroom.report.headline import headline
from headroom.report.inference.results import exchange, measured, prices, queries, shares, speed, test_time

SPEED = 20.0  # tokens per second: about three times as fast as people read


@headline("inference.price-decline", "Yearly fall of the price of a fixed score, median task", "declines")
def price_decline(world: World) -> Estimate:
    """Published median of the fall; before it was published, the median of this book's own capabilities."""
    if "price-decline-epoch-median" in set(world.table("parameters")["id"]):
        published = prices.median_decline(world)
        basis = f"one study of {published.as_of:%B %Y}, six benchmarks; the fastest falls rest on four models each"
        return Estimate.of(published, "growth", basis=basis, as_of=published.as_of)
    falls = prices.falls(world)["factor_per_year"].dropna()
    return Estimate.of(median_of(falls), "growth", basis=f"cheapest list price of {len(falls)} capabilities")


@headline("inference.frontier-price", "List price of a million tokens of OpenAI's flagship", "price-of-capability")
def frontier_price(world: World) -> Estimate:
    """Blended price of the newest flagship; the range is from the cheapest flagship so far to it."""
    cheapest, newest = prices.frontier_trough(world)
    basis = f"{newest['variant']}, three parts input to one output; range from the cheapest flagship so far"
    usd = among(newest["usd_per_mtok_blended"], [cheapest["usd_per_mtok_blended"]])
    return Estimate.of(usd, "money", basis=basis, as_of=newest["as_of"].date())


@headline(
    "inference.cost-of-tokens", "Cost of a million tokens of Llama 3.1 70B at 20 tokens a second", "cost-at-speed"
)
def cost_of_tokens(world: World) -> Estimate:
    """Least cost over measured servers, with the scatter of the rent; before any was measured, as calculated."""
    how, own = "as measured on one server; scatter of rents between sellers", speed.measured_at(world, SPEED)
    if own.empty:
        how, table = "calculated", speed.cost_at_speeds(world)
        own = table[(table["model_id"] == "llama-3.1-70b") & (table["speed"] == SPEED)]
    if own.empty:
        raise LackingError(f"no chip with a price serves Llama 3.1 70B at {SPEED:.0f} tokens a second")
    best = own.loc[plain(own["usd"]).idxmin()]
    sellers = speed.quoted_rents(world)[best["accelerator_id"]].n
    quotes = "one quote of the rent" if sellers == 1 else f"{sellers} quotes of the rent"
    basis = f"{best['group']:.0f} {best['chip']}, chips alone and always busy, {quotes}, {how}"
    return Estimate.of(least_of(own["usd"]), "money", basis=basis)


@headline("inference.roofline", "Share of the roofline that chat servers reach", "roofline-error")
def roofline_share(world: World) -> Estimate:
    """Median of measured over ideal throughput in chat, with its 5 % and 95 % points."""
    table = measured.against_roofline(world)
    chat = table[table["scenario_key"] == "chat"]["reached"]
    if chat.empty:  # before the sweeps were measured
        return Estimate.of(speed.calibration(world).reference, "percent", basis="assumed")
    basis = f"{len(chat)} measurements, all batches; scatter between them"
    return Estimate.of(median_of(chat, between=(0.05, 0.95)), "percent", basis=basis)


@headline(
    "inference.exchange", "Tenfolds of inference that replace a tenfold of training", "exchange-map", unit="tenfolds"
)
def exchange_rate(world: World) -> Estimate:
    """Slope of the exchange over the measured ranges."""
    return Estimate.of(
        exchange.exchange_slope(world), "number", basis="each published range one voice; board game, survey"
    )


@headline("inference.test-time-gain", "Gain in score for ten times the computing per answer", "coverage-and-choice")
def test_time_gain(world: World) -> Estimate:
    """Median over published series."""
    gains = test_time.scaling_series(world)["gain_per_tenfold"]
    basis = f"range of {len(gains)} published series of unlike tasks: samples with a check, votes and rankings"
    return Estimate.of(median_of(gains), "percent", basis=basis)


@headline(
    "inference.query-cost", "Cost of a chat query to Llama 3 70B, with capacity for the peak", "query-and-breakeven"
)
def query_cost(world: World) -> Estimate:
    """Chips alone, on rented H100s; the interval combines length, rent and peak."""
    costs = queries.query_costs(world).set_index("model_id")["at_peak"]
    usd = costs["llama-3-70b" if "llama-3-70b" in costs.index else "llama-2-70b"]
    length = queries.tokens_per_query(world).value
    basis = f"{length:.0f} tokens, prompt and answer; chips alone, at the utilisation of one published service"
    return Estimate.of(usd, "money", basis=basis)


@headline(
    "inference.break-even",
    "Days of ChatGPT's traffic until serving passes the training of Llama 3.1 405B",
    "query-and-breakeven",
)
def break_even_days(world: World) -> Estimate:
    """Days at the newest known traffic; the range is over the length of a query."""
    table = queries.break_even(world).set_index("model_id")
    row = table.loc["llama-3.1-405b" if "llama-3.1-405b" in table.index else table.index[-1]]
    daily = queries.traffic(world).value
    basis = f"{row['name']}, {daily:,.0f} queries a day; range over the tokens of a query"
    return Estimate.of(row["days"], "days", basis=basis)


@headline("inference.share", "Inference's share of AI computing", "inference-share")
def inference_share(world: World) -> Estimate:
    """Median of the shares published for the newest two years."""
    table = shares.recent(world)
    return Estimate.of(
        shares.middle_share(table),
        "percent",
        as_of=table["as_of"].max().date(),
        basis=f"{len(table)} published figures; they measure different things",
    )
