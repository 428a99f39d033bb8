"""A page is never stale: what a notebook depends on is fingerprinted, and only what was made under it is shown.

Two fingerprints decide. That of a *notebook*: the code of its cells, the package (but for `headroom.book`, which
notebooks never import, and of which two modules run them), `data/`, the World that the environment selects with the
price files brought along, and the installed packages. That of the *book*: `headroom.book` with its style and scripts,
the configuration, the bibliography and the packages. A notebook whose fingerprint changed runs again, and its page is
read and written again (no page shows another's numbers); when the book's changed, all pages are. Where nothing changed,
nothing runs. The text of a notebook is not in its fingerprint: pages are compared by their own content.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

import headroom
from headroom.book import fallback_pages, processes
from headroom.book.drawing import drawing_pool
from headroom.book.execute import Outcome, Runner
from headroom.book.outputs import Outputs, Results
from headroom.book.store import digest, hashed, store, write_atomically
from headroom.disk_cache import packages
from headroom.evidence.tables import DATA
from headroom.report.publication import REPOSITORY, SITE
from headroom.report.statement import MARK

LIBRARY = Path(headroom.__file__).parent
SELECTION = "HEADROOM_"  # environment variables that select a World begin with this
ELSEWHERE = {SITE, REPOSITORY}  # but these say where the book is published, which no notebook shows
FINISHED = "finished.json"  # fingerprints of the last build that went through
OWN_WORLD = "headroom_own_world"  # in the metadata of a notebook that shows the same in every World
READS_CODE = "headroom_reads_code"  # in the metadata of a notebook that says what the others use
NOT_SO = re.compile(rf'class="{MARK}".*?<q>(.*?)</q>', re.DOTALL)
logger = logging.getLogger(__name__)


def world_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that select a World, with the paths of existing files made absolute: kernels run elsewhere."""
    return {
        name: os.pathsep.join(str(Path(part).resolve()) if Path(part).is_file() else part for part in parts)
        for name, parts in ((n, value.split(os.pathsep)) for n, value in environ.items() if _selects(n))
    }


def _selects(name: str) -> bool:
    return name.startswith(SELECTION) and name not in ELSEWHERE


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
    code : fingerprint of the code of all notebooks, for one that says which formulas they use
    """

    shared: str
    world: str
    code: str = ""

    def __str__(self) -> str:
        return hashed(self.shared, self.world)


def notebook_digest(notebook: nbformat.NotebookNode, inputs: Inputs) -> str:
    """Fingerprint of one notebook: its code cells with their tags, and what it depends on.

    A notebook whose metadata says so shows the same in every World (`OWN_WORLD`), or reads the others (`READS_CODE`).
    """
    code = [inputs.code] if READS_CODE in notebook.metadata else []
    return hashed(inputs.shared if OWN_WORLD in notebook.metadata else str(inputs), *code, *_code(notebook))


def _code(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """The code cells of a notebook, with their tags."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield f"{cell.source}\0{sorted(cell.metadata.get('tags', ()))}"


def statements(outputs: Outputs) -> Iterator[str]:
    """The statements of a notebook's text that are marked as not so (`headroom.report.statement`)."""
    for output in (output for cell in outputs for output in cell):
        for found in NOT_SO.findall("".join(output.get("data", {}).get("text/html", ""))):
            yield unescape(found)


def _notebooks(env: BuildEnvironment) -> dict[str, Path]:
    paths = {docname: Path(env.doc2path(docname)) for docname in sorted(env.found_docs)}
    return {docname: path for docname, path in paths.items() if path.suffix == ".ipynb"}


def _shared() -> str:
    """Fingerprint of what all notebooks depend on, but for the World selected."""
    return hashed(
        digest(LIBRARY, "*.py", *(f"{part}/**/*" for part in ("calculator", "evidence", "report", "cli"))),
        digest(LIBRARY / "book", "notebook.py", "outputs.py"),  # how they run, and what of it is kept
        digest(DATA, "**/*"),
        packages(),
    )


def _start(app: Sphinx) -> None:
    """Find out what notebooks depend on; have the processes for them get ready meanwhile."""
    _alone(app)
    processes.get_ready()
    app.headroom_environ = world_environment()
    app.headroom_inputs = Inputs(_shared(), world_digest(app.headroom_environ))
    app.headroom_fallback = fallback_pages.pages(app.headroom_environ)


def _alone(app: Sphinx) -> None:
    """Keep other builds out of the folder until this one has ended, however it ends: each would undo the other's work.

    Raises
    ------
    ExtensionError
        If another build is under way there.
    """
    folder = store(app)
    folder.mkdir(parents=True, exist_ok=True)
    app.headroom_lock = FileLock(folder / "build.lock")
    try:
        app.headroom_lock.acquire(blocking=False)
    except Timeout:
        raise ExtensionError(f"another build is under way in {folder.parent}: wait until it has ended") from None


