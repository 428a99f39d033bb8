"""What a token costs to buy, and what an answer does."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, rows_with_ranges
from headroom.report.figure import drawn, figure
from headroom.report.inference.figures.shapes import labels, log, placed
from headroom.report.inference.results import bills, prices
from headroom.report.inference.results.passages.wording import in_words
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, count_axis, money_axis

MARGIN = pd.Timedelta(days=107)  # after the as-of date, for names of lines
NAMES = {  # level → where the words end [days after the as-of date], and how far below or above their line
    "GPT-3.5 level": (pd.Timedelta(days=-45), 0.83),
    "GPT-4 level": (MARGIN, 1.2),
    "GPT-4 Turbo level, harder questions": (MARGIN, 0.8),
}
FLAGSHIPS = ["GPT-4 (8k, 0314)", "GPT-5", "GPT-5.5"]  # that are named, beside the newest


@drawn
def price_of_capability(world: World, *, tiers: tuple[prices.Tier, ...] = prices.TIERS) -> alt.TopLevelMixin:
    """Cheapest list price of fixed capabilities by date, and that of OpenAI's flagship."""
    cheapest, flagships = prices.cheapest(world, tiers=tiers), prices.frontier(world)
    falls = plain(prices.falls(world, tiers=tiers))
    gpt4 = prices.fall_of(falls, "GPT-4 level")
    trough, newest = prices.frontier_trough(world)
    least, now = (fmt.money(row["usd_per_mtok_blended"].value) for row in (trough, newest))
    ends = (f"{r.tier} from {fmt.money(r.first_usd)} to {fmt.money(r.last_usd)}" for r in falls.itertuples())
    return figure(
        _falling_lines(plain(cheapest), plain(flagships), pd.Timestamp(world.as_of)),
        id="price-of-capability",
        title="The price of a fixed capability, and of the best on sale",
        takeaway=f"What GPT-4 could do fell from {fmt.money(gpt4['first_usd'])} to {fmt.money(gpt4['last_usd'])} in "
        f"{gpt4['years']:.1f} years; the flagship itself was cheapest at {least} ({trough['variant']}) and now lists "
        f"at {now}.",
        alt_text="Falling step lines of the cheapest list price for four levels of capability, in dollars per million "
        f"tokens on a logarithmic axis: {'; '.join(ends)}. A dashed line, OpenAI's flagship, is lowest at {least} in "
        f"{trough['as_of'].year} and ends at {now}.",
        sources=[cheapest, flagships],
        unit="USD per million tokens",
        world=world,
    )


def _falling_lines(steps: pd.DataFrame, flag: pd.DataFrame, today: pd.Timestamp) -> alt.LayerChart:
    x = alt.X(
        "as_of:T",
        title=None,
        axis=alt.Axis(format="%Y", tickCount="year"),
        scale=alt.Scale(domain=["2020-11-01", str((today + MARGIN).date())]),
    )
    y = alt.Y(
        "usd:Q",
        scale=log(min(0.02, 0.7 * steps["usd"].min()), 120),
        axis=money_axis("List price of a million tokens", values=[0.1, 1, 10, 100]),
    )
    tip = ["variant", "provider", alt.Tooltip("as_of:T", format="%B %Y"), alt.Tooltip("usd:Q", format="$.3f")]
    flagship = flag.rename(columns={"usd_per_mtok_blended": "usd"}).assign(provider="OpenAI")
    return alt.layer(
        *_levels(steps, today, x, y, tip),
        alt.Chart(flagship)
        .mark_line(interpolate="step-after", color=ACCENT, strokeWidth=2.5, strokeDash=[6, 3])
        .encode(x=x, y=y),
        alt.Chart(flagship).mark_point(filled=True, color=ACCENT, size=45, opacity=1).encode(x=x, y=y, tooltip=tip),
        _names_of_levels(steps, today, x, y),
        *_names_of_flagships(flagship, x, y),
    ).properties(height=400)


def _level_colour(steps: pd.DataFrame) -> alt.Color:
    return coloured(
        "tier",
        dict(zip(steps["tier"].unique(), [GREY, GREEN, BLUE, MAUVE], strict=False)),
        title=alt.Undefined,
        legend=None,
    )


def _levels(steps: pd.DataFrame, today: pd.Timestamp, x: alt.X, y: alt.Y, tip: list) -> list[alt.Chart]:
    """A line of steps for each level, drawn to today, and a point where it fell."""
    ends = steps.groupby("tier", sort=False).tail(1)
    lines = alt.Chart(pd.concat([steps, ends.assign(as_of=today)]))
    points = alt.Chart(steps).mark_point(filled=True, size=45, opacity=1)
    colour = _level_colour(steps)
    return [
        lines.mark_line(interpolate="step-after", strokeWidth=2.5).encode(x=x, y=y, color=colour),
        points.encode(x=x, y=y, color=colour, tooltip=["tier", *tip]),
    ]


