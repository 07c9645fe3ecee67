"""A folder -> the executable of its tests, or that it has none.

An executable is found again under the words of the request as long as nothing is another that went into it, as in fast.py; then
no Go is parsed and LLVM is not loaded. Raises load.tests.TestsFailed and OSError.
"""

from __future__ import annotations

import os

from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass
from rt0.build import fast, pipeline, runtime
from rt0.build.failures import BuildFailed
from rt0.build.packages import compile_apart, package_keys
from rt0.build.pipeline import Progress, Request, silent
from rt0.build.runtime import Wanted
from rt0.load import Program
from rt0.load.cover import MADE, Coverage
from rt0.load.program import no_collector
from rt0.load.tests import Place, TestsFailed, load_tests, test_files
from rt0.native import cache as caches
from rt0.native.cache import Cache


@dataclass(frozen=True, slots=True)
class TestBinary:
    """The executable of a package's tests: its bytes, where it lies in the cache (None: nowhere), and its key there."""

    image: bytes
    path: str | None
    key: str


def test_executable(
    place: Place, options: Options, sink: Sink, progress: Progress = silent, coverage: Coverage | None = None, profiles: bool = False
) -> TestBinary | None:  # fmt: skip
    """Build the tests of a package; None if it has none, or all its files were taken out by build constraints. `profiles`: the program
    is to be able to write them."""
    with no_collector():
        return _test_executable(place, options, sink, progress, coverage, profiles)


def _test_executable(
    place: Place, options: Options, sink: Sink, progress: Progress, coverage: Coverage | None, profiles: bool
) -> TestBinary | None:  # fmt: skip
    cache = caches.open_cache()
    folder = os.path.abspath(place.folder)
    counted = [] if coverage is None else [coverage.mode, coverage.note, *map(os.path.abspath, coverage.folders)]
    request_key = fast.request_key("test", [options.key(), *counted, *(["profiles"] if profiles else [])], [folder])
    known = caches.look_up_key(cache, request_key)
    if known is not None:
        image = caches.get(cache, "x", known)
        if image is not None:
            return TestBinary(image, caches.executable(cache, known), known)
    files = test_files(place.folder, options)
    if not files:
        return None
    support = pipeline.wanted_runtime(cache, options)
    with runtime.beside(support):
        progress("checking the program")
        program = load_tests(place, files, options, sink, coverage, profiles)
        request = Request((place.folder,), options, dwarf=options.no_optimize)
        image, key = _linked(place, request, cache, program, support, progress)
    lines = [*pipeline.manifest(program, (place.folder,), options), caches.folder_line(folder)]
    lines = [line for line in lines if not line.endswith(("/_testmain.go", f"/{MADE}"))]
    caches.put_manifest(cache, request_key, list(dict.fromkeys(lines)), key)
    return TestBinary(image, caches.executable(cache, key), key)


def _linked(
    place: Place, request: Request, cache: Cache, program: Program, support: Wanted, progress: Progress
) -> tuple[bytes, str]:  # fmt: skip
    """The executable of a package's tests and its key in the cache. Raises TestsFailed when what is in program.sink is the reason."""
    options = request.options
    try:
        apart = None
        if not pipeline.whole(options, len(program.packages)):
            apart = compile_apart(cache, program, package_keys(program, options), options, progress)
        image, key, _ = pipeline.linked(cache, request, program, apart, support, progress)
    except (InternalError, BuildFailed) as problem:
        if not program.sink:  # lower may stumble over what the checker has found wrong in a body
            if isinstance(problem, InternalError):
                problem.files = program.files
            raise
        raise TestsFailed(f"{place.path} [{place.path}.test]", "build failed") from None
    return image, key
