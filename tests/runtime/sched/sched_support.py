"""Shared by the tests of core and sched: the runtime compiled, loaded into this process and booted as far as schedinit.

Calls run as g0 of m0 on Python's thread, which holds P 0: `systemstack` is then a plain call, and nothing schedules until a
test says so. One runtime for all tests of a run.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import pkgutil
import types
from typing import Any

from rt0.native import jit, objects
from rt0.rtlang.compile import CompileOptions, compile_modules
from rt0.rtlang.live import Runtime, View
from rt0.rtlang.vocab_types import Struct, struct_named

PACKAGES = ("core", "sched")
KEEP: list[Any] = []
"""Memory that the runtime points to."""


def modules() -> list[types.ModuleType]:
    """All modules of the runtime."""
    root = importlib.import_module("rt0.runtime")
    return [
        importlib.import_module(m.name) for m in pkgutil.walk_packages(root.__path__, "rt0.runtime.") if not m.ispkg
    ]


def _roots(all_modules: list[types.ModuleType]) -> list[Any]:
    prefixes = tuple(f"rt0.runtime.{p}." for p in PACKAGES)
    out: list[Any] = []
    for m in all_modules:
        if not m.__name__.startswith(prefixes):
            continue
        for f in vars(m).values():
            if isinstance(f, types.FunctionType) and f.__module__ == m.__name__:
                out.append(f)
            if isinstance(f, Struct) and f.module == m.__name__:
                out.extend(x for x in f.methods.values() if x.__module__ == m.__name__)
    kept = [f for f in out if "comptime" not in getattr(getattr(f, "__rt_marks__", None), "flags", ())]
    return list(dict.fromkeys(kept))


def load_ir(text: str) -> Any:
    """Load IR text; a function symbol -> address."""
    image = jit.load([objects.compile_ir(text, objects.Codegen(1, verify=True))], [], keep_all=True)
    KEEP.append(image)
    return image.address


@functools.cache
def booted() -> Runtime:
    """The loaded runtime after rt0_go's steps up to schedinit, with GOMAXPROCS=3 in its environment."""
    all_modules = modules()
    compiled = compile_modules(all_modules, {}, CompileOptions(debug=True), roots=_roots(all_modules))
    rt = Runtime(compiled.index, load_ir(compiled.text), load_ir)
    rt.g = rt.variable_address("g0")
    rt.var("g0").m = rt.variable_address("m0")
    rt.var("m0").g0 = rt.g
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
    t = struct_named(f"rt0.runtime.{module}", name)
    block = ctypes.create_string_buffer(t.size + 64)
    KEEP.append(block)
    return View(t, -(-ctypes.addressof(block) // 64) * 64)


def text(value: Any) -> str:
    """A Go string as Python's."""
    return value if isinstance(value, str) else ctypes.string_at(value.ptr, value.len).decode()
