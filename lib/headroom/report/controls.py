"""Inputs of a live figure. The book writes them as labelled HTML inputs at build; JupyterLab binds plain ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the command line draws nothing
    import altair as alt


class Control(Protocol):
    """What a live figure can be given: a slider, a choice or a set of presets."""

    def spec(self) -> dict[str, Any]:
        """The description from which the book writes the HTML input."""

    def params(self) -> list[alt.Parameter]:
        """The chart parameters that it sets."""


@dataclass(frozen=True)
class Slider:
    """A number that the reader may move.

    Parameters
    ----------
    param : name of the chart parameter
    label, unit, format : how the input is labelled and its value written
    low, high, value : bounds and default; a default beyond a bound (of prices brought along, say) moves the bound
    why : the reason for the default, shown beside the input
    scale : 'log' where the value spans orders of magnitude
    step : smallest step on a linear scale
    """

    param: str
    label: str
    format: str
    low: float
    high: float
    value: float
    why: str
    unit: str = ""
    scale: str = "linear"
    step: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", min(self.low, self.value))
        object.__setattr__(self, "high", max(self.high, self.value))

    def spec(self) -> dict[str, Any]:
        """See `Control.spec`."""
        described = asdict(self)
        described["min"], described["max"] = described.pop("low"), described.pop("high")
        return {"kind": "slider", **described}

    def params(self) -> list[alt.Parameter]:
        """See `Control.params`."""
        import altair as alt

        bind = alt.binding_range(
            min=self.low, max=self.high, step=self.step or (self.high - self.low) / 200, name=self.label
        )
        return [alt.param(name=self.param, value=self.value, bind=bind)]


@dataclass(frozen=True)
class Choice:
    """A value picked from named ones (a chip, a region, a law).

    Parameters
    ----------
    param : name of the chart parameter
    label : label of the input
    options : name → value, in the order shown
    value : the default
    why : the reason for the default
    """

    param: str
    label: str
    options: Mapping[str, float]
    value: float
    why: str

    def __post_init__(self) -> None:
        if self.value not in self.options.values():
            raise ValueError(f"choice {self.param!r}: default {self.value} is not among {dict(self.options)}")

    def spec(self) -> dict[str, Any]:
        """See `Control.spec`."""
        options = [{"label": name, "value": value} for name, value in self.options.items()]
        return {
            "kind": "choice",
            "param": self.param,
            "label": self.label,
            "options": options,
            "value": self.value,
            "why": self.why,
        }

    def params(self) -> list[alt.Parameter]:
        """See `Control.params`."""
        import altair as alt

        bind = alt.binding_select(options=list(self.options.values()), labels=list(self.options), name=self.label)
        return [alt.param(name=self.param, value=self.value, bind=bind)]


@dataclass(frozen=True)
class Presets:
    """Named cases, each of which sets several inputs at once (published runs, say).

    Parameters
    ----------
    label : label of the input
    options : name → {parameter: value}
    """

    label: str
    options: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """See `Control.spec`."""
        return {
            "kind": "preset",
            "label": self.label,
            "options": [{"label": name, "values": dict(values)} for name, values in self.options.items()],
        }

    def params(self) -> list[alt.Parameter]:
        """Presets set the parameters of other controls and have none of their own."""
        return []
