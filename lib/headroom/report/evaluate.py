"""One formula, or a whole cost, computed from what is given: the rest comes from the evidence or from other formulas.

An argument's value is looked for in this order:

1. what was given: a number, a range (taken for a 90 % interval), the id of a parameter, or a kind of price;
2. the chip, if one was named: its data sheet (`DATA_SHEET`) and its prices in use (`PRICES`);
3. a documented default: what bills of known runs show of utilisation and goodput (`report.facts.calibration`), or a
   parameter (`DEFAULTS`);
4. the formula of that name (one name is one thing in all chapters), computed in the same way.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from pint import PintError

from headroom.calculator import find, formulas, procedures
from headroom.calculator.describe import describe
from headroom.calculator.nomenclature import NAMES
from headroom.calculator.registry import address
from headroom.calculator.units import registry
from headroom.evidence import (
    EvidenceError,
    Fault,
    LackingError,
    NoPriceError,
    Price,
    Quantity,
    Range,
    UnknownError,
    World,
)
from headroom.evidence.faults import suggestion
from headroom.evidence.quantity import NO_ROWS, stretched
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import CHIP_HOUR, electricity_id, rent
from headroom.report.peaks import CALIBRATED, FORMAT, calibrated, check_format, peak

DATA_SHEET = {  # argument -> number of the chip's sheet, and what it is in words; beside these, the peak in a format
    "memory_per_chip": ("memory", "memory"),
    "memory_bandwidth": ("bandwidth", "memory bandwidth"),
    "tdp": ("power", "rated power"),
}
PEAK, RENT = "peak_flop_per_second", "chip_hour_price"
PRICES = {  # argument -> kind of price; of a chip-hour the first of those of `facts.prices.rent`
    RENT: CHIP_HOUR[0].kind,
    "on_demand_price": "cloud_on_demand",
    "system_price": "purchase_in_server",
    "chip_price": "purchase_chip",
}
DEFAULTS = {  # argument -> parameter; beside these, electricity_price is that of the World's year
    "pue": "pue-other",
    "average_load": "avg-power-fraction-gpu",
    "server_power_factor": "server-power-mult-default",
    "server_overhead": "server-overhead-default",
    "interconnect_share": "interconnect-share",
    "value_decline": "hw-depreciation-epoch",
    "experiment_factor": "experiment-factor-epoch",
}
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
RANGE = re.compile(rf"({NUMBER})\.\.({NUMBER})")
COUNTED = r"\b(fraction|ratio|count|tokens?|params?|sequences?|prompts?|queries|pages?|words?|books?|OOM|epochs?)\b"


@dataclass(frozen=True, eq=False)
class Input:
    """A value that went into an answer.

    Parameters
    ----------
    name : argument
    quantity : its value, in its unit, with all that it rests on
    origin : where it came from, in words
    works : keys of references.bib that its formula is from, of what was computed
    """

    name: str
    quantity: Quantity
    origin: str
    works: tuple[str, ...] | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of references.bib: of its formula, or of the rows it was read from."""
        return self.quantity.sources if self.works is None else self.works


@dataclass(frozen=True, eq=False)
class Answer:
    """A formula's result with all that went into it.

    Parameters
    ----------
    result : as if it were an input of a further formula
    summary : what it is, in one sentence
    inputs : in the order in which they were needed
    sources : keys of references.bib, of the formulas and of all inputs
    """

    result: Input
    summary: str
    inputs: tuple[Input, ...]
    sources: tuple[str, ...]


class MissingError(LookupError):
    """Arguments that nothing supplies; the message asks for each by name, with unit and valid range."""

    def __init__(self, formula: str, missing: Mapping[str, str]) -> None:
        lines = []
        for name, why in missing.items():
            lines.append(f"  --{name}  {NAMES[name].explained}, {NAMES[name].range}{why}")
        super().__init__("\n".join([f"{formula} needs further values:", *lines]))


def formula_at(name: str) -> Callable:
    """The formula or procedure with an address.

    Raises
    ------
    UnknownError
        If there is none; the message offers the nearest.
    """
    known = {address(function): function for function in [*formulas(), *procedures()]}
    if name not in known:
        bare = [full for full in known if full.partition(".")[2] == name]
        raise UnknownError("formula", name, bare or known)
    return find(name)


