"""A page is never stale: what a notebook depends on is fingerprinted, and only what was made under it is shown.

Two fingerprints decide. That of a *notebook*: the code of its cells, `lib/` (but for this package, which notebooks
never import), `data/`, the World that the environment selects with the price files brought along, and the installed
packages. That of the *book*: this package with its style and scripts, the configuration, the bibliography and the
packages. A notebook whose fingerprint changed runs again, and its page is read and written again if its outputs changed
(no page shows another's numbers); when the book's changed, all pages are. Where nothing changed, nothing runs. The text
of a notebook is not in its fingerprint: Sphinx sees it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import nbformat
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

import lib
from lib.book.drawing import studio
from lib.book.execute import Failure, Outputs, Runner
from lib.book.store import digest, hashed, store
from lib.kept import packages
from lib.report.statement import MARK

LIBRARY = Path(lib.__file__).parent
SELECTION = "HEADROOM_"  # environment variables that select a World begin with this
FINISHED = "finished.json"  # fingerprints of the last build that went through
OWN_WORLD = "headroom_own_world"  # in the metadata of a notebook that shows the same in every World
NOT_SO = re.compile(rf'class="{MARK}".*?<q>(.*?)</q>', re.DOTALL)
logger = logging.getLogger(__name__)


def world_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that select a World, with the paths of existing files made absolute: kernels run elsewhere."""
    return {
        name: os.pathsep.join(str(Path(part).resolve()) if Path(part).is_file() else part for part in parts)
        for name, parts in ((n, value.split(os.pathsep)) for n, value in environ.items() if n.startswith(SELECTION))
    }


def world_digest(environ: Mapping[str, str]) -> str:
    """Fingerprint of the World selected: names, values, and the contents of files named."""
    parts = []
    for name, value in sorted(environ.items()):
        for part in value.split(os.pathsep):
            content = Path(part).read_text("utf-8", errors="replace") if Path(part).is_file() else part
            parts.append(f"{name}\0{content}")
    return hashed(*parts)


@dataclass(frozen=True)
class Inputs:
    """What notebooks depend on.

    Parameters
    ----------
    shared : fingerprint of library, tables and packages
    world : fingerprint of the World selected
    """

    shared: str
    world: str

    def __str__(self) -> str:
        return hashed(self.shared, self.world)


def notebook_digest(notebook: nbformat.NotebookNode, inputs: Inputs) -> str:
    """Fingerprint of one notebook: its code cells with their tags, and what it depends on.

    A notebook whose metadata says so (`OWN_WORLD`) shows the same in every World.
    """
    cells = (
        f"{cell.source}\0{sorted(cell.metadata.get('tags', ()))}" for cell in notebook.cells if cell.cell_type == "code"
    )
    return hashed(inputs.shared if OWN_WORLD in notebook.metadata else str(inputs), *cells)


def statements(outputs: Outputs) -> Iterator[str]:
    """The statements of a notebook's text that are marked as not so (`lib.report.statement`)."""
    for output in (output for cell in outputs for output in cell):
        for found in NOT_SO.findall("".join(output.get("data", {}).get("text/html", ""))):
            yield unescape(found)


class Results:
    """The outputs of notebooks, one file each, kept under the fingerprint that they were made under."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, docname: str) -> Path:
        return self.folder / f"{docname}.json"

    def get(self, docname: str, key: str) -> Outputs | None:
        """The outputs of each code cell, if they were made under this fingerprint."""
        if not self._file(docname).exists():
            return None
        kept = json.loads(self._file(docname).read_text("utf-8"))
        return kept["outputs"] if kept["key"] == key else None

    def made(self, docname: str) -> str:
        """Fingerprint of the outputs of a notebook."""
        return hashed(json.dumps(json.loads(self._file(docname).read_text("utf-8"))["outputs"]))

    def put(self, docname: str, key: str, outputs: Outputs) -> None:
        """Keep the outputs of a run that went through."""
        self._file(docname).parent.mkdir(parents=True, exist_ok=True)
        part = self._file(docname).with_suffix(".part")
        part.write_text(json.dumps({"key": key, "outputs": outputs}), "utf-8")
        part.replace(self._file(docname))

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget notebooks that are no longer in the book."""
        kept = {self._file(docname) for docname in docnames}
        for file in self.folder.rglob("*.json"):
            if file not in kept:
                file.unlink()


def _notebooks(env: BuildEnvironment) -> dict[str, Path]:
    paths = {docname: Path(env.doc2path(docname)) for docname in sorted(env.found_docs)}
    return {docname: path for docname, path in paths.items() if path.suffix == ".ipynb"}


def _shared() -> str:
    """Fingerprint of what all notebooks depend on, but for the World selected."""
    return hashed(
        digest(LIBRARY, "*.py", "[!b]*/**/*", "b[!o]*/**/*"),
        digest(LIBRARY.parent, "data/**/*", "requirements.txt"),
        packages(),
    )


