"""The page of one table: every row that the World sees, with source, date, age and where the book uses it.

All rows stand in the page, each with an anchor of its own, so that it reads without a script; the script of the book
(`tables.js`) sorts and filters them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

import pandas as pd

from headroom.evidence import NoPriceError, World
from headroom.evidence import tables as evidence_tables
from headroom.evidence.licences import LICENCES
from headroom.report.rows import FOLDER

MERGED = {"source_key", "locator", "supersedes"}  # shown in one cell, or of no use where only what counts is shown
FEW = 12  # values of a column that is offered as a choice
NO_CHOICE = {"interval", "unit"}  # of which nobody wants some rows alone
DAYS_OF_MONTH = 365.25 / 12
DAY = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True)
class Use:
    """What of a page rests on a row.

    Parameters
    ----------
    page : its name, "chapters/energy"
    title : of the page
    figures : id and title of each
    claims : ids of the verdicts
    numbers : how many, those of verdicts included
    formulas : addresses of those that take it as it is
    """

    page: str
    title: str
    figures: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()
    numbers: int = 0
    formulas: tuple[str, ...] = ()


Uses = Mapping[tuple[str, int], Sequence[Use]]  # by table and place of the row


@dataclass(frozen=True)
class Column:
    """A column of a page.

    Parameters
    ----------
    title : its head, as HTML
    cell : a row and its place as HTML
    kind : how it is sorted and set: as "number", "date", "text" or, in a wide column, as "words"
    choice : whether its values are offered as a choice
    """

    title: str
    cell: Callable[[Any, int], str]
    kind: str = "text"
    choice: bool = False


def page(name: str, world: World, uses: Uses) -> str:
    """The page of a table as HTML, but for its heading."""
    resource, rows = world.dictionary[name], world.table(name)
    columns = _columns(name, world, uses)
    return (
        f"<p>{escape(resource.get('description', ''))}</p><p>{about(name, world)}</p>"
        f"{_fields(resource)}{table(columns, rows, resource['title'])}"
    )


def table(columns: Sequence[Column], rows: pd.DataFrame, label: str) -> str:
    """Rows as a table that the book's script sorts and filters; the first column is that of the ids."""
    heads = "".join(
        f'<th scope="col" data-kind="{one.kind}"{" data-choice" if one.choice else ""}>{one.title}</th>'
        for one in columns
    )
    first, *others = columns
    ends = [f' class="{one.kind[0]}"' if one.kind != "text" else "" for one in others]
    body = "".join(
        f'<tr id="{escape(row["id"])}"><th scope="row">{first.cell(row, place)}</th>'
        + "".join(f"<td{end}>{one.cell(row, place)}</td>" for one, end in zip(others, ends, strict=True))
        + "</tr>\n"
        for place, row in enumerate(rows.to_dict("records"))
    )
    return (
        f'<div class="hr-rows" tabindex="0" role="region" aria-label="{escape(label)}"><table class="hr-data">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def about(name: str, world: World) -> str:
    """How many rows there are, of which sources, under which licences, and where the file is; as HTML."""
    rows, package = world.table(name), evidence_tables.load(world.data)
    counted = len(rows) - int(rows.get("user_supplied", pd.Series(dtype=bool)).sum())
    corrected = len(package.ids[name]) - len(package.tables[name])
    left_out = [
        f"{n} {what}"
        for n, what in ((corrected, "corrected since"), (len(package.tables[name]) - counted, "of a later day"))
        if n
    ]
    more = f" The file holds further rows that do not count: {', '.join(left_out)}." if left_out else ""
    own = f" {len(rows) - counted} of the rows are prices of your own." if len(rows) > counted else ""
    path = world.dictionary[name]["path"]
    return (
        f"{len(rows):,} rows of {rows['source_key'].nunique():,} sources, as of {world.as_of}.{own}{more} "
        f'Download: <a href="{path}" download>{path}</a>; <a href="datapackage.json">field dictionary</a>. '
        f"Passed on under: {', '.join(licences(name, world))}."
    )


def licences(name: str, world: World) -> list[str]:
    """Under what the rows of a table may be passed on, that of most rows first."""
    counts = world.table(name)["source_key"].map(lambda key: world.source(key).licence).value_counts()
    return [licence for licence in counts.index if licence in LICENCES]


def newest(name: str, world: World) -> str:
    """The date of a table's newest row, or nothing."""
    column = world.dictionary[name].get("asOf")
    return f"{world.table(name)[column].max():%Y-%m-%d}" if column else ""


def _columns(name: str, world: World, uses: Uses) -> list[Column]:
    """The columns of a table's page: id, source, what its file says, age, use and note."""
    rows, resource = world.table(name), world.dictionary[name]
    keys = {key["fields"][0]: key["reference"].get("resource") for key in resource["schema"].get("foreignKeys", ())}
    shown = [
        _column(field, rows, keys.get(field["name"]))
        for field in resource["schema"]["fields"]
        if field["name"] not in MERGED | {"note"}
        and not field["name"].endswith("_precision")
        and rows[field["name"]].notna().any()
    ]
    if day := resource.get("asOf"):
        shown.append(Column("Age <small>months</small>", _age(day, world), "number"))
    shown.insert(1, Column("Source", _source(world), "words"))
    shown.append(Column("Used in", _used(name, uses), "words"))
    if rows["note"].notna().any():
        shown.append(Column("Note", lambda row, _: _text(row["note"]), "words"))
    return shown


def _column(field: Mapping[str, Any], rows: pd.DataFrame, refers_to: str | None) -> Column:
    """A column of the file."""
    name = field["name"]
    unit = field.get("unit", "")
    title = escape(field.get("title", name)) + (f" <small>{escape(unit)}</small>" if unit not in ("", "unit") else "")
    if name == "id":
        return Column(title, lambda row, _: f'<a href="#{quote(row[name])}">{escape(row[name])}</a>')
    if field["type"] in ("number", "integer"):
        return Column(title, lambda row, _: number(row[name]), "number")
    if field["type"] == "year":
        return Column(title, lambda row, _: "" if pd.isna(row[name]) else f"{row[name]:.0f}", "date")
    if field["type"] == "date":
        return Column(title, lambda row, _: _date(row[name], row.get(f"{name}_precision")), "date")
    if refers_to:
        return Column(title, lambda row, _: _reference(row[name], refers_to))
    choice = "enum" in field.get("constraints", {}) and name not in NO_CHOICE and 1 < rows[name].nunique() <= FEW
    return Column(title, lambda row, _: _text(row[name]), choice=choice)


def number(value: float) -> str:
    """A number as it stands in the file, with commas; empty where it is not known."""
    if math.isnan(value):
        return ""
    if value and not 1e-4 <= abs(value) < 1e12:
        digits, _, exponent = f"{value:.10e}".partition("e")
        return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if pd.isna(value) else escape(str(value))


def _date(day: Any, precision: str | None) -> str:
    return "" if pd.isna(day) else f"{day:{DAY.get(precision, DAY['day'])}}"


def _reference(id: Any, refers_to: str) -> str:  # noqa: A002 - the word of the tables
    return "" if pd.isna(id) else f'<a href="{refers_to}.html#{quote(id)}">{escape(id)}</a>'


def _age(column: str, world: World) -> Callable[[Any, int], str]:
    """How old a row is on the World's day [months]; "stale" beside it if it is of a price in use that is."""
    stale = stale_quotes(world)

    def cell(row: Any, _: int) -> str:
        if pd.isna(row[column]):
            return ""
        months = (pd.Timestamp(world.as_of) - row[column]).days / DAYS_OF_MONTH
        return f"{months:.0f}" + (' <span class="hr-stale">stale</span>' if row["id"] in stale else "")

    return cell


@lru_cache(maxsize=4)
def stale_quotes(world: World) -> frozenset[str]:
    """The rows of prices in use whose newest quote is old."""
    found: set[str] = set()
    for item, kind in world.table("prices")[["accelerator_id", "price_kind"]].drop_duplicates().itertuples(index=False):
        try:
            price = world.price(item, kind)
        except NoPriceError:
            continue
        found |= {row.id for row in price.rows} if price.stale else set()
    return frozenset(found)


def _source(world: World) -> Callable[[Any, int], str]:
    """A source, linked to its entry in the list of sources, and the place in it, linked to the work."""

    def cell(row: Any, _: int) -> str:
        source = world.source(row["source_key"])
        label, place = escape(source.label), _text(row["locator"])
        if not source.licence:  # a file brought along
            return label
        named = f'<a href="../references.html#ref-{source.key.replace("_", "-")}">{label}</a>'
        if source.url:
            return f'{named}, <a href="{escape(source.url)}">{place or "the work"}</a>'
        return f"{named}, {place}" if place else named

    return cell


def _used(name: str, uses: Uses) -> Callable[[Any, int], str]:
    """Where the book uses a row; of a parameter with links to each figure and verdict."""
    return lambda _, place: "<br>".join(_use(use, name == "parameters") for use in uses.get((name, place), ()))


def _use(use: Use, whole: bool) -> str:
    """What of a page uses a row, and by which formulas."""
    address = f"../{use.page}.html"
    if whole:
        named = [f'<a href="{address}#fig-{id}">{escape(title)}</a>' for id, title in use.figures]
        named += [f'<a href="{address}#claim-{id}">verdict {escape(id)}</a>' for id in use.claims]
    else:
        named = [_many(len(use.figures), "figure"), _many(len(use.claims), "verdict")]
    named.append(_many(use.numbers, "number"))
    if use.formulas:
        formulas = (f'<a href="{_sheet(one)}">{one.rpartition(".")[2]}</a>' for one in use.formulas)
        named.append(f"by {', '.join(formulas)}")
    return f'<a href="{address}">{escape(use.title)}</a>: {", ".join(filter(None, named))}'


def _sheet(formula: str) -> str:
    """Where the formula sheet has a formula."""
    return f"../chapters/formulas.html#{formula.rpartition('.')[2].replace('_', '-')}"


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}" if n else ""


def _fields(resource: Mapping[str, Any]) -> str:
    """What the fields mean, folded away."""
    items = "".join(
        f"<dt><code>{field['name']}</code> {escape(field.get('title', ''))}"
        f"{f' [{escape(unit)}]' if (unit := field.get('unit')) else ''}</dt>"
        f"<dd>{escape(field.get('description', ''))}</dd>"
        for field in resource["schema"]["fields"]
    )
    return f'<details class="hr-fields"><summary>What the fields mean</summary><dl>{items}</dl></details>'


def place(name: str) -> str:
    """The address of a table's page within the book, without its ending."""
    return f"{FOLDER}/{name}"
