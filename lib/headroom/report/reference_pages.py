"""Reference pages made from the code and the field dictionary: formulas, price rule, prices in use, tables."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable
from contextlib import suppress
from html import escape

import pandas as pd

from headroom.calculator import chapters, describe, procedures
from headroom.calculator.registry import public_functions
from headroom.evidence import NoPriceError, Price, World, price_rule
from headroom.evidence.licences import LICENCES, Licence
from headroom.report import format as fmt
from headroom.report import table_pages
from headroom.report.formula_use import is_used
from headroom.report.pages import TITLES, table
from headroom.report.rows import FOLDER, chosen
from headroom.report.table_pages import Column

NOT_USED = "Not used in the chapters."


def _bound(value: float) -> str:
    """A bound of a valid range: 0.05, 128, 10¹²."""
    exponent = math.log10(abs(value)) if value else 0.0
    if abs(exponent) >= 4 and exponent == round(exponent):
        return f"10{str(round(exponent)).translate(fmt.SUPERSCRIPT)}"
    return f"{value:g}"


def _argument(argument: describe.Argument) -> str:
    limits = f"{_bound(argument.low)} to {_bound(argument.high)}" if argument.low is not None else ""
    unit = argument.unit.label or str(argument.unit)
    meaning = f"{argument.label}: {argument.meaning}"
    return f"| ${argument.symbol}$ `{argument.name}` | {meaning} | {f'{limits} {unit}'.strip()} |"


def formula(function: Callable) -> str:
    """One formula as Markdown: name, meaning, whether chapters use it, equation, arguments, validity, sources."""
    d = describe.describe(function)
    lines = [f"### `{d.name}`", "", d.summary if is_used(function) else f"{d.summary} *{NOT_USED}*", ""]
    if d.procedure:
        lines += [f"*A procedure, since {d.procedure}.*", ""]
    else:
        lines += ["$$", d.equation, "$$", ""]
    lines += ["| symbol, name | meaning | valid range, unit |", "|---|---|---|"]
    lines += [_argument(argument) for argument in (*d.arguments, d.result)]
    lines.append("")
    if d.notes:
        lines += [d.notes, ""]
    if d.sources:
        named = [f"{{cite:t}}`{key}`" for key in d.sources]
        lines += ["Source: " + ", ".join(named) + ".", ""]
    return "\n".join(lines)


def functions(name: str) -> list[Callable]:
    """All formulas, then all procedures, of one chapter."""
    return sorted(public_functions(chapters()[name]), key=lambda f: (f in procedures(), f.__name__))


def chapter(name: str) -> str:
    """The formulas and procedures of one chapter as Markdown."""
    return "\n".join(formula(function) for function in functions(name))


def sheet() -> list[str]:
    """The formula sheet as Markdown, a part for each chapter that has formulas, in the order of the book."""
    return [f"## {title}\n\n{chapter(name)}" for name, title in TITLES.items() if name in chapters()]


def sheet_contents() -> str:
    """Links to the formulas of all chapters, as HTML."""
    order = [name for name in TITLES if name in chapters()]
    return contents({TITLES[name]: [one.__name__ for one in functions(name)] for name in order}, "Formulas")


def contents(parts: dict[str, list[str]], label: str) -> str:
    """Links to the headings of a page, as HTML: names under the title of their part."""

    def link(heading: str, shown: str) -> str:
        return f'<a href="#{re.sub("[^a-z0-9]+", "-", heading.lower()).strip("-")}">{escape(shown)}</a>'

    lists = (
        f"<p><strong>{escape(title)}</strong> "
        + ", ".join(link(name, name.partition(":")[0]) for name in names)
        + "</p>"
        for title, names in parts.items()
    )
    return f'<nav aria-label="{escape(label)}">{"".join(lists)}</nav>'


def rule_of_prices() -> str:
    """The rule by which a price in use is made, as the code states it, as Markdown."""
    text = inspect.cleandoc(price_rule.__doc__ or "")
    body = text.split("Parameters\n----------")[0]
    return re.sub(r"\n {3}(?=\S)", " ", body)


def prices_in_use(world: World) -> list[Price]:
    """The prices in use on the World's date, of every chip and kind of price for which there is an observation."""
    found = []
    asked = world.table("prices")[["accelerator_id", "price_kind"]].drop_duplicates()
    for kind in sorted(asked["price_kind"].unique()):
        of_kind = set(asked["accelerator_id"][asked["price_kind"] == kind])
        for chip in (id for id in world.table("accelerators")["id"] if id in of_kind):
            with suppress(NoPriceError):
                found.append(world.price(chip, kind))
    return found