def _names_of_levels(steps: pd.DataFrame, today: pd.Timestamp, x: alt.X, y: alt.Y) -> alt.Chart:
    last = steps[steps["as_of"] <= today - pd.Timedelta(days=45)].groupby("tier").tail(1).set_index("tier")["usd"]
    spots = [("GPT-3 level", pd.Timestamp("2023-06-20"), 0.19)]
    spots += [(tier, today + after, last[tier] * by) for tier, (after, by) in NAMES.items() if tier in last]
    table = pd.DataFrame(spots, columns=["tier", "as_of", "usd"])
    table = table.assign(words=table["tier"].str.split(",").str[0])
    words = alt.Chart(table).mark_text(align="right", fontSize=12, fontWeight=600)
    return words.encode(x=x, y=y, text="words:N", color=_level_colour(steps))


def _names_of_flagships(flagship: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    newest = flagship["variant"] == flagship["variant"].iloc[-1]
    early = flagship["as_of"] < flagship["as_of"].iloc[-1] - pd.Timedelta(days=100)
    named = flagship[(early & flagship["variant"].isin(FLAGSHIPS)) | newest]
    named = named[~named.duplicated("variant")].assign(words=named["variant"].str.replace(r" \(.*", "", regex=True))
    line = pd.DataFrame({"as_of": [pd.Timestamp("2025-03-01")], "usd": [45.0], "words": ["OpenAI's flagship"]})
    return [
        labels(named[named["words"] != "GPT-5"], x, y, "words", dx=6, dy=-12, align="right"),
        labels(named[named["words"] == "GPT-5"], x, y, "words", dx=0, dy=16, align="center"),
        labels(line, x, y, "words", dx=0, dy=0, align="center", color=ACCENT, fontWeight=600),
    ]


SHORTER = {  # in the names of benchmarks and models
    "LMSys Chatbot Arena ELO": "Chat arena",
    "-2023-06": " (2023)",
    "-2024-05": " (May 2024)",
    "-2024-06": " (June 2024)",
    "-0314": "",
    "-0613": "",
}


@drawn
def declines(world: World, *, few: int = 4, well: int = 6) -> alt.TopLevelMixin:
    """Published falls of the price of a fixed score; a fit on at most `few` models is weak, on `well` or more solid."""
    published = prices.price_declines(world)
    fall = plain(published).rename(columns={"fall": "central", "fall_low": "low", "fall_high": "high"})
    fall["label"] = fall["label"].replace(SHORTER, regex=True)
    wild = fall.sort_values("high").iloc[-1]
    steady = fall[fall["n"] >= well]["central"]
    unsure = in_words((fall["low"] < 1).sum())
    return figure(
        _rates(fall, few),
        id="declines",
        title="How fast a fixed score gets cheaper, as published",
        takeaway=f"Where {in_words(well)} models or more carry the fit it is {fmt.ratio(steady.min())} to "
        f"{fmt.ratio(steady.max())} a year; the spectacular rates rest on {in_words(few)} models, and {unsure} of them "
        "cannot exclude that the price rose.",
        alt_text=f"{len(fall)} yearly falls of price as dots with 90% intervals on a logarithmic axis from 1 to "
        f"100,000 times, between {fmt.ratio(fall['central'].min())} and {fmt.ratio(fall['central'].max())}. Those on "
        f"{in_words(few)} models (grey) have the widest intervals; {wild['label']} runs from {fmt.ratio(wild['low'])} "
        f"to {fmt.count(wild['high'])} times.",
        sources=[published, "epoch2025prices"],
        unit="factor per year",
        world=world,
    )


def _rates(fall: pd.DataFrame, few: int) -> alt.LayerChart:
    groups = [f"fit on {in_words(few)} models", f"fit on {in_words(few + 1)} or more"]
    fall = fall.assign(
        Fit=np.where(fall["n"] <= few, *groups),
        shown_low=fall["low"].clip(lower=1),
        shown_high=fall["high"].clip(upper=1e5),
    )
    axis = alt.Axis(
        title="Times cheaper in a year, with 90% interval",
        values=[1, 10, 100, 1000, 1e4, 1e5],
        labelExpr="format(datum.value, ',') + '×'",
    )
    return rows_with_ranges(
        fall,
        "label",
        "central",
        axis,
        low="shown_low",
        high="shown_high",
        scale=alt.Scale(type="log", domain=[1, 1e5]),
        group="Fit",
        colours=dict(zip(groups, [GREY, ACCENT], strict=True)),
        label_width=300,
    ).properties(width=340)


PLACES = {  # of the names of systems
    "gpt-4-0613": ("GPT-4", 8, -6, "left"),
    "gpt-3.5-turbo-1106": ("GPT-3.5", 8, 4, "left"),
    "gpt-4o-2024-05-13": ("GPT-4o", 4, -10, "left"),
    "o1-2024-12-17_high": ("o1", 8, -6, "left"),
    "DeepSeek-R1": ("DeepSeek-R1", 0, 18, "center"),
    "o3-mini-2025-01-31_high": ("o3-mini", 0, -12, "center"),
    "gemini-2.0-flash-001": ("Gemini 2.0 Flash", 8, 10, "left"),
    "gpt-oss-120b": ("gpt-oss-120b", 8, 4, "left"),
    "claude-3-7-sonnet-20250219_16K": ("Claude 3.7, thinking", 10, -12, "right"),
    "gpt-4.5-preview-2025-02-27": ("GPT-4.5", 8, 4, "left"),
    "Meta-Llama-3-8B-Instruct": ("Llama 3 8B", 8, 4, "left"),
}
SHORTEST, LONGEST = 80, 12_000  # tokens of an answer


@drawn
def price_times_tokens(world: World, *, reasoning_from: float = 1200.0) -> alt.TopLevelMixin:
    """Tokens of an answer against their list price; models that write more than `reasoning_from` tokens reason."""
    answers = bills.tokens_per_answer(world).drop_duplicates("system")
    each = plain(answers)
    each["Kind"] = np.where(each["tokens"] > reasoning_from, "reasoning", "plain")
    o1, gpt4o = (bills.answer_of(each, name) for name in ("o1-2024-12-17_high", "gpt-4o-2024-05-13"))
    dearer = fmt.ratio(o1["usd_per_mtok_output"] / gpt4o["usd_per_mtok_output"])
    lengths = each.groupby("Kind")["tokens"].median()
    return figure(
        _answers(each),
        id="price-times-tokens",
        title="One examination question: tokens written, and their price",
        takeaway=f"A reasoning model writes {fmt.ratio(lengths['reasoning'] / lengths['plain'])} the tokens of a plain "
        f"one, so an answer of o1 listed at {fmt.money(o1['usd_per_answer'])} against "
        f"{fmt.money(gpt4o['usd_per_answer'])} of GPT-4o, though its tokens cost only {dearer} as much.",
        alt_text=f"Scatter of {len(each)} models: tokens of an answer to a science question from 80 to 12,000 against "
        "list price of a million output tokens from 5 cents to 250 dollars, both logarithmic, with thin lines of equal "
        f"cost per answer. Plain models write a median of {fmt.count(lengths['plain'])} tokens, reasoning models "
        f"{fmt.count(lengths['reasoning'])}.",
        sources=[answers],
        unit="tokens and USD",
        world=world,
    )


def _answers(each: pd.DataFrame) -> alt.LayerChart:
    axis = count_axis("Tokens of an answer", values=[100, 300, 1000, 3000, 10000])
    x = alt.X("tokens:Q", scale=log(SHORTEST, LONGEST), axis=axis)
    axis = money_axis("List price of a million output tokens", values=[0.1, 1, 10, 100])
    y = alt.Y("usd_per_mtok_output:Q", scale=log(0.05, 250), axis=axis)
    lines = alt.Chart(pd.concat([_of_equal_cost(cost, SHORTEST, LONGEST) for cost in (1e-4, 1e-3, 1e-2, 1e-1)]))
    money = {"usd_per_mtok_output": "$.2f", "usd_per_answer": "$.4f"}
    tooltip = ["system", alt.Tooltip("tokens:Q", format=",.0f")]
    tooltip += [alt.Tooltip(f"{name}:Q", format=style) for name, style in money.items()]
    colour = coloured("Kind", {"plain": BLUE, "reasoning": ACCENT}, title=None)
    dots = alt.Chart(each).mark_point(filled=True, size=75, opacity=0.95)
    costs = [
        labels(_of_equal_cost(cost, 95.0).rename(columns={"cost": "t"}), x, y, "t", dx=2, dy=-6, opacity=0.6)
        for cost in (1e-4, 1e-3, 1e-2)
    ]
    return alt.layer(
        lines.mark_line(color=INK, opacity=0.25, strokeWidth=1, clip=True).encode(x=x, y=y, detail="cost:N"),
        dots.encode(x=x, y=y, color=colour, tooltip=tooltip),
        alt.layer(*placed(each, "system", PLACES, x, y)),
        alt.layer(*costs),
        height=380,
    )


def _of_equal_cost(cost: float, *tokens: float) -> pd.DataFrame:
    """Prices at which answers of some lengths cost the same."""
    usd = [cost / length * 1e6 for length in tokens]
    return pd.DataFrame(
        {"tokens": [float(length) for length in tokens], "usd_per_mtok_output": usd, "cost": fmt.money(cost)}
    )
