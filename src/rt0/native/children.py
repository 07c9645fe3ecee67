"""Work in forked children: what it needs they have by the fork, and bytes come back through a pipe.

Processes, not threads: llvmlite holds a lock around every call into LLVM. A child that fails says nothing: whoever started it
does the work again itself and so meets the error where it can be shown.

Invariant: no child outlives the interest in it; `results` and `abandon` both wait for its end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from rt0.base.records import dataclass


@dataclass(frozen=True, slots=True)
class Child:
    """A child at work: its process and the pipe that brings its results, each with its length before it."""

    pid: int
    pipe: int


def processors() -> int:
    """How many processes may work at once; 1 also when this process has other threads, whose locks a fork would freeze."""
    import threading

    return 1 if threading.active_count() > 1 else len(os.sched_getaffinity(0))


def start(work: Callable[[], Iterable[bytes]]) -> Child:
    """Fork a child that does the work and hands over what it yields. Ask `processors` before."""
    import warnings

    read, write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads; there are none, see processors
        pid = os.fork()
    if pid:
        os.close(write)
        return Child(pid, read)
    status = 1
    try:  # the child: whatever goes wrong, it must not return into the parent's stack
        os.close(read)
        with os.fdopen(write, "wb") as out:
            for data in work():
                out.write(len(data).to_bytes(8, "little") + data)
        status = 0
    finally:
        os._exit(status)


def results(child: Child) -> list[bytes]:
    """What a child yielded before it ended or failed, in order. Waits for its end, or (Ctrl-C) makes it."""
    try:
        with os.fdopen(child.pipe, "rb") as source:
            data = source.read()
    except BaseException:
        os.kill(child.pid, signal.SIGKILL)
        raise
    finally:
        os.waitpid(child.pid, 0)
    out: list[bytes] = []
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 8], "little")
        if at + 8 + size > len(data):
            break
        out.append(data[at + 8 : at + 8 + size])
        at += 8 + size
    return out


@contextlib.contextmanager
def kept(at_work: Sequence[Child]) -> Iterator[None]:
    """Children that the block leaves at work, unless it raises."""
    try:
        yield
    except BaseException:
        for child in at_work:
            abandon(child)
        raise


def abandon(child: Child) -> None:
    """End a child whose results nobody wants any more."""
    os.close(child.pipe)
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
