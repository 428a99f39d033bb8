"""One part of a freeze, in a process of its own: ``python -m tests.net.parts PART ROOT OUT [CASES HTML CHAPTERS]``.

A part is a World (one of `WORLDS`), or what is the same in all Worlds: formulas, command line, prose, pages, cases.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .adapter import Adapter
from .watch import Watch, quantiles

WORLDS = {
    "base": {},
    "prices": {"HEADROOM_PRICES": str(Path(__file__).with_name("prices.csv"))},
    "scarce-chips": {"HEADROOM_SCENARIO": "scarce-chips"},
    "seed-1": {"HEADROOM_SEED": "1"},
    "2026-08-15": {"HEADROOM_AS_OF": "2026-08-15"},
    "2024-04-15": {"HEADROOM_AS_OF": "2024-04-15"},
}
EARLY = {"2024-04-15"}  # results alone, as the text of the chapters is of 2026
SAME_EVERYWHERE = {"your-prices", "formulas"}  # pages that are frozen once


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def as_stated(one: Any) -> Any:
    """A result or a number as JSON has it; of its sources no order, of its rows only what they say through these."""
    made = plain(one)
    number = made.get("estimate", made) or {}
    number.pop("rows", None)
    number.pop("interval", None)
    number["sources"] = sorted(number.get("sources", ()))
    return made


class Part:
    """What a part has at hand.

    Parameters
    ----------
    adapter : the checkout
    out : folder for its files
    cases, html : folders of inputs for the command line, and of built pages; None where there are none
    scratch : a folder that goes with the process
    chapters : the pages to which a World is limited; empty for all, and for the results
    """

    def __init__(self, root: str, out: str, cases: str = "", html: str = "", chapters: str = "") -> None:
        self.adapter, self.out = Adapter(Path(root)), Path(out)
        self.cases, self.html = (Path(folder).resolve() if folder else None for folder in (cases, html))
        self.chapters = chapters.split(",") if chapters else []
        self.scratch = ""
        self.started = time.monotonic()

    def tell(self, what: str) -> None:
        """Show how far it is."""
        print(f"{self.out.name:>12} {time.monotonic() - self.started:5.1f} s  {what}", file=sys.stderr, flush=True)

    def write(self, name: str, found: Any) -> None:
        """Write a file of the freeze."""
        self.out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(plain(found), sort_keys=True, indent=1, ensure_ascii=False)
        places = {"net": Path(__file__).parent, **({"cases": self.cases} if self.cases else {})}
        (self.out / f"{name}.json").write_text(self.adapter.words(text, places) + "\n", "utf-8")
        self.tell(f"{name}: {len(found)}")


def results(part: Part, watch: Watch) -> None:
    """Headlines and verdicts, with what each read and drew; the samples of all parameters and prices in use."""
    adapter, world = part.adapter, part.adapter.world()
    of_book = adapter.module("report.results")
    together: dict[str, list[Any]] = {}
    for key in of_book.keys():  # noqa: SIM118 - a function
        together.setdefault(key[1], []).append(key)
    found, reads, drawn, known = {}, {}, {}, {}
    for id, its in together.items():
        with watch.noting() as events:
            made = of_book.compute(its, world)
        known |= made
        found |= {f"{kind}: {id}": {**as_stated(one), "text": str(one.estimate)} for (kind, _), one in made.items()}
        reads[id] = sorted(event for event in events if event[0] != "drawn")
        drawn[id] = sorted(event[1:] for event in events if event[0] == "drawn")
    of_book._FOUND.setdefault(world.key, {}).update(known)  # pages show them too
    for name, what in {"results": found, "reads": reads, "drawn": drawn, "inputs": inputs(adapter, world)}.items():
        part.write(name, what)


def inputs(adapter: Adapter, world: Any) -> dict[str, Any]:
    """Every parameter and price in use, with its samples' percentiles; all inputs of live figures."""
    pairs = world.table("prices")[["accelerator_id", "price_kind"]].drop_duplicates().to_numpy()
    live = adapter.module("report.headline").inputs
    asked = {f"parameter {id}": (world.parameter, id) for id in world.table("parameters")["id"]}
    asked |= {f"price {item}/{kind}": (world.price, item, kind) for item, kind in pairs}
    asked |= {f"live {chapter}": (live, chapter, world) for chapter in adapter.module("report.pages").PAGES}
    found: dict[str, Any] = {}
    for name, (ask, *words) in asked.items():
        try:
            answer = ask(*words)
        except (LookupError, ValueError) as error:  # nothing is known of it on that date
            found[name] = f"{type(error).__name__}: {error}"
        else:
            found[name] = stated(answer) if hasattr(answer, "samples") else plain(answer)
    return found


