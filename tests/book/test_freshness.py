"""A page is never stale, an unchanged one never runs again, and a failed run is never shown."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
import sample
import yaml
from click.testing import CliRunner
from conftest import Built, build
from filelock import FileLock
from jupyter_book.cli.main import main as jupyter_book
from nbclient import NotebookClient
from sphinx.errors import ExtensionError

from headroom.book import execute, fallback_pages, freshness
from headroom.book.outputs import ChartReference, Outputs, Results
from headroom.book.store import digest
from headroom.evidence import tables, world
from headroom.report import LAB_MIME, MIME
from headroom.report.lab import LAB_ONLY
from headroom.report.pages import PAGES

pytestmark = pytest.mark.book

RAN = re.compile(r"running notebooks \[\d+/\d+\] (\S+) (done|FAILED)")
NEWEST = re.compile(r'class="num-value">(\$[\d,.]+)<')
BOTH = {"chapters/charts", "chapters/live"}
HOUSE = ("lib/book/one.py", "lib/book/notebook.py", "lib/book/outputs.py")
PARTS = ("calculator/one.py", "evidence/one.py", "report/one.css", "cli/one.py")  # what notebooks may import


class Book:
    """A copy of the tiny book that a test may change; it is built here, by the command that a reader types."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, *flags: str) -> Built:
        options = ["--path-output", str(self.folder), *(flags or ("-W", "--keep-going", "-n"))]
        done = CliRunner().invoke(jupyter_book, ["build", str(self.folder), *options])
        return Built(self.folder / "_build" / "html", done.output + str(done.exception or ""), done.exit_code)

    @property
    def newest(self) -> str:
        """The newest price as the page states it."""
        return NEWEST.search(self.page("chapters/live"))[1]

    @property
    def kept(self) -> Path:
        """The folder for what is kept between builds."""
        return self.folder / "_build" / ".headroom"

    def page(self, name: str) -> str:
        return (self.folder / "_build" / "html" / f"{name}.html").read_text("utf-8")

    def change(self, name: str, edit) -> None:  # noqa: ANN001
        path = self.folder / "chapters" / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        edit(notebook)
        nbformat.write(notebook, path)


