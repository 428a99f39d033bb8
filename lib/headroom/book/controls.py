"""The inputs of a live figure and its sentence, as HTML that reads without JavaScript.

Inputs are written disabled, with the default in them; `static/headroom.js` enables them once the chart is live.
"""

from __future__ import annotations

import math
import re
from html import escape
from typing import Any

from headroom.report import format as fmt

FIELD = re.compile(r"{(\w+)}")
SLIDER_STEPS = 1000  # positions of a logarithmic slider


def html(identity: dict[str, Any]) -> str:
    """The form with all inputs of a figure, and the sentence that answers to them."""
    controls = identity.get("controls") or ()
    form = ""
    if controls:
        inputs = "".join(_WRITERS[control.get("kind", "slider")](identity["id"], control) for control in controls)
        form = (
            f'<form class="hr-controls" aria-label="Inputs: {escape(identity["title"])}" autocomplete="off">'
            f'<div class="hr-inputs">{inputs}</div>'
            '<p class="hr-actions"><button type="reset" class="hr-button" disabled>Reset</button>'
            '<button type="button" class="hr-button" data-copy="state" disabled>Copy link to these inputs</button>'
            '<span class="hr-status" role="status"></span></p></form>'
        )
    return form + sentence(identity)


def sentence(identity: dict[str, Any]) -> str:
    """The live sentence with the values at the defaults."""
    live = identity.get("sentence")
    if not live:
        return ""

    def output(found: re.Match[str]) -> str:
        name = found[1]
        kind = live["formats"][name]
        text = escape(fmt.write(live["values"][name], kind))
        return f'<output class="hr-value" data-signal="{name}" data-format="{kind}">{text}</output>'

    return '<p class="hr-sentence">' + FIELD.sub(output, escape(live["template"], quote=False)) + "</p>"


def position(value: float, control: dict[str, Any]) -> float:
    """Where a slider stands for a value: the value itself, or 0 to `SLIDER_STEPS` on a logarithmic scale."""
    if control.get("scale") != "log":
        return value
    low, high = math.log(control["min"]), math.log(control["max"])
    return round(SLIDER_STEPS * (math.log(value) - low) / (high - low))


def _slider(figure_id: str, control: dict[str, Any]) -> str:
    param, name = control["param"], f"{figure_id}-{control['param']}"
    low, high, value = (float(control[key]) for key in ("min", "max", "value"))
    logarithmic = control.get("scale") == "log"
    step = 1 if logarithmic else control.get("step") or (high - low) / 200
    ends = (0, SLIDER_STEPS) if logarithmic else (low, high)
    kind = control["format"]
    text = escape(fmt.write(value, kind))
    unit = f' <span class="hr-unit" id="{name}-unit">{escape(control["unit"])}</span>' if control.get("unit") else ""
    return (
        f'<div class="hr-control" data-kind="slider" data-param="{param}" data-format="{kind}" '
        f'data-scale="{"log" if logarithmic else "linear"}" data-min="{low!r}" data-max="{high!r}" '
        f'data-value="{value!r}">'
        f'<label for="{name}">{escape(control["label"])}</label>'
        f'<span class="hr-entry"><input type="text" class="hr-box" inputmode="decimal" value="{text}" disabled '
        f'aria-label="{escape(control["label"])}, typed">{unit}</span>'
        f'<input type="range" id="{name}" min="{ends[0]:g}" max="{ends[1]:g}" step="{step:g}" '
        f'value="{position(value, control):g}" aria-valuetext="{text}" disabled{_described(name, control)}>'
        f"{_why(name, control)}</div>"
    )


def _choice(figure_id: str, control: dict[str, Any]) -> str:
    name = f"{figure_id}-{control['param']}"
    options = "".join(
        f'<option value="{float(option["value"])!r}"{" selected" if option["value"] == control["value"] else ""}>'
        f"{escape(option['label'])}</option>"
        for option in control["options"]
    )
    return (
        f'<div class="hr-control" data-kind="choice" data-param="{control["param"]}" '
        f'data-value="{float(control["value"])!r}"><label for="{name}">{escape(control["label"])}</label>'
        f'<select id="{name}" disabled{_described(name, control)}>{options}</select>{_why(name, control)}</div>'
    )


def _preset(figure_id: str, control: dict[str, Any]) -> str:
    name = f"{figure_id}-preset"
    options = "".join(
        f"<option data-values='{_values(option['values'])}'>{escape(option['label'])}</option>"
        for option in control["options"]
    )
    return (
        f'<div class="hr-control" data-kind="preset"><label for="{name}">{escape(control["label"])}</label>'
        f'<select id="{name}" disabled{_described(name, control)}><option value="">your own inputs</option>'
        f"{options}</select>{_why(name, control)}</div>"
    )


def _values(values: dict[str, float]) -> str:
    return "{" + ",".join(f'"{name}":{float(value)!r}' for name, value in values.items()) + "}"


def _described(name: str, control: dict[str, Any]) -> str:
    ids = [f"{name}-{part}" for part in ("unit", "why") if control.get(part)]
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def _why(name: str, control: dict[str, Any]) -> str:
    return f'<span class="hr-why" id="{name}-why">{escape(control["why"])}</span>' if control.get("why") else ""


_WRITERS = {"slider": _slider, "choice": _choice, "preset": _preset}
