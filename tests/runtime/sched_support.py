"""Shared by the tests of core and sched: the runtime compiled, loaded into this process and booted as far as schedinit.

Calls run as g0 of m0 on Python's thread, which holds P 0: `systemstack` is then a plain call, and nothing schedules until a
test says so. One runtime for all tests of a run.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

import crossing
from runtime_support import KEEP, compile_runtime, load, modules, new_struct, object_of

from rt0.rtlang.compile import Compiled
from rt0.rtlang.interp import Interpreter
from rt0.rtlang.live import Runtime, View

__all__ = ["KEEP", "MODES", "boot", "booted", "both", "built", "fresh", "interpreted", "modules", "p_of", "ready", "struct", "text"]

PARTS = ("core", "sched", "gc", "lang", "mem", "stack")


THUNKS: dict[Any, Any] = {}
"""Made once for all runtimes of this object."""


CALLED = (
    "check", "args", "osinit", "schedinit", "gettls_base", "newproc1", "execute", "gogo", "runqput", "schedule", "gopark",
    "nanotime", "runqget", "casgstatus", "goready", "startm", "goexit0", "newproc", "LockOSThread", "newm", "allocm", "handoffp",
    "findrunnable", "globrunqput", "crossdeep", "mallocgc", "gcStart", "mcall", "systemstack_switch", "linksym", "procresize",
)  # fmt: skip


@functools.cache
def built() -> tuple[Compiled, bytes]:
    """The runtime, with the tests' own crossing.py, compiled."""
    compiled = compile_runtime(PARTS, [crossing])
    return compiled, object_of(compiled.text, 1)


@functools.cache
def ready() -> None:
    """built(), and in THUNKS what nearly every test calls: a process that forks has done it for all children."""
    rt = fresh()
    rt.prepare(CALLED)


def fresh() -> Runtime:
    """One more runtime of that object in this process, in which nothing has run yet."""
    compiled, code = built()
    rt = load(compiled, 1, code)
    rt._thunks = THUNKS
    return rt


def boot(rt: Runtime, procs: int) -> Runtime:
    """rt0_go's steps up to schedinit, with GOMAXPROCS=procs in the environment."""
    rt.call("check")
    environment = (f"GOMAXPROCS={procs}".encode(), b"GODEBUG=gctrace=0,schedtrace=7")
    texts = [ctypes.create_string_buffer(s) for s in (b"prog", b"-x", *environment)]
    # argv, nil, envp, nil, then an empty auxiliary vector.
    words = [ctypes.addressof(t) for t in texts[:2]] + [0] + [ctypes.addressof(t) for t in texts[2:]] + [0, 0, 0]
    block = (ctypes.c_uint64 * len(words))(*words)
    KEEP.extend([*texts, block])
    rt.call("args", 2, ctypes.addressof(block))
    rt.call("osinit")
    rt.call("schedinit")
    return rt


@functools.cache
def booted() -> Runtime:
    """The loaded runtime after schedinit, with three Ps. All tests of a process share it, as earlier ones left it."""
    return boot(fresh(), 3)


@functools.cache
def interpreted() -> Interpreter:
    """booted() over the same memory, run line by line in CPython; assembly and atomics are the loaded ones."""
    return Interpreter(built()[0], booted(), booted().g)


MODES = ("compiled", "interpreted")


def both(mode: str) -> Any:
    """`booted()` or `interpreted()`: tests that run twice are given the mode."""
    return interpreted() if mode == "interpreted" else booted()


def p_of(rt: Runtime, i: int) -> View:
    """The i-th P."""
    return rt.view("p", rt.var("allp")[i])


def struct(rt: Runtime, module: str, name: str) -> View:
    """A zeroed struct in memory of Python's."""
    return new_struct(module, name, KEEP)


def text(value: Any) -> str:
    """A Go string as Python's."""
    return value if isinstance(value, str) else ctypes.string_at(value.ptr, value.len).decode()
