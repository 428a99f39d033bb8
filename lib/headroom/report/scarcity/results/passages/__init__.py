"""Numbers and statements of the chapter's text, by section."""

from headroom.report.scarcity.results.passages.compute import cheaper, hands, queue
from headroom.report.scarcity.results.passages.money import left_out, meanings, rounds, spent, wait
from headroom.report.scarcity.results.passages.rents import last_quoted, lives, opening, parts, prices, unscarce, use
