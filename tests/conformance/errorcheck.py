"""Runs Go's `errorcheck` and `compile` tests on rt0's checker: an outside judge that rt0 did not write.

    python tests/conformance/errorcheck.py [--verbose] [GLOB ...]      e.g. 'syntax/*.go' 'typeparam/*.go' 'fixedbugs/*.go'

The programs are those of Debian's golang-1.19-src (go_tests.py tells how to get them). The first line of each says what it is:

    errorcheck, errorcheckdir     each error is on a line with `// ERROR "regular expression"`, and there is no other
    compile, compiledir, run      right programs: no error

The rules are those of Go's own runner (test/run.go). Since the programs are of 1.19, what counts is what the real Go of today makes of
them: a program that it does not pass either is left out (mostly because words have changed), and so are those that look at
notes of the optimiser (-m, -live, ...) or at rules of the runtime's own packages (-+). All wrong programs are also compared with
today's Go word for word, with columns. Imports come from Go's own sources (goroot.py). Not part of the suite.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

from go_tests import find_tests
from goroot import Tree, find_goroot
from real_go import Gc, imports_of

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.load.directives import judge, misused
from rt0.load.program import LoadedPackage, deep_recursion, no_collector
from rt0.load.select import header_fits
from rt0.syntax import ast, parse_file
from rt0.types.check.package import check_package, new_checker
from rt0.types.objects import Package

DEFAULT = ["*.go", "ken/*.go", "chan/*.go", "interface/*.go", "syntax/*.go"]
WRONG, RIGHT = ("errorcheck", "errorcheckdir"), ("compile", "compiledir", "run")
# Flags under which a program still asks about the language only; -t is the runner's own.
PLAIN_FLAGS = re.compile(r"-lang=go1\.\d+$|-d=panic$|-u$|-s$|-[01]$")

_ERROR = re.compile(r"// (?:GC_)?ERROR (.*)")
_QUOTED = re.compile(r'"([^"]*)"')
_LINE = re.compile(r"LINE(([+-])(\d+))?")


@dataclass
class Test:
    """One program: what it is, its flags, and its packages as lists of files in the order of their compilation."""

    path: Path
    action: str
    flags: list[str]
    packages: list[list[Path]] = field(default_factory=list)


def read_test(path: Path) -> Test | None:
    """The test that a file describes; None if it is of another kind."""
    text = path.read_text(errors="replace")
    head = text.split("\n\n", 1)[0]
    first, _, rest = head.partition("\n")
    if "+build" in first or first.startswith("//go:build"):
        head = rest.removeprefix("// +build ").partition("\n")[2] if "+build" in rest.split("\n")[0] else rest
    words = shlex.split(head.strip().removeprefix("//").split("\n")[0], posix=True) if head.startswith("//") else []
    if not words or words[0] not in WRONG + RIGHT or not header_fits(path.read_bytes(), Options()):
        return None
    flags, rest_words = [], words[1:]
    while rest_words and rest_words[0].startswith("-"):
        flags.append(rest_words.pop(0))
        if flags[-1] == "-t":
            flags.pop()
            rest_words = rest_words[1:]
    test = Test(path, words[0], flags)
    if not words[0].endswith("dir"):
        test.packages = [[path]]
        return test
    groups: dict[str, list[Path]] = {}
    for file in sorted(path.with_suffix(".dir").glob("*.go")):
        name = re.search(r"^package (\w+)", file.read_text(errors="replace"), re.MULTILINE)
        groups.setdefault(file.stem if "-s" in flags or name is None else name[1], []).append(file)
    test.packages = list(groups.values())
    return test


# ---- what is expected -----------------------------------------------------------------------------------------------


def messages(output: str) -> list[str]:
    """The errors of an output, one a string, continuation lines joined; the compiler's own notes are left out."""
    out: list[str] = []
    for line in output.splitlines():
        if line.startswith("\t"):
            if out:
                out[-1] += "\n" + line
        elif not line.startswith(("go tool", "#", "too many errors")) and line.strip():
            out.append(line)
    return out


def verdict(test: Test, files: list[Path], output: str) -> list[str]:
    """What is wrong with the output for the files of one package, by the rules of Go's runner."""
    found = [re.sub(r"^([^:\s]+:\d+):\d+:", r"\1:", m) for m in messages(output)]
    wrong = []
    for file in files:
        for number, line in enumerate(file.read_text(errors="replace").split("\n"), 1):
            m = None if "////" in line else _ERROR.search(line)
            for pattern in _QUOTED.findall(m[1]) if m is not None else []:
                wrong += _take(found, file.name, number, _LINE.sub(lambda x, n=number: _relative(x, n), pattern))
    return wrong + [f"not expected: {text}" for text in found]


def _relative(m: re.Match[str], number: int) -> str:
    """LINE, LINE-1, LINE+2 in a pattern: the number of a line."""
    offset = int(m[2] + m[3]) if m[1] else 0
    return str(number + offset)


def _take(found: list[str], name: str, number: int, pattern: str) -> list[str]:
    """Removes the errors of a line that fit a pattern; what is wrong if there are none."""
    prefix = f"{name}:{number}:"
    here = [text for text in found if text.startswith(prefix)]
    fitting = [text for text in here if re.search(python_regex(pattern), text.removeprefix(prefix))]
    for text in fitting:
        found.remove(text)
    if fitting:
        return []
    return [f"{prefix} missing: {pattern}" + "".join(f"\n              have: {text}" for text in here)]


def python_regex(text: str) -> str:
    """Go's regular expression for Python's re."""
    return text.replace("\\pL", "[^\\W\\d_]")


