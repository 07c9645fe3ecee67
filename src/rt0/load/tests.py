"""A package's tests: which files are test files, and a program of them.

The program that runs the tests of package P has, as with the go command,

    P            with its in-package test files (package P in *_test.go); every package of the program that imports P gets this one
    P_test       the external test files (package P_test), if there are any
    main         made here, in memory: lists of tests, benchmarks, fuzz tests and examples for testing.MainStart

Signatures of test functions are checked by their syntax, as the go command does. Read next: examples.py (what examples
print), cover.py (counters), loader.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.records import dataclass, field
from rt0.base.source import NO_POS
from rt0.load import cover
from rt0.load.examples import Example, examples_of
from rt0.load.gomod import Module, find_module
from rt0.load.goroot import find_tree
from rt0.load.loader import _check_all, _import_all, _language
from rt0.load.modules import Modules, modules_of
from rt0.load.packages import LoadError, Parsed, go_files, os_reason, parse_all
from rt0.load.program import Program, no_collector
from rt0.load.said import said_of
from rt0.load.select import header_fits, name_fits, package_clause
from rt0.syntax import ast
from rt0.types.literal import quote

NO_MODULE = "command-line-arguments"
"""The import path of a package that is in no module."""


@dataclass(slots=True, eq=False)
class TestFiles:
    """The Go files of a folder that belong to a build, names and contents: of the package, its tests, and external tests."""

    package: list[tuple[str, bytes]] = field(default_factory=list)
    inside: list[tuple[str, bytes]] = field(default_factory=list)
    outside: list[tuple[str, bytes]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.inside or self.outside)


@dataclass(slots=True, eq=False)
class Place:
    """A package to test: its folder, import path and module."""

    folder: str
    path: str
    module: Module | None
    tree: bool = False  # a package of the Go source tree (goroot.py)

    @property
    def program(self) -> str:
        """The name of the test program: after the last element of the path that is no version, outside of modules after the folder."""
        path = self.path if self.module is not None else os.path.abspath(self.folder)
        parent, last = os.path.split(path)
        return (os.path.basename(parent) if parent and re.fullmatch(r"v([2-9]|[1-9]\d+)", last) else last) + ".test"


@dataclass(slots=True, eq=False)
class Found:
    """The test functions of a test program. A name is preceded by the package that has it, as in "_test.TestX"."""

    tests: list[str] = field(default_factory=list)
    benchmarks: list[str] = field(default_factory=list)
    fuzz: list[str] = field(default_factory=list)
    examples: list[tuple[str, Example]] = field(default_factory=list)
    main: str = ""  # TestMain
    used: set[str] = field(default_factory=set)  # the packages that are needed by name


class TestsFailed(Exception):
    """The tests cannot be compiled. `header` is the package that is to blame, in the words of the go command, `kind` "setup failed"
    or "build failed"; what is wrong is in the sink."""

    def __init__(self, header: str, kind: str) -> None:
        super().__init__(header)
        self.header = header
        self.kind = kind


def place_of(folder: str) -> Place:
    """The package in a folder, which may be one of the Go source tree."""
    tree = find_tree()
    if tree is not None and os.path.realpath(folder).startswith(tree.src + os.sep):
        return Place(folder, os.path.relpath(os.path.realpath(folder), tree.src).replace(os.sep, "/"), None, True)
    module = find_module(folder)
    path = NO_MODULE
    if module is not None:
        below = os.path.relpath(os.path.abspath(folder), module.root)
        path = module.path if below == "." else module.path + "/" + below.replace(os.sep, "/")
    return Place(folder, path, module)


def test_files(folder: str, options: Options) -> TestFiles:
    """Reads a folder's Go files. Raises LoadError for one that cannot be read or has no Go files at all."""
    out = TestFiles()
    names = [n for n in _names(folder) if n.endswith(".go") and n[0] not in "._"]
    for n in names:
        test = n.endswith("_test.go")
        if not name_fits(n[: -len("_test.go")] + ".go" if test else n, options):
            continue
        with open(os.path.join(folder, n), "rb") as f:
            data = f.read()
        if header_fits(data, options):
            outside = test and package_clause(data).endswith("_test")
            (out.outside if outside else out.inside if test else out.package).append((n, data))
    if not out and not out.package:
        if names:
            raise LoadError(f"build constraints exclude all Go files in {os.path.abspath(folder)}")
        raise LoadError(f"no Go files in {os.path.abspath(folder)}")
    return out


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError as e:
        raise LoadError(f"open {folder}: {os_reason(e)}") from e


def load_tests(
    place: Place, files: TestFiles, options: Options, sink: Sink, coverage: cover.Coverage | None = None, profiles: bool = False
) -> Program:  # fmt: skip
    """The test program of a package, one that can write profiles if that is wanted. Raises TestsFailed, with what is wrong in the sink."""

    def work() -> Program:
        with no_collector():
            return _load(place, files, options, sink, coverage, profiles)

    try:
        return run_deep(work)
    except RecursionError:
        sink.error("load", NO_POS, "the program is nested too deeply")
        raise TestsFailed(place.path, "build failed") from None


