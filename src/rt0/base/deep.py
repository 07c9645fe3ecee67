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


def run_deep(function: Callable[[], T]) -> T:
    """`function()`, on a thread with a large stack and a high recursion limit; what it raises is raised here.

    For the command line and for `load`, once around the whole front end: threads are not free.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as error:  # handed to the caller, whatever it is
            errors.append(error)

    limit = sys.getrecursionlimit()
    size = threading.stack_size(STACK_BYTES)
    try:
        sys.setrecursionlimit(max(limit, FRAMES))
        thread = threading.Thread(target=run, name="rt0-deep", daemon=True)  # Ctrl-C must end the program
        thread.start()
    finally:
        threading.stack_size(size)
    thread.join()
    sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
