"""Shared by the tests of core and sched: the runtime compiled, loaded into this process and booted as far as schedinit.

Calls run as g0 of m0 on Python's thread, which holds P 0: `systemstack` is then a plain call, and nothing schedules until a
test says so. One runtime for all tests of a run.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

from runtime_support import KEEP, compile_runtime, load, modules, new_struct

from rt0.rtlang.live import Runtime, View

__all__ = ["KEEP", "booted", "modules", "p_of", "struct", "text"]

PARTS = ("core", "sched")


@functools.cache
def booted() -> Runtime:
    """The loaded runtime after rt0_go's steps up to schedinit, with GOMAXPROCS=3 in its environment."""
    rt = load(compile_runtime(PARTS), 1)
    rt.call("check")
    texts = [ctypes.create_string_buffer(s) for s in (b"prog", b"-x", b"GOMAXPROCS=3", b"GODEBUG=gctrace=0,schedtrace=7")]
    # argv, nil, envp, nil, then an empty auxiliary vector.
    words = [ctypes.addressof(t) for t in texts[:2]] + [0] + [ctypes.addressof(t) for t in texts[2:]] + [0, 0, 0]
    block = (ctypes.c_uint64 * len(words))(*words)
    KEEP.extend([*texts, block])
    rt.call("args", 2, ctypes.addressof(block))
    rt.call("osinit")
    rt.call("schedinit")
    return rt


def p_of(rt: Runtime, i: int) -> View:
    """The i-th P."""
    return rt.view("p", rt.var("allp")[i])


def struct(rt: Runtime, module: str, name: str) -> View:
    """A zeroed struct in memory of Python's."""
    return new_struct(module, name, KEEP)


def text(value: Any) -> str:
    """A Go string as Python's."""
    return value if isinstance(value, str) else ctypes.string_at(value.ptr, value.len).decode()
