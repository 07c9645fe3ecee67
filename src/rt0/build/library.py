"""A Go package -> an object for the Python process, and the objects of the runtime that all of them share.

    base       the runtime as a library (runtime.py, flag "library") and package runtime of std: loaded once in a process
    module     one package with what it imports; its exported functions have wrappers (lower/library.py)

The names that the base defines are the base's in every module too: descriptors of common types, the run-time errors.
What is cached: the objects, by content as in pipeline.py, and the base once more under the state of rt0's own files;
the description of a module (exports, object's key) under the words of the request, with a manifest of the files, so that a
later process parses no Go and loads no LLVM.

Raises BuildFailed for a wrong program. Read next: embed/process.py (who loads them).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass
from rt0.build import fast
from rt0.native import cache as caches
from rt0.native.cache import Cache
from rt0.native.link import bundle

if TYPE_CHECKING:
    from rt0.abi.ir import Module
    from rt0.load import Program
    from rt0.lower.program import Unit
    from rt0.types.objects import Func

Progress = Callable[..., None]
Describe = Callable[["Program", "Sequence[Func]", Options], "tuple[Module, list[dict[str, object]]]"]
"""From a loaded program and its exported functions to IR and one description (JSON) an export: embed's."""

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BASE_PACKAGE = os.path.join(ROOT, "std", "runtime")
RUNTIME_OPTIONS = Options(opt_level=2)


@dataclass(frozen=True, slots=True)
class Library:
    """A module: its object, its package's name, and its exports as `Describe` gave them."""

    code: bytes
    package: str
    exports: list[dict[str, object]]
    key: str


def base(cache: Cache, progress: Progress) -> bytes:
    """The runtime's objects as one bundle, out of the cache or compiled now."""
    key = caches.key(["library base", caches.installation_stamp(ROOT)])
    found = caches.get(cache, "o", key)
    if found is None:
        from rt0.build import runtime

        support = runtime.object_of(runtime.wanted(cache, library=True), cache, progress)
        found = bundle([support.object, _package_runtime(cache)])
        caches.put(cache, "o", key, found)
    return found


def _package_runtime(cache: Cache) -> bytes:
    """The object of package runtime of std."""
    from rt0.base.diagnostics import Sink
    from rt0.base.source import FileSet
    from rt0.build import pipeline
    from rt0.load import load
    from rt0.lower.library import lower_library

    sink = Sink(FileSet())
    program = load([BASE_PACKAGE], RUNTIME_OPTIONS, sink)
    if program is None or sink:
        raise InternalError("package runtime does not compile:\n" + sink.format(10))
    made, _ = lower_library(units_of(program), [], RUNTIME_OPTIONS, sink, program.check_body, lambda e, p: False)
    if sink:
        raise InternalError("package runtime does not compile:\n" + sink.format(10))
    return pipeline.program_object(cache, pipeline.cut(made, RUNTIME_OPTIONS), RUNTIME_OPTIONS)


def module(cache: Cache, paths: Sequence[str], options: Options, describe: Describe, progress: Progress) -> Library:
    """A package by its files or its folder. Raises BuildFailed."""
    request = fast.request_key("load", [options.key()], list(paths))
    known = caches.look_up_key(cache, request)
    if known is not None:
        found = _ready(cache, known)
        if found is not None:
            return found
    return _compile(cache, paths, options, describe, progress, request)


def _compile(
    cache: Cache, paths: Sequence[str], options: Options, describe: Describe, progress: Progress, request: str
) -> Library:
    """module's slow way."""
    from rt0.base.diagnostics import Sink
    from rt0.base.source import FileSet
    from rt0.build import pipeline
    from rt0.build.failures import BuildFailed
    from rt0.load import load

    progress("checking the program")
    sink = Sink(FileSet())
    program = load(paths, options, sink)
    if program is None or sink:
        raise BuildFailed(sink, 0 if options.all_errors else 10)
    progress("translating the program")
    try:
        made, exports = describe(program, exported_functions(program), options)
    except InternalError as problem:
        if sink:  # it may be what the checker has found wrong in a body
            raise BuildFailed(sink, 0 if options.all_errors else 10) from None
        problem.files = sink.files
        raise
    if sink:
        raise BuildFailed(sink, 0 if options.all_errors else 10)
    progress("compiling the program")
    texts = pipeline.cut(made, options)
    object_key = caches.key(["library object", caches.compiler_stamp(), options.key(), *texts])
    compiled = caches.get(cache, "o", object_key)
    if compiled is None:
        compiled = pipeline.program_object(cache, texts, options)
        caches.put(cache, "o", object_key, compiled)
    head = {"object": object_key, "package": program.main.pkg.name, "exports": exports}
    described = json.dumps(head).encode()
    key = caches.key(["library", described])
    caches.put(cache, "d", key, described)
    caches.put_manifest(cache, request, pipeline.manifest(program, paths, options), key)
    return Library(compiled, program.main.pkg.name, exports, object_key)


def _ready(cache: Cache, key: str) -> Library | None:
    """The module that a description names, when both are still in the cache."""
    described = caches.get(cache, "d", key)
    if described is None:
        return None
    head = json.loads(described)
    compiled = caches.get(cache, "o", head["object"])
    if compiled is None:
        return None
    return Library(compiled, head["package"], head["exports"], head["object"])


def units_of(program: Program) -> list[Unit]:
    """The packages as lower wants them."""
    from rt0.lower.lower import make_unit

    return [make_unit(package.pkg, package.info, package.files, std=package.std) for package in program.packages]


def exported_functions(program: Program) -> list[Func]:
    """The exported functions of the program's own package, in the order of their declarations."""
    from rt0.types.objects import Func, exported

    scope = program.main.pkg.scope
    found = [scope.lookup(name) for name in scope.names]
    functions = [f for f in found if type(f) is Func and exported(f.name)]
    return sorted(functions, key=lambda f: f.pos)