def ran(made: Built) -> set[str]:
    """The notebooks that a build ran."""
    assert made.status == 0, made.log
    return {name for name, _ in RAN.findall(made.log)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny book, built once for this module, beside what stands for the package and its data."""
    folder = tmp_path_factory.mktemp("fresh")
    for name in ("lib/one.py", *HOUSE, *(f"lib/{part}" for part in PARTS), "data/one.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("one", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        use(folder, patch)
        assert ran(Book(sample.write_tiny(folder / "book")).build()) == BOTH
    return folder


def use(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let fingerprints be taken of the files that stand for the package and its data."""
    patch.setattr(freshness, "LIBRARY", folder / "lib")
    patch.setattr(freshness, "DATA", folder / "data")


@pytest.fixture
def book(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A copy of the built book; what was kept of it counts in its new place, too."""
    copied = Path(shutil.copytree(built, tmp_path / "copy"))
    use(copied, monkeypatch)
    return Book(copied / "book")


def test_unchanged_runs_nothing_and_writes_nothing(book: Book) -> None:
    assert ran(book.build()) == set()
    before = {path: path.stat().st_mtime_ns for path in (book.folder / "_build" / "html").rglob("*.html")}
    assert ran(book.build()) == set()
    after = {path: path.stat().st_mtime_ns for path in (book.folder / "_build" / "html").rglob("*.html")}
    assert before == after


def test_price_brought_along_and_then_its_content_changed(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, stated = tmp_path / "own.csv", book.newest
    own.write_text("accelerator_id,price_kind,usd,as_of\nh100-sxm,purchase_chip,12345,2026-11-27\n", "utf-8")
    monkeypatch.setenv("HEADROOM_PRICES", str(own))
    assert ran(book.build()) == BOTH
    assert book.newest == "$12,300" != stated
    assert "own.csv" in book.page("chapters/charts"), "figures say which World they show"
    own.write_text(own.read_text("utf-8").replace("12345", "54321"), "utf-8")
    os.utime(own, (0, 0))
    assert ran(book.build()) == BOTH, "what counts is the content, not its date"
    assert book.newest == "$54,300"
    monkeypatch.delenv("HEADROOM_PRICES")
    assert ran(book.build()) == BOTH
    assert book.newest == stated


@pytest.mark.parametrize("part", ["lib/one.py", *(f"lib/{part}" for part in PARTS), "data/one.csv"])
def test_whatever_notebooks_may_use_has_changed_runs_them_again(book: Book, part: str) -> None:
    changed = book.folder.parent / part
    changed.write_text("two", "utf-8")
    os.utime(changed, (0, 0))
    assert ran(book.build()) == BOTH


def test_the_rendering_house_has_changed_so_all_pages_are_read_and_nothing_runs(book: Book) -> None:
    book.build()  # in its new place
    assert not re.search(r"reading sources\.\.\. .*%", book.build().log)
    (book.folder.parent / "lib" / "book" / "one.py").write_text("two", "utf-8")
    made = book.build()
    assert ran(made) == set()
    assert all(page in made.log for page in ("reading sources", "index", "references", *BOTH))


def test_fingerprints_are_of_what_is_used_and_never_of_nothing(tmp_path: Path) -> None:
    assert Path(world.__file__) in freshness.LIBRARY.rglob("*.py")
    assert freshness.DATA == tables.DATA
    (tmp_path / "one.csv").write_text("1")
    assert digest(tmp_path, "*.csv")
    with pytest.raises(FileNotFoundError, match="nothing in .* matches 'data/"):
        digest(tmp_path, "*.csv", "data/**/*")


def test_a_changed_table_and_style_show_in_a_book_with_a_package_of_its_own(small_book: Path, tmp_path: Path) -> None:
    """The whole way: the command, its environment, the package in the book's folder, downloads of a release."""
    folder = shutil.copytree(small_book.parents[1], tmp_path / "book")
    table, style = folder / "data" / "prices.csv", folder / "lib" / "headroom" / "book" / "static" / "headroom.css"
    lines = table.read_text("utf-8").splitlines()
    columns = lines[0].split(",")
    row = dict.fromkeys(columns, "")
    row |= {"id": "p-new", "accelerator_id": "h100-sxm", "price_kind": "purchase_chip", "provider": "a shop"}
    row |= {"usd": "31415", "interval": "point", "unit": "USD/chip", "as_of": "2026-11-28", "as_of_precision": "day"}
    row |= {"source_key": "epoch2024costcode", "locator": "a test", "confidence": "primary"}
    table.write_text("\n".join([*lines, ",".join(row[column] for column in columns)]) + "\n", "utf-8")
    style.write_text(style.read_text("utf-8") + "\n.num { order: 7 }\n", "utf-8")
    made = build(folder, folder, "-W", "--keep-going", "-n")
    assert ran(made) == BOTH
    assert NEWEST.search((made.html / "chapters" / "live.html").read_text("utf-8"))[1] == "$31,400"
    assert "order: 7" in (made.html / "_static" / "headroom.css").read_text("utf-8")


@pytest.mark.parametrize("damage", ["", '{"outputs": []}', "cut short"])
def test_what_was_kept_and_is_damaged_is_made_anew(book: Book, damage: str) -> None:
    stated = book.newest
    for file in [path for path in book.kept.rglob("*") if path.suffix == ".json" or damage == "cut short"]:
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-9] if damage == "cut short" else damage.encode())
    assert ran(book.build()) == BOTH
    assert book.newest == stated
    assert "<svg" in book.page("chapters/charts")
    assert ran(book.build()) == set()


def test_a_page_put_back_with_an_older_date_is_read_again(book: Book) -> None:
    path = book.folder / "index.md"
    path.write_text("# A tiny book\n\nOlder words. {cite}`epoch2024costcode`\n", "utf-8")
    os.utime(path, (0, 0))
    assert ran(book.build()) == set()
    assert "Older words" in book.page("index")


def test_two_builds_at_once_are_refused_in_a_sentence(book: Book) -> None:
    with FileLock(book.kept / "build.lock"):
        made = book.build()
    assert made.status != 0
    assert "another build is under way" in made.log
    assert ran(book.build()) == set(), "the lock is gone with the build that held it"


