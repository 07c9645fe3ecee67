"""Goroutines and threads of a real runtime, driven from a test: every test in a child process with a runtime of its own.

    @in_child
    def test_...() -> None:
        w = World(procs=1)
        w.agent()                            # a goroutine runs; it does what Python says
        w.go("gopark", ...)                  # calls gopark on it; back when a goroutine comes to Python
        w.g0("schedule")                     # calls schedule on g0 of Python's thread, which is m0
        w.rt.call(...), w.rt.var(...)        # as ever: calls run as g0

The runtime is compiled and loaded into the test's process once, as in sched_support; a child is a fork of it that loads the object
once more, boots it with the number of Ps wanted, and may then start threads, install signal handlers, stop, crash and exit.
What the child asserts is its parent's failure.
"""

from __future__ import annotations

import ctypes
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime_support import Finished, child
from sched_support import boot, fresh, ready

from rt0.rtlang.live import Call, Runtime, View

GIDLE, GRUNNABLE, GRUNNING, GSYSCALL, GWAITING, GDEAD = 0, 1, 2, 3, 4, 6
PIDLE, PRUNNING, PSYSCALL, PGCSTOP = 0, 1, 2, 3
_CROSS = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


def in_child(test: Callable[[], None]) -> Callable[[], None]:
    """A test that runs in a child: what it raises there, and any other end than its own, fails it here."""

    @functools.wraps(test)
    def run() -> None:
        ready()
        done = child(test)
        assert done.status == 0, f"the child ended with {done.status}\n{done.out}{done.err}"

    return run


def until(what: str, condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what other threads do."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for: {what}")
        time.sleep(0.0002)


class World:
    """A runtime booted in this (child) process, with Python's thread as m0, which holds P 0. `rt` is for ordinary calls."""

    def __init__(self, procs: int = 1, rt: Runtime | None = None) -> None:
        self.rt = boot(fresh(), procs) if rt is None else rt
        self._cross = _CROSS(self.rt.address("runtime.cross"))
        self._keep: list[Any] = []
        m0 = self.m0 = self.rt.var("m0")
        m0.tlsbase = self.rt.call("gettls_base")
        m0.procid = self.rt.call("gettid")
        self.sched = self.rt.var("sched")
        self.marks = self.rt.var("crossmarks")

    # What there is.

    def p(self, i: int) -> View:
        """The i-th P."""
        return self.rt.view("p", self.rt.var("allp")[i])

    def g(self, address: int) -> View:
        """A goroutine."""
        return self.rt.view("g", address)

    @property
    def curg(self) -> View:
        """The goroutine that runs on Python's thread (while Python looks)."""
        return self.g(self.m0.curg)

    def code(self, name: str) -> int:
        """The address of a function."""
        return int(self.rt.address(self.rt.function(name).symbol))

    def memory(self, *words: int) -> int:
        """The address of some words that stay."""
        block = (ctypes.c_uint64 * len(words))(*words)
        self._keep.append(block)
        return ctypes.addressof(block)

    def queue(self, i: int) -> list[int]:
        """The gs on the i-th P's queue, runnext not among them."""
        pp = self.p(i)
        return [pp.runq[n % 256] for n in range(pp.runqhead, pp.runqtail)]

    def linked(self, head: int) -> list[int]:
        """The gs of a list, by schedlink."""
        out = []
        while head:
            out.append(head)
            head = self.g(head).schedlink
        return out

    # Crossing.

    def g0(self, name: str, *args: Any) -> Any:
        """Call a function as g0 of m0 that may schedule. Its result; None also when a goroutine came back instead."""
        call = self.rt.pack(name, *args)
        came = self._go(call)
        return None if came else call.result()

    def _go(self, call: Call) -> int:
        """Cross; the goroutine that came back, 0 when the call returned."""
        self.rt.set_var("crossback", 0)
        self._cross(ctypes.cast(call.thunk, ctypes.c_void_p), call.args, call.target, call.g)
        return int(self.rt.var("crossback"))

    def resume(self) -> int:
        """Let the running goroutine go on; the goroutine that comes back next."""
        return self._go(self.rt.pack("gogo", self.curg.field_address("sched")))

    def go(self, name: str, *args: Any) -> Order:
        """Have the running goroutine, an agent, call a function; back when it, or another, comes to Python."""
        gp = self.curg.address
        call = self.rt.pack(name, *args, g=gp)
        order = Order(call, self.memory(0), gp)
        self._keep.append(order)
        slot = self.rt.var("crossorder")
        slot.thunk = ctypes.cast(call.thunk, ctypes.c_void_p).value
        slot.args, slot.target, slot.done = call.args, call.target, order.flag
        order.came = self.resume()
        return order

    # Goroutines.

    def make(self, body: str, *words: int) -> View:
        """A runnable goroutine that runs body over these words; on no queue."""
        fn = self.memory(self.code(body))
        return self.g(self.rt.call("newproc1", fn, self.memory(*words, 0), 8 * len(words), self.rt.var("g0"), 0))

    def put(self, i: int, body: str, *words: int) -> View:
        """As make, on the i-th P's queue."""
        gp = self.make(body, *words)
        self.rt.call("runqput", self.p(i), gp, False)
        return gp

    def agent(self) -> View:
        """An agent, running."""
        gp = self.make("crossagent")
        self.g0("execute", gp, False)
        assert self.curg.address == gp.address
        return gp

    def record(self) -> View:
        """A crossrec for a goroutine on another thread."""
        r = self.rt.new("crossrec")
        self._keep.append(r)
        return r


@dataclass(slots=True)
class Order:
    """A call on a goroutine: done once that has come back with it."""

    call: Call
    flag: int
    g: int
    came: int = 0
    """The goroutine that Python saw next."""

    @property
    def done(self) -> bool:
        """Whether it has returned."""
        return bool(ctypes.c_uint64.from_address(self.flag).value)

    @property
    def result(self) -> Any:
        """What it returned."""
        assert self.done, "the call has not returned"
        return self.call.result()


__all__ = ["Finished", "Order", "World", "child", "in_child", "until"]