def stated(answer: Any) -> dict[str, Any]:
    """A parameter or price in use: value, bounds, unit, sources, percentiles of its samples."""
    samples = answer.samples() if callable(answer.samples) else answer.draws()
    what = {"value": answer.central if hasattr(answer, "central") else answer.value, "percentiles": quantiles(samples)}
    what |= {
        name: getattr(answer, name) for name in ("low", "high", "unit", "n", "newest", "stale") if hasattr(answer, name)
    }
    return what | {"sources": sorted(answer.source_keys if hasattr(answer, "source_keys") else answer.sources)}


def world(part: Part) -> None:
    """A World: results, then what its pages show."""
    name, watch, adapter = part.out.name, Watch(), part.adapter
    watch.replace_caches(adapter.package)
    adapter.with_own_cache(Path(part.scratch, "cache"))
    watch.attach(adapter.module("evidence").World, adapter.module("report.estimate").Estimate)
    numbers = watch.numbers(adapter.module("report.number"))
    if not part.chapters:
        results(part, watch)
    if name in EARLY:
        return
    from . import notebooks

    found: dict[str, Any] = {"figures": {}, "numbers": {}, "shown": {}}
    for notebook in sorted((adapter.root / "chapters").glob("*.ipynb")):
        if notebook.stem not in part.chapters if part.chapters else name != "base" and notebook.stem in SAME_EVERYWHERE:
            continue
        read = notebooks.read(notebook, adapter)
        found["figures"] |= {id: {"page": notebook.stem, **figure} for id, figure in read["figures"].items()}
        found["shown"][notebook.stem] = read["shown"]
        found["numbers"][notebook.stem] = {
            k: [numbers[k] if isinstance(numbers[k], str) else as_stated(numbers[k]), card]
            for k, card in read["numbers"].items()
        }
        part.tell(notebook.stem)
    found["sentences"] = notebooks.sentences(found["figures"], adapter, all_states=name == "base")
    for section, what in found.items():
        part.write(section, what)


def formulas(part: Part) -> None:
    """All formulas and procedures: units, description, help; of formulas Vega steps and MathML."""
    calculator, describe = part.adapter.module("calculator"), part.adapter.module("calculator.describe").describe
    steps = part.adapter.module("calculator.vega").steps
    found = {}
    for function in [*calculator.formulas(), *calculator.procedures()]:
        about = describe(function)
        found[about.address] = {
            "help": f"{about.address}{inspect.signature(function)}\n{inspect.getdoc(function)}",
            "about": plain(about),
            "units": {one.name: str(one.unit) for one in (*about.arguments, about.result)},
        }
        if not about.procedure:
            names = {name: name for name in inspect.signature(function).parameters}
            found[about.address]["vega"] = [list(step) for step in steps(function, "answer", **names)]
            found[about.address]["mathml"] = part.adapter.mathml(about.equation)
    part.write("formulas", found)


def commands(part: Part) -> None:
    """Commands, options and environment variables."""
    from . import command_line

    part.write("commands", command_line.tree(part.adapter))


def prose(part: Part) -> None:
    """The text of the book's pages as it is written, for checkouts whose book is not built."""
    root = part.adapter.root
    found = {page.name: page.read_text("utf-8").splitlines() for page in root.glob("[!A-Z]*.md")}
    for notebook in sorted([*root.glob("*.ipynb"), *(root / "chapters").glob("*.ipynb")]):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        found[notebook.name] = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    part.write("prose", found)


def cases(part: Part) -> None:
    """Answers and refusals."""
    from . import command_line

    part.adapter.with_own_cache(Path(part.scratch, "cache"))
    part.write("cases", command_line.answers(part.adapter, part.cases, Path(part.scratch), part.tell))


def pages(part: Part) -> None:
    """Words, code and addresses of built pages."""
    from . import pages as built

    for name, what in built.read(part.html).items():
        part.write(name, what)


OTHERS: dict[str, Callable[[Part], None]] = {
    "formulas": formulas,
    "commands": commands,
    "prose": prose,
    "pages": pages,
    "cases": cases,
}


def main(name: str, *given: str) -> None:
    """Make one part."""
    warnings.simplefilter("ignore")
    os.environ.update(WORLDS.get(name, {}))
    part = Part(*given)
    with tempfile.TemporaryDirectory() as part.scratch:
        OTHERS.get(name, world)(part)
    part.tell("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
