"""The page that says what changed: since the last edition, by the inputs of this build, by each scenario."""

from __future__ import annotations

from html import escape

from IPython.display import HTML, Markdown

from headroom.evidence import World
from headroom.report import changes, editions
from headroom.report.changes_text import html
from headroom.report.prose import Prose
from headroom.report.results import NO_RESULT

AS_PUBLISHED = (
    "This build has no inputs of its own: it is the book as published. [Bring your own prices](your-prices) to see "
    "what they would change."
)


def published(world: World) -> World:
    """The book as it is without a reader's inputs."""
    return World(seed=world.seed)


def since_edition(world: World) -> tuple[HTML, Prose]:
    """What changed in the book as published since the last edition; and that no result of it was lost."""
    base = published(world)
    since = changes.compare(editions.read(base), base)
    lost = [change for change in since.changes if change.after and change.after.outcome == NO_RESULT]
    every = "Every result of the last edition can be computed from the tables of this build."
    return HTML(html(since)), Prose(so={every: not lost}, world=world)


def by_own_inputs(world: World) -> HTML | Markdown:
    """What changed by the inputs of this build, if it has any."""
    base = published(world)
    if world == base:
        return Markdown(AS_PUBLISHED)
    return HTML(html(changes.compare(base, world)) + _words(changes.no_longer_so(base, world)))


def by_scenario(world: World) -> list[HTML | Markdown]:
    """What each scenario would change in the book as published; nothing in a build with inputs of its own."""
    base = published(world)
    if world != base:
        return []
    names = [path.stem for path in sorted((base.data / "scenarios").glob("*.toml"))]
    scenarios = [World(as_of=base.as_of, seed=base.seed, scenario=name) for name in names]
    return [part for scenario in scenarios if scenario.inputs for part in _of_scenario(base, scenario)]


def _of_scenario(base: World, scenario: World) -> tuple[Markdown, HTML]:
    heading = Markdown(f"### {scenario.about.title}\n\n{scenario.about.why}")
    words = _words(changes.no_longer_so(base, scenario))
    return heading, HTML(html(changes.compare(base, scenario)) + words)


def _words(sentences: list[str]) -> str:
    """Statements of the text as HTML."""
    listed = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<p class="rubric">Words of the text that no longer hold</p><ul>{listed}</ul>' if sentences else ""
