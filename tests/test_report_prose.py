"""The text's numbers and statements are results of a World; a notebook tells them, shows figures, answers claims."""

from __future__ import annotations

import json

import pytest

from headroom.evidence import Quantity, World
from headroom.report import headline, notebook, number, prose, statement
from headroom.report.estimate import Estimate
from headroom.report.headline import headline_numbers, headlines
from headroom.report.pages import PAGES, import_chapters
from headroom.report.prose import Prose


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list:
    """What is displayed meanwhile."""
    shown: list = []
    for where in ("headroom.report.notebook.display", "IPython.display.display"):
        monkeypatch.setattr(where, lambda *what, **_: shown.extend(what))
    return shown


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list:
    """The numbers that are told meanwhile, with their Worlds."""
    found: list = []
    monkeypatch.setattr(number, "numbers", lambda *given: found.append(given))
    return found


def half(world: World, *, of: float = 1.0) -> Prose:
    """A passage with one number."""
    return Prose({"half": Estimate(of / 2, "number")}, {"Half is less than all.": of > 0})


def written_in(module: str, function) -> None:
    """A function as if it stood in another module."""
    function.__module__ = module
    return function


@pytest.fixture
def own_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test registers is registered."""
    import_chapters()
    monkeypatch.setattr(prose, "_PASSAGES", {})
    monkeypatch.setattr(half, "__module__", "headroom.report.energy.results.passages")


def test_a_passage_is_registered_under_its_chapter_and_knows_its_world(own_passages: None) -> None:
    world = World()
    passage = prose.prose(half)
    assert prose.passages() == {"energy.half": passage}
    assert prose.passages("energy") == {"energy.half": passage}
    assert prose.passages("training") == {}
    found = passage(world, of=4.0)
    assert found.world is world
    assert found.numbers["half"].value == 2.0


def test_two_passages_of_one_name_in_a_chapter_are_refused(own_passages: None, monkeypatch) -> None:
    prose.prose(half)
    prose.prose(half)  # a module that is read again
    monkeypatch.setattr(half, "__module__", "headroom.report.energy.results.requests")
    with pytest.raises(ValueError, match=r"'energy\.half' is written twice: .*passages, .*requests"):
        prose.prose(half)
    monkeypatch.setattr(half, "__module__", "headroom.report.training.results.passages")
    prose.prose(half)  # of another chapter


def test_all_passages_are_known_without_importing_a_chapter() -> None:
    assert "training.agreement" in prose.passages()


def test_telling_a_passage_makes_its_numbers_known_and_says_nothing_where_all_is_so(displayed, told) -> None:
    world = World()
    passage = Prose({"half": Estimate(0.5, "number")}, {"Half is less than all.": True}, world)
    notebook.tell(passage)
    assert told == [(passage.numbers, world)]
    assert displayed == []


def test_a_statement_that_is_not_so_is_an_error_in_our_own_tests(told) -> None:
    with pytest.raises(AssertionError, match=r"the text says: Half is less than all\."):
        notebook.tell(half(World(), of=-1.0))


def test_a_statement_that_is_not_so_is_noted_on_a_readers_page(displayed, told, monkeypatch) -> None:
    monkeypatch.delenv(statement.STRICT)
    notebook.tell(Prose(so={"One is two.": False, "One is one.": True, "Two is one.": False}))
    assert [note.data for note in displayed] == [statement.note("One is two."), statement.note("Two is one.")]


@pytest.mark.parametrize(
    ("what", "kind", "text"),
    [
        (Quantity(5.5e6, bounds=(4.2e6, 7.1e6)), "money", "$5.5M (90% interval $4.2M–$7.1M)"),
        (Quantity(0.4), "percent", "40%"),
        (1234.5, "number", "1,230"),
        (3, "ratio", "3.0×"),
    ],
)
def test_a_number_is_shown_with_its_interval(displayed, what, kind: str, text: str) -> None:
    notebook.show(what, kind)
    assert displayed == [{"text/html": f'<p class="hr-result">{text}</p>', "text/plain": text}]


def test_an_unknown_format_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(KeyError, match="no format 'euro'; there are money"):
        notebook.show(1.0, "euro")


def test_anything_else_is_shown_as_it_is(displayed) -> None:
    chart = object()
    notebook.show(chart)
    assert displayed == [chart]


def test_a_claim_is_answered_with_its_box(displayed) -> None:
    notebook.answer("training-hundreds-of-millions", World())
    assert 'id="claim-training-hundreds-of-millions"' in displayed[0].data


@pytest.mark.parametrize("chapter", PAGES)
def test_headline_results_are_numbers_of_the_text(chapter: str) -> None:
    import_chapters()
    world = World()
    found = headline_numbers(chapter, world)
    assert found.world is world
    assert {f"{chapter}.{key}": one.text for key, one in found.numbers.items()} == {
        one.id: one.compute(world).text for one in headlines(chapter)
    }


def test_a_headline_is_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headline, "_HEADLINES", {})
    headline.headline("x.a", "A", "a")(lambda world: None)
    with pytest.raises(ValueError, match=r"'x\.a' is declared twice"):
        headline.headline("x.a", "A", "a")(lambda world: None)


def test_a_number_is_json(displayed) -> None:
    notebook.show(Quantity(1.0), "money")
    assert json.loads(json.dumps(displayed)) == displayed
