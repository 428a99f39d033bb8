"""The Markdown copy of a page, and the links of cards on pages that lie elsewhere or in a book without tables."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from headroom.book import markdown, mathml, tables
from headroom.evidence import World
from headroom.report.estimate import Estimate
from headroom.report.number import card, html

WORLD = World()
PUE = Estimate.of(WORLD.parameter("pue-hyperscaler"), "number", basis="PUE of hyperscalers")
CHART = (
    '<figure class="hr-figure" id="fig-a"><div class="hr-chart" data-figure="a"><form><input></form>'
    '<p class="hr-sentence">It costs <output>$12</output>.</p>'
    '<div class="hr-stage"><svg><text>axis</text></svg></div></div>'
    '<figcaption><p><strong>Cost</strong> It rises.<a class="headerlink" href="#fig-a">#</a></p></figcaption>'
    '<div class="hr-export"><a href="a.png">PNG</a></div></figure>'
)


def test_a_number_is_filled_in_and_its_card_is_a_footnote_told_once():
    text = markdown.copy(f"<h1>A page</h1><p>It is {html(PUE, WORLD)}, again {html(PUE, WORLD)}.</p>", {})
    assert text.startswith(f"# A page\n\nIt is {PUE.text}[^1], again {PUE.text}[^1].\n")
    assert text.rstrip().endswith(f"[^1]: {card(PUE, WORLD)}")
    assert text.count("PUE of hyperscalers") == 1


def test_a_figure_is_its_words_and_the_address_of_its_table():
    text = markdown.copy(CHART, {"a": {"id": "a", "alt": "Costs from $1 to $9."}}, "../_figures")
    for words in (
        "Costs from $1 to $9.",
        "It costs $12 .",
        "**Cost** It rises.",
        "[The data shown](../_figures/a.csv)",
    ):
        assert words in text
    for words in ("axis", "PNG", "#fig-a", "<"):
        assert words not in text


def test_an_equation_is_its_tex():
    made = mathml._convert(SimpleNamespace(), SimpleNamespace(astext=lambda: r"\frac{6 N D}{F_{peak} u} > 3"), True)
    text = markdown.copy(f"<p>So</p><div>{made}</div>", {})
    assert r"$$\frac{6 N D}{F_{peak} u} > 3$$" in text
    unknown = "<math><mi>x</mi><mo>=</mo><mn>2</mn></math>"
    assert "x=2" in markdown.copy(f"<p>{unknown}</p>", {})


def test_tables_stay_tables():
    text = markdown.copy(
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>a_b 2*3</td></tr></tbody></table>", {}
    )
    assert "| a |\n| --- |\n| a_b 2*3 |" in text


@pytest.mark.parametrize(
    ("page", "listed", "expected"),
    [
        ("chapters/energy", True, 'href="../data/parameters.html'),
        ("index", True, 'href="data/parameters.html'),
        ("a/b/c", True, 'href="../../data/parameters.html'),
        ("chapters/energy", False, "Rests on 1 row of parameters;"),
    ],
)
def test_links_of_cards_are_right_wherever_a_page_lies(page, listed, expected):
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"), env=SimpleNamespace(found_docs={tables.LISTING} if listed else set())
    )
    context = {"body": f"<p>{html(PUE, WORLD)}</p>"}
    tables._make_links_right(app, page, "page.html", context, object())
    assert expected in context["body"]
    assert ("href" in context["body"]) == listed


def test_numbers_and_verdicts_of_an_output_are_noted_by_row():
    place = list(WORLD.table("parameters")["id"]).index("pue-hyperscaler")
    number = html(PUE, WORLD)
    found = tables._nothing()
    verdict = f'<aside class="verdict verdict--holds" id="claim-a.b">{number} {number}</aside>'
    tables._note_numbers(found, "chapters/energy", f"<p>{number}</p>{verdict}")
    of = found["parameters", place]["chapters/energy"]
    assert (of["numbers"], list(of["claims"])) == (3, ["a.b"])
    assert list(found) == [("parameters", place)]
