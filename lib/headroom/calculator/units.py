"""Units: what a number of the calculator measures.

Money, FLOP, bytes, chips, emissions and the SI have dimensions. Counts (params, tokens, layers, people) and nats are
dimensionless with a label, because scaling laws raise them to fitted powers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_type_hints

DEFINITIONS = """
    yotta- = 1e24 = Y-
    zetta- = 1e21 = Z-
    exa- = 1e18 = E-
    peta- = 1e15 = P-
    tera- = 1e12 = T-
    giga- = 1e9 = G-
    mega- = 1e6 = M-
    kilo- = 1e3 = k-
    milli- = 1e-3 = m-
    micro- = 1e-6 = u-
    nano- = 1e-9 = n-
    pico- = 1e-12 = p-
    second = [time] = s
    metre = [length] = m
    gram = [mass] = g
    ampere = [current] = A
    kelvin = [temperature] = K
    mole = [substance] = mol
    candela = [luminosity] = cd
    minute = 60 * second = min
    hour = 60 * minute = h
    day = 24 * hour = d
    week = 7 * day
    year = 365.25 * day = yr
    month = year / 12
    hertz = 1 / second = Hz
    newton = kilogram * metre / second ** 2 = N
    joule = newton * metre = J
    watt = joule / second = W
    watt_hour = watt * hour = Wh
    litre = 1e-3 * metre ** 3 = L
    USD = [money]
    FLOP = [computation]
    byte = [information] = B
    bit = byte / 8
    chip = [chip]
    gCO2e = [emissions]
    tCO2e = 1e6 * gCO2e
