"""Room to recurse: run a function on a stack that a deep tree does not exhaust.

The front end recurses over trees whose depth the user decides. The parser bounds brackets and blocks
(`rt0.syntax.parse.state.MAX_NESTING`) but not the length of `a + b + c + ...`, which is a tree as deep as it is long.
CPython 3.11 and later keep Python's frames on the heap, 3.10 on the C stack; a thread with a large stack serves both.
Memory of the stack is only taken as it is used.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STACK_BYTES = 512 << 20
FRAMES = 400_000

_lock = threading.Lock()
_running = 0  # deep threads; guarded by _lock, as is the recursion limit, which is the whole process's
_limit = 0  # what the limit was before the first of them
_here = threading.local()


def run_deep(function: Callable[[], T]) -> T:
    """`function()`, on a thread with a large stack and a high recursion limit; what it raises is raised here.

    For `load` and `lower`, once around each of them: threads are not free. On such a thread already, it just calls.
    """
    if getattr(_here, "deep", False):
        return function()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        _here.deep = True
        try:
            results.append(function())
        except BaseException as error:  # handed to the caller, whatever it is
            errors.append(error)

    _raise_limit()
    try:
        with _lock:
            size = threading.stack_size(STACK_BYTES)
            try:
                thread = threading.Thread(target=run, name="rt0-deep", daemon=True)  # Ctrl-C must end the program
                thread.start()
            finally:
                threading.stack_size(size)
        thread.join()
    finally:
        _lower_limit()
    if errors:
        raise errors[0]
    return results[0]


def _raise_limit() -> None:
    global _running, _limit
    with _lock:
        _running += 1
        if _running == 1:
            _limit = sys.getrecursionlimit()
            sys.setrecursionlimit(max(_limit, FRAMES))


def _lower_limit() -> None:
    global _running
    with _lock:
        _running -= 1
        if not _running:
            sys.setrecursionlimit(_limit)
