"""What the pages' notebooks show: their code is run by IPython in this process, and what it displays is sorted."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import vl_convert
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jupyter_client.jsonutil import json_default
from traitlets.config import Config

from .adapter import Adapter

CHART, NUMBER = "application/vnd.vegalite", "application/papermill.record/"
LAB_ONLY = "application/vnd.headroom.lab"  # what the book leaves out
FIELD = re.compile(r"{(\w+)}")
Shown = dict[str, Any]


def outputs(notebook: Path) -> Iterator[Shown]:
    """What the cells of a notebook show, in order: data and metadata."""
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.reset()
    os.chdir(notebook.parent)
    for number, cell in enumerate(json.loads(notebook.read_text("utf-8"))["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        with shell.display_trap, capture_output() as captured:
            ran = shell.run_cell("".join(cell["source"]), store_history=True)
        if not ran.success:
            raise RuntimeError(f"{notebook}, cell {number}") from (ran.error_in_exec or ran.error_before_exec)
        yield from ({"data": one["data"], "metadata": one["metadata"] or {}} for one in captured._outputs)
        if captured.stdout:
            yield {"data": {"text/plain": captured.stdout}, "metadata": {}}


def read(notebook: Path, adapter: Adapter) -> dict[str, Any]:
    """Figures, numbers of the prose, and all else that a notebook shows."""
    found: dict[str, Any] = {"figures": {}, "numbers": {}, "shown": []}
    for shown in outputs(notebook):
        data = shown["data"]
        if LAB_ONLY in data:  # no page shows it
            continue
        if charts := sorted(kind for kind in data if kind.startswith(CHART)):
            spec = json.loads(json.dumps(data[charts[-1]], default=json_default))
            identity = spec["usermeta"]["figure"]
            identity.pop("code", None)  # how it is drawn, not what is shown; pages have it beside the code of cells
            plain = {name: value for name, value in spec.items() if name != "usermeta"}
            found["figures"][identity["id"]] = {"identity": identity, "spec": plain, "csv": adapter.csv(spec)}
        elif name := shown["metadata"].get("scrapbook", {}).get("name"):
            found["numbers"][name] = data.get(f"{NUMBER}text/html", data)
        else:
            found["shown"].append(data.get("text/html") or data.get("text/markdown") or data.get("text/plain"))
    return found


def states(identity: dict[str, Any]) -> dict[str, dict[str, float]]:
    """States of a figure's inputs by name: the defaults, each input at its ends, each case of its presets."""
    controls = identity.get("controls", [])
    start = {control["param"]: control["value"] for control in controls if "param" in control}
    found = {"as it opens": start}
    for control in controls:
        if control["kind"] == "preset":
            found |= {f"preset {case['label']}": start | case["values"] for case in control["options"]}
        elif control["kind"] == "choice":
            param = control["param"]
            found |= {f"{param} = {option['label']}": start | {param: option["value"]} for option in control["options"]}
        else:
            param = control["param"]
            found |= {f"{param} = {control[end]!r}": start | {param: control[end]} for end in ("min", "max")}
    return found


def sentence(spec: dict[str, Any], identity: dict[str, Any], inputs: dict[str, float], adapter: Adapter) -> Shown:
    """A live sentence with its inputs in a state: its words, and the numbers in them as Vega computes them."""
    live = identity["sentence"]
    names = list(live["formats"])
    params = [
        {"name": param["name"], "value": inputs[param["name"]]}
        if param["name"] in inputs
        else {key: value for key, value in param.items() if key in ("name", "expr", "value")}
        for param in spec["params"]
    ]
    marks = [{"mark": {"type": "text", "text": {"expr": f"'{name}=' + {name}"}}} for name in names]
    scene = json.dumps(
        vl_convert.vegalite_to_scenegraph(json.dumps({"data": {"values": [{}]}, "params": params, "layer": marks}))
    )
    found = {name: re.search(rf'"{name}=([^"]*)"', scene)[1] for name in names}
    write = adapter.module("report.format").write
    words = {name: write(float(found[name]), live["formats"][name]) for name in names}
    return {"values": found, "words": FIELD.sub(lambda field: words[field[1]], live["template"])}


def sentences(figures: dict[str, Any], adapter: Adapter, all_states: bool) -> dict[str, Any]:
    """The live sentences of figures at several states of their inputs, or as they open."""
    found: dict[str, Any] = {}
    for id, figure in figures.items():
        if "sentence" not in figure["identity"]:
            continue
        of_figure = states(figure["identity"]) if all_states else {}
        of_figure = of_figure or {"as it opens": {}}
        found[id] = {
            name: sentence(figure["spec"], figure["identity"], inputs, adapter) for name, inputs in of_figure.items()
        }
    return found
