"""How long the fan of ceilings takes: 20,000 draws of twelve years, every limit and the lowest of them.

python benchmarks/limits_fan.py [draws]
"""

from __future__ import annotations

import sys
import time

from headroom.evidence import World
from headroom.report.limits.results import ceilings, joint

YEARS = tuple(float(year) for year in range(2024, 2036))
FIRST = 64  # draws of a run before: it reads the tables, which is not what is measured


def seconds(world: World, draws: int) -> tuple[float, float]:
    """Time by the clock and of the processor, of drawing the inputs and of all ceilings by year."""
    begun = time.perf_counter(), time.process_time()
    joint.lowest(ceilings.ceilings(world, YEARS, draws=draws))
    return time.perf_counter() - begun[0], time.process_time() - begun[1]


if __name__ == "__main__":
    wanted, here = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, World()
    seconds(here, FIRST)
    clock, processor = seconds(here, wanted)
    print(f"{wanted:,} draws of {len(YEARS)} years: {clock:.2f} s, {processor:.2f} s of the processor")
