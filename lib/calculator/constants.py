"""Exact factors and definitions. What could be argued about is no constant: it is an argument, and evidence has it."""

from lib.calculator.units import Constant

# Time.
SECONDS_PER_HOUR = Constant(3600, "s/h")
SECONDS_PER_DAY = Constant(86400, "s/d")
HOURS_PER_DAY = Constant(24, "h/d")
HOURS_PER_WEEK = Constant(168, "h/week")
HOURS_PER_YEAR = Constant(8766, "h/yr")  # of 365.25 days
HOURS_PER_CALENDAR_YEAR = Constant(8760, "h/yr")  # of 365 days, as accountants count
HOURS_PER_CALENDAR_MONTH = Constant(730, "h/month")  # a twelfth of it
ONE_YEAR = Constant(1, "yr")
MONTHS_PER_YEAR = Constant(12, "month/yr")

# Energy.
WATTS_PER_KILOWATT = Constant(1000, "W/kW")
WATTS_PER_MEGAWATT = Constant(1e6, "W/MW")

# Arithmetic of a transformer: two FLOP (multiply, add) per parameter and token forward, twice that backward.
FORWARD_FLOP_PER_PARAM_TOKEN = Constant(2, "FLOP", "FLOP/param/token")
FLOP_PER_PARAM_TOKEN = Constant(6, "FLOP", "FLOP/param/token")
FLOP_PER_PARAM_TOKEN_RECOMPUTED = Constant(8, "FLOP", "FLOP/param/token")
FLOP_PER_FROZEN_PARAM_TOKEN = Constant(4, "FLOP", "FLOP/param/token")
ATTENTION_FLOP_PER_PAIR = Constant(12, "FLOP", "FLOP/layer/element/token pair")

# Mixed-precision Adam keeps 2 bytes of weight and 2 of gradient, and 4 each of master weight, mean and variance.
ADAM_BYTES_PER_PARAM = Constant(16, "byte", "byte/param", source="rajbhandari2020zero")

# Fully sharded training moves 16-bit weights to each chip twice in a step, and 16-bit gradients back once.
SHARDED_BYTES_PER_PARAM = Constant(6, "byte", "byte/param")

FLOP_PER_PETAFLOP = Constant(1e15, "FLOP/PFLOP")

# Concentration is counted in points: percent squared.
HHI_OF_A_MONOPOLY = Constant(10000, "1", "points")
