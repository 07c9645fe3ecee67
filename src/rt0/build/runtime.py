"""The runtime's own object: runtime/**.py compiled by rtlang and LLVM, once for each set of flags, then out of the cache.

The runtime's modules are found by walking the package and imported by name: nobody imports them as code. The key is the content of
every file that goes into the object (the runtime, rtlang, abi, native), the toolchain and the flags.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from types import ModuleType

from rt0.abi import processors
from rt0.base.options import Options
from rt0.base.records import dataclass
from rt0.native import cache as caches
from rt0.native import children
from rt0.native.cache import Cache
from rt0.native.children import Child

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INPUTS = ("abi", "base", "native", "rtlang", "runtime")

EVENTS = "rt0.runtime.events."
"""Modules that only the trace build has."""

LEVEL = 2
"""The runtime is always compiled with all of LLVM's O2: it is compiled once, and its nosplit chains are measured so."""


@dataclass(frozen=True, slots=True)
class RuntimeObject:
    """The object's bytes, and the table of rows (JSON, see rt0.watch.rows; empty list without trace)."""

    object: bytes
    rows: str
    key: str


def module_names() -> Iterator[str]:
    """The dotted names of all runtime modules, sorted."""
    found = []
    top = os.path.join(ROOT, "runtime")
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            if name.endswith(".py") and name != "__init__.py":
                relative = os.path.relpath(os.path.join(folder, name[:-3]), ROOT)
                found.append("rt0." + relative.replace(os.sep, "."))
    yield from sorted(found)


def key(trace: bool, library: bool, inline: bool, goamd64: str = "") -> str:
    """The key of the object made with these flags, from the content of all its inputs."""
    parts: list[bytes | str] = [f"runtime {trace=} {library=} {inline=} {goamd64=} O{LEVEL}", caches.compiler_stamp()]
    for top in INPUTS:
        for folder, folders, files in sorted(os.walk(os.path.join(ROOT, top))):
            folders.sort()
            for name in sorted(files):
                if name.endswith(".py"):
                    with open(os.path.join(folder, name), "rb") as file:
                        parts += [name, file.read()]
    return caches.key(parts)


@dataclass(slots=True, eq=False)
class Wanted:
    """A runtime's object that somebody wants: `ready` when it is there, else `compile` makes it and `child` may have begun to."""

    key: str
    compile: Callable[[], tuple[bytes, str]]
    ready: RuntimeObject | None = None
    child: Child | None = None


def wanted(
    cache: Cache, *, trace: bool = False, library: bool = False, inline: bool = True, goamd64: str = "",
) -> Wanted:  # fmt: skip
    """The object for these flags, looked up in the cache.

    Without `inline` every function of the runtime has code of its own, so that a debugger stops in it by name.
    """
    quick = caches.key(["runtime's key", caches.installation_stamp(ROOT), f"{trace=} {library=} {inline=} {goamd64=}"])
    noted = caches.get(cache, "k", quick)
    made_of = key(trace, library, inline, goamd64) if noted is None else noted.decode()
    if noted is None:
        caches.put(cache, "k", quick, made_of.encode())
    out = Wanted(made_of, partial(compile_runtime, trace=trace, library=library, inline=inline, goamd64=goamd64))
    ready = caches.get(cache, "o", made_of)
    rows = caches.get(cache, "r", made_of)
    if ready is not None and rows is not None:
        out.ready = RuntimeObject(ready, rows.decode(), made_of)
    return out


@contextlib.contextmanager
def beside(it: Wanted) -> Iterator[None]:
    """An object that is not there is compiled by another process while the block does something else; `object_of`, in the block,
    waits for it. When the block ends without that, so does the process."""
    if it.ready is None and children.processors() > 1:
        it.child = children.start(partial(_parts, it))
    try:
        yield
    finally:
        if it.child is not None:
            children.abandon(it.child)


def _parts(it: Wanted) -> list[bytes]:
    compiled, table = it.compile()
    return [compiled, table.encode()]


def object_of(it: Wanted, cache: Cache, progress: Callable[..., None]) -> RuntimeObject:
    """The object, compiled at last and stored. Raises InternalError or RtlangError: both are our bugs."""
    if it.ready is None:
        progress("compiling the runtime, once for this version", long=True)
        made: list[bytes] = []
        if it.child is not None:
            child, it.child = it.child, None
            made = children.results(child)
        compiled, table = (made[0], made[1].decode()) if len(made) == 2 else it.compile()
        caches.put(cache, "r", it.key, table.encode())
        caches.put(cache, "o", it.key, compiled)
        it.ready = RuntimeObject(compiled, table, it.key)
    return it.ready


def load_modules() -> list[ModuleType]:
    """Import every runtime module (ordinary Python runs: tables are computed, structs declared)."""
    return [import_module(name) for name in module_names()]


def compile_runtime(*, trace: bool, library: bool, inline: bool = True, goamd64: str = "") -> tuple[bytes, str]:
    """(object, table of rows) made anew."""
    from rt0.native.objects import Codegen, compile_ir
    from rt0.native.passes import target_of
    from rt0.rtlang.compile import CompileOptions, compile_modules

    modules = load_modules()
    if not trace:
        modules = [module for module in modules if not module.__name__.startswith(EVENTS)]
    compiled = compile_modules(modules, {"trace": trace, "library": library}, CompileOptions(inline=inline))
    table = {"rows": compiled.index.as_json()["rows"], "names": constant_names()} if trace else {}
    text = compiled.text if library else compiled.text + processor(goamd64)
    return compile_ir(text, Codegen(LEVEL, target_of(Options(goamd64=goamd64)))), json.dumps(table)


def processor(goamd64: str) -> str:
    """`runtime.processor` as IR: what an executable for a GOAMD64 level, or ("") for this machine, asks before anything else runs."""
    from rt0.native.passes import resolve, target_of

    if goamd64:
        asked = processors.question(processors.wanted(processors.LEVELS[goamd64]), processors.LEVEL_MESSAGE % goamd64)
    else:
        features = resolve(target_of(Options()))[1]
        asked = processors.question(processors.wanted_of_host(features), processors.HOST_MESSAGE)
    written = "".join(f"\\{byte:02x}" for byte in asked)
    return f'\n@"runtime.processor" = weak constant [{len(asked)} x i8] c"{written}", align 4\n'


def constant_names() -> dict[str, dict[int, str]]:
    """The names of the runtime's constants that recorded values may be (see rt0.watch.rows)."""
    runtime2 = vars(import_module("rt0.runtime.core.runtime2"))
    spans = vars(import_module("rt0.runtime.mem.mspan"))
    classes = vars(import_module("rt0.runtime.mem.sizeclasses"))

    def constants(names: dict[str, object], prefix: str) -> dict[int, str]:
        return {n: name for name, n in names.items() if name.startswith(prefix) and isinstance(n, int)}

    sizes = enumerate(classes["class_to_size"].values)
    kinds = {2 * i + noscan: f"{2 * i + noscan}({size}B{',noscan' * noscan})" for i, size in sizes for noscan in (0, 1)}
    return {
        "g": constants(runtime2, "_G"),
        "p": constants(runtime2, "_P"),
        "span": constants(spans, "mSpan"),
        "reason": dict(enumerate(repr(text) if text else "none" for text in runtime2["WAIT_REASONS"])),
        "spanclass": kinds,
    }
