"""What bills show of utilisation, and how well the arithmetic predicts a bill from the others."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import column, plain
from headroom.report import format as fmt
from headroom.report.charts import ROW, by_row, holding, reference_line, rows_with_ranges
from headroom.report.facts import calibration as known
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, INK, OCHRE
from headroom.report.training.results import calibration

DENSE, SPARSE = "Dense models", "Mixtures of experts"
KINDS = {DENSE: BLUE, SPARSE: OCHRE}
UNSEEN = "Chips without a bill"
INSIDE, OUTSIDE = "Inside the 90% interval", "Outside it"


@drawn
def utilisation_by_family(world: World) -> alt.TopLevelMixin:
    """Share of the peak that each bill bought, by family of chips, with what a new run may expect."""
    runs, expected = _labelled(known.bills(world)), _expected(world)
    older, newer = known.pooled(world, "A100"), known.pooled(world, "H100 and H800")
    dots = plain(runs)[["name", "group", "kind", "utilisation"]]
    least, most = (fmt.percent(end) for end in (dots["utilisation"].min(), dots["utilisation"].max()))
    return figure(
        _dots_on_bands(dots, plain(expected)),
        id="utilisation-by-family",
        title="Share of peak compute that a training bill buys, by family of chips",
        takeaway=f"A new dense run may expect {fmt.percent(older.value)} of the peak of A100s, with 90% probability "
        f"{fmt.interval(older.low, older.high, 'percent')}, and {fmt.percent(newer.value)} of that of H100s, "
        f"{fmt.interval(newer.low, newer.high, 'percent')}; of a chip without a bill less is known.",
        alt_text=f"Dots of {len(dots)} runs in rows by family of chips, from {least} to {most} of the dense 16-bit "
        "peak; mixtures of experts stand in rows of their own. A line in each row spans what a new run may expect with "
        "90% probability, a stroke on it the middle.",
        sources=[runs["utilisation"], expected["utilisation"]],
        unit="share of paid peak FLOP",
        world=world,
    )


@drawn
def bills(world: World, *, together: str = calibration.RUN) -> alt.TopLevelMixin:
    """Predicted over published chip-hours of each run, which is predicted from the others alone."""
    table = calibration.left_out(world, together)
    of = calibration.scores(world, table)
    ratios = table.assign(ratio=column((table["predicted"] / table["chip_hours"]).array.quantity))
    within = f"{of['inside'].value:.0f} of {len(table)}"
    return figure(
        _ratios(plain(ratios)),
        id="bills",
        title=f"Predicted over published chip-hours, each run predicted from {calibration.FROM[together]}",
        takeaway=f"{within} bills lie inside the 90% interval of their prediction; on average it is "
        f"{fmt.percent(of['bias'].value)} of the bill, and half of them are predicted to within "
        f"{fmt.percent(of['error'].value)}.",
        alt_text=f"One row for each of {len(table)} runs, by family of chips: a dot at predicted over published "
        f"chip-hours, from {fmt.ratio(plain(table['ratio']).min())} to {fmt.ratio(plain(table['ratio']).max())} on a "
        f"logarithmic axis, and a line over the 90% interval; a vertical line marks equality. {within} lines cross it.",
        sources=[table[["predicted", "ratio"]]],
        unit="predicted over published chip-hours",
        world=world,
    )


def _labelled(table: pd.DataFrame) -> pd.DataFrame:
    """Bills with their kind, and the row of the chart in which they stand."""
    kind = table["sparse"].map({False: DENSE, True: SPARSE})
    return table.assign(kind=kind, group=table["chips_of"] + kind.map({DENSE: "", SPARSE: ", sparse"}))


def _expected(world: World) -> pd.DataFrame:
    """What a new run may expect, a row of the chart each, families of most bills first: group, kind, utilisation."""
    table = _labelled(known.bills(world))
    size = table.groupby("chips_of")["id"].transform("size")
    order = table.assign(size=size).sort_values(["size", "chips_of", "sparse"], ascending=[False, True, True])
    rows = order.drop_duplicates("group")[["group", "kind", "chips_of", "sparse"]].to_dict("records")
    rows.append({"group": UNSEEN, "kind": DENSE, "chips_of": "", "sparse": False})
    used = [known.pooled(world, row["chips_of"], row["sparse"]) for row in rows]
    return pd.DataFrame(rows).assign(utilisation=column(used)).drop(columns=["chips_of", "sparse"])


def _dots_on_bands(dots: pd.DataFrame, expected: pd.DataFrame) -> alt.LayerChart:
    """Runs as dots over what a new run may expect: one row a family and kind of model."""
    y = by_row("group", list(expected["group"]), 220)
    axis = alt.Axis(format="%", title="Model FLOP over all peak FLOP that was paid for", tickCount=6)
    scale = alt.Scale(domain=[0, max(0.6, expected["utilisation_high"].max(), dots["utilisation"].max())])
    colour = alt.Color("kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())))
    shape = alt.Shape("kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=["circle", "diamond"]))

    def share(name: str) -> alt.X:
        return alt.X(f"{name}:Q", axis=axis, scale=scale)

    told = [alt.Tooltip(f"utilisation{end}:Q", format=".0%") for end in ("", "_low", "_high")]
    bands = alt.Chart(expected).encode(y=y, tooltip=["group", *told])
    points = alt.Chart(dots).mark_point(filled=True, size=60, opacity=0.8)
    return alt.layer(
        bands.mark_rule(color=INK, strokeWidth=9, opacity=0.16).encode(
            x=share("utilisation_low"), x2="utilisation_high:Q"
        ),
        bands.mark_tick(color=INK, thickness=2.5, size=20).encode(x=share("utilisation")),
        points.encode(x=share("utilisation"), y=y, color=colour, shape=shape, tooltip=["name", "kind", told[0]]),
        height=1.5 * ROW * len(expected),
    )


def _ratios(table: pd.DataFrame) -> alt.LayerChart:
    """One row a run, families of most bills first."""
    table = table.rename(columns={"ratio_low": "low", "ratio_high": "high"})
    table = table.assign(found=table["inside"].map({1.0: INSIDE, 0.0: OUTSIDE}))
    order = table.assign(size=table.groupby("chips_of")["id"].transform("size"))
    order = order.sort_values(["size", "chips_of", "ratio"], ascending=[False, True, True])
    label = order["name"].str.replace(r" \(.*\)|,.*", "", regex=True) + " · " + order["chip_family"].str.upper()
    shown = order.assign(run=label)[["run", "ratio", "low", "high", "found"]]
    span = holding(0.4, 2.5, [*shown["low"], *shown["high"]], margin=1.05)
    ticks = [one for one in (0.33, 0.5, 0.67, 1, 1.5, 2, 3) if span[0] <= one <= span[1]]
    axis = alt.Axis(title="Predicted over published chip-hours", values=ticks, format="~g")
    scale = alt.Scale(type="log", domain=span, nice=False)
    colours = {INSIDE: BLUE, OUTSIDE: ACCENT}
    rows = rows_with_ranges(shown, "run", "ratio", axis, scale=scale, group="found", colours=colours, label_width=240)
    return reference_line(1.0, "as published", dy=-8) + rows
