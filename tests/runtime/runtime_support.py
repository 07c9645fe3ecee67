"""Shared by all tests of the runtime: its modules, which of their functions a test may call, and code loaded into this process.

heap_support has a runtime with nothing but a heap on top of this, sched_support one that was booted as far as schedinit. They stay
apart: each is the state that its tests need (the first compiled at -O0 and interpreted too, the second with Ps and a scheduler).
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import os
import pkgutil
import signal
import tempfile
import time
import traceback
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import rt0.native
from rt0.native import cache as caches
from rt0.native import jit, objects
from rt0.rtlang.compile import Compiled, CompileOptions, compile_modules
from rt0.rtlang.live import Runtime, View
from rt0.rtlang.vocab_types import Struct, struct_named

PREFIX = "rt0.runtime."
NATIVE = Path(rt0.native.__file__).parent

KEEP: list[Any] = []
"""Memory that the runtime points to, and the code itself: alive until the process ends."""


@functools.cache
def modules() -> list[types.ModuleType]:
    """All modules of the runtime."""
    root = importlib.import_module("rt0.runtime")
    return [importlib.import_module(m.name) for m in pkgutil.walk_packages(root.__path__, PREFIX) if not m.ispkg]


def functions(module: types.ModuleType) -> list[Any]:
    """The functions and methods that a runtime module defines and that have code (those for compile time have none)."""
    out: list[Any] = []
    for f in vars(module).values():
        if isinstance(f, types.FunctionType) and f.__module__ == module.__name__:
            out.append(f)
        if isinstance(f, Struct) and f.module == module.__name__:
            out.extend(x for x in f.methods.values() if x.__module__ == module.__name__)
    with_code = [f for f in out if "comptime" not in getattr(getattr(f, "__rt_marks__", None), "flags", ())]
    return list(dict.fromkeys(with_code))


def compile_runtime(parts: Iterable[str], more: Iterable[types.ModuleType] = ()) -> Compiled:
    """The runtime with all functions of the named parts, a package or module each ("mem", "core.os_linux"), and what they reach.
    `more` are modules of the tests' own, compiled along with it.
    """
    whole = tuple(PREFIX + p for p in parts)
    inside = tuple(p + "." for p in whole)
    everything = modules()
    roots = [f for m in everything if m.__name__ in whole or m.__name__.startswith(inside) for f in functions(m)]
    own = list(more)
    roots += [f for m in own for f in functions(m)]
    return compile_modules([*everything, *own], {}, CompileOptions(debug=True), roots=roots)


def object_of(text: str, level: int) -> bytes:
    """The object of IR text at an optimisation level; out of the cache if this or another process has made it before."""
    codegen = objects.Codegen(level, verify=True)
    cache = caches.open_cache()
    key = caches.key(["object of a test", caches.toolchain_stamp(str(NATIVE)), codegen.key(), text])
    found = caches.get(cache, "o", key)
    if found is None:
        found = objects.compile_ir(text, codegen)
        caches.put(cache, "o", key, found)
    return found


def load_object(code: bytes) -> Any:
    """Load an object; a symbol -> address."""
    image = jit.load([code], [], keep_all=True)
    KEEP.append(image)
    return image.address


def load_ir(text: str, level: int) -> Any:
    """Load IR text compiled at an optimisation level; a function symbol -> address."""
    return load_object(objects.compile_ir(text, objects.Codegen(level, verify=True)))


def load(compiled: Compiled, level: int, code: bytes | None = None) -> Runtime:
    """A compiled runtime (its object, if it is there already) in this process, g0 and m0 tied to each other as rt0_go
    does it; nothing has run yet.
    """

    def more(text: str) -> Any:
        return load_ir(text, level)

    rt = Runtime(compiled.index, load_object(code or object_of(compiled.text, level)), more)
    rt.g = rt.variable_address("g0")
    rt.var("g0").m = rt.variable_address("m0")
    rt.var("m0").g0 = rt.g
    return rt


def zeroed(nbytes: int, align: int, keep: list[Any]) -> int:
    """The address of zeroed bytes in memory of Python's, which `keep` holds."""
    block = ctypes.create_string_buffer(nbytes + align)
    keep.append(block)
    return -(-ctypes.addressof(block) // align) * align


def new_struct(module: str, name: str, keep: list[Any]) -> View:
    """A zeroed struct, by the module below rt0.runtime that declares it, on a cache line of its own; `keep` holds its memory."""
    t = struct_named(PREFIX + module, name)
    return View(t, zeroed(t.size, 64, keep))


class Finished(NamedTuple):
    """How a child ended: its status (negative: the signal that killed it) and what it wrote."""

    status: int
    out: str
    err: str


def child(work: Callable[[], object], limit: float = 60.0) -> Finished:
    """Run `work` in a fork of this process, which ends with it; status 99 and its traceback on stderr when it raises.

    For what ends the process (a throw, a fault, exit), what starts threads, and what leaves the runtime unlike itself. Signals are
    blocked, so that none meets a thread which Python does not know. A child that takes over `limit` seconds is killed.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            _live(work, out.fileno(), err.fileno())
        end = time.monotonic() + limit
        pause = 0.001
        done, code = os.waitpid(pid, os.WNOHANG)
        while not done:
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
                done, code = os.waitpid(pid, 0)
                break
            time.sleep(pause)
            pause = min(0.02, pause * 2)
            done, code = os.waitpid(pid, os.WNOHANG)
        out.seek(0)
        err.seek(0)
        texts = (f.read().decode(errors="replace") for f in (out, err))
        return Finished(os.waitstatus_to_exitcode(code), *texts)


def _live(work: Callable[[], object], out: int, err: int) -> NoReturn:
    """The child's life."""
    status = 99
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        os.dup2(out, 1)
        os.dup2(err, 2)
        work()
        status = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)