class Notebooks:
    """The notebooks of a build: those whose outputs are not up to date run while pages are read.

    Parameters
    ----------
    app : the build
    paths : of all notebooks
    """

    def __init__(self, app: Sphinx, paths: Mapping[str, Path]) -> None:
        self.app, self.results, self.failures = app, Results(store(app)), []
        read = {name: nbformat.read(path, as_version=4) for name, path in paths.items()}
        code = hashed(*(cell for notebook in read.values() for cell in _code(notebook)))
        app.headroom_inputs = replace(app.headroom_inputs, code=code)
        self.keys = {name: notebook_digest(notebook, app.headroom_inputs) for name, notebook in read.items()}
        self.results.keep_only(paths)
        stale = [name for name, key in self.keys.items() if self.results.get(name, key) is None]
        stale.sort(key=lambda name: -paths[name].stat().st_size)
        self.running = dict.fromkeys(stale)
        self._outcomes: Iterator[Outcome] = iter(())
        if stale:
            app.headroom_runner = Runner(app.headroom_environ)
            jobs = {name: (paths[name], self.keys[name]) for name in stale}
            self._outcomes = app.headroom_runner.start(jobs, store(app), app.config.headroom_timeout)

    def wait(self, name: str = "") -> None:
        """Wait until a notebook has run, or all have; then have their figures drawn.

        Raises
        ------
        ExtensionError
            If any failed; once all have ended, with every failure.
        """
        while name in self.running if name and not self.failures else self.running:
            ended, failure = next(self._outcomes)
            del self.running[ended]
            if failure:
                self.failures.append(failure)
            else:
                for reference in self.results.chart_references(ended, self.keys[ended]):
                    drawing_pool(self.app).draw(reference)
        if self.failures:
            raise ExtensionError("\n\n".join(map(str, self.failures)))

    def outputs(self, name: str, notebook: nbformat.NotebookNode) -> Outputs:
        """The outputs of a notebook that has run."""
        outputs = self.results.get(name, notebook_digest(notebook, self.app.headroom_inputs))
        if outputs is None:
            raise ExtensionError(f"{name} was edited while the book was built; build again")
        return outputs

    def made(self) -> dict[str, str]:
        """Fingerprints of the outputs of those that are not running."""
        return {name: self.results.made(name) for name in self.keys if name not in self.running}


def _fresh(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> set[str]:
    """Have the notebooks run whose outputs are not up to date; name all pages if anything that they depend on changed.

    A notebook that runs is one whose page is read: it waits for its outputs (`_insert`).
    """
    paths = _notebooks(env)
    for docname in paths.keys() & app.headroom_fallback.keys():
        paths[docname] = store(app) / "fallback" / f"{docname}.ipynb"
        paths[docname].parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(app.headroom_fallback[docname], paths[docname])
    app.headroom_notebooks = notebooks = Notebooks(app, paths)

    root = Path(app.srcdir)
    sources = (root / file for file in app.config.bibtex_bibfiles)
    settings = [digest(root, "_config.yml", "_toc.yml"), *(digest(file.parent, file.name) for file in sources)]
    app.headroom_book = hashed(digest(LIBRARY / "book", "**/*"), *settings, packages())
    app.headroom_sources = {name: hashed(Path(env.doc2path(name)).read_text("utf-8")) for name in env.found_docs}
    last = _last(store(app) / FINISHED)
    (store(app) / FINISHED).unlink(missing_ok=True)  # until this build, too, has gone through
    if last["book"] != app.headroom_book:
        return set(env.found_docs)
    other = {docname for docname, made in notebooks.made().items() if last["outputs"].get(docname) != made}
    # by content: a file put back from elsewhere may be older than the page made of another one
    edited = {docname for docname, made in app.headroom_sources.items() if last["sources"].get(docname) != made}
    return other | edited | notebooks.running.keys()


def _last(finished: Path) -> dict[str, Any]:
    """The fingerprints of the last build that went through; empty ones where that is in doubt."""
    nothing = {"book": "", "outputs": {}, "sources": {}}
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(finished.read_text("utf-8"))
        if kept.pop("checksum") == hashed(json.dumps(kept)) and kept.keys() == nothing.keys():
            return kept
    return nothing


def _in_turn(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read the pages that wait for nothing first, then notebooks in the order in which they run."""
    order = list(app.headroom_notebooks.running)
    docnames.sort(key=lambda docname: order.index(docname) if docname in order else -1)


def _insert(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the reader of a notebook its outputs."""
    notebooks = app.headroom_notebooks
    if docname not in notebooks.keys:
        return
    notebooks.wait(docname)
    notebook = app.headroom_fallback.get(docname) or nbformat.reads(source[0], as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, shown) in enumerate(zip(code, notebooks.outputs(docname, notebook), strict=True), 1):
        cell.outputs, cell.execution_count = [nbformat.from_dict(output) for output in shown], number
    source[0] = json.dumps(notebook)  # not nbformat.writes: its indented JSON takes as long as reading the page


def _all_ran(app: Sphinx, env: BuildEnvironment) -> None:
    """Once all pages are read: say which statements do not hold with these inputs."""
    notebooks = app.headroom_notebooks
    notebooks.wait()
    for docname, key in notebooks.keys.items():
        for statement in statements(notebooks.results.get(docname, key)):
            logger.info("not so with these inputs: %s: %s", docname, statement)
    app.headroom_state = {
        "book": app.headroom_book,
        "outputs": notebooks.made(),
        "sources": app.headroom_sources,
    }


def _stop(app: Sphinx, exception: Exception | None) -> None:
    if hasattr(app, "headroom_runner"):
        app.headroom_runner.stop()


def _leave(app: Sphinx, exception: Exception | None) -> None:
    app.headroom_lock.release()


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Remember the fingerprints of a build that went through without a warning."""
    if exception is None and not app._warncount and hasattr(app, "headroom_state"):
        checksum = hashed(json.dumps(app.headroom_state))
        write_atomically(store(app) / FINISHED, json.dumps({**app.headroom_state, "checksum": checksum}))


def setup(app: Sphinx) -> None:
    """Register events."""
    app.add_config_value("headroom_timeout", 600, "")
    app.connect("env-get-outdated", _fresh)
    _start(app)
    app.connect("env-before-read-docs", _in_turn)
    app.connect("source-read", _insert)
    app.connect("env-updated", _all_ran)
    app.connect("build-finished", _stop, priority=0)
    app.connect("build-finished", _finish, priority=840)  # before the downloads, which do not count
    app.connect("build-finished", _leave, priority=990)
