"""A notebook opened in JupyterLab: its charts draw, and the numbers of its text can be read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import sample
from nbclient import NotebookClient
from playwright.sync_api import Browser, expect

from headroom.report import MIME, lab

pytestmark = pytest.mark.book

GLUED = re.compile(r"\{glue\}`([\w.-]+)`")
CHAPTER = sample.ROOT / "chapters" / "data-limits.ipynb"


@pytest.fixture(scope="module")
def chapter() -> nbformat.NotebookNode:
    """A chapter, run by a kernel as JupyterLab runs it."""
    notebook = nbformat.read(CHAPTER, as_version=4)
    return NotebookClient(notebook, resources={"metadata": {"path": str(CHAPTER.parent)}}).execute()


def shown(notebook: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    """The data of all outputs."""
    for cell in notebook.cells:
        yield from (output.data for output in cell.get("outputs", ()) if "data" in output)


def test_each_chart_has_a_type_that_the_installed_lab_draws(chapter: nbformat.NotebookNode) -> None:
    scripts = Path(sys.prefix, "share", "jupyter", "lab", "static").glob("*.js")
    listed = {
        name
        for script in scripts
        for name in re.findall(r"application/vnd\.vegalite\.v\d\+json", script.read_text("utf-8"))
    }
    assert listed
    charts = [data for data in shown(chapter) if MIME in data]
    assert len(charts) > 5
    for data in charts:
        (name,) = listed & data.keys()
        major = re.search(r"v(\d)", name)[1]
        assert f"/v{major}.json" in data[name]["$schema"]
        assert data[name]["title"]["text"] == data[MIME]["usermeta"]["figure"]["title"]
        assert {**data[name], **data[MIME]} == {**data[MIME], "title": data[name]["title"]}, "else it is the same chart"


def test_each_number_of_the_text_stands_in_a_table(chapter: nbformat.NotebookNode) -> None:
    text = "\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")
    tables = "\n".join(data["text/html"] for data in shown(chapter) if lab.LAB_ONLY in data)
    asked = set(GLUED.findall(text))
    assert asked
    assert asked <= set(re.findall(r'data-number="([^"]+)"', tables))


def test_the_script_writes_numbers_into_the_text(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = []
    monkeypatch.setattr(lab, "_show", lambda html, plain: tables.append(html))
    number = '<span class="num"><span class="num-value">$12</span><span class="num-card">The card.</span></span>'
    lab.show_numbers({"price": (number, "$12", "The card."), "word": ("above", "above", "")})
    text = (
        "<p>It costs {glue}<code>price</code>, {glue}<code>word</code> <code>price</code> {glue}<code>none</code>.</p>"
    )
    window = browser.new_page()
    window.set_content(f'<div class="jp-Notebook">{text}{tables[0]}<p id="late"></p></div>')
    expect(window.locator("p").first).to_have_text("It costs $12The card., above price {glue}none.")
    window.evaluate("document.getElementById('late').innerHTML = '{glue}<code>word</code>'")
    expect(window.locator("#late")).to_have_text("above")
    window.locator("p .num").hover()
    expect(window.locator("p .num")).to_have_attribute("title", "The card.")
    window.close()
