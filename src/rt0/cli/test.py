"""`rt0 test [PACKAGES]`: build each package's tests, run them, and show what they print as the go command does.

Read next: testflags.py (flags), testrun.py (running, kept results), build/tests.py, load/tests.py.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rt0.cli.testflags import Wanted
    from rt0.cli.testrun import Output
    from rt0.load.cover import Coverage
    from rt0.load.packages import LoadError
    from rt0.load.tests import Place, TestsFailed

USAGE = """usage: rt0 test [FLAGS] [PACKAGES] [FLAGS] [-args ARGUMENTS]

Runs the tests, examples, fuzz tests' seeds and, with -bench, benchmarks of packages: those of the working folder, or of the packages
named (., ./..., ./x, example.com/m/x), whose results are kept as long as nothing changes.
  -run RE -skip RE -list RE   which tests; -bench RE -benchtime D|Nx -benchmem   benchmarks
  -v -json -short -failfast -fullpath -count N -cpu LIST -parallel N -shuffle on|off|SEED -timeout D
  -cover -covermode set|count|atomic -coverpkg PACKAGES -coverprofile FILE       coverage
  -cpuprofile FILE -memprofile FILE -blockprofile FILE -mutexprofile FILE        profiles, and NAME.test for whoever reads them
  -memprofilerate N -blockprofilerate N -mutexprofilefraction N
  -artifacts -outputdir DIR   where ArtifactDir's files and profiles go
  -c -o FILE                  write the test program, without and with running it
  -O0 -O1 -O2 -tags LIST -gcflags FLAGS                                          as in rt0 run"""


def main(arguments: list[str]) -> int:
    """Test packages; 0, or 1 if anything failed, 2 for wrong usage."""
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    from rt0.cli import testflags
    from rt0.cli.arguments import Wrong
    from rt0.load.goroot import HOW, find_tree
    from rt0.load.packages import LoadError
    from rt0.load.patterns import folders_of

    try:
        wanted = testflags.parse(arguments)
    except Wrong as problem:
        print(f"rt0 test: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    if "C" in wanted.values:
        os.chdir(wanted.values["C"])
    try:
        folders = folders_of(wanted.packages or ["."])
        if not folders:
            raise LoadError("no packages to test")
        if wanted.profiles and len(folders) > 1:
            raise LoadError(f"cannot use -{wanted.profiles[0]} flag with multiple packages")
        if wanted.profiles and find_tree(wanted.options.goroot) is None:
            raise LoadError(f"-{wanted.profiles[0]} needs Go's package runtime/pprof: {HOW}")
        output = wanted.values.get("o")
        if len(folders) > 1 and output and not (os.path.isdir(output) or output.endswith("/") or output == os.devnull):
            raise LoadError(f"with multiple packages, -o must refer to a directory or {os.devnull}")
    except LoadError as problem:
        print(f"rt0: {problem}", file=sys.stderr)
        return 1
    return _test_all(wanted, folders)


def _test_all(w: Wanted, folders: list[str | LoadError]) -> int:
    status = 0
    if w.profile:
        with open(w.profile, "w", encoding="utf-8") as f:
            f.write(f"mode: {w.mode}\n")
    for folder in folders:
        if status and w.on("failfast"):
            break
        if isinstance(folder, str):
            status |= not _test(w, folder, len(folders))
        else:
            _no_package(w, *folder.args)
            status = 1
    if status and w.named and not w.json and not w.on("c"):
        print("FAIL")
    return status


def _no_package(w: Wanted, why: str, pattern: str) -> None:
    """Tell of a pattern that means no package."""
    from rt0.cli import testrun
    from rt0.load.tests import Place, TestsFailed

    failure = TestsFailed(pattern, "setup failed")
    _complain(w, failure, why)
    out = testrun.output_for(w, Place("", pattern, None), 1)
    _fail(out, pattern, failure)
    _end(out, False)


def _fail(out: Output, package: str, failure: TestsFailed) -> None:
    """The line that stands for tests that could not be run."""
    if out.converter is not None:
        out.converter.failed_build = _build_name(failure)
    out.write(f"FAIL\t{package} [{failure.kind}]\n".encode())


def _end(out: Output, passed: bool) -> None:
    """Show what was held back."""
    from rt0.cli import testrun

    if out.converter is not None:
        out.converter.close(passed)
    elif not out.shown and out.held is not None:
        testrun.to_stdout(bytes(out.held))


def _test(w: Wanted, folder: str, packages: int) -> bool:
    """Build and run one package's tests; whether they passed."""
    from rt0.base.diagnostics import Sink
    from rt0.base.source import FileSet
    from rt0.build.tests import test_executable
    from rt0.cli import testrun
    from rt0.cli.progress import Progress
    from rt0.load.goroot import find_tree
    from rt0.load.packages import LoadError
    from rt0.load.tests import TestsFailed, place_of

    place = place_of(folder)
    sink = Sink(FileSet())
    progress = Progress()
    failure = None
    binary = None
    try:
        coverage = coverage_of(w) if w.cover else None
        profiles = bool(w.profiles) or w.on("c") and find_tree(w.options.goroot) is not None
        binary = test_executable(place, w.options, sink, progress, coverage, profiles)
    except LoadError as problem:
        sink.error("load", 0, str(problem))
        failure = TestsFailed(place.path, "setup failed")
    except TestsFailed as problem:
        failure = problem
    finally:
        progress.done()
    if failure is not None:
        _complain(w, failure, sink.format(0 if w.options.all_errors else 10))
    if w.on("c") and (failure is not None or binary is None):
        if failure is None:
            print(f"?   \t{place.path}\t[no test files]")
        return failure is None
    if binary is not None and (w.on("c") or "o" in w.values or w.profiles):
        _write(w, place, binary.image)
        if w.on("c"):
            return True
    out = testrun.output_for(w, place, packages)
    if failure is not None:
        _fail(out, place.path, failure)
        passed = False
    elif binary is None:
        out.write(f"{_without_tests(w, folder, place.path)}\n".encode())
        passed = True
    else:
        passed = testrun.run(w, place, binary, out)
    _end(out, passed)
    return passed