def test_text_changed_shows_without_a_run_and_code_changed_runs_one(book: Book) -> None:
    book.change("charts", lambda notebook: notebook.cells[0].update(source="# Charts\n\nOther words."))
    assert ran(book.build()) == set()
    assert "Other words." in book.page("chapters/charts")
    book.change(
        "charts", lambda notebook: notebook.cells[1].update(source=notebook.cells[1].source + "\nprint(41 + 1)")
    )
    assert ran(book.build()) == {"chapters/charts"}
    assert "42" in book.page("chapters/charts")


def test_broken_cell_fails_the_build_names_itself_and_is_not_kept(book: Book) -> None:
    before = book.page("chapters/live")
    healthy = (book.folder / "chapters" / "live.ipynb").read_text("utf-8")
    book.change("live", lambda notebook: notebook.cells[2].update(source="broken = 1 / 0"))
    for flags in (["-W", "--keep-going"], ["-q"]):
        made = book.build(*flags)
        assert made.status != 0, "a failed notebook fails the build, with and without -W"
        assert "live.ipynb, cell 3 failed" in made.log
        assert "broken = 1 / 0" in made.log
        assert "ZeroDivisionError" in made.log
    assert book.page("chapters/live") == before
    (book.folder / "chapters" / "live.ipynb").write_text(healthy, "utf-8")
    assert ran(book.build()) == set(), "the last good run still stands"


def test_warnings_come_again_until_mended(book: Book) -> None:
    book.change("charts", lambda notebook: notebook.cells[0].update(source="# Charts\n\n{ref}`nowhere`"))
    assert book.build().status != 0
    assert book.build().status != 0
    book.change("charts", lambda notebook: notebook.cells[0].update(source="# Charts\n\nMended."))
    assert book.build().status == 0


def test_chart_without_a_name_is_reported(book: Book) -> None:
    bare = nbformat.v4.new_code_cell("points")
    bare["id"] = "bare"
    book.change("charts", lambda notebook: notebook.cells.append(bare))
    made = book.build()
    assert made.status != 0
    assert "a chart has no name" in made.log


def test_removed_notebook_is_forgotten(book: Book) -> None:
    toc = yaml.safe_load((book.folder / "_toc.yml").read_text("utf-8"))
    toc["chapters"] = [chapter for chapter in toc["chapters"] if chapter["file"] != "chapters/charts"]
    (book.folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    (book.folder / "index.md").write_text(
        "# A tiny book\n\nSee {doc}`chapters/live` and {cite}`epoch2024costcode`.\n", "utf-8"
    )
    text = (book.folder / "chapters" / "live.ipynb").read_text("utf-8")
    (book.folder / "chapters" / "live.ipynb").write_text(text.replace("; {numref}`fig-points`", ""), "utf-8")
    assert ran(book.build()) == set()
    assert sorted(path.name for path in (book.kept / "outputs").rglob("*.json")) == ["live.json"]
    assert not list((book.kept / "drawings").iterdir())
    assert not (book.folder / "_build" / "html" / "_figures" / "points.js").exists()


def outcome(path: Path, environ: dict[str, str], timeout: float = 60) -> Outputs | execute.Failure:
    """What comes of one notebook; its named charts in their places."""
    kept = Results(path.parent / "kept")
    runner = execute.Runner(environ)
    [(name, failure)] = runner.start({"it": (path, "key")}, path.parent / "kept", timeout)
    runner.stop()
    assert name == "it"
    assert (kept.get("it", "key") is None) == (failure is not None)
    assert kept.get("it", "another key") is None
    if failure:
        return failure
    outputs = kept.get("it", "key")
    for data in (output["data"] for cell in outputs for output in cell if MIME in output.get("data", {})):
        data[MIME] = json.loads(kept.chart(ChartReference.read(data[MIME])).read_text("utf-8"))
    return outputs


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("import time\ntime.sleep(60)", "still running when the 3 s for the notebook were over"),
        ("import os\nos._exit(7)", "its process ended before the notebook did (exit code 7)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "(exit code -11)"),
        ("import sys\nsys.exit('enough')", "SystemExit"),
        ("if True", "SyntaxError"),
    ],
)
def test_a_run_that_does_not_end_well_is_a_failure_that_says_so(tmp_path: Path, cell: str, reason: str) -> None:
    path = tmp_path / "bad.ipynb"
    nbformat.write(sample.notebook("# Text", "x = 1", cell, "y = 2"), path)
    failure = outcome(path, {}, timeout=3)
    assert isinstance(failure, execute.Failure)
    assert (failure.cell, failure.source) == (3, cell)
    assert reason in str(failure)


