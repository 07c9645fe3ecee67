"""Runs Go's own type-checker tests (internal/types/testdata) on rt0's checker: an outside judge that rt0 did not write.

    python tests/conformance/check_testdata.py [--verbose] [--gc] [NAME ...]      e.g. check/decls0.go fixedbugs

The files say in `/* ERROR "text" */` and `/* ERRORx "regular expression" */` comments after which token which error is
expected; their first line may hold flags (`-lang=go1.17`). The rules are those of cmd/compile/internal/types2's own test:
an error belongs to the marks of its line; of those that fit the nearest is taken; its column may be off by the folder's
tolerance. A folder in the place of a file is one package.

Two counts: files whose errors are all at marked places and whose marks are all met, and those where the text fits too. With --gc
the judge is the real compiler instead (real_go.py): the output must be the same, words, columns and order, with all errors shown
and, in a second look, with ten.
Imports come from the same tree (goroot.py). Not part of the suite: it takes a minute and needs Go's sources.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from goroot import AllErrors, Tree, find_goroot
from real_go import Gc, imports_of

from rt0.base.diagnostics import Sink, format_diagnostic
from rt0.base.options import Options
from rt0.base.source import SourceFile
from rt0.load.program import deep_recursion, no_collector
from rt0.load.select import header_fits
from rt0.syntax import ast, parse_file
from rt0.syntax.printer import expr_text
from rt0.syntax.scanner import scan
from rt0.types.check import builtins
from rt0.types.check.checker import Checker, Operand, describe, error
from rt0.types.check.package import check_package, new_checker
from rt0.types.info import MODE_CONST
from rt0.types.literal import unquote_string
from rt0.types.objects import Builtin, Package
from rt0.types.predicates import is_boolean
from rt0.types.universe import BUILTINS, UNIVERSE

# Folders and the tolerance of columns that Go's own test of the compiler's checker allows in them.
FOLDERS = {"check": 50, "examples": 125, "fixedbugs": 100, "spec": 20}
# What other parts of gc report (noder/irgen.go), and rt0's checker in their place.
_NOT_OF_THE_CHECKER = ("InvalidTypeCycle",)
_TEST_ONLY = re.compile(rb"\b(?:assert|trace)\(|fakeImportC")
_MARK = re.compile(r"(?://|/\*) (ERRORx?) (.*?)(?:\*/)?$", re.DOTALL)


@dataclass
class Mark:
    """An expected error: its line and column, and what its message holds (or matches)."""

    line: int
    col: int
    text: str
    regex: bool

    def fits(self, message: str) -> bool:
        """Whether a message is the expected one."""
        return re.search(self.text, message) is not None if self.regex else self.text in message


@dataclass
class Found:
    """A reported error."""

    line: int
    col: int
    message: str


@dataclass
class Outcome:
    """What came of one package: differences of places, and of texts."""

    name: str
    places: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    crash: str = ""


def marks(source: SourceFile) -> list[Mark]:
    """The expected errors of a file. A mark stands for the token before it, newlines not counted."""
    tokens = scan(source, True)
    real = [p for p, kind, lit in zip(tokens.poss, tokens.kinds, tokens.lits) if kind != ";" or lit == "semicolon"]
    out = []
    for comment in tokens.comments:
        m = _MARK.match(comment.text)
        if m is None:
            continue
        before = [p for p in real if p < comment.pos]
        line, col = source.line_col(before[-1]) if before else (0, 0)
        text = unquote_string(m[2].strip()).decode("utf-8")
        out.append(Mark(line, col, _python_regex(text) if m[1] == "ERRORx" else text, m[1] == "ERRORx"))
    return out


def _python_regex(text: str) -> str:
    """Go's regular expression for Python's re; `(?s)` and the like stand at the front in both."""
    return text.replace("\\pL", "[^\\W\\d_]")


def match(name: str, found: list[Found], expected: list[Mark], tolerance: int) -> Outcome:
    """Joins errors with marks: first those whose texts fit, then the others by place alone."""
    out = Outcome(name)
    rest: list[Found] = []
    free = list(expected)
    for f in found:
        near = [m for m in free if m.line == f.line and m.fits(f.message)]
        best = min(near, key=lambda m: abs(m.col - f.col), default=None)
        if best is None:
            rest.append(f)
            continue
        if abs(best.col - f.col) > tolerance:
            out.places.append(f"{f.line}:{f.col}: want column {best.col}: {f.message}")
        free.remove(best)
    for f in rest:
        near = [m for m in free if m.line == f.line and abs(m.col - f.col) <= tolerance]
        best = min(near, key=lambda m: abs(m.col - f.col), default=None)
        if best is None:
            out.places.append(f"{f.line}:{f.col}: not expected: {f.message}")
        else:
            out.texts.append(f"{f.line}:{f.col}: {f.message}  (want: {best.text})")
            free.remove(best)
    out.places += [f"{m.line}:{m.col}: missing: {m.text}" for m in free]
    return out


def flags(source: bytes) -> dict[str, str]:
    """The flags in the first line: {"lang": "1.17"}."""
    m = re.match(rb"//\s*(-[^\n]*)", source)
    out = {}
    for word in m[1].decode().split() if m else []:
        name, _, value = word.lstrip("-").partition("=")
        out[name] = value.removeprefix("go")
    return out


def define_test_functions() -> None:
    """`assert` and `trace`, which the tests use and Go programs do not have."""

    def check_assert(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
        if x.mode != MODE_CONST or not is_boolean(x.type):
            error(c, x, "Test", f"invalid argument: {describe(c, x)} is not a boolean constant")
            return False
        if x.val is False:
            error(c, e, "Test", f"{expr_text(e)} failed")
        return True

    for name, row, check in (("assert", (1, False, 2), check_assert), ("trace", (0, True, 1), lambda *_: True)):
        BUILTINS[name] = row
        builtins._CHECKS[name] = check
        UNIVERSE.insert(Builtin(name, name))


def run(name: str, paths: list[Path], tree: Tree, tolerance: int) -> Outcome:
    """Checks the files of one package and compares."""
    sources = [(path.name, path.read_bytes()) for path in paths]
    sources = [(n, data) for n, data in sources if header_fits(data, tree.options)]
    chosen = flags(sources[0][1]) if sources else {}
    sink = AllErrors(tree.files)
    files = [parse_file(tree.files.add(n, data), sink) for n, data in sources]
    out = Outcome(name)
    try:
        if files:
            check_files(files[0].name.value, files, tree, sink, chosen)
    except Exception as e:  # a crash of the checker is a result here
        out.crash = f"{type(e).__name__}: {e}"
        return out
    for f in files:
        found = []
        for d in sink.diagnostics:
            source, line, col = sink.line_col(d)
            if source is f.source and d.code not in _NOT_OF_THE_CHECKER:
                found.append(Found(line, col, format_diagnostic(d, tree.files).partition(": ")[2]))
        one = match(name, found, marks(f.source), tolerance)
        prefix = f"{f.source.path}:" if len(files) > 1 else ""
        out.places += [prefix + text for text in one.places]
        out.texts += [prefix + text for text in one.texts]
    return out


def as_gc_shows(paths: list[Path], tree: Tree, gc: Gc, flags_: list[str]) -> list[str]:
    """What differs between the outputs of the two compilers for a package, all errors shown and ten."""
    sink = Sink(tree.files)
    files = [parse_file(tree.files.add(path.name, path.read_bytes()), sink) for path in paths]
    name = files[0].name.value
    if not sink.syntax_errors:
        check_files(name, files, tree, sink, flags(paths[0].read_bytes()))
    out = []
    for limit, extra in ((0, []), (10, ["-e=0"])):
        _, theirs, _ = gc.compile(paths[0].parent, [p.name for p in paths], name, flags_ + extra)
        mine = sink.format(limit).replace(str(tree.root), "$GOROOT")
        if mine.splitlines() != theirs.splitlines():
            diff = difflib.ndiff(theirs.splitlines(), mine.splitlines())
            out += [f"limit {limit}: {line}" for line in diff if not line.startswith(("  ", "? "))]
    return out


def check_files(name: str, files: list[ast.File], tree: Tree, sink: Sink, chosen: dict[str, str]) -> None:
    """Checks parsed files as one package; faults go to the sink."""
    options = Options(go_version=chosen.get("lang", Options().go_version))

    def importer(path: str, pos: int) -> Package | None:
        if path == "C" and "fakeImportC" in chosen:
            fake = Package(path, path)
            fake.fake = True
            return fake
        found = tree.package(path)
        if found is None:
            sink.error("import", pos, tree.failed.get(path, f"could not import {path}"))
        return found

    checker = new_checker(Package(name, name), files, tree.files, sink, options, importer)
    checker.version = checker.lang = options.go_version
    with deep_recursion():
        check_package(checker)


def main_gc(chosen: list[tuple[str, list[Path], int]], tree: Tree, verbose: bool) -> int:
    """Hold every package that a real compiler can compile against it."""
    plain = [(n, paths) for n, paths, _ in chosen if not _TEST_ONLY.search(b"".join(p.read_bytes() for p in paths))]
    gc = Gc(imports_of(path.read_bytes() for _, paths in plain for path in paths))
    same = 0
    with no_collector():
        for name, paths in plain:
            if not all(header_fits(path.read_bytes(), tree.options) for path in paths):
                continue
            language = [f"-lang=go{v}" for k, v in flags(paths[0].read_bytes()).items() if k == "lang"]
            out = as_gc_shows(paths, tree, gc, language)
            same += not out
            if out:
                print(f"words  {name}", flush=True)
                for line in out if verbose else []:
                    print(f"         {line}")
    print(f"{same} of {len(plain)} packages have this Go's output; {len(chosen) - len(plain)} more are for tests of the checker only")
    return int(same < len(plain))


def cases(testdata: Path, names: list[str]) -> list[tuple[str, list[Path], int]]:
    """The chosen tests: name, files, tolerance."""
    out = []
    for folder, tolerance in FOLDERS.items():
        for path in sorted((testdata / folder).iterdir()):
            name = f"{folder}/{path.name}"
            if not names or any(name.startswith(n) for n in names):
                out.append((name, sorted(path.iterdir()) if path.is_dir() else [path], tolerance))
    return out


def main() -> int:
    """Run the chosen tests; 0 when all places and texts are right."""
    parser = argparse.ArgumentParser(description="Go's own type-checker tests on rt0's checker")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--verbose", action="store_true", help="say what differs")
    parser.add_argument("--gc", action="store_true", help="the judge is the real compiler")
    options = parser.parse_args()
    root = find_goroot()
    tree = Tree(root)
    if options.gc:
        return main_gc(cases(root / "src/internal/types/testdata", options.names), tree, options.verbose)
    define_test_functions()
    outcomes = []
    with no_collector():
        for name, paths, tolerance in cases(root / "src/internal/types/testdata", options.names):
            outcome = run(name, paths, tree, tolerance)
            outcomes.append(outcome)
            if outcome.crash or outcome.places or outcome.texts:
                what = "crash" if outcome.crash else "places" if outcome.places else "texts"
                print(f"{what:<7}{name}", flush=True)
                for line in [outcome.crash] * bool(outcome.crash) + outcome.places + outcome.texts:
                    if options.verbose:
                        print(f"         {line}")
    places = sum(not o.places and not o.crash for o in outcomes)
    texts = sum(not o.places and not o.texts and not o.crash for o in outcomes)
    total = max(len(outcomes), 1)
    print(f"{len(outcomes)} packages: places right in {places} ({places / total:.1%}), "
          f"texts too in {texts} ({texts / total:.1%})")
    return int(texts < len(outcomes))


if __name__ == "__main__":
    sys.exit(main())