def _start(app: Sphinx) -> None:
    """Find out what notebooks depend on; if it changed, have the process that runs them started in good time."""
    environ = world_environment()
    app.headroom_inputs = Inputs(_shared(), world_digest(environ))
    app.headroom_early = _early(environ)
    finished = store(app) / FINISHED
    known = json.loads(finished.read_text("utf-8")) if finished.exists() else {}
    changed = known.get("inputs") != str(app.headroom_inputs)
    app.headroom_runner = Runner(environ) if changed else None


def _early(environ: Mapping[str, str]) -> dict[str, nbformat.NotebookNode]:
    """Pages whose text does not fit a World selected because it lies too early, with what stands there instead."""
    if not environ.keys() & {"HEADROOM_AS_OF", "HEADROOM_SCENARIO"}:
        return {}
    from lib.evidence import EvidenceError, UnknownError, World  # not above: they take a second, which few builds need
    from lib.report.pages import PAGES, TITLES, too_early

    try:
        if not too_early(World.current()):
            return {}
    except (EvidenceError, UnknownError) as error:
        raise ExtensionError(str(error)) from error
    pages = {}
    for chapter, page in PAGES.items():
        shown = "\n".join(
            [
                "from IPython.display import HTML, display",
                "from lib.evidence import World",
                "from lib.report.ledger import in_brief",
                f"display(HTML(in_brief({chapter!r}, World.current())))",
            ]
        )
        cell = nbformat.v4.new_code_cell(shown, id="results", metadata={"tags": ["remove-input"]})
        title = nbformat.v4.new_markdown_cell(f"# {TITLES[chapter]}", id="title")
        pages[f"chapters/{page}"] = nbformat.v4.new_notebook(cells=[title, cell])
    return pages


def _fresh(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> set[str]:
    """Run the notebooks whose outputs are not up to date; name all pages if anything that they depend on changed."""
    inputs = app.headroom_inputs
    paths = _notebooks(env)
    for docname in paths.keys() & app.headroom_early.keys():
        paths[docname] = store(app) / "early" / f"{docname}.ipynb"
        paths[docname].parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(app.headroom_early[docname], paths[docname])
    keys = {docname: notebook_digest(nbformat.read(path, as_version=4), inputs) for docname, path in paths.items()}
    results = Results(store(app) / "outputs")
    results.keep_only(paths)
    stale = {docname: paths[docname] for docname, key in keys.items() if results.get(docname, key) is None}
    failures: list[Failure] = []
    for docname, outcome in _run(app, stale):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            studio(app).receive(outcome)
            results.put(docname, keys[docname], outcome)
    if failures:
        raise ExtensionError("\n\n".join(map(str, failures)))
    for docname, key in keys.items():
        for statement in statements(results.get(docname, key)):
            logger.info("not so with these inputs: %s: %s", docname, statement)

    root = Path(app.srcdir)
    settings = digest(root, "_config.yml", "_toc.yml", "data/references.bib")
    book = hashed(digest(LIBRARY / "book", "**/*"), settings, packages())
    outputs = {docname: results.made(docname) for docname in paths}
    app.headroom_state = {"inputs": str(inputs), "book": book, "outputs": outputs}
    finished = store(app) / FINISHED
    last = json.loads(finished.read_text("utf-8")) if finished.exists() else {}
    finished.unlink(missing_ok=True)  # until this build, too, has gone through
    if last.get("book") != book:
        return set(env.found_docs)
    return {docname for docname in paths if last["outputs"].get(docname) != outputs[docname]}


def _run(app: Sphinx, stale: Mapping[str, Path]) -> Iterator[tuple[str, Outputs | Failure]]:
    runner = app.headroom_runner
    try:
        if stale:
            runner = runner or Runner(world_environment())
            largest_first = sorted(stale.items(), key=lambda one: -one[1].stat().st_size)
            yield from runner.run_all(dict(largest_first), app.config.headroom_timeout)
    finally:
        if runner:
            runner.stop()


def _insert(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the reader of a notebook its outputs."""
    if docname not in app.headroom_state["outputs"]:
        return
    notebook = app.headroom_early.get(docname) or nbformat.reads(source[0], as_version=4)
    outputs = Results(store(app) / "outputs").get(docname, notebook_digest(notebook, app.headroom_inputs))
    if outputs is None:
        raise ExtensionError(f"{docname} was edited while the book was built; build again")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, shown) in enumerate(zip(code, outputs, strict=True), 1):
        cell.outputs, cell.execution_count = [nbformat.from_dict(output) for output in shown], number
    source[0] = json.dumps(notebook)  # not nbformat.writes: its indented JSON takes as long as reading the page


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Remember the fingerprints of a build that went through without a warning."""
    if exception is None and not app._warncount and hasattr(app, "headroom_state"):
        (store(app) / FINISHED).write_text(json.dumps(app.headroom_state), "utf-8")


def setup(app: Sphinx) -> None:
    """Register events."""
    app.add_config_value("headroom_timeout", 600, "")
    app.connect("env-get-outdated", _fresh)
    _start(app)
    app.connect("source-read", _insert)
    app.connect("build-finished", _finish, priority=840)  # before the downloads, which do not count
