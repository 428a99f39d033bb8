"""Evaluates formulas in Vega itself and reads the values back with all their digits."""

from __future__ import annotations

import json

import numpy as np
import vl_convert as vlc

from headroom.calculator import vega


def as_fields(cases: dict) -> dict:
    """Formula -> results, for formula -> inputs (argument -> array): each formula a data set with calculated fields."""
    data, marks = [], []
    for formula, inputs in cases.items():
        names = {name: f"datum.{name}" for name in inputs}
        steps = vega.steps(formula, "answer", fields=True, **names)
        rows = [dict(zip(inputs, map(float, row), strict=True)) for row in zip(*inputs.values(), strict=True)]
        transform = [{"type": "formula", "as": step.name, "expr": step.expression} for step in steps]
        data.append({"name": formula.__name__, "values": rows, "transform": transform})
        marks.append(_text("datum.answer") | {"from": {"data": formula.__name__}})
    groups = _groups(vlc.vega_to_scenegraph({"data": data, "marks": marks}))
    return {formula: np.array(group) for formula, group in zip(cases, groups, strict=True)}


def as_parameters(cases: dict) -> dict:
    """Formula -> result, for formula -> inputs (argument -> number): each step a signal that uses earlier ones."""
    signals, marks = [], []
    for formula, inputs in cases.items():
        names = {name: f"{formula.__name__}__{name}" for name in inputs}
        signals += [{"name": names[name], "value": float(value)} for name, value in inputs.items()]
        answer = f"answer_{formula.__name__}"
        signals += [{"name": s.name, "update": s.expression} for s in vega.steps(formula, answer, **names)]
        marks.append(_text(answer))
    groups = _groups(vlc.vega_to_scenegraph({"signals": signals, "marks": marks}))
    return {formula: group[0] for formula, group in zip(cases, groups, strict=True)}


def in_vega(spec: dict, names: list[str], values: dict[str, float]) -> dict[str, float]:
    """Top-level parameters of a chart as Vega computes them, with inputs set to values."""
    params = [
        {"name": p["name"], "value": values[p["name"]]}
        if p["name"] in values
        else {k: v for k, v in p.items() if k in ("name", "expr", "value")}
        for p in spec["params"]
    ]
    marks = [{"mark": {"type": "text", "text": {"expr": f"'' + {name}"}}} for name in names]
    chart = {"data": {"values": [{}]}, "params": params, "layer": marks}
    return dict(zip(names, map(float, texts(vlc.vegalite_to_scenegraph(json.dumps(chart)))), strict=True))


def texts(node) -> list[str]:
    """All texts of a scene graph, in order."""
    if isinstance(node, list):
        return [text for child in node for text in texts(child)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for child in node.values() for text in texts(child)]


def _text(expression: str) -> dict:
    return {"type": "text", "encode": {"enter": {"text": {"signal": f"'' + {expression}"}}}}


def _groups(scenegraph: dict) -> list[list[float]]:
    frame = scenegraph["scenegraph"]["items"][0]
    return [[float(item["text"]) for item in mark["items"]] for mark in frame["items"] if mark["marktype"] == "text"]