"""


@cache
def registry():
    """The pint registry of the calculator."""
    import pint

    units = pint.UnitRegistry(None, case_sensitive=True)
    units.load_definitions([line.strip() for line in DEFINITIONS.strip().splitlines()])
    return units


@dataclass(frozen=True, repr=False)
class Unit:
    """A unit as pint writes it (``USD/chip/h``), with a label for people where the two differ.

    A count is ``Unit("1", "tokens")``: no dimension, but a name.
    """

    expression: str
    label: str = ""

    def __str__(self) -> str:
        return self.label or self.expression.replace("*", "·")

    __repr__ = __str__  # as it stands in the signature that `help` shows

    def quantity(self, magnitude: Any):
        """A magnitude in this unit, as a pint quantity."""
        return registry().Quantity(magnitude, "" if self.expression == "1" else self.expression)

    def magnitude(self, value: Any):
        """The magnitude of a pint quantity (or plain number, if dimensionless) in this unit."""
        return registry().Quantity(value).to("" if self.expression == "1" else self.expression).magnitude


class Constant(float):
    """A number with a unit: an exact factor, or an empirical constant with the key of its source.

    >>> Constant(3600, "s/h") * 2
    7200.0
    """

    unit: Unit
    source: str

    def __new__(cls, value: float, unit: str = "1", label: str = "", *, source: str = "") -> Constant:
        if not math.isfinite(value):
            raise ValueError("a constant is finite: a bound is data, never infinity (Vega stops at it)")
        constant = super().__new__(cls, value)
        constant.unit = Unit(unit, label)
        constant.source = source
        return constant

    def __reduce__(self):
        return Constant._rebuild, (float(self), self.unit.expression, self.unit.label, self.source)

    @classmethod
    def _rebuild(cls, value: float, unit: str, label: str, source: str) -> Constant:
        return cls(value, unit, label, source=source)


def unit_of(annotation: Any) -> Unit | None:
    """The unit in an annotation such as `ChipHour`, or None."""
    return next((item for item in getattr(annotation, "__metadata__", ()) if isinstance(item, Unit)), None)


def signature_units(function: Callable) -> dict[str, Unit | None]:
    """Argument name -> unit, and under ``return`` the unit of the result."""
    return {name: unit_of(hint) for name, hint in get_type_hints(function, include_extras=True).items()}


# Counts: no dimension, but a name.
Params = Annotated[float, Unit("1", "params")]
Tokens = Annotated[float, Unit("1", "tokens")]
TokensPerParam = Annotated[float, Unit("1", "tokens/param")]
Layers = Annotated[float, Unit("1", "layers")]
Experts = Annotated[float, Unit("1", "experts")]
Elements = Annotated[float, Unit("1", "elements")]
Matrices = Annotated[float, Unit("1", "matrices")]
People = Annotated[float, Unit("1", "people")]
Owners = Annotated[float, Unit("1", "owners")]
Events = Annotated[float, Unit("1", "events")]
Elo = Annotated[float, Unit("1", "Elo")]
Heads = Annotated[float, Unit("1", "heads")]
Sequences = Annotated[float, Unit("1", "sequences")]
Samples = Annotated[float, Unit("1", "samples")]
Queries = Annotated[float, Unit("1", "queries")]
Fraction = Annotated[float, Unit("1", "fraction")]
Ratio = Annotated[float, Unit("1", "ratio")]
HhiPoints = Annotated[float, Unit("1", "points")]
GrowthPerYear = Annotated[float, Unit("1", "factor/yr")]
PriceIndex = Annotated[float, Unit("1", "index points")]
Nats = Annotated[float, Unit("1", "nats/token")]
Exponent = Annotated[float, Unit("1", "exponent")]
Epochs = Annotated[float, Unit("1", "epochs")]
Images = Annotated[float, Unit("1", "images")]
TokensPerImage = Annotated[float, Unit("1", "tokens/image")]
Multiplications = Annotated[float, Unit("1", "multiplications")]
Machines = Annotated[float, Unit("1", "machines")]
Pages = Annotated[float, Unit("1", "pages")]
TokensPerBook = Annotated[float, Unit("1", "tokens/book")]
PetaflopDays = Annotated[float, Unit("1", "PF·days")]

# Compute and memory.
Flop = Annotated[float, Unit("FLOP")]
FlopPerSecond = Annotated[float, Unit("FLOP/s")]
FlopPerSecondPerChip = Annotated[float, Unit("FLOP/s/chip")]
FlopPerSecondPerUsd = Annotated[float, Unit("FLOP/s/USD")]
TokensPerSecond = Annotated[float, Unit("1/s", "tokens/s")]
TokensPerSecondPerChip = Annotated[float, Unit("1/s/chip", "tokens/s/chip")]
Byte = Annotated[float, Unit("byte")]
Bit = Annotated[float, Unit("bit")]
BytePerPage = Annotated[float, Unit("byte", "byte/page")]
BytePerParam = Annotated[float, Unit("byte", "byte/param")]
BytePerChip = Annotated[float, Unit("byte/chip")]
BytePerElement = Annotated[float, Unit("byte", "byte/element")]
BytePerToken = Annotated[float, Unit("byte", "byte/token")]
BitPerSecond = Annotated[float, Unit("bit/s")]
BytePerSecond = Annotated[float, Unit("byte/s")]
BytePerSecondPerChip = Annotated[float, Unit("byte/s/chip")]
TokensPerChip = Annotated[float, Unit("1/chip", "tokens/chip")]

# Chips and time.
Chip = Annotated[float, Unit("chip")]
ChipPerWeek = Annotated[float, Unit("chip/week")]
ChipPerYear = Annotated[float, Unit("chip/yr")]
ChipsPerWafer = Annotated[float, Unit("chip", "chips/wafer")]
WafersPerMonth = Annotated[float, Unit("1/month", "wafers/month")]
WafersPerYear = Annotated[float, Unit("1/yr", "wafers/yr")]
H100Equivalents = Annotated[float, Unit("chip", "H100e")]
H100EquivalentsPerYear = Annotated[float, Unit("chip/yr", "H100e/yr")]
ChipHour = Annotated[float, Unit("chip*h")]
TokensPerChipHour = Annotated[float, Unit("1/chip/h", "tokens/chip/h")]
ChipYear = Annotated[float, Unit("chip*yr")]
Hour = Annotated[float, Unit("h")]
Second = Annotated[float, Unit("s")]
ChipSecond = Annotated[float, Unit("chip*s")]
SecondPerSequence = Annotated[float, Unit("s", "s/sequence")]
Day = Annotated[float, Unit("d")]
Week = Annotated[float, Unit("week")]
Year = Annotated[float, Unit("yr")]
PerDay = Annotated[float, Unit("1/d")]
QueriesPerDay = Annotated[float, Unit("1/d", "queries/d")]
TokensPerDay = Annotated[float, Unit("1/d", "tokens/d")]
PerYear = Annotated[float, Unit("1/yr")]
OrdersOfMagnitudePerYear = Annotated[float, Unit("1/yr", "OOM/yr")]

# Distance.
Kilometre = Annotated[float, Unit("km")]
KilometrePerSecond = Annotated[float, Unit("km/s")]

# Power and energy.
WattPerChip = Annotated[float, Unit("W/chip")]
KilowattPerChip = Annotated[float, Unit("kW/chip")]
Watt = Annotated[float, Unit("W")]
Megawatt = Annotated[float, Unit("MW")]
MegawattPerYear = Annotated[float, Unit("MW/yr")]
MegawattPerMachineYear = Annotated[float, Unit("MW/yr", "MW/machine/yr")]
KilowattHour = Annotated[float, Unit("kWh")]
KilowattHourPerChipHour = Annotated[float, Unit("kWh/chip/h")]
WattHour = Annotated[float, Unit("Wh")]
WattHourPerChip = Annotated[float, Unit("Wh/chip", "Wh/token/chip")]
MegawattHourPerDay = Annotated[float, Unit("MWh/d")]
MegawattHourPerYear = Annotated[float, Unit("MWh/yr")]
JoulePerToken = Annotated[float, Unit("J", "J/token")]
JoulePerBit = Annotated[float, Unit("J/bit")]
FlopPerJoule = Annotated[float, Unit("FLOP/J")]
Kelvin = Annotated[float, Unit("K")]

# Emissions and water.
GramCo2e = Annotated[float, Unit("gCO2e")]
KilogramCo2e = Annotated[float, Unit("kgCO2e")]
TonneCo2e = Annotated[float, Unit("tCO2e")]
KilogramPerChip = Annotated[float, Unit("kgCO2e/chip")]
GramPerKilowattHour = Annotated[float, Unit("gCO2e/kWh")]
Litre = Annotated[float, Unit("L")]
LitrePerKilowattHour = Annotated[float, Unit("L/kWh")]

# Money.
Usd = Annotated[float, Unit("USD")]
UsdPerToken = Annotated[float, Unit("USD", "USD/token")]
UsdPerBook = Annotated[float, Unit("USD", "USD/book")]
UsdPerYear = Annotated[float, Unit("USD/yr", "USD/person/yr")]
UsdOfAYear = Annotated[float, Unit("USD/yr")]
UsdPerChip = Annotated[float, Unit("USD/chip")]
UsdPerMtok = Annotated[float, Unit("USD", "USD/Mtok")]
UsdPerChipHour = Annotated[float, Unit("USD/chip/h")]
UsdPerChipYear = Annotated[float, Unit("USD/chip/yr")]
UsdPerPetaflopHour = Annotated[float, Unit("USD/(PFLOP/s)/h")]
UsdPerKilowattHour = Annotated[float, Unit("USD/kWh")]
UsdPerWatt = Annotated[float, Unit("USD/W")]
UsdPerKilowattMonth = Annotated[float, Unit("USD/kW/month")]
UsdPerMegawattDay = Annotated[float, Unit("USD/MW/d")]
UsdPerWattYear = Annotated[float, Unit("USD/W/yr")]
