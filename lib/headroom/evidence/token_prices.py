"""Fresh API token prices: what the installed package `genai-prices` lists and ``data/api_prices.csv`` does not have.

The package ships its data, so nothing is fetched. Only models that the tables know are compared, and only list prices
without conditions of time of day; prices of a tier are those of the shortest prompts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import pandas as pd

from headroom.evidence.faults import EvidenceError
from headroom.evidence.tables import Package, validate

PACKAGE = "genai-prices"
TABLE = "api_prices"
PROVIDERS = {"x-ai": "xAI", "moonshotai": "Moonshot", "together": "Together", "zai": "Zhipu (Z.ai)"}  # named otherwise
PARTS = {"input": "input_mtok", "cached_input": "cache_read_mtok", "output": "output_mtok"}
BLEND = (3, 1)  # parts of input and output, as the field dictionary has it
BIBTEX = """@misc{{{key},
  author = {{{{Pydantic Services Inc.}}}},
  title = {{{{genai-prices: prices of LLM inference APIs}}}},
  howpublished = {{PyPI release {version}}},
  year = {{{year}}},
  url = {{https://pypi.org/project/genai-prices/}},
  license = {{MIT}},
}}"""


@dataclass(frozen=True)
class Proposal:
    """Rows to append, checked against the field dictionary.

    Parameters
    ----------
    rows : in the columns of the table
    reasons : why each row is proposed
    compared : how many listed prices were compared
    source_key : source of the rows
    bibtex : entry to add to references.bib; empty if it is there
    """

    rows: pd.DataFrame
    reasons: tuple[str, ...]
    compared: int
    source_key: str
    bibtex: str

    @property
    def csv(self) -> str:
        """The rows as lines of the table's file, without header."""
        text = io.StringIO()
        self.rows.to_csv(text, index=False, header=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        return text.getvalue()


def installed() -> tuple[list[Any], str]:
    """The providers that the installed package lists, and its version."""
    from genai_prices.data_snapshot import get_snapshot

    return get_snapshot().providers, version(PACKAGE)


def propose(package: Package, providers: Iterable[Any], release: str, released: date) -> Proposal:
    """Rows for prices that differ from the newest of the same provider and model, or that this provider has not yet.

    Parameters
    ----------
    package
        The tables.
    providers
        Providers as `genai_prices` has them.
    release
        Version of the package.
    released
        Day of that release: no price is observed after it.

    Raises
    ------
    EvidenceError
        If a row does not fit the field dictionary.
    """
    key = f"pydantic{released.year}genaiprices"
    stated = {"released": released, "source_key": key, "release": f"{PACKAGE} {release}"}
    found: dict[str, tuple[dict[str, str], str]] = {}
    compared = 0
    for provider in providers:
        name = PROVIDERS.get(provider.id) or _like(provider.name, package.table(TABLE)["provider"].unique())
        for model in provider.models if name else ():
            of_model = _rows_of(package.table(TABLE), name, model)
            listed = _listed(model, released)
            if of_model.empty or listed is None:
                continue
            compared += 1
            here = of_model[of_model["provider"] == name].drop_duplicates("variant", keep="last")
            if not _have(here, listed):
                row = _row(name, of_model, here, model, listed, **stated)
                found.setdefault(row["id"], (row, _reason(here)))
    for known in package.ids[TABLE]:
        found.pop(known, None)
    columns = [field["name"] for field in package.resources[TABLE]["schema"]["fields"]]
    cells = pd.DataFrame([row for row, _ in found.values()], columns=columns, dtype=str).fillna("")
    _check(cells, package, key, released)
    bibtex = "" if key in package.sources else BIBTEX.format(key=key, version=release, year=released.year)
    return Proposal(cells, tuple(reason for _, reason in found.values()), compared, key, bibtex)


def _check(cells: pd.DataFrame, package: Package, key: str, released: date) -> None:
    """Refuse rows that the table would refuse; a source that is to be added counts as known."""
    if cells.empty:
        return
    resource = package.resources[TABLE]
    keys = dict(package.keys(resource))
    what, known = keys["source_key"]
    keys["source_key"] = (what, frozenset(known) | {key})
    faults = validate(cells, resource, keys, released, PACKAGE)[1]
    if faults:
        raise EvidenceError(faults)


@dataclass(frozen=True)
class _Listed:
    """A list price in force [USD/Mtok], the day from which it is if that is known, and the tier's limit [tokens]."""

    input: Decimal
    cached_input: Decimal | None
    output: Decimal
    since: date | None
    tier: int | None


def _listed(model: Any, day: date) -> _Listed | None:
    """The price in force on a day; None if it has no text price, or depends on the time of day."""
    conditional = model.prices if isinstance(model.prices, list) else []
    if any(_is_hourly(one.constraint) for one in conditional):
        return None
    starts = [one.constraint.start_date for one in conditional if one.constraint is not None]
    since = max((start for start in starts if start <= day), default=None)
    prices = model.get_prices(datetime.combine(day, time(12), UTC))
    stated = {part: getattr(prices, name) for part, name in PARTS.items()}
    if not stated["input"] or not stated["output"]:
        return None
    tiers = [price.tiers[0].start for price in stated.values() if hasattr(price, "tiers") and price.tiers]
    return _Listed(**{part: getattr(price, "base", price) for part, price in stated.items()}, since=since,
                   tier=min(tiers, default=None))  # fmt: skip


def _is_hourly(constraint: Any) -> bool:
    return constraint is not None and not hasattr(constraint, "start_date")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _like(name: str, known: Iterable[str]) -> str:
    return next((one for one in known if _plain(one) == _plain(name)), "")


def _rows_of(known: pd.DataFrame, provider: str, model: Any) -> pd.DataFrame:
    """Rows of the model that is listed: that of the name in the provider's list, else that of the same name."""
    named = known[(known["provider"] == provider) & known["listed_as"].eq(model.id)]
    bare = _plain(model.id.rpartition("/")[2])
    ids = list(named["model_id"]) or [one for one in known["model_id"].unique() if _plain(one) == bare]
    return known[known["model_id"] == ids[-1]].sort_values("as_of") if ids else known.iloc[:0]


def _have(here: pd.DataFrame, listed: _Listed) -> bool:
    """Whether the newest row of any variant states the price."""
    same_input = here["usd_per_mtok_input"] == float(listed.input)
    return bool((same_input & (here["usd_per_mtok_output"] == float(listed.output))).any())


def _reason(here: pd.DataFrame) -> str:
    if here.empty:
        return "new at this provider"
    last = here.iloc[-1]
    prices = f"{last['usd_per_mtok_input']:g}/{last['usd_per_mtok_output']:g}"
    return f"was {prices} on {last['as_of'].date()} ({last['variant']}, {last['source_key']})"


def _row(
    provider: str,
    of_model: pd.DataFrame,
    here: pd.DataFrame,
    model: Any,
    listed: _Listed,
    *,
    released: date,
    source_key: str,
    release: str,
) -> dict[str, str]:
    """A row of the table, as text."""
    in_force = listed.since is not None and (here.empty or listed.since > here["as_of"].max().date())
    day = listed.since if in_force else released
    last = (of_model if here.empty else here).iloc[-1]
    blend = (BLEND[0] * listed.input + BLEND[1] * listed.output) / sum(BLEND)
    return {
        "id": f"{_slug(provider)}-{_slug(last['variant'])}-{day}",
        "provider": provider,
        "model_id": last["model_id"],
        "variant": last["variant"],
        "usd_per_mtok_input": _text(listed.input),
        "usd_per_mtok_cached_input": "" if listed.cached_input is None else _text(listed.cached_input),
        "usd_per_mtok_output": _text(listed.output),
        "usd_per_mtok_blended": _text(blend),
        "as_of": day.isoformat(),
        "as_of_precision": "day",
        "as_of_kind": "effective" if in_force else "observed",
        "open_weights": str(bool(last["open_weights"])).lower(),
        "offer": last["offer"],
        "served_on": last["served_on"] if isinstance(last["served_on"], str) else "",
        "listed_as": model.id,
        "context_tier": "" if listed.tier is None else f"<={listed.tier / 1000:.0f}k",
        "source_key": source_key,
        "locator": f"{release} package data, id {model.id}",
        "confidence": "secondary",
    }


def _text(price: Decimal) -> str:
    return f"{price.normalize():f}"