def judged(test: Test, outputs: list[str]) -> list[str]:
    """What is wrong with the outputs for the packages of a test."""
    if test.action in RIGHT:
        return [f"not expected: {m}" for output in outputs for m in messages(output)]
    wrong = [] if outputs[-1].strip() or "-0" in test.flags else ["no error at all"]
    for files, output in zip(test.packages, outputs):
        wrong += verdict(test, files, output)
    return wrong


# ---- the two compilers ----------------------------------------------------------------------------------------------


def go_path(files: list[Path], last: bool) -> str:
    """The import path of a package of a test: its first file's name below test/."""
    return "main" if last and b"package main" in files[0].read_bytes() else "test/" + files[0].stem


def by_gc(gc: Gc, test: Test) -> list[str]:
    """The outputs of the real compiler."""
    outputs = []
    objects: dict[str, Path] = {}
    single = not test.action.endswith("dir")
    flags = [f for f in test.flags if f.startswith(("-lang", "-std", "-u"))]
    for number, files in enumerate(test.packages):
        path = "p" if single else go_path(files, number == len(test.packages) - 1)
        more = [] if single else ["-D", "test"]
        _, output, made = gc.compile(files[0].parent, [f.name for f in files], path, flags + more, objects)
        objects[path] = made
        outputs.append(output)
    return outputs


def by_rt0(tree: Tree, test: Test) -> list[str]:
    """The outputs of rt0's checker."""
    lang = [f.removeprefix("-lang=go") for f in test.flags if f.startswith("-lang=go")]
    options = Options(go_version=lang[0]) if lang else Options()
    done: dict[str, Package] = {}
    outputs = []
    for number, files in enumerate(test.packages):
        path = "p" if not test.action.endswith("dir") else go_path(files, number == len(test.packages) - 1)
        sink = Sink(tree.files)
        parsed = [parse_file(tree.files.add(f.name, f.read_bytes()), sink) for f in files]
        if not sink.syntax_errors:
            done[path] = _check(tree, path, parsed, sink, options, done)
        outputs.append(sink.format(0).replace(str(tree.root), "$GOROOT"))
    return outputs


def _check(tree: Tree, path: str, parsed: list[ast.File], sink: Sink, options: Options,
           done: dict[str, Package]) -> Package:  # fmt: skip
    def importer(wanted: str, pos: int) -> Package | None:
        local = done.get("test/" + wanted[2:] if wanted.startswith("./") else wanted)
        if local is not None:
            return local
        found = tree.package(wanted)
        if found is None:
            sink.error("import", pos, tree.failed.get(wanted, f"could not import {wanted}"))
        return found

    pkg = Package(path, parsed[0].name.value)
    misused(parsed, sink)
    checker = new_checker(pkg, parsed, tree.files, sink, options, importer)
    checker.version = checker.lang = options.go_version
    with deep_recursion():
        check_package(checker)
    if not sink:
        judge(LoadedPackage(path, parsed, pkg, checker.info, False, checker), sink)
        sink.diagnostics = [d for d in sink.diagnostics if d.code != "Unsupported"]
    return pkg


def main() -> int:
    """Run the chosen tests; 0 when all pass that the real Go passes."""
    parser = argparse.ArgumentParser(description="Go's errorcheck and compile tests on rt0's checker")
    parser.add_argument("globs", nargs="*", default=DEFAULT)
    parser.add_argument("--verbose", action="store_true", help="say what differs")
    options = parser.parse_args()
    root = find_tests()
    tests = [t for t in map(read_test, sorted({p for g in options.globs for p in root.glob(g)})) if t is not None]
    odd = [t for t in tests if t.action in WRONG and not all(map(PLAIN_FLAGS.match, t.flags))]
    tests = [t for t in tests if t not in odd]
    gc = Gc(imports_of(f.read_bytes() for t in tests for files in t.packages for f in files))
    tree = Tree(find_goroot())
    counts = {kind: [0, 0, 0] for kind in WRONG + RIGHT}
    same = total = 0
    with no_collector():
        for test in tests:
            try:
                outputs = by_rt0(tree, test)
                wrong = judged(test, outputs)
            except Exception as e:  # a crash of the checker is a result here
                outputs, wrong = [], [f"{type(e).__name__}: {e}"]
            theirs = by_gc(gc, test) if wrong or test.action in WRONG else []
            result = 0 if not wrong else 2 if judged(test, theirs) else 1
            counts[test.action][result] += 1
            notes = wrong if result == 1 else []
            if test.action in WRONG:
                total += 1
                differing = differences(outputs, theirs)
                same += not differing
                notes += differing
            if notes:
                print(f"{'FAIL' if result == 1 else 'words':<6}{test.path.relative_to(root)} ({test.action})", flush=True)
                for line in notes if options.verbose else []:
                    print(f"        {line}")
    for kind, (good, bad, left) in counts.items():
        print(f"{kind:<14}{good} of {good + bad} pass; {left} more that this Go does not pass either")
    print(f"left out: {len(odd)} that look at the optimiser's notes or at the runtime's own rules")
    print(f"{same} of {total} wrong programs have this Go's errors word for word, with columns")
    return int(any(bad for _, bad, _ in counts.values()))


def differences(ours: list[str], theirs: list[str]) -> list[str]:
    """The lines that only one of two outputs has, marked as diff does; or that their order differs."""
    mine = [line for output in ours for line in output.splitlines()]
    other = [line for output in theirs for line in output.splitlines()]
    if mine == other:
        return []
    out = [f"- {line}" for line in other if line not in mine] + [f"+ {line}" for line in mine if line not in other]
    return out or ["another order"]


if __name__ == "__main__":
    sys.exit(main())
