"""The ledger of claims as a page: every claim with its box, to be filtered and searched, and how they came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

from headroom.evidence import World
from headroom.report import claims
from headroom.report.pages import PAGES, TITLES, table
from headroom.report.results import NO_RESULT, results

LIST = "claim-list"  # id of the list, to which the filter belongs
WHEN = {"then": "verdict when stated", "now": "verdict"}
OUTCOMES = {  # outcome → what is said of one claim, and of several
    "holds": ("holds", "hold"),
    "holds in part": ("holds in part", "hold in part"),
    "does not hold": ("does not hold", "do not hold"),
    "cannot be tested": ("cannot be tested", "cannot be tested"),
    NO_RESULT: (NO_RESULT, NO_RESULT),
}


@dataclass(frozen=True)
class Dispute:
    """Claims that contradict each other.

    Parameters
    ----------
    about : the question on which they differ
    one, other : ids of the claims on each side
    """

    about: str
    one: tuple[str, ...]
    other: tuple[str, ...]


DISPUTES = (
    Dispute(
        "What does training one large model cost?",
        ("training-hundreds-of-millions",),
        ("tens-of-millions", "training-runs-tens-of-millions"),
    ),
    Dispute(
        "Are costs of training rising or falling?", ("algorithms-instead",), ("cost-falling-now", "costs-may-fall")
    ),
    Dispute("Which takes more, training or serving?", ("chatgpt-operation",), ("inference-cheaper",)),
    Dispute(
        "Does the need for capital shut others out?",
        ("centralisation", "incumbent-advantage"),
        ("barrier-speed-bump", "well-funded-startup"),
    ),
    Dispute(
        "Do larger models still get better?",
        ("incumbent-advantage",),
        ("pretraining-plateau", "size-race-ending", "algorithms-instead"),
    ),
    Dispute("Is the text of the world used up?", ("data-exhausted", "data-100x"), ("synthetic-data",)),
    Dispute("Does energy bind before money?", ("energy-binds-first",), ("unsustainable",)),
    Dispute("Does one maker stay dominant?", ("nvidia-share",), ("alternatives", "nvidia-inference-competition")),
)


def outcomes(world: World, when: str) -> dict[str, str]:
    """Claim → its outcome then or now."""
    return {id: one.outcome for (kind, id), one in results(world).items() if kind == WHEN[when]}


def strip(world: World, page: str = "claims.html") -> str:
    """How many claims held when they were stated, and today: two bars whose parts lead to the claims."""
    rows = []
    for when, label in (("then", "When stated"), ("now", f"As of {world.as_of}")):
        counts = Counter(outcomes(world, when).values())
        parts = "".join(
            f'<a class="verdict--{style(outcome)}" style="flex-grow:{n}" '
            f'href="{page}?{when}={outcome.replace(" ", "+")}" title="{n} {OUTCOMES[outcome][n > 1]}">'
            f'{n}<span class="hr-hidden"> {OUTCOMES[outcome][n > 1]}</span></a>'
            for outcome in OUTCOMES
            if (n := counts[outcome])
        )
        rows.append(f'<div class="hr-strip-row"><span>{label}</span><div class="hr-strip-bar">{parts}</div></div>')
    shown = {outcome for when in WHEN for outcome in outcomes(world, when).values()}
    key = "".join(
        f'<span class="verdict--{style(outcome)}">{OUTCOMES[outcome][1]}</span>'
        for outcome in OUTCOMES
        if outcome in shown
    )
    return f'<div class="hr-strip">{"".join(rows)}<p class="hr-strip-key">{key}</p></div>'


def changed(world: World) -> list[str]:
    """Claims whose outcome today is another than on the day when they were made."""
    then, now = outcomes(world, "then"), outcomes(world, "now")
    return [claim for claim in now if then[claim] != now[claim]]


def disputes(world: World) -> str:
    """What the claims contradict each other in, with both sides and their outcomes today."""
    named, now = world.table("claims").set_index("id"), outcomes(world, "now")

    def side(ids: tuple[str, ...]) -> str:
        said = (
            f'<a href="#claim-{id}">{escape(named.loc[id, "claim"])}</a> '
            f"<small>({escape(named.loc[id, 'speaker'])})</small> "
            f'<strong class="verdict-outcome verdict--{style(now[id])}">{now[id]}</strong>'
            for id in ids
        )
        return "<br>".join(said)

    rows = [[escape(one.about), side(one.one), side(one.other)] for one in DISPUTES]
    return table(["Question", "One says", "Another says"], rows, "Claims that contradict each other")


def filters(world: World) -> str:
    """The form by which the list is filtered and searched; shown by the page's script alone."""
    chapters = {chapter: TITLES[chapter] for chapter in PAGES}
    every = dict.fromkeys(outcome for when in WHEN for outcome in outcomes(world, when).values())
    known = {outcome: outcome for outcome in OUTCOMES if outcome in every}
    speakers = {name: name for name in sorted(world.table("claims")["speaker"].unique())}
    chosen = (
        ("chapter", "Chapter", chapters),
        ("now", "Today", known),
        ("then", "When stated", known),
        ("moved", "Outcome", {"yes": "changed since", "no": "as it was"}),
        ("speaker", "Speaker", speakers),
    )
    selects = "".join(_select(*one) for one in chosen)
    return (
        f'<form class="hr-filter" data-filters="{LIST}" role="search" aria-label="Claims" hidden>'
        f'<label>Words <input type="search" name="q"></label>{selects}<button type="reset" class="hr-button">Show all'
        '</button><output aria-live="polite"></output></form>'
    )


def _select(name: str, label: str, options: dict[str, str]) -> str:
    """One choice of the form."""
    listed = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options.items())
    return f'<label>{label} <select name="{name}"><option value="">all</option>{listed}</select></label>'


def boxes(world: World) -> str:
    """The box of every claim, in the order of the chapters and of the days when they were made."""
    moved, order = set(changed(world)), list(PAGES)
    known = world.table("claims").sort_values("stated_on", kind="stable")
    known = known.sort_values("chapter", key=lambda chapters: chapters.map(order.index), kind="stable")
    then, now = outcomes(world, "then"), outcomes(world, "now")
    shown = []
    for row in known.itertuples():
        marks = {"chapter": row.chapter, "speaker": row.speaker, "then": then[row.id], "now": now[row.id]}
        marks["moved"] = "yes" if row.id in moved else "no"
        about = " ".join(f'data-{name}="{escape(value)}"' for name, value in marks.items()) + " "
        if now[row.id] == NO_RESULT:
            shown.append(
                f'<aside class="verdict" {about}id="claim-{row.id}"><p>{escape(row.claim)}: {NO_RESULT}</p></aside>'
            )
        else:
            found = claims.verdict(row.id, world)
            shown.append(claims.html(found, world, f"{PAGES[row.chapter]}.html", about))
    return f'<div id="{LIST}">{"".join(shown)}</div>'


def style(outcome: str) -> str:
    """The look of an outcome; of a result that cannot be computed that of a claim that cannot be tested."""
    return claims.STYLE.get(outcome, "untestable")
