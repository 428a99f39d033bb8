"""What a live figure computes, written once: the same steps run in Python and, as parameters, in the browser."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from headroom.calculator import vega
from headroom.evidence import Quantity

if TYPE_CHECKING:  # the command line draws nothing
    import altair as alt


class Step:
    """One formula of a chain.

    An argument that is not given is the input, or the earlier step, of its own name.

    Parameters
    ----------
    formula : a formula of the calculator
    given : argument → name of an input or an earlier step, a number, or a quantity (the browser knows its value alone)
    """

    def __init__(self, formula: Callable, **given: str | float | Quantity) -> None:
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

    def results(self, inputs: Mapping[str, float | Quantity]) -> dict[str, Any]:
        """The results at some inputs, by the calculator's own functions; those of quantities with their evidence."""
        known: dict[str, Any] = dict(inputs)
        for name, step in self.steps.items():
            named = {of for of in step.arguments.values() if isinstance(of, str)}
            if lacking := sorted(named - known.keys()):
                raise KeyError(f"{name} needs {', '.join(lacking)}: neither an input nor an earlier step")
            given = {key: known[of] if isinstance(of, str) else of for key, of in step.arguments.items()}
            known[name] = step.formula(**given)
        return {name: known[name] for name in self.steps}

    def values(self, inputs: Mapping[str, float | Quantity]) -> dict[str, float]:
        """`results` as plain numbers."""
        return {name: float(_value(found)) for name, found in self.results(inputs).items()}

    def params(self) -> list[alt.Parameter]:
        """The results as parameters of a chart that has the inputs as parameters."""
        import altair as alt

        return [
            alt.param(name=found.name, expr=found.expression)
            for name, step in self.steps.items()
            for found in vega.steps(step.formula, name, **{key: _value(of) for key, of in step.arguments.items()})
        ]

    def fields(self, *columns: str) -> dict[str, str]:
        """The results as calculated fields, name → expression, of a table that has some of the inputs as `columns`."""
        own = {*columns, *self.steps}
        found: dict[str, str] = {}
        for name, step in self.steps.items():
            arguments = {key: f"datum.{of}" if of in own else _value(of) for key, of in step.arguments.items()}
            found |= {one.name: one.expression for one in vega.steps(step.formula, name, fields=True, **arguments)}
        return found


def _value(of: Any) -> Any:
    """The central value of a quantity; anything else as it is."""
    return of.value if isinstance(of, Quantity) else of
