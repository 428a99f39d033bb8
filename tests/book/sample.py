"""A small book with every kind of figure, to test the rendering house apart from the chapters."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 13)

SETUP = """\
import altair as alt
import pandas as pd
from headroom.evidence import World
from headroom.report import theme
from headroom.report.controls import Choice, Presets, Slider
from headroom.report.estimate import Estimate
from headroom.report.figure import figure, use_house_style
from headroom.report.number import number

use_house_style()
world = World.current()
common = dict(sources=["epoch2024costcode"], unit="USD", world=world)
rows = pd.DataFrame({
    "date": pd.date_range("2018-01-01", periods=12, freq="180D"),
    "cost": [2e4 * 2.1**n for n in range(12)],
    "kind": ["language", "vision", "games"] * 4,
})"""

POINTS = """\
points = alt.Chart(rows).mark_point().encode(
    x=alt.X("date:T", title=None),
    y=alt.Y("cost:Q", axis=theme.money_axis("Cost in US dollars", values=[1e4, 1e5, 1e6, 1e7, 1e8]))
        .scale(type="log", domain=[1e4, 1e8]),
    color=alt.Color("kind:N", title=None),
    tooltip=["kind", "cost"],
)
figure(points, id="points", title="Cost by date", takeaway="Each half-year doubles it.",
       alt_text="Costs from $20,000 to $70M between 2018 and 2023.", **common)"""

FACETS = """\
bars = alt.Chart(rows).mark_bar().encode(y="kind:N", x=alt.X("sum(cost):Q", axis=theme.money_axis("Cost")))
small = bars.properties(width=180, height=120)
figure(small.facet(column=alt.Column("kind:N", title=None)), id="columns", title="Facets in columns",
       takeaway="They scroll in their own box.", alt_text="Three bar charts, costs up to $40M.", **common)"""

SIDE = """\
left, right = bars.properties(width=260, height=160), points.properties(width=260, height=160)
figure(left | right, id="side", title="Two charts side by side", takeaway="Under each other on a phone.",
       alt_text="Bars and points of the same costs, up to $70M.", **common)"""

LIVE = """\
controls = [
    Presets("Published run", {"GPT-3": {"params": 1.75e11, "tokens": 3e11}, "Llama": {"params": 7e9, "tokens": 1e12}}),
    Slider("params", "Model size", "count", 1e8, 1e13, 1.75e11, "GPT-3's", unit="parameters", scale="log"),
    Slider("tokens", "Training data", "count", 1e9, 1e14, 3e11, "GPT-3's", unit="tokens", scale="log"),
    Slider("mfu", "Utilisation", "percent", 0.1, 0.7, 0.4, "a common value", step=0.01),
    Choice("price", "Chip", {"A100": 1.5, "H100": 2.5}, 2.5, "the newer one"),
]
flop = 6 * 1.75e11 * 3e11
hours = flop / (0.4 * 9.89e14) / 3600
sizes = alt.Chart(alt.sequence(8, 13.1, 0.25, as_="e")).mark_line().transform_calculate(
    size="pow(10, datum.e)",
    cost="6 * datum.size * tokens / (mfu * 9.89e14) / 3600 * price",
).encode(
    x=alt.X("size:Q", axis=theme.count_axis("Parameters", values=[1e8, 1e9, 1e10, 1e11, 1e12, 1e13])).scale(type="log"),
    y=alt.Y("cost:Q", axis=theme.money_axis("Cost", tickCount=6)).scale(type="log"),
).add_params(
    alt.param(name="run_flop", expr="6 * params * tokens"),
    alt.param(name="run_cost", expr="run_flop / (mfu * 9.89e14) / 3600 * price"),
)
figure(sizes, id="live", title="What would it cost?", takeaway="Cost grows with size and data.",
       alt_text="Cost against parameters, from $10 to $100M.", controls=controls,
       sentence="Training takes {run_flop:flop} and costs {run_cost:money}.",
       values={"run_flop": flop, "run_cost": hours * 2.5}, **common)"""

NUMBER = """\
last = world.table("prices").sort_values("as_of").iloc[-1]
number("newest", Estimate(float(last["usd"]), "money", float(last["usd"]) * 0.5, float(last["usd"]) * 2,
       sources=("epoch2024costcode",), basis="newest price of the table"), world)
number("rows", Estimate(float(len(world.table("prices"))), "count", basis="rows of prices in use"), world)"""

GLOSSARY = """\
# Glossary

