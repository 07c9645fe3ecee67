"""Shared by the tests of mem, gc and stack: the runtime compiled, loaded into this process, its heap made ready.

One runtime for all tests of a run; the tests' own structures live beside it. Calls run as g0 of m0 on Python's thread:
`systemstack` is then a plain call, and nothing schedules.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

from runtime_support import compile_runtime, load, new_struct, zeroed

from rt0.rtlang.compile import Compiled
from rt0.rtlang.interp import Interpreter
from rt0.rtlang.live import Runtime, View

PARTS = ("mem", "gc", "stack", "lang", "core.os_linux", "core.floatfmt")


@functools.cache
def runtime() -> Runtime:
    """The loaded runtime with its heap initialised as schedinit does it."""
    compiled = compile_runtime(PARTS)
    rt = load(compiled, 0)
    m0 = rt.var("m0")
    m0.fastrand[0] = 1
    m0.fastrand[1] = 2
    rt.call("osinit")
    rt.call("stackinit")
    rt.call("mallocinit")
    rt.call("gcinit")
    rt.call("setGCPercent", 100)
    rt.call("mallocgc", 16, None, True)  # the first arena: nothing collects before something was allocated
    _compiled.append(compiled)
    return rt


_compiled: list[Compiled] = []


@functools.cache
def interpreted() -> Interpreter:
    """The same runtime over the same memory, run line by line in CPython; assembly and atomics are the loaded ones."""
    rt = runtime()
    return Interpreter(_compiled[0], rt, rt.g)


def both(mode: str) -> Any:
    """`runtime()` or `interpreted()`: tests that run twice are given the mode."""
    return interpreted() if mode == "interpreted" else runtime()


MODES = ("compiled", "interpreted")


class Memory:
    """Zeroed structs of the runtime in memory of Python's; they live as long as this."""

    def __init__(self, rt: Any) -> None:
        self.rt = rt
        self.blocks: list[Any] = []

    def raw(self, nbytes: int) -> int:
        """Zeroed bytes; their address, a multiple of 16."""
        return zeroed(nbytes, 16, self.blocks)

    def new(self, module: str, name: str) -> View:
        """A zeroed struct, by the module below rt0.runtime that declares it."""
        return new_struct(module, name, self.blocks)

    def type(self, size: int, pointers: list[int]) -> View:
        """A type descriptor of `size` bytes with pointers at the given words."""
        t = self.new("core.type", "_type")
        t.size = size
        t.ptrdata = (max(pointers) + 1) * 8 if pointers else 0
        if pointers:
            bits = sum(1 << w for w in pointers)
            data = bits.to_bytes(-(-(max(pointers) + 1) // 64) * 8, "little")
            at = self.raw(len(data))
            ctypes.memmove(at, data, len(data))
            t.gcdata = at
        return t


def word(address: int) -> int:
    """The u64 at an address."""
    return ctypes.c_uint64.from_address(address).value


def set_word(address: int, value: int) -> None:
    """Store a u64 at an address."""
    ctypes.c_uint64.from_address(address).value = value


def collect(rt: Runtime) -> None:
    """A cycle as gcCycle runs it, without a scheduler: there is no goroutine but g0 and no P."""
    rt.call("finishsweep_m")
    rt.call("notePeak")
    rt.call("gcResetMarkState")
    rt.call("gcMark")
    rt.call("gcSweep")
    cache = rt.var("m0").deref("mcache")
    cache.tiny = 0
    rt.call("(*mcache).prepareForSweep", cache)
    rt.call("gcEndCycle")
