"""Exact factors and definitions. What could be argued about is no constant: it is an argument, and evidence has it."""

from headroom.calculator.units import Constant

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

# Compute.
ONE_FLOP = Constant(1, "FLOP")
FLOP_PER_PETAFLOP_DAY = Constant(8.64e19, "FLOP", "FLOP/(PF·day)")

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

# Data centres that train together send each gradient round a ring twice, in eight bits.
RING_BITS_PER_PARAM = Constant(16, "bit", "bit/param", source="sevilla2024scaling2030")

# Side of a square of eight chips with fast links among them, as the study of the latency wall rounds it.
NODE_SIDE = Constant(2.75, "1", "chips", source="sevilla2024scaling2030")

FLOP_PER_PETAFLOP = Constant(1e15, "FLOP/PFLOP")

# Concentration is counted in points: percent squared.
HHI_OF_A_MONOPOLY = Constant(10000, "1", "points")

# Serving: a score and its use for each cached token and element of the width; prices are quoted for a million tokens.
FORWARD_ATTENTION_FLOP_PER_PAIR = Constant(4, "FLOP", "FLOP/layer/element/token pair")
TOKENS_PER_MTOK = Constant(1e6, "1", "tokens/Mtok")

# Fitted latency of an all-reduce inside a node.
ONE_CHIP = Constant(1, "chip")
ERDIL_LATENCY = Constant(6e-6, "s", source="erdil2025inference")
ERDIL_LATENCY_GROWTH = Constant(2e-6, "s", source="erdil2025inference")

# Conversations for which the share of the ideal speed that a server reaches is stated.
REFERENCE_BATCH = Constant(64, "1", "sequences")

# Fitted strength in Hex: log10 test = -1.2 log10 train + 0.004 Elo + 29.
JONES_ELO_PER_TENFOLD_TEST = Constant(250, "1", "Elo", source="jones2021scaling")
JONES_ELO_PER_TENFOLD_TRAIN = Constant(300, "1", "Elo", source="jones2021scaling")
JONES_ELO_OFFSET = Constant(7250, "1", "Elo", source="jones2021scaling")

# Energy, emissions and information.
KILOWATTS_PER_MEGAWATT = Constant(1000, "kW/MW")
JOULES_PER_WATT_HOUR = Constant(3600, "J/Wh")
GRAMS_PER_KILOGRAM = Constant(1000, "gCO2e/kgCO2e")
GRAMS_PER_TONNE = Constant(1e6, "gCO2e/tCO2e")
KILOGRAMS_PER_TONNE = Constant(1000, "kgCO2e/tCO2e")
ONE_BIT = Constant(1, "bit")
BOLTZMANN = Constant(1.380649e-23, "J/K")

# A published model of the energy of a request, fitted in billions of parameters and sequences of a batch.
BILLION = Constant(1e9, "1", "params")
GPUS_PER_SERVER = Constant(8, "chip")
ECOLOGITS_ENERGY = Constant(1.1665e-6, "Wh/chip", "Wh/token/chip", source="ecologits2025")  # at each billion
ECOLOGITS_BATCH_DECAY = Constant(0.011206, "1", "1/sequence", source="ecologits2025")
ECOLOGITS_ENERGY_FLOOR = Constant(4.0529e-5, "Wh/chip", "Wh/token/chip", source="ecologits2025")
ECOLOGITS_TIME = Constant(6.7851e-4, "s", "s/token", source="ecologits2025")  # at each billion
ECOLOGITS_BATCH_TIME = Constant(3.1193e-4, "s", "s/token/sequence", source="ecologits2025")
ECOLOGITS_TIME_FLOOR = Constant(0.019474, "s", "s/token", source="ecologits2025")
ECOLOGITS_MEMORY_OVERHEAD = Constant(1.2, "1", "ratio", source="ecologits2025")
