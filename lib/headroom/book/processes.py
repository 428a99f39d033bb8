"""Processes beside the build: those that run notebooks and those that draw.

On Linux a server process imports once what they need, and each of them starts as a copy of it in a moment; elsewhere
(Windows has no copies, and some libraries of macOS do not outlive one) each imports for itself. None of them outlives
the build that started it.
"""

from __future__ import annotations

import os
import sys
import threading
from multiprocessing import connection, get_context, parent_process

AT_ONCE = 2  # processes of a kind
_SERVER = "forkserver"
CONTEXT = get_context(_SERVER if sys.platform == "linux" else "spawn")


def get_ready() -> None:
    """Have the server import, while the build does other things, what notebooks and drawings need."""
    if CONTEXT.get_start_method() == _SERVER:
        CONTEXT.set_forkserver_preload(["__main__", "headroom.book.notebook", "headroom.book.drawing"])
        CONTEXT.Process(target=int).start()  # the first process starts the server


def end_with_parent() -> None:
    """In a process that the build started: end when the build ends, however it ends."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