def test_what_a_notebook_starts_ends_with_it(tmp_path: Path) -> None:
    path, mark = tmp_path / "starts.ipynb", tmp_path / "pid"
    start = f"import subprocess\nopen({str(mark)!r}, 'w').write(str(subprocess.Popen(['sleep', '60']).pid))\n1 / 0"
    nbformat.write(sample.notebook(start), path)
    assert isinstance(outcome(path, {}), execute.Failure)
    state = Path(f"/proc/{mark.read_text()}/stat")
    assert not state.exists() or " Z " in state.read_text()


def test_notebooks_get_the_world_of_the_build_and_start_in_their_own_folder(tmp_path: Path) -> None:
    path = tmp_path / "world.ipynb"
    nbformat.write(sample.notebook("import os\nprint(os.environ['HEADROOM_AS_OF'])\nprint(os.getcwd())"), path)
    [[output]] = outcome(path, {"HEADROOM_AS_OF": "2024-05-01"})
    assert output["text"].split() == ["2024-05-01", str(tmp_path)]


def test_outputs_are_those_of_a_kernel(tmp_path: Path) -> None:
    """All kinds of output, as a real kernel gives them."""
    path = tmp_path / "kinds.ipynb"
    shown = sample.notebook(
        sample.SETUP,
        sample.POINTS,
        sample.NUMBER,
        "print('one'); print('two')",
        "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')",
        "from IPython.display import HTML, Image, Markdown, display\ndisplay(Markdown('*a*'), HTML('<b>b</b>')); 5",
        "None",
        "x = 3;",
        "rows.head(2)",
        "Image(b'\\x89PNG\\r\\n\\x1a\\n of no size', format='png', width=1)",
        "import os\nos.system('echo written past Python')",
        "raise ValueError('allowed')",
        "get_ipython().execution_count",
        "import asyncio\nawait asyncio.sleep(0, 'awaited')",
    )
    shown.cells[11].metadata["tags"] = ["raises-exception"]
    nbformat.write(shown, path)
    kernel = NotebookClient(nbformat.read(path, 4), resources={"metadata": {"path": str(tmp_path)}}).execute()
    expected = [[dict(output) for output in cell.outputs] for cell in kernel.cells if cell.cell_type == "code"]
    assert plain(outcome(path, {})) == plain(expected)


def plain(outputs: Outputs) -> Outputs:
    """Outputs without what may differ: colours of a traceback, the order of the two streams, marks of a display, and
    what is meant for JupyterLab alone.
    """
    found = json.loads(json.dumps(outputs))
    for cell in found:
        cell[:] = [output for output in cell if LAB_ONLY not in output.get("data", {})]
        for output in cell:
            output.pop("transient", None)
            output.get("data", {}).pop(LAB_MIME, None)
            if "traceback" in output:
                output["traceback"] = ["..."]
        texts = {}
        for output in cell:
            if output["output_type"] == "stream":
                texts[output["name"]] = texts.get(output["name"], "") + output["text"]
        cell[:] = [output for output in cell if output["output_type"] != "stream"]
        cell += [{"output_type": "stream", "name": name, "text": text} for name, text in sorted(texts.items())]
    return found


def test_files_of_the_world_are_found_from_the_folder_of_a_notebook(tmp_path: Path, monkeypatch) -> None:  # noqa: ANN001
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("1")
    Path("b.csv").write_text("2")
    seen = freshness.world_environment({"HEADROOM_PRICES": os.pathsep.join(["a.csv", "b.csv"]), "HOME": "/root"})
    assert seen == {"HEADROOM_PRICES": os.pathsep.join(str(tmp_path / name) for name in ("a.csv", "b.csv"))}


