"""Reference pages made from the code and the field dictionary: formula sheet, price rule, tables."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable
from html import escape

import pandas as pd

from headroom.calculator import chapters, describe, procedures
from headroom.calculator.registry import public_functions
from headroom.evidence import NoPriceError, World, price_rule
from headroom.report import format as fmt
from headroom.report.formula_use import is_used
from headroom.report.pages import TITLES, table

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


def prices_in_use(
    world: World, kinds: tuple[str, ...] = ("cloud_on_demand", "cloud_reserved", "cloud_spot")
) -> pd.DataFrame:
    """Prices in use on the World's date: chip, kind, price, range, providers, newest quote, whether it is stale."""
    rows = []
    for chip in world.table("accelerators").itertuples():
        for kind in kinds:
            try:
                price = world.price(chip.id, kind)
            except NoPriceError:
                continue
            spread = "" if price.low == price.high else fmt.interval(price.low, price.high, "money")
            rows.append(
                [
                    chip.name,
                    kind.replace("_", " "),
                    fmt.money(price.value),
                    spread,
                    price.n,
                    price.newest,
                    "stale" if price.stale else "",
                ]
            )
    return pd.DataFrame(rows, columns=["chip", "kind", "price", "range", "providers", "newest quote", "age"])


def rental_prices(world: World) -> str:
    """`prices_in_use` as HTML, which scrolls sideways where it must."""
    shown = prices_in_use(world).to_html(index=False, border=0)
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="Prices in use">{shown}</div>'


def table_contents(world: World) -> str:
    """Links to all tables, as HTML."""
    return contents({"Jump to": table_headings(world)}, "Tables")


def table_headings(world: World) -> list[str]:
    """The headings of `tables`."""
    return [f"{resource['path']}: {resource['title']}" for resource in world.dictionary.values()]


def tables(world: World) -> str:
    """Every table with its fields, from the field dictionary, as Markdown with tables in HTML, which is read faster."""
    parts = []
    for name, resource in world.dictionary.items():
        rows = []
        for field in resource["schema"]["fields"]:
            meaning = ". ".join(text for text in (field.get("title", ""), field.get("description", "")) if text)
            rows.append([f"<code>{field['name']}</code>", _inline(meaning), escape(field.get("unit", ""))])
        parts += [
            f"### `{resource['path']}`: {resource['title']}",
            resource.get("description", ""),
            table(["Field", "Meaning", "Unit"], rows, f"Fields of {resource['path']}"),
            f"{len(world.table(name))} rows up to {world.as_of}.",
        ]
    return "\n\n".join(parts)


def _inline(text: str) -> str:
    """Text with code in backticks, as HTML."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))
