"""Correlated inputs: which ranges are drawn together, how, and what a table of correlations must hold.

The table states rank correlations (Spearman's rho) of pairs of rows. Rows that pairs connect, over any number of steps,
make a group; a pair of a group that no row states has correlation 0. A group is drawn with a Gaussian copula: normal
scores whose correlation is 2 sin(pi rho / 6) say in which order each range takes its own draws. So every range keeps
its own margin to the last digit, and one that is in no correlation keeps its order too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import ndtri

from headroom.evidence.faults import Fault, suggestion
from headroom.evidence.quantity import Row, Rows

TABLE = "correlations"
STATED = ["a_table", "a", "b_table", "b", "spearman"]
FEW = 20  # draws a range, under which correlations by chance cannot be told from real ones
Member = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """Ranges that are drawn together.

    Parameters
    ----------
    ids
        Their names, sorted.
    scores
        Correlation of their normal scores, in this order.
    rows
        Rows of the table of correlations that say so.
    """

    ids: tuple[str, ...]
    scores: tuple[tuple[float, ...], ...]
    rows: Rows

    def uniform(self, id: str, seed: int, n: int) -> np.ndarray:  # noqa: A002 - the word of the tables
        """Where the draws of one of them lie in its probability: its own strata, in the order of the group."""
        return _drawn(self, seed, n)[self.ids.index(id)]


def stratified(id: str, seed: int, n: int) -> np.ndarray:  # noqa: A002
    """`n` probabilities, one in each n-th, in random order; name and seed alone decide."""
    name = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big")
    rng = np.random.default_rng([seed, name])
    uniform = (rng.permutation(n) + rng.random(n)) / n
    return np.clip(uniform, 1e-12, 1 - 1e-12)


@lru_cache(maxsize=32)
def _drawn(group: Group, seed: int, n: int) -> np.ndarray:
    """Probabilities of a group's ranges, one range a row, reordered as its correlations want (Iman and Conover)."""
    own = np.array([stratified(id, seed, n) for id in group.ids])
    scores = ndtri(own)
    if n >= FEW * len(group.ids):  # take out what correlates by chance
        scores = np.linalg.solve(np.linalg.cholesky(np.corrcoef(scores)), scores)
    ranks = np.argsort(np.argsort(np.linalg.cholesky(np.array(group.scores)) @ scores, axis=1), axis=1)
    drawn = np.take_along_axis(np.sort(own, axis=1), ranks, axis=1)
    drawn.setflags(write=False)  # shared by the ranges of the group
    return drawn


def groups(table: pd.DataFrame) -> dict[Member, Group]:
    """The group of each row that a table of correlations names, by table and id."""
    found = {}
    for members in _connected(_pairs(table)):
        places = {member: place for place, member in enumerate(sorted(members))}
        scores = np.eye(len(places))
        rows = set()
        for row, (a, b) in zip(table.itertuples(), _pairs(table), strict=True):
            if a in places:
                scores[places[a], places[b]] = scores[places[b], places[a]] = 2 * np.sin(np.pi * row.spearman / 6)
                rows.add(Row(TABLE, row.id, row.source_key))
        ids = tuple(id for _, id in places)
        found |= dict.fromkeys(places, Group(ids, tuple(map(tuple, scores.tolist())), frozenset(rows)))
    return found


def faults(table: pd.DataFrame, ids: Mapping[str, Collection[str]], shown: str) -> list[Fault]:
    """What a single row of a table of correlations cannot show to be wrong: ids, pairs, and groups as a whole.

    Parameters
    ----------
    table
        Its rows in use, indexed by line.
    ids
        The rows in use of every table.
    shown
        The file's name in messages.
    """
    table = table.dropna(subset=STATED)
    wrong = _id_faults(table, ids, shown) + _pair_faults(table, shown)
    return wrong if wrong or (table["spearman"].abs() >= 1).any() else _group_faults(table, shown)


def _id_faults(table: pd.DataFrame, ids: Mapping[str, Collection[str]], shown: str) -> list[Fault]:
    lines = zip(table.index, _pairs(table), strict=True)
    ends = [(line, *end) for line, (a, b) in lines for end in (("a", a), ("b", b))]
    return [
        Fault(shown, line, column, id, f"an id of {there}.csv that is in use" + suggestion(id, ids[there]))
        for line, column, (there, id) in ends
        if there in ids and id not in ids[there]
    ]


def _pair_faults(table: pd.DataFrame, shown: str) -> list[Fault]:
    """Each pair stands once, and holds two ranges."""
    found, first = [], {}
    for line, (a, b) in zip(table.index, _pairs(table), strict=True):
        earlier = first.setdefault(frozenset((a, b)), line)
        if a[1] == b[1]:
            found.append(Fault(shown, line, "b", b[1], "another id than a: ranges of one id are drawn alike"))
        elif earlier != line:
            found.append(Fault(shown, line, "b", b[1], f"each pair once: it stands in line {earlier}"))
    return found


def _group_faults(table: pd.DataFrame, shown: str) -> list[Fault]:
    """The correlations of a group can hold together: their matrix is positive definite."""
    found = []
    for group in set(groups(table).values()):
        lines = table.index[table["id"].isin({row.id for row in group.rows})]
        last, names = lines.max(), ", ".join(group.ids)
        rho = f"{table.at[last, 'spearman']:g}"
        if len(set(group.ids)) < len(group.ids):
            found.append(Fault(shown, last, "b", table.at[last, "b"], f"ids that differ within a group, here {names}"))
        elif np.linalg.eigvalsh(np.array(group.scores)).min() < 1e-9:
            expected = f"correlations of {names} that can hold together (a positive definite matrix; not stated is 0)"
            found.append(Fault(shown, last, "spearman", rho, expected))
    return found


def _pairs(table: pd.DataFrame) -> list[tuple[Member, Member]]:
    return [((row.a_table, row.a), (row.b_table, row.b)) for row in table.itertuples()]


def _connected(pairs: Iterable[tuple[Member, Member]]) -> list[set[Member]]:
    """Sets of members that pairs connect, over any number of steps."""
    found: list[set[Member]] = []
    for pair in pairs:
        touched = [members for members in found if members & set(pair)]
        found = [members for members in found if members not in touched] + [set(pair).union(*touched)]
    return found