def prices(world: World) -> str:
    """`prices_in_use` as a table that can be sorted and filtered."""
    found = prices_in_use(world)
    rows = pd.DataFrame({"id": [f"price-{price.item}-{price.kind}" for price in found], "price": found})

    def bound(price: Price, end: float) -> str:
        return "" if price.is_point else table_pages.number(round(float(end), 4))

    columns = [
        Column("Chip", lambda row, _: _chip(row["price"].item, world)),
        Column("Kind", lambda row, _: row["price"].kind.replace("_", " "), choice=True),
        Column("Price <small>USD</small>", lambda row, _: table_pages.number(round(row["price"].value, 4)), "number"),
        Column("Low", lambda row, _: bound(row["price"], row["price"].low), "number"),
        Column("High", lambda row, _: bound(row["price"], row["price"].high), "number"),
        Column("For one", lambda row, _: "chip-hour" if "hour" in row["price"].unit else "chip", choice=True),
        Column("Providers", lambda row, _: str(row["price"].n), "number"),
        Column("Newest quote", lambda row, _: row["price"].newest.isoformat(), "date"),
        Column("Age", lambda row, _: "stale" if row["price"].stale else "fresh", choice=True),
        Column("Rests on", lambda row, _: ", ".join(one.link for one in chosen(row["price"].rows, world))),
    ]
    return table_pages.table(columns, rows, "Prices in use")


def _chip(item: str, world: World) -> str:
    return f'<a href="../{FOLDER}/accelerators.html#{item}">{escape(world.row("accelerators", item)["name"])}</a>'


def tables(world: World) -> str:
    """All tables with their pages and files, as a table that can be sorted and filtered."""
    rows = pd.DataFrame({"id": [f"table-{name}" for name in world.dictionary], "name": list(world.dictionary)})
    about = world.dictionary

    def first_sentence(name: str) -> str:
        return re.split(r"(?<=[.;]) ", about[name].get("description", ""))[0].rstrip(";")

    columns = [
        Column(
            "Table",
            lambda row, _: f'<a href="../{FOLDER}/{row["name"]}.html">{escape(about[row["name"]]["title"])}</a>',
        ),
        Column("What is in it", lambda row, _: escape(first_sentence(row["name"])), "words"),
        Column("Rows", lambda row, _: f"{len(world.table(row['name'])):,}", "number"),
        Column("Sources", lambda row, _: str(world.table(row["name"])["source_key"].nunique()), "number"),
        Column("Newest", lambda row, _: table_pages.newest(row["name"], world), "date"),
        Column("File", lambda row, _: _file(about[row["name"]]["path"])),
    ]
    return table_pages.table(columns, rows, "Tables")


def _file(path: str) -> str:
    return f'<a href="../{FOLDER}/{path}" download>{path}</a>'


def licences(world: World) -> str:
    """Under what the rows of the tables may be passed on, with how many sources and rows there are of each, as HTML."""
    keys = pd.concat([world.table(name)["source_key"] for name in world.dictionary])
    of = keys.map(lambda key: world.source(key).licence)
    rows = [
        [_licence(licence), escape(licence.meaning), f"{keys[of == name].nunique():,}", f"{(of == name).sum():,}"]
        for name, licence in LICENCES.items()
        if (of == name).any()
    ]
    return table(["Licence", "What it means", "Sources", "Rows"], rows, "Licences of the sources")


def _licence(licence: Licence) -> str:
    name = escape(licence.name)
    return f'<a href="{licence.address}">{name}</a>' if licence.address else name


def addresses() -> str:
    """Where the book is found by machine, as HTML."""
    places = {
        "llms.txt": "what there is",
        "data/datapackage.json": "the field dictionary of all tables",
        "data/references.bib": "the sources",
        "api/results.json": "headline results",
        "api/verdicts.json": "each claim, when stated and now",
        "api/prices.json": "prices in use",
    }
    items = (f'<li><a href="../{there}"><code>{there}</code></a>: {what}</li>' for there, what in places.items())
    return f"<ul>{''.join(items)}</ul>"