def test_a_world_before_the_text_of_the_chapters_gives_their_results(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fallback_pages.pages({}) == {}
    monkeypatch.setenv("HEADROOM_SCENARIO", "spring-2024")
    pages = fallback_pages.pages(freshness.world_environment())
    for page in ("index", "chapters/backtest"):
        assert "headline_table" in pages.pop(page).cells[1].source
    assert set(pages) == {f"chapters/{page}" for page in PAGES.values()}
    assert all("in_brief" in page.cells[1].source for page in pages.values())
    monkeypatch.setenv("HEADROOM_AS_OF", "2026-10-01")
    assert fallback_pages.pages(freshness.world_environment()) == {}
    monkeypatch.setenv("HEADROOM_AS_OF", "in October")
    with pytest.raises(ExtensionError, match="HEADROOM_AS_OF: 'in October'"):
        fallback_pages.pages(freshness.world_environment())


def test_fingerprints_see_what_matters(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("1")
    selected = {"HEADROOM_PRICES": str(own)}
    first = freshness.world_digest(selected)
    own.write_text("2")
    assert freshness.world_digest(selected) != first
    assert freshness.world_digest({"HEADROOM_AS_OF": "2024-01-01"}) != freshness.world_digest(
        {"HEADROOM_AS_OF": "2025-01-01"}
    )
    inputs = freshness.Inputs("shared", "world")
    notebook = sample.notebook("# Text", "x = 1")
    key = freshness.notebook_digest(notebook, inputs)
    notebook.cells[0].source = "# Other text"
    assert freshness.notebook_digest(notebook, inputs) == key
    notebook.cells[1].metadata["tags"] = ["raises-exception"]
    assert freshness.notebook_digest(notebook, inputs) != key
    assert freshness.notebook_digest(sample.notebook("# Text", "x = 2"), inputs) != key
    same = sample.notebook("# Text", "x = 1")
    assert freshness.notebook_digest(same, freshness.Inputs("other", "world")) != key
    assert freshness.notebook_digest(same, freshness.Inputs("shared", "other")) != key
    same.metadata[freshness.OWN_WORLD] = True
    own = freshness.notebook_digest(same, inputs)
    assert freshness.notebook_digest(same, freshness.Inputs("shared", "other")) == own
    assert freshness.notebook_digest(same, freshness.Inputs("other", "world")) != own
    assert freshness.notebook_digest(same, freshness.Inputs("shared", "world", "other code")) == own
    same.metadata[freshness.READS_CODE] = True
    reads = freshness.notebook_digest(same, freshness.Inputs("shared", "world", "code"))
    assert freshness.notebook_digest(same, freshness.Inputs("shared", "world", "other code")) != reads


def test_the_sheet_that_says_what_the_chapters_use_is_made_anew_when_they_change() -> None:
    sheet = nbformat.read(sample.ROOT / "chapters" / "formulas.ipynb", as_version=4)
    assert freshness.READS_CODE in sheet.metadata


def test_only_notebooks_that_read_no_selected_world_say_so() -> None:
    for path in (sample.ROOT / "chapters").glob("*.ipynb"):
        read = nbformat.read(path, as_version=4)
        code = "\n".join(cell.source for cell in read.cells if cell.cell_type == "code")
        selected = "World.current" in code or "begin()" in code
        assert (freshness.OWN_WORLD in read.metadata) != selected, path
    modules = [
        path
        for part in ("report", "evidence", "calculator")
        for path in (sample.ROOT / "lib" / "headroom" / part).rglob("*.py")
    ]
    asking = {path.name for path in modules if "World.current(" in path.read_text("utf-8")}
    assert asking == {"notebook.py"}, "what else asks for the World selected must be looked for above"


def test_chapters_do_not_depend_on_the_rendering_house() -> None:
    """Their fingerprint leaves `headroom.book` out, and so must they; no other part of the package may bring it in."""
    notebooks = sorted((sample.ROOT / "chapters").glob("*.ipynb"))
    assert notebooks
    code = {path: json.loads(path.read_text("utf-8"))["cells"] for path in notebooks}
    for path, cells in code.items():
        for cell in cells:
            assert cell["cell_type"] != "code" or "headroom.book" not in "".join(cell["source"]), path
    modules = [
        path
        for path in (sample.ROOT / "lib" / "headroom").rglob("*.py")
        if "book" not in path.parts and path.name != "cli.py"
    ]
    assert not [
        path for path in modules if re.search(r"^\s*(from|import) headroom\.book", path.read_text("utf-8"), re.M)
    ]
