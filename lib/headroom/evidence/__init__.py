"""Evidence: from the files under ``data/`` to validated tables, prices in use and ranges, for one `World`."""

from headroom.evidence.bibliography import Source
from headroom.evidence.faults import EvidenceError, Fault, LackingError, UnknownError
from headroom.evidence.prices import NoPriceError, Price
from headroom.evidence.prices import estimate as price_rule
from headroom.evidence.quantity import Quantity, Row, probability, rows_of
from headroom.evidence.ranges import Range
from headroom.evidence.world import World