def evaluate(
    name: str, given: Mapping[str, str], world: World, chip: str | None = None, number_format: str = FORMAT
) -> Answer:
    """The result of a formula in a World.

    Parameters
    ----------
    name
        Address of a formula or procedure: ``training.rental_cost``.
    given
        Argument to text: ``0.4``, ``0.3..0.5``, ``mfu-h100-megatron``, ``cloud_reserved``.
    world
        Evidence for what is not given.
    chip
        An id of the accelerators.
    number_format
        Of the chip's peak, a key of `headroom.report.facts.chips.PEAKS`.

    Raises
    ------
    UnknownError
        If there is no such formula or chip.
    EvidenceError
        With every value that is not what its argument takes; if the chip's sheet states no peak in the format.
    MissingError
        With every argument that nothing supplies.
    """
    function = formula_at(name)
    if chip is not None:
        world.row("accelerators", chip)
    check_format(world, chip, number_format)
    evaluation = _Evaluation(world, chip, dict(given), number_format)
    evaluation.read(_reachable(function))
    result = evaluation.result(function)
    if evaluation.missing:
        raise MissingError(name, evaluation.missing)
    sources = [*describe(function).sources, *(key for used in evaluation.used.values() for key in used.sources)]
    return Answer(result, describe(function).summary, tuple(evaluation.used.values()), tuple(dict.fromkeys(sources)))


def _producers() -> dict[str, Callable]:
    return {function.__name__: function for function in formulas()}


def _reachable(function: Callable) -> set[str]:
    """Every argument that the formula, or a formula that computes one of its arguments, may take."""
    producers, found, open_ = _producers(), set(), [function]
    while open_:
        for name in inspect.signature(open_.pop()).parameters:
            if name not in found:
                found.add(name)
                if name in producers:
                    open_.append(producers[name])
    return found


