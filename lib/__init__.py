"""Headroom: the shared calculator of an executable report on what limits the scaling of AI.

Data flows one way: ``data/ -> evidence -> report <- calculator``, then ``report -> chapters -> book``.
"""

from importlib.metadata import version

EDITION = version("headroom")
