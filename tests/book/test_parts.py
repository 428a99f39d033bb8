"""The parts of the rendering house, each by itself."""

from __future__ import annotations

import re
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
import sample
from fontTools.ttLib import TTFont
from pybtex.backends.plaintext import Backend
from pybtex.database import parse_string

from headroom.book import citation, controls, downloads, fonts, svg, trim
from headroom.book.bibliography import SourceStyle
from headroom.report import theme
from headroom.report.theme import headroom_theme

ROWS = pd.DataFrame({"name": ["a long name of a row that takes much room", "another long name of a row"], "x": [1, 2]})
IDENTITY = {
    "id": "a-figure",
    "title": "A title & more",
    "takeaway": "What it says.",
    "alt": "Values from 1 to 2.",
    "unit": "USD",
    "as_of": "2026-01-02",
    "edition": "2026.11",
    "world": "base scenario",
    "sources": [{"key": "a2024", "label": "A. 2024"}, {"key": "b2025", "label": "B et al. 2025"}],
}


@pytest.fixture(scope="module", autouse=True)
def house_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Web fonts and chart fonts, made once."""
    folder = tmp_path_factory.mktemp("fonts")
    fonts.write_text_fonts(folder / "web", folder / "charts")
    svg.use_fonts(folder / "charts")
    return folder


def spec(chart: alt.TopLevelMixin) -> dict:
    """A chart in the look of the book."""
    return svg.for_page({**chart.to_dict(), "config": headroom_theme()["config"]})


POINTS = alt.Chart(ROWS).mark_point().encode(x="x:Q", y=alt.Y("x:Q"))
NAMED = alt.Chart(ROWS).mark_bar().encode(x="x:Q", y=alt.Y("name:N", title=None, axis=alt.Axis(labelLimit=300)))


def test_drawings_have_the_widths_of_column_and_phone() -> None:
    assert svg.wide(spec(POINTS)).width == pytest.approx(svg.WIDE, abs=3)
    assert svg.narrow(spec(POINTS)).width == pytest.approx(svg.NARROW, abs=3)
    assert svg.wide(spec(POINTS.properties(width=200))).width < 300, "a small chart keeps its size"


def test_what_fitted_last_time_saves_drawing_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[svg.Spec] = []
    draw = svg.draw
    monkeypatch.setattr(svg, "draw", lambda chart: drawn.append(chart) or draw(chart))
    for chart in (POINTS, NAMED, POINTS.properties(width=300) | POINTS.properties(width=500)):
        steps: svg.Steps = {}
        first = [svg.wide(spec(chart), steps).svg, svg.narrow(spec(chart), steps).svg]
        before = len(drawn)
        assert [svg.wide(spec(chart), steps).svg, svg.narrow(spec(chart), steps).svg] == first
        assert len(drawn) - before < before
        far = {purpose: svg.Step(step.pixels - 40, step.slope) for purpose, step in steps.items()}
        assert [svg.wide(spec(chart), far).svg, svg.narrow(spec(chart), far).svg] == first
        assert far == steps
        drawn.clear()


def test_charts_side_by_side_stand_under_each_other_on_a_phone() -> None:
    both = spec(POINTS.properties(width=300, height=200) | POINTS.properties(width=300, height=200))
    wide, narrow = svg.wide(both), svg.narrow(both)
    assert wide.width == pytest.approx(svg.WIDE, abs=3)
    assert narrow.width == pytest.approx(svg.NARROW, abs=3)
    assert narrow.height > 2 * 200


def test_wrapped_facets_form_one_column_and_columns_of_facets_scroll() -> None:
    cell = POINTS.properties(width=150, height=100)
    assert svg.narrow(spec(cell.facet("name:N", columns=2))).height > 2 * 100
    assert svg.narrow(spec(cell.facet(column="name:N"))) is None
    assert svg.narrow(spec(POINTS.encode(column="name:N"))) is None


def test_names_of_rows_stand_above_them_on_a_phone() -> None:
    narrow = svg.narrow(spec(NAMED))
    assert narrow.spec["width"] > 300, "the plot has the whole width"
    assert ROWS["name"][0] in narrow.svg, "no name is cut"
    assert svg.wide(spec(NAMED)).spec.get("width", svg.WIDE) < 500, "on a desktop they stand beside them"


def test_names_above_rows_are_free_of_bars_and_words() -> None:
    thick = NAMED.mark_bar(height=30) + NAMED.mark_text(dy=-9).encode(text="x:N")
    bar, words = (layer["mark"] for layer in svg.narrow(spec(thick)).spec["layer"])
    assert bar["height"] == svg.UNDER_NAME and words["dy"] == svg.BELOW_MARK
    bar, words = (layer["mark"] for layer in svg.wide(spec(thick)).spec["layer"])
    assert bar["height"] == 30 and words["dy"] == -9, "where names stand beside rows nothing moves"


def test_ids_belong_to_the_figure_and_do_not_depend_on_what_was_drawn_before() -> None:
    clipped = spec(alt.Chart(ROWS).mark_line(clip=True).encode(x="x:Q", y="x:Q"))
    first, second = (svg.inline(svg.draw(clipped), "fig", "wide", "text") for _ in range(2))
    assert first == second
    ids = re.findall(r'\bid="([^"]+)"', first)
    assert ids
    assert all(name.startswith("fig-wide-") for name in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= set(ids)


def test_drawing_for_the_page_follows_the_page() -> None:
    drawing = svg.inline(svg.wide(spec(NAMED)), "fig", "wide", 'says "this" & that')
    assert 'role="img"' in drawing
    assert 'aria-label="says &quot;this&quot; &amp; that"' in drawing
    assert "currentColor" in drawing
    assert 'fill="white"' not in drawing
    assert "bind" not in spec(POINTS.add_params(alt.param(name="p", value=1, bind=alt.binding_range())))["params"][0]


def test_slide_fits_title_chart_and_sources() -> None:
    slide = downloads.slide(spec(NAMED), {**IDENTITY, "title": "A long title " * 8})
    lowest = max(float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', slide))
    assert lowest < downloads.SLIDE[1]
    x, y, width, height = (
        float(value) for value in re.search(r'<svg x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', slide).groups()
    )
    assert x >= downloads.MARGIN - 1
    assert x + width <= downloads.SLIDE[0] - downloads.MARGIN + 1
    assert y + height <= downloads.SLIDE[1] - 24
    assert "currentColor" not in slide
    assert "B et al. 2025" in slide


def test_table_of_several_data_and_of_a_live_figure() -> None:
    two = alt.layer(POINTS, alt.Chart(pd.DataFrame({"limit": [1.5]})).mark_rule().encode(y="limit:Q"))
    text = downloads.table(two.to_dict(), IDENTITY)
    assert text.startswith("# title: A title & more\n# source: A. 2024 (a2024); B et al. 2025 (b2025)\n# unit: USD\n")
    body = [line for line in text.splitlines() if not line.startswith("# ")]
    assert body[0] == "table,name,x,limit"
    assert [line.split(",")[0] for line in body[1:]] == ["1", "1", "2"]
    live = {**IDENTITY, "controls": [{"param": "p", "label": "Price", "value": 2.5}]}
    generated = alt.Chart(alt.sequence(0, 3)).transform_calculate(cost="p * datum.data")
    dots = generated.mark_line().encode(x="data:Q", y="cost:Q").add_params(alt.param(name="p", value=2.5))
    told = downloads.table((dots + generated.mark_text().encode(text="cost:Q")).to_dict(), live)
    assert told.endswith("# drawn at: p = 2.5\ndata,cost\n0,0\n1,2.5\n2,5\n")


@pytest.mark.parametrize(
    ("field", "ending"),
    [
        ("url = {https://a.b/c}", "URL: https://a.b/c. Passed on: CC BY 4.0."),
        ("availability = {Address not found}", "Address not found. Passed on: CC BY 4.0."),
    ],
)
def test_the_list_of_sources_says_address_and_licence(field: str, ending: str) -> None:
    text = f"@misc{{key, author = {{A}}, title = {{T}}, year = {{2024}}, {field}, license = {{CC BY 4.0}}}}"
    (entry,) = SourceStyle().format_entries(parse_string(text, "bibtex").entries.values())
    assert entry.text.render(Backend()) == f"A. T. 2024. {ending}"


def test_citation() -> None:
    text = citation.text(IDENTITY, "https://book.example/a.html#fig-a-figure")
    assert "A title & more" in text
    assert "edition 2026.11, data as of 2026-01-02. https://book.example/a.html#fig-a-figure" in text
    entry = citation.bibtex(IDENTITY, "https://book.example/a.html#fig-a-figure")
    assert entry.startswith("@misc{headroom-2026.11-a-figure,\n")
    assert "year = {2026}" in entry
    assert "Data as of 2026-01-02; sources: A. 2024; B et al. 2025" in entry
    assert entry.count("{") == entry.count("}")


def test_own_prices_are_cited_and_no_edition():
    own = {**IDENTITY, "own": "own prices my.csv"}
    text, entry = citation.text(own, "https://book.example/"), citation.bibtex(own, "https://book.example/")
    assert "own prices my.csv" in text and "own prices my.csv" in entry
    assert "2026.11" not in text + entry
    assert "own prices my.csv" in downloads.provenance(own)
    assert "edition" not in downloads.provenance(own)


def test_slider_says_all_that_a_reader_needs_without_scripts() -> None:
    slider = {
        **{"kind": "slider", "param": "n", "label": "Size", "unit": "parameters", "format": "count", "scale": "log"},
        **{"min": 1e8, "max": 1e12, "value": 1e10, "why": "a <usual> size"},
    }
    html = controls.html({**IDENTITY, "controls": [slider]})
    assert '<label for="a-figure-n">Size</label>' in html
    assert 'value="500"' in html, "halfway on a logarithmic scale"
    assert 'aria-valuetext="10.0B"' in html or 'aria-valuetext="10B"' in html
    assert "parameters</span>" in html
    assert "a &lt;usual&gt; size" in html
    assert all("disabled" in element for element in re.findall(r"<(?:input|select|button)\b[^>]*>", html))


def test_style_sheet_keeps_what_occurs_and_nothing_else() -> None:
    css = (
        '@charset "utf-8";/* a } comment */.used,.unused>a{color:red}.unused{color:blue}'
        "@media print{.unused{x:y}.used:not(.unused){content:'}'}}"
        '@media screen{.unused{x:y}}p::after{content:"} .x {"}@font-face{font-family:"Font Awesome 6"}'
        "@keyframes spin{from{a:b}to{c:d}}#here .used{e:f}#gone{g:h}"
    )
    kept = trim.used_rules(css.replace("'}'", '"}"'), {"used", "here"})
    assert kept == (
        '@charset "utf-8";.used{color:red}@media print{.used:not(.unused){content:"}"}}'
        'p::after{content:"} .x {"}@keyframes spin{from{a:b}to{c:d}}#here .used{e:f}'
    )


def test_icons_become_drawings_and_unknown_ones_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    icons = {"bars": (448, 512, "M0 0z")}
    page = (
        '<button><span class="fa-solid fa-bars"></span></button><i class="fa-solid fa-none"></i><i class="other"></i>'
    )
    made = trim.with_inline_icons(page, icons)
    assert made.startswith('<button><svg class="svg-inline--fa fa-solid fa-bars"')
    assert 'viewBox="0 0 448 512"><path fill="currentColor" d="M0 0z"/></svg></button>' in made
    assert made.endswith('<i class="other"></i>')
    assert "fa-none" in caplog.text


def test_a_page_watches_its_own_contents_or_nothing() -> None:
    body = '<body data-bs-spy="scroll" data-bs-target=".bd-toc-nav" data-offset="180">'
    contents = '<nav id="pst-page-toc-nav" class="page-toc"></nav>'
    assert 'data-bs-target=".page-toc"' in trim.watching_its_contents(body + contents)
    assert "data-bs" not in trim.watching_its_contents(body)


def test_an_entry_of_a_source_is_told_once_a_page() -> None:
    link = '<a class="reference internal" href="../references.html#ref-{0}" title="Entry of {0}.">2024</a>'
    page = "".join(link.format(key) for key in ("one", "two", "one", "one"))
    made = trim.told_once(page)
    assert made.count('title="Entry of one."') == made.count('title="Entry of two."') == 1
    assert made.count("<a ") == 4 and trim.told_once(made) == made


def test_fonts_are_subsets_under_a_name_of_ours_with_their_licence(house_fonts: Path) -> None:
    for weight, style in fonts.FACES.values():
        for folder, suffix in (("web", "woff2"), ("charts", "ttf")):
            path = house_fonts / folder / f"headroom-{weight}-{style}.{suffix}"
            assert path.stat().st_size < 70_000
            font = TTFont(path)
            names = {record.nameID: str(record) for record in font["name"].names}
            assert names[16] == fonts.FAMILY
            assert "Open Font License" in names[13] + names.get(0, "")
            assert set(map(ord, "Aé×−≤⁵€“”…")) <= set(font.getBestCmap())
    assert theme.FONT.startswith(fonts.FAMILY), "charts use the fonts of the page"


def test_mathematical_font_carries_italics_and_keeps_its_table(tmp_path: Path) -> None:
    fonts.write_math_font(tmp_path / "math.woff2", {"h + α"})
    font = TTFont(tmp_path / "math.woff2")
    assert "MATH" in font
    assert {0x210E, 0x1D6FC, 0x221A} <= set(font.getBestCmap())


def test_lines_are_broken_by_width() -> None:
    lines = fonts.wrap("one two three four five six seven", 20, 100)
    assert " ".join(lines) == "one two three four five six seven"
    assert len(lines) > 2
    assert all(fonts.text_width(line, 20) <= 100 for line in lines)


def test_nothing_of_others_is_kept_in_the_repository() -> None:
    kept = [path.name for path in (sample.ROOT / "lib" / "headroom" / "book" / "static").iterdir()]
    assert sorted(kept) == [
        "favicon.svg",
        "filter.js",
        "format.js",
        "headroom.css",
        "headroom.js",
        "logo.svg",
        "search.js",
        "tables.css",
        "tables.js",
    ]
