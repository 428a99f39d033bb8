"""Evidence: from the files under ``data/`` to validated tables, prices in use and ranges, for one `World`."""

from lib.evidence.bibliography import Source
from lib.evidence.faults import EvidenceError, Fault, UnknownError
from lib.evidence.prices import NoPriceError, Price
from lib.evidence.prices import estimate as price_rule
from lib.evidence.ranges import Range
from lib.evidence.world import World

__all__ = ["EvidenceError", "Fault", "NoPriceError", "Price", "Range", "Source", "UnknownError", "World", "price_rule"]