```{glossary}
chip-hour
  One chip at work, or paid for, for one hour.

rental cost
rented
  What a run costs somebody who rents *all* of its chips.
```
"""

LIVE_TEXT = """\
# Live, or the chip-hour

By the chip-hour, what is rented costs `chip-hours`; a chip-hour is one hour, and [rented](../index.md) is not owned.

The newest price is {glue}`newest`, one of {glue}`rows` rows; see {numref}`fig-live` and {numref}`fig-points`.

$$ C = \\frac{6 N D}{F u} \\sqrt{\\sum_i x_i^2} $$ (eq-cost)

Inline $\\alpha_i = 3$ and {eq}`eq-cost`.

:::{note}
A remark of the house.
:::

| name | value | remark | source | date |
| --- | --- | --- | --- | --- |
| a long name of a thing | 12,345,678 | words and more words | somewhere in print | 2024-01-01 |
"""


def notebook(*cells: str) -> nbformat.NotebookNode:
    """A stripped notebook; cells that begin with '#' and a blank are text."""
    made = [
        nbformat.v4.new_markdown_cell(text) if text.startswith("# ") else nbformat.v4.new_code_cell(text)
        for text in cells
    ]
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number}"
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return nbformat.v4.new_notebook(cells=made, metadata=kernel)


def write(folder: Path) -> Path:
    """Write the book, with `lib/` and `data/` of its own, into a folder."""
    for name in ("lib", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"]["headroom_downloads"] = "release"
    (folder / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    chapters = [{"file": name} for name in ("chapters/charts", "chapters/live", "chapters/glossary", "references")]
    (folder / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": chapters}))
    (folder / "index.md").write_text("# A small book\n\nSee {doc}`chapters/charts` and {cite}`epoch2024costcode`.\n")
    (folder / "references.md").write_text("# References\n\n```{bibliography}\n:all:\n```\n")
    (folder / "chapters").mkdir()
    (folder / "chapters" / "glossary.md").write_text(GLOSSARY)
    charts = notebook("# Charts\n\nText.", SETUP, "# ## Points", POINTS, FACETS, SIDE)
    live = notebook(LIVE_TEXT, SETUP, NUMBER, LIVE)
    for name, made in {"charts": charts, "live": live}.items():
        nbformat.write(made, folder / "chapters" / f"{name}.ipynb")
    return folder


def python(code: str, library: Path) -> str:
    """What some code prints that uses the package of a book."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environ | {"PYTHONPATH": str(library)}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def write_tiny(folder: Path) -> Path:
    """Write a book of two notebooks, two cells of code each, that uses the package and the data of this repository."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"] |= {"headroom_downloads": "none", "templates_path": []}  # the theme adds to the default
    config["bibtex_bibfiles"] = ["data/references.bib"]
    chapters = [{"file": "chapters/charts"}, {"file": "chapters/live"}, {"file": "references"}]
    texts = {
        "_config.yml": yaml.safe_dump(config),
        "_toc.yml": yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": chapters}),
        "index.md": "# A tiny book\n\nSee {doc}`chapters/charts` and {cite}`epoch2024costcode`.\n",
        "references.md": "# References\n\n```{bibliography}\n:all:\n```\n",
        "data/references.bib": "@misc{epoch2024costcode, title = {A title}, author = {An Author}, year = {2024}}\n",
        "chapters/charts.ipynb": nbformat.writes(notebook("# Charts\n\nText.", SETUP, POINTS)),
        "chapters/live.ipynb": nbformat.writes(
            notebook("# Live\n\n{glue}`newest` of {glue}`rows`; {numref}`fig-points`.", SETUP, NUMBER)
        ),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def copy(folder: Path) -> Path:
    """Copy the repository's book, with its `lib/` and `data/`, into a folder; no downloads are made of it.

    What an earlier build kept goes along: it is kept under what it depends on, so nothing in it can be stale.
    """
    folder.mkdir()
    for name in ("lib", "data", "chapters"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for pattern in ("*.md", "_toc.yml", "requirements.txt"):
        for path in ROOT.glob(pattern):
            shutil.copyfile(path, folder / path.name)
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"]["headroom_downloads"] = "none"
    (folder / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    kept = ROOT / "_build" / ".headroom"
    if kept.is_dir():
        shutil.copytree(kept, folder / "_build" / ".headroom", ignore=shutil.ignore_patterns("downloads", "*.lock"))
    return folder
