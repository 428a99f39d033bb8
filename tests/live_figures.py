"""Live figures as their notebooks build them, and their parameters as Vega computes them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from vega_reader import in_vega as in_vega

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"


def live_spec(chapter: str, figure_id: str, setup: int = 1) -> dict:
    """The chart of a live figure; the first `setup` code cells of its notebook prepare for it."""
    notebook = json.loads((CHAPTERS / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    code = next(cell for cell in cells if f'id="{figure_id}"' in cell)
    scope: dict = {}
    for cell in cells[:setup]:
        exec(cell, scope)
    tree = ast.parse(code)
    tree.body[-1] = ast.Assign(targets=[ast.Name("made", ast.Store())], value=tree.body[-1].value)
    exec(compile(ast.fix_missing_locations(tree), figure_id, "exec"), scope)
    return scope["made"].to_dict()
