"""What is read of the tables, and drawn by Monte Carlo, while a result is computed.

Results share what the package caches; so its caches are replaced, before it is imported, by ones that remember what
was read for a value, and note it again for whoever asks for it later.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

Event = tuple[str, ...]


class Watch:
    """Events, noted in all blocks that are open."""

    def __init__(self) -> None:
        self.open: list[set[Event]] = []

    def note(self, *events: Event) -> None:
        """Add events to the innermost block."""
        if self.open:
            self.open[-1].update(events)

    @contextmanager
    def noting(self, pass_on: bool = True) -> Iterator[set[Event]]:
        """A block whose events one gets; the block around it gets them too, unless it shall not."""
        self.open.append(set())
        try:
            yield self.open[-1]
        finally:
            found = self.open.pop()
            if pass_on:
                self.note(*found)

    def memo(self, function: Callable) -> Callable:
        """A cache that notes the events of a value each time it is asked for."""
        known: dict[Any, tuple[Any, set[Event]]] = {}

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            key = (args, tuple(sorted(kwargs.items())))
            if key not in known:
                with self.noting() as events:
                    known[key] = function(*args, **kwargs), events
            else:
                self.note(*known[key][1])
            return known[key][0]

        call.cache_clear = known.clear
        return call

    def replace_caches(self, package: str) -> None:
        """Give the modules of a package that are imported from now on these caches in place of those of `functools`."""
        cache, lru_cache = functools.cache, functools.lru_cache

        def ours(function: Callable) -> bool:
            return getattr(function, "__module__", "").partition(".")[0] == package

        def lru(maxsize: Any = 128, typed: bool = False) -> Callable:
            if callable(maxsize):
                return self.memo(maxsize) if ours(maxsize) else lru_cache(maxsize)
            return lambda function: self.memo(function) if ours(function) else lru_cache(maxsize, typed)(function)

        functools.cache = lambda function: self.memo(function) if ours(function) else cache(function)
        functools.lru_cache = lru

    def attach(self, world: type, estimate: type) -> None:
        """Note the rows that Worlds give out ("*" for a whole table), the sources, and the samples of estimates."""
        self._wrap(world, "table", lambda found, name: [(name, "*")])
        self._wrap(world, "row", lambda found, table, id: [(table, id)])
        self._wrap(world, "parameter", lambda found, id: [("parameters", id)])
        self._wrap(world, "source", lambda found, key: [("references", key)])
        self._wrap(world, "price", lambda found, *_, **__: [("prices", id) for id in found.rows])
        name = "from_samples" if hasattr(estimate, "from_samples") else "of"  # of checkouts before and since quantities
        make = getattr(estimate, name)

        def drawn(of: Any, kind: str, **what: Any) -> Any:
            samples = getattr(of, "samples", of)
            if samples is not None:
                self.note(("drawn", kind, *map(repr, quantiles(samples))))
            return make(of, kind, **what)

        setattr(estimate, name, staticmethod(drawn))

    def numbers(self, module: ModuleType) -> dict[str, Any]:
        """The numbers that pages give to their text from now on, by name, with all their digits."""
        found: dict[str, Any] = {}
        number, numbers = module.number, module.numbers

        def one(key: str, estimate: Any, world: Any) -> None:
            found[key] = estimate
            number(key, estimate, world)

        def several(estimates: dict[str, Any], world: Any) -> None:
            found.update(estimates)
            numbers(estimates, world)

        module.number, module.numbers = one, several
        return found

    def _wrap(self, owner: type, name: str, events: Callable) -> None:
        original = getattr(owner, name)

        @functools.wraps(original)
        def call(of: Any, *args: Any, **kwargs: Any) -> Any:
            with self.noting(pass_on=False):  # a row is looked up in its table, which is not read for that
                found = original(of, *args, **kwargs)
            self.note(*events(found, *args, **kwargs))
            return found

        setattr(owner, name, call)


def quantiles(samples: Any) -> list[float]:
    """The 5th, 50th and 95th percentile."""
    return [float(value) for value in np.quantile(np.asarray(samples, float), [0.05, 0.5, 0.95])]
