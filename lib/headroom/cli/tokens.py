"""``headroom tokens``: fresh API token prices as rows to review and append."""

from __future__ import annotations

from datetime import date, datetime

import click

from headroom.cli.common import fail, need_checkout, refuse, refusing


@click.command(no_args_is_help=True)
@click.option(
    "--released",
    required=True,
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which the installed genai-prices was released: no price is observed after it.",
)
@click.option("--append", is_flag=True, help="Append the rows to data/api_prices.csv; nothing else is ever changed.")
@refusing
def tokens(released: datetime, append: bool) -> None:
    """Propose rows for data/api_prices.csv from the prices that the installed genai-prices ships. Needs no network.

    Prints rows that differ from the newest of the same provider and model, checked against the field dictionary.
    Without --append, nothing is written. Install with: pip install "headroom-report[tokens]"

    \b
    Example:
        headroom tokens --released 2026-11-18
    """
    from headroom.evidence import tables, token_prices

    day = released.date()
    if day > date.today():
        refuse(f"--released: '{day}' — expected a date not later than today, {date.today()}")
    if append:
        need_checkout("headroom tokens --append")
    try:
        providers, release = token_prices.installed()
    except ImportError:
        fail('genai-prices is not installed: pip install "headroom-report[tokens]"')
    package = tables.load()
    found = token_prices.propose(package, providers, release, day)
    click.echo(f"{len(found.rows)} of {found.compared} prices compared are new in genai-prices {release}.", err=True)
    for id_, reason in zip(found.rows["id"], found.reasons, strict=True):
        click.echo(f"  {id_}: {reason}", err=True)
    click.echo(found.csv, nl=False)
    if found.bibtex:
        click.echo(f"Add to data/references.bib, which does not have this source yet:\n{found.bibtex}", err=True)
    if not append or found.rows.empty:
        return
    if found.bibtex:
        refuse("nothing was appended: add the source first")
    file = package.path / f"{token_prices.TABLE}.csv"
    ends = file.read_bytes().endswith(b"\n")
    with file.open("a", encoding="utf-8", newline="") as table:
        table.write(("" if ends else "\n") + found.csv)
    click.echo(f"appended to {file}; review them with: git diff", err=True)
