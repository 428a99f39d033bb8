"""Numbers as words: one small set of formats, the same in prose, on axes, in tables and beside sliders.

`lib/headroom/book/static/format.js` is the same set for the browser; a test holds the two against each other.
Rounding is half away from zero on the decimal expansion of the float, as `Number.toFixed` does it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"))
MINUS = "−"
EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # as many digits as the largest float has, and some decimals


def fixed(x: float, decimals: int) -> str:
    """`x` with a fixed number of decimals and thousands separators."""
    quantum = Decimal(1).scaleb(-decimals)
    text = f"{Decimal(x).quantize(quantum, context=EXACT):,}"
    return text.replace("-", MINUS)


def significant(x: float, digits: int) -> str:
    """`x` to a number of significant digits, never in exponent form."""
    if x == 0:
        return "0"
    exponent = math.floor(math.log10(abs(x)))
    decimals = digits - 1 - exponent
    if decimals >= 0:
        return fixed(x, decimals)
    scale = 10.0**-decimals
    return fixed(float(fixed(abs(x) / scale, 0).replace(",", "")) * scale * (1 if x > 0 else -1), 0)


def _scaled(x: float, below: Callable[[float], str]) -> str:
    """`x` with T, B or M; what lies below a million is written by `below`."""
    for step, letter in STEPS:
        if abs(x) >= step * 0.9995:  # 999.6M would print as 1,000M: it belongs to the next step
            mantissa = x / step
            return (fixed(mantissa, 1) if abs(mantissa) < 9.95 else number(mantissa)) + letter
    return below(x)


def money(x: float) -> str:
    """US dollars: $0.081, $2.12, $48, $43,000, $5.6M, $1.2B."""

    def small(v: float) -> str:
        size = abs(v)
        if size == 0:
            return "0"
        if size < 0.1:
            return significant(v, 2)
        if size < 9.995:
            return fixed(v, 2)
        return fixed(v, 0) if size < 1000 else significant(v, 3)

    text = _scaled(abs(x), small)
    return f"{MINUS if x < 0 else ''}${text}"


def count(x: float) -> str:
    """Things that are counted: 0.40, 5, 2.5, 16,384, 7.0M, 405B, 15.6T."""
    return _scaled(x, lambda v: fixed(v, 0) if abs(v) >= 10 or v == math.floor(v) else significant(v, 2))


def flop(x: float) -> str:
    """Floating-point operations: 3.8×10²⁵ FLOP."""
    if x <= 0:
        return f"{number(x)} FLOP"
    exponent = math.floor(math.log10(x))
    mantissa = fixed(x / 10.0**exponent, 1)
    if mantissa == "10.0":
        mantissa, exponent = "1.0", exponent + 1
    return f"{mantissa}×10{str(exponent).translate(SUPERSCRIPT)} FLOP"


def percent(x: float) -> str:
    """A fraction as per cent: 0.4%, 41%, 120%."""
    size = abs(x) * 100
    return (significant(x * 100, 1) if 0 < size < 1 else fixed(x * 100, 1 if size < 9.95 else 0)) + "%"


def number(x: float) -> str:
    """A plain number to three significant digits: 0.375, 1.8, 12, 1,290."""
    if x == 0:
        return "0"
    text = significant(x, 3)
    return text.rstrip("0").rstrip(".") if "." in text else text


def ratio(x: float) -> str:
    """A factor: 0.4×, 2.4×, 53×."""
    return (fixed(x, 0) if abs(x) >= 9.95 else significant(x, 2)) + "×"


def _with_unit(unit: str) -> Callable[[float], str]:
    def write(x: float) -> str:
        return f"{_scaled(x, number)} {unit}"

    write.__doc__ = f"A number and the unit '{unit}'."
    return write


FORMATS: dict[str, Callable[[float], str]] = {
    "money": money,
    "count": count,
    "flop": flop,
    "percent": percent,
    "number": number,
    "ratio": ratio,
    "minutes": _with_unit("minutes"),
    "hours": _with_unit("hours"),
    "days": _with_unit("days"),
    "weeks": _with_unit("weeks"),
    "months": _with_unit("months"),
    "years": _with_unit("years"),
    "megawatt": _with_unit("MW"),
    "gigawatt": _with_unit("GW"),
    "megawatt_hours": _with_unit("MWh"),
    "kilowatt_hours": _with_unit("kWh"),
    "watt_hours": _with_unit("Wh"),
    "tonnes": _with_unit("t"),
    "chips": _with_unit("chips"),
    "queries": _with_unit("queries"),
    "chip_hours": _with_unit("chip-hours"),
    "money_per_hour": lambda x: f"{money(x)} per hour",
    "growth": lambda x: f"{ratio(x)} a year",
    "year": lambda x: f"{math.floor(x)}",  # a date as a year with decimals lies in its calendar year
    "part_of_year": lambda x: f"{('early', 'mid', 'late')[math.floor((x - math.floor(x)) * 3)]} {math.floor(x)}",
}


def writer(kind: str) -> Callable[[float], str]:
    """The format called `kind`.

    Raises
    ------
    KeyError
        If there is no such format; the message lists those that exist.
    """
    if kind not in FORMATS:
        raise KeyError(f"no format {kind!r}; there are {', '.join(FORMATS)}")
    return FORMATS[kind]


def write(x: float, kind: str) -> str:
    """`x` in the format called `kind` (see `writer`)."""
    return writer(kind)(x) if math.isfinite(x) else "not finite"


def interval(low: float, high: float, kind: str) -> str:
    """A range in one format: $4.2M–$7.1M."""
    return f"{write(low, kind)}–{write(high, kind)}"