def _load(place: Place, files: TestFiles, options: Options, sink: Sink, coverage: cover.Coverage | None, profiles: bool) -> Program:
    try:
        version = _language(place.module, options)
        inner = Parsed(place.path, place.folder, place.tree, version, place.tree)
        outer = Parsed(place.path + "_test", place.folder, place.tree, version, place.tree, tests=place.path)
        _parse(inner, files.package + files.inside, sink)
        _parse(outer, files.outside, sink)
        if outer.files and inner.files and outer.name != inner.name + "_test" and not sink:
            a, b = (os.path.basename(p.files[0].source.path) for p in (inner, outer))
            raise LoadError(f"found packages {inner.name} ({a}) and {outer.name.removesuffix('_test')} ({b}) in "
                            f"{os.path.abspath(place.folder)}")  # fmt: skip
        if sink:
            raise TestsFailed(place.path, "setup failed")
        found = Found()
        tests = len(files.package)
        for name, parsed in (("_test", Parsed("", "", False, "", files=inner.files[tests:])), ("_xtest", outer)):
            for f in parsed.files:
                _look_at(found, name, f, sink)
        if sink:
            raise TestsFailed(place.path, "setup failed")
        given = {p.path: p for p in (inner, outer) if p.files}
        names = {path: "_xtest" if path == outer.path else "_test" for path in given}
        if coverage is not None:
            _instrument(place, inner, tests, given, names, coverage, options, sink)
        top = Parsed("", place.folder, True, version)
        text = main_text(place, found, names, coverage, profiles)
        parse_all(top, [(os.path.join(place.folder, "_testmain.go"), text.encode())], sink)
        modules = Modules(None) if place.tree else modules_of(place.folder)
        order = _import_all(top, modules, options, sink, True, given)
    except LoadError as e:
        if str(e):
            sink.error("load", NO_POS, str(e).replace("import cycle not allowed", "import cycle not allowed in test"))
        raise TestsFailed(place.path, "setup failed") from None
    if sink:
        raise TestsFailed(place.path, "setup failed")
    program = _check_all(order, top, options, sink, True, True)
    if program is None:
        raise TestsFailed(_blame(place, order, sink), "build failed")
    program.modules = modules
    others = [p.path for p in program.packages if not p.std and p is not program.main and p.path != place.path]
    program.main.said = said_of(place.path + ".test", [], modules, others, options)
    return program


def _instrument(
    place: Place, inner: Parsed, count: int, given: dict[str, Parsed], names: dict[str, str], coverage: cover.Coverage, options: Options,
    sink: Sink,
) -> None:  # fmt: skip
    """Put counters into the first `count` files of the package that is tested, or into the packages of -coverpkg."""
    if not coverage.folders:
        cover.instrument(inner, inner.files[:count], coverage, sink)
        return
    for number, folder in enumerate(coverage.folders):
        other = place_of(folder)
        if other.path == place.path:
            cover.instrument(inner, inner.files[:count], coverage, sink)
            continue
        p = Parsed(other.path, folder, other.tree, _language(other.module, options), other.tree)
        try:
            _parse(p, go_files(folder, options), sink)
        except LoadError:
            continue  # nothing but tests
        cover.instrument(p, list(p.files), coverage, sink)
        if p.name != "main":
            given[p.path] = p
            names[p.path] = f"_cover{number}"


def instrumented(place: Place, options: Options, sink: Sink, coverage: cover.Coverage) -> None:
    """Fill `coverage` for a package that has no tests."""
    p = Parsed(place.path, place.folder, place.tree, _language(place.module, options), place.tree)
    _parse(p, test_files(place.folder, options).package, sink)
    if not sink:
        cover.instrument(p, list(p.files), coverage, sink)


def _parse(p: Parsed, files: Sequence[tuple[str, bytes]], sink: Sink) -> None:
    if files:
        parse_all(p, [(shown(os.path.join(p.folder, n)), data) for n, data in files], sink)


def shown(path: str) -> str:
    """A file's path as it is shown: from the working folder, if it lies in it."""
    below = os.path.relpath(path)
    if below.startswith(".."):
        return os.path.abspath(path)
    return below if os.sep in below else os.path.join(".", below)


def _blame(place: Place, order: list[Parsed], sink: Sink) -> str:
    """The package that the first diagnostic is about, as the go command heads it."""
    source = sink.files.file(sink.diagnostics[0].pos)
    for p in order:
        if any(f.source is source for f in p.files):
            tested = p.path in (place.path, place.path + "_test")
            return f"{p.path} [{place.path}.test]" if tested else p.path
    return place.path


# ---- test functions --------------------------------------------------------------------------------------------------