def coverage_of(w: Wanted) -> Coverage:
    """What -cover and its kin ask for."""
    from rt0.load.cover import Coverage
    from rt0.load.patterns import folders_of

    patterns = [p for p in w.values.get("coverpkg", "").split(",") if p]
    folders = [f for f in folders_of(patterns) if isinstance(f, str)]
    return Coverage(w.mode, folders, " in " + ", ".join(patterns) if patterns else "")


def _without_tests(w: Wanted, folder: str, path: str) -> str:
    """The line for a package without tests: with -cover it says that nothing of it is covered."""
    if w.cover and "coverpkg" not in w.values:
        from rt0.base.diagnostics import Sink
        from rt0.base.source import FileSet
        from rt0.load import cover, tests

        coverage, sink = coverage_of(w), Sink(FileSet())
        tests.instrumented(tests.place_of(folder), w.options, sink, coverage)
        if cover.statements(coverage) and not sink:
            if w.profile:
                with open(w.profile, "a", encoding="utf-8") as f:
                    f.writelines(cover.profile_lines(coverage))
            return f"\t{path}\t\tcoverage: 0.0% of statements"
    return f"?   \t{path}\t[no test files]"


def _build_name(failure: TestsFailed) -> str:
    """How events name the build that failed."""
    return failure.header if failure.kind == "build failed" else failure.header + ".test"


def _complain(w: Wanted, failure: TestsFailed, text: str) -> None:
    """Show why a package's tests cannot be run, on stderr or as events."""
    from rt0.cli import testjson, testrun

    if w.json:
        name = _build_name(failure)
        for line in [f"# {failure.header}", *text.splitlines()]:
            event: testjson.Event = {"ImportPath": name, "Action": "build-output", "Output": line + "\n"}
            testrun.to_stdout(testjson.encode(event))
        testrun.to_stdout(testjson.encode({"ImportPath": name, "Action": "build-fail"}))
    else:
        print(f"# {failure.header}\n{text}", file=sys.stderr, flush=True)


def _write(w: Wanted, place: Place, image: bytes) -> None:
    """Write the test program where -o wants it, or by its own name here."""
    from rt0.cli.build import write

    target = w.values.get("o") or place.program
    if os.path.isdir(target) or target.endswith("/"):
        os.makedirs(target, exist_ok=True)
        target = os.path.join(target, place.program)
    write(target, image)
