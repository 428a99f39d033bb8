"""What the front page says: headline results of all chapters, how the claims came out, and what moved since."""

from __future__ import annotations

from headroom import EDITION
from headroom.evidence import UnknownError, World
from headroom.report import changes, editions
from headroom.report.prose import Prose, prose
from headroom.report.results import results
from headroom.report.what_changed import published

RANGE = "-range"  # end of the key under which the interval of a number stands, in words
NO_EDITION = "No earlier edition is on record."


def numbers(world: World) -> dict[str, object]:
    """Every headline result under its id, and under that id with `RANGE` its interval in words."""
    found = {id: one.estimate for (kind, id), one in results(world).items() if kind == "headline" and one.estimate}
    ranges = {f"{id}{RANGE}": f"{one.interval_name} {one.range_text}" for id, one in found.items() if one.range_text}
    return found | ranges


@prose
def answer(world: World) -> Prose:
    """The answer to the question of the book, and what it rests on."""
    known = numbers(world)
    power, capital, cash = (known[f"limits.{of}"] for of in ("power-first", "capital-first", "spending-over-cash"))
    return Prose(
        known,
        so={
            "If spending keeps its pace, money binds first in 2030 more often than anything else.": capital.value
            >= 0.4,
            "Of what is physical, power binds first in most draws.": power.value > 0.5,
            "Spending of the five companies is about to pass their cash.": cash.value - world.as_of.year < 2,
        },
    )


@prose
def chapters(world: World) -> Prose:
    """What the findings of the chapters say in words."""
    known = numbers(world)
    return Prose(
        so={
            "Electricity is a small part of what a campus costs.": known["energy.campus-share"].high < 0.25,
            "An H100 is let for more than it costs to own one.": known["scarcity.premium"].value > 0,
            "The cost of frontier runs grows while the same capability gets cheaper.": known["training.growth"].low > 1
            and known["training.fixed-capability"].high < 1,
            "Training sets have not met the stock of text.": known["data_limits.headroom"].low > 1,
            "Most of AI computing is inference.": known["inference.share"].value > 0.5,
        }
    )


def since_last_edition(world: World) -> str:
    """In one sentence, what moved in the book as published since the edition on record."""
    base = published(world)
    try:
        record = editions.read(base)
    except UnknownError:
        return NO_EDITION
    found = changes.since(record, base)
    if found.nothing:
        return f"This is edition {EDITION}, data as of {base.as_of}; it stands as it was recorded."
    return f"Since edition {record.name} was recorded ({record.as_of}): {found.summary}"