def _look_at(found: Found, package: str, f: ast.File, sink: Sink) -> None:
    """Notes a file's test functions; reports wrong signatures."""
    for decl in f.decls:
        if type(decl) is not ast.FuncDecl or decl.recv is not None:
            continue
        name = decl.name.value
        full = f"{package}.{name}"
        if name == "TestMain":
            if _parameter(decl) == "T":
                found.tests.append(full)
            elif _right(decl, "M", f, sink):
                if found.main:
                    sink.error("load", NO_POS, f"{_func(decl, f)}: multiple definitions of TestMain")
                found.main = full
            found.used.add(package)
        elif _is_test(name, "Test") and _right(decl, "T", f, sink):
            found.tests.append(full)
            found.used.add(package)
        elif _is_test(name, "Benchmark") and _right(decl, "B", f, sink):
            found.benchmarks.append(full)
            found.used.add(package)
        elif _is_test(name, "Fuzz") and _right(decl, "F", f, sink):
            found.fuzz.append(full)
            found.used.add(package)
    for example in examples_of(f):
        found.examples.append((package, example))
        found.used.add(package)


def _is_test(name: str, prefix: str) -> bool:
    """Whether a name is the prefix with something behind that does not begin with a small letter."""
    return name.startswith(prefix) and not name[len(prefix) : len(prefix) + 1].islower()


def _parameter(decl: ast.FuncDecl) -> str:
    """X if a function has the one parameter *testing.X (or *X, where testing is imported with a dot), else ""."""
    params = decl.type.params
    if decl.type.results or len(params) != 1 or type(params[0].type) is not ast.Star:
        return ""
    x = params[0].type.x
    if type(x) is ast.Selector:
        return x.sel.value
    return x.value if type(x) is ast.Name else ""


def _right(decl: ast.FuncDecl, wanted: str, f: ast.File, sink: Sink) -> bool:
    """Whether a test function's signature is right; reports one that is not."""
    name = decl.name.value
    if decl.tparams:
        why = "test functions cannot have type parameters"
    elif _parameter(decl) != wanted:
        why = f"must be: func {name}({wanted.lower()} *testing.{wanted})"
    else:
        return True
    sink.error("load", NO_POS, f"{_func(decl, f)}: wrong signature for {name}, {why}")
    return False


def _func(decl: ast.FuncDecl, f: ast.File) -> str:
    """Where the keyword func of a declaration is, with the whole path, as the go command shows it."""
    line, col = f.source.line_col(f.source.pos(f.source.text.rfind("func", 0, f.source.offset(decl.pos))))
    return f"{os.path.abspath(f.source.path)}:{line}:{col}"


# ---- the main package ------------------------------------------------------------------------------------------------


def main_text(place: Place, found: Found, imports: dict[str, str], coverage: cover.Coverage | None, profiles: bool) -> str:
    """The text of the main package of a test program; `imports` are the packages that it is to import, with their names."""
    out = ["// Made by rt0 test.", "", "package main", "", "import (", '\t"os"', '\t"testing"', '\t"testing/internal/testdeps"']
    out += ['\t"io"', '\t"runtime/pprof"', ""] if profiles else [""]
    counted = {path for _, path, _, _ in coverage.files} if coverage is not None else set()
    for path, name in imports.items():
        out.append(f"\t{name if name in found.used or path in counted else '_'} {_quote(path)}")
    out += [")", ""]
    for kind, names in (("Test", found.tests), ("Benchmark", found.benchmarks), ("FuzzTarget", found.fuzz)):
        out.append(f"var {kind.lower()}s = []testing.Internal{kind}{{")
        out += [f'\t{{"{full.partition(".")[2]}", {full}}},' for full in names]
        out += ["}", ""]
    out.append("var examples = []testing.InternalExample{")
    for package, e in found.examples:
        out.append(f'\t{{"{e.name}", {package}.{e.name}, {quote(e.output)}, {str(e.unordered).lower()}}},')
    out += ["}", "", "func main() {"]
    module = place.module.path if place.module is not None else ""
    out.append(f"\ttestdeps.ImportPath, testdeps.ModulePath = {_quote(place.path)}, {_quote(module)}")
    if coverage is not None:
        out += cover.registration(coverage, imports)
    out.append("\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzztargets, examples)")
    if found.main:
        out += [f"\t{found.main}(m)", "\tos.Exit(testdeps.ExitCode())"]
    else:
        out.append("\tos.Exit(m.Run())")
    out.append("}")
    return "\n".join(out) + "\n" + (_PROFILES if profiles else "")


_PROFILES = """
type profiles struct{}

func init() { testdeps.Profiles = profiles{} }

func (profiles) StartCPU(w io.Writer) error           { return pprof.StartCPUProfile(w) }
func (profiles) StopCPU()                             { pprof.StopCPUProfile() }
func (profiles) Write(name string, w io.Writer) error { return pprof.Lookup(name).WriteTo(w, 0) }
"""
"""What gives a test program its profiles: others need not compile runtime/pprof, which is of a Go tree."""


def _quote(text: str) -> str:
    return quote(text.encode())