class _Evaluation:
    """Values found so far, and what is missing."""

    def __init__(self, world: World, chip: str | None, given: dict[str, str], number_format: str = FORMAT) -> None:
        self.world, self.chip, self.given, self.format = world, chip, given, number_format
        self.known: set[str] = set()
        self.used: dict[str, Input] = {}
        self.missing: dict[str, str] = {}
        self.producers = _producers()

    def read(self, known: set[str]) -> None:
        """Read all that was given, and refuse what cannot be read, all at once."""
        self.known = known
        faults, read = [], {}
        for name, text in self.given.items():
            if name not in known:
                expected = "an input of this formula" + suggestion(name, known)
                faults.append(Fault(f"--{name}", 0, "", text, expected))
                continue
            try:
                read[name] = self._read(name, text)
            except EvidenceError as error:
                faults += error.faults
        if faults:
            raise EvidenceError(faults)
        self.given = read

    def value(self, name: str, trail: tuple[str, ...] = ()) -> Input | None:
        """The value of an argument, or None if nothing supplies it."""
        if name in self.used:
            return self.used[name]
        found = self.given.get(name) or self._of_chip(name) or self._default(name)
        if found is None and name in self.producers and name not in (*trail, *CALIBRATED):
            found = self.result(self.producers[name], (*trail, name))
        elif found is None:
            self.missing.setdefault(name, self._hint(name))
        if found is not None:
            self.used[name] = found
        return found

    def result(self, function: Callable, trail: tuple[str, ...] = ()) -> Input | None:
        """The result of a formula, or None if an argument is missing."""
        arguments = {name: self.value(name, trail) for name in inspect.signature(function).parameters}
        if None in arguments.values():
            return None
        found = function(**{name: one.quantity for name, one in arguments.items()})
        return self._input(function.__name__, found, f"by {address(function)}", describe(function).sources)

    def _input(self, name: str, found: Quantity, origin: str, works: tuple[str, ...] | None = None) -> Input:
        return Input(name, replace(found, unit=str(NAMES[name].unit)), origin, works)

    def _read(self, name: str, text: str) -> Input:
        row = NAMES[name]
        if found := RANGE.fullmatch(text):
            low, high = map(float, found.groups())
            if not row.low <= low < high <= row.high:
                raise self._refused(name, text)
            middle = Range.of_row(
                {"id": f"given/{name}", "source_key": "", "unit": str(row.unit), "interval": "90% interval"}
                | {"low": low, "central": float("nan"), "high": high},
                seed=self.world.seed,
                rows=NO_ROWS,
            ).quantity
            return self._input(name, middle, "given, as a 90% interval")
        if re.fullmatch(NUMBER, text):
            if not row.low <= float(text) <= row.high:
                raise self._refused(name, text)
            return self._input(name, Quantity(float(text)), "given")
        if text in set(self.world.table("prices")["price_kind"]) and self.chip:
            return self._priced(name, self.world.price(self.chip, text))
        try:
            parameter = self.world.parameter(text)
        except UnknownError:
            near = suggestion(text, self.world.table("parameters")["id"])
            raise self._refused(name, text, near) from None
        return self._parameter(name, text, parameter, f"parameter {text}")

    def _refused(self, name: str, text: str, near: str = "") -> EvidenceError:
        row = NAMES[name]
        expected = f"a number from {row.range} [{row.unit}], a range LOW..HIGH or a parameter"
        return EvidenceError([Fault(f"--{name}", 0, "", text, expected + near)])

    def _parameter(self, name: str, id: str, stated: Quantity, origin: str) -> Input:  # noqa: A002
        """A parameter as an input, in the unit of the argument."""
        return self._input(name, stretched(stated, _compatible(name, stated.unit, id)), origin)

    def _priced(self, name: str, price: Price) -> Input:
        _compatible(name, price.unit, price.kind)
        quotes = f"{price.n} provider{'s' if price.n != 1 else ''}, newest {price.newest}"
        quotes += ", stale" if price.stale else ""
        return self._input(name, price, f"price in use of {self.chip}, {price.kind.replace('_', ' ')} ({quotes})")

    def _of_chip(self, name: str) -> Input | None:
        if self.chip is None:
            return None
        if name in PRICES:
            with suppress(NoPriceError):
                asked = rent if name == RENT else (lambda world, chip: world.price(chip, PRICES[name]))
                return self._priced(name, asked(self.world, self.chip))
            return None
        if name == PEAK:
            stated, words = peak(self.world, self.chip, self.format)
        elif name in DATA_SHEET:
            number, of_sheet = DATA_SHEET[name]
            stated, words = of_chip(self.world, self.chip, number), f"{of_sheet} of {self.chip}"
        else:
            return None
        return None if np.isnan(stated.value) else self._input(name, stated, words)

    def _default(self, name: str) -> Input | None:
        if name in CALIBRATED:
            found = calibrated(name, self.world, self.chip, self.format, self.known - set(self.given))
            return None if found is None else self._input(name, *found)
        id = _default_id(name, self.world)  # noqa: A001 - the word of the tables
        if id not in set(self.world.table("parameters")["id"]):
            return None
        about = self.world.row("parameters", id)["applies_to"]
        return self._parameter(name, id, self.world.parameter(id), f"default: parameter {id} ({about})")

    def _hint(self, name: str) -> str:
        if self.chip is None and (name in PRICES or name in DATA_SHEET or name == PEAK):
            return "; --chip supplies it"
        if name == "mfu" and self.format != FORMAT:
            return f"; as a share of the {self.format} peak, which no bill of a known run tells"
        return f"; there is no {PRICES[name]} price of {self.chip}" if name in PRICES else ""


def _default_id(name: str, world: World) -> str | None:
    """Id of the parameter that an argument has by default, if it has one."""
    if name == "electricity_price":
        with suppress(LackingError):
            return electricity_id(world)
    return DEFAULTS.get(name)


def _compatible(name: str, unit: str, value: str) -> float:
    """Factor from a unit of the tables to that of an argument.

    Raises
    ------
    EvidenceError
        If they do not measure the same.
    """
    wanted = NAMES[name].unit
    try:
        target = _quantity(wanted.label or wanted.expression)
    except PintError:  # a label in words
        target = _quantity(wanted.expression)
    try:
        return float((_quantity(unit) / target).to("").magnitude)
    except PintError:
        raise EvidenceError([Fault(f"--{name}", 0, "", f"{value} [{unit}]", f"a value in {wanted}")]) from None


def _quantity(unit: str):
    """A unit of the tables or of the calculator as a quantity; what is counted has no dimension."""
    text = re.sub(COUNTED, "1", re.sub(r"\bMtok\b", "1e6", unit).replace("·", "*"))
    return registry().Quantity(registry().parse_expression(text))
