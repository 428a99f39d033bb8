"""What a live figure computes, written once: the same steps run in Python and, as parameters, in the browser."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from headroom.calculator import vega

if TYPE_CHECKING:  # the command line draws nothing
    import altair as alt


class Step:
    """One formula of a chain.

    An argument that is not given is the input, or the earlier step, of its own name.

    Parameters
    ----------
    formula : a formula of the calculator
    given : argument → name of an input or an earlier step, or a number
    """

    def __init__(self, formula: Callable, **given: str | float) -> None:
        arguments = inspect.signature(formula).parameters
        if unknown := given.keys() - arguments.keys():
            raise TypeError(f"{formula.__name__} takes no {', '.join(sorted(unknown))}")
        self.formula = formula
        self.arguments = {name: given.get(name, name) for name in arguments}


class Chain:
    """Formulas, each of which uses inputs and the results before it.

    Parameters
    ----------
    steps : name of each result → its step, in order
    """

    def __init__(self, **steps: Step) -> None:
        self.steps = steps

    def values(self, inputs: Mapping[str, float]) -> dict[str, float]:
        """The results at some inputs, by the calculator's own functions."""
        known: dict[str, Any] = dict(inputs)
        for name, step in self.steps.items():
            named = {of for of in step.arguments.values() if isinstance(of, str)}
            if lacking := sorted(named - known.keys()):
                raise KeyError(f"{name} needs {', '.join(lacking)}: neither an input nor an earlier step")
            known[name] = step.formula(
                **{key: known[of] if isinstance(of, str) else of for key, of in step.arguments.items()}
            )
        return {name: float(known[name]) for name in self.steps}

    def params(self) -> list[alt.Parameter]:
        """The results as parameters of a chart that has the inputs as parameters."""
        import altair as alt

        return [
            alt.param(name=found.name, expr=found.expression)
            for name, step in self.steps.items()
            for found in vega.steps(step.formula, name, **step.arguments)
        ]

    def fields(self, *columns: str) -> dict[str, str]:
        """The results as calculated fields, name → expression, of a table that has some of the inputs as `columns`."""
        own = {*columns, *self.steps}
        found: dict[str, str] = {}
        for name, step in self.steps.items():
            arguments = {key: f"datum.{of}" if of in own else of for key, of in step.arguments.items()}
            found |= {one.name: one.expression for one in vega.steps(step.formula, name, fields=True, **arguments)}
        return found
