"""Headroom: the shared calculator of an executable report on what limits the scaling of AI.

Data flows one way: ``data/ -> evidence -> report <- calculator``, then ``report -> chapters -> book``.
"""

EDITION = "2026.11"  # also the version of the distribution
RELEASED = "2026-11-21"  # the day of the edition; all times in its archive are of it
