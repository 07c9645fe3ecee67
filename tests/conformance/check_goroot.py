"""Type-checks every package of Go's own source tree: valid programs that rt0 did not write must be accepted.

    python tests/conformance/check_goroot.py [FOLDER ...] [--all]       e.g. encoding go/types cmd/compile

Without folders: the standard library and cmd, vendored packages among them. A line for each package that fails, with its
errors, and totals; with --all a line for each package. Imports are resolved in that tree, as the standard library's own build
does; a package is parsed and checked once, all bodies of it. Packages with assembly or cgo are checked too and counted apart:
their functions without a body are declared elsewhere, and cgo's names do not exist before cgo has run. Exits with 1 if a
package without assembly and cgo fails. Takes some minutes; not part of the suite.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from goroot import AllErrors, find_goroot

from rt0.base.deep import run_deep
from rt0.base.options import GO_VERSION, Options
from rt0.base.source import FileSet
from rt0.load.modules import vendored_versions
from rt0.load.packages import LoadError, Parsed, go_files, parse_all
from rt0.load.select import header_fits, name_fits
from rt0.types.check.package import check_package, new_checker
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE

VENDORS = ("cmd/vendor", "vendor")
LEFT_OUT = {"builtin"}
"""Documentation, not a package: it declares what the universe has, in terms of itself."""


@dataclass
class Result:
    """What checking one package gave."""

    pkg: Package
    lines: int = 0
    outside: str = ""  # "assembly" or "cgo", if it has parts in another language
    errors: list[str] = field(default_factory=list)


@dataclass
class Goroot:
    """The tree below `root`/src and what was checked of it, by import path ("vendor/golang.org/x/...")."""

    root: Path
    options: Options = field(default_factory=Options)
    results: dict[str, Result | None] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for vendor in VENDORS:
            found = vendored_versions(str(self.root / "src" / vendor.rpartition("vendor")[0]))
            self.versions |= {f"{vendor}/{path}": version for path, version in found.items()}

    def real_path(self, path: str, importer: str) -> str:
        """The import path of what `importer` calls `path`: a vendored package may be meant."""
        for vendor in VENDORS:
            if importer.startswith(vendor.removesuffix("vendor")) and (self.root / "src" / vendor / path).is_dir():
                return f"{vendor}/{path}"
        return path

    def check(self, path: str) -> Result | None:
        """Checks the package of an import path, once, after what it imports. None if there is none for this system."""
        if path == "unsafe":
            return Result(UNSAFE)
        if path not in self.results:
            self.results[path] = None
            self.results[path] = self._check(path)
        return self.results[path]

    def _check(self, path: str) -> Result | None:
        folder = str(self.root / "src" / path)
        sink = AllErrors(FileSet())
        p = Parsed(path, folder, True, self.versions.get(path, GO_VERSION))
        try:
            sources = go_files(folder, self.options)
            parse_all(p, [(os.path.join(folder, name), data) for name, data in sources], sink)
        except LoadError:
            return None
        for name in p.imports:
            if name != "C":
                self.check(self.real_path(name, path))
        pkg = Package(path, p.name)
        result = Result(pkg, sum(data.count(b"\n") for _, data in sources), self._outside(folder, p))

        def find(name: str, pos: int) -> Package | None:
            found = self.check(self.real_path(name, path)) if name != "C" else None
            if found is None:
                sink.error("BrokenImport", pos, f"could not import {name}")
            return found.pkg if found is not None else None

        checker = new_checker(pkg, p.files, sink.files, sink, self.options, find)
        checker.version = checker.lang = p.go_version
        check_package(checker)
        result.errors = sink.format(0).splitlines() if sink else []
        return result

    def _outside(self, folder: str, p: Parsed) -> str:
        if "C" in p.imports:
            return "cgo"
        for name in os.listdir(folder):
            if name.endswith(".s") and name_fits(name[:-2] + ".go", self.options):
                if header_fits(Path(folder, name).read_bytes(), self.options):
                    return "assembly"
        return ""


def packages(root: Path, folders: list[str]) -> list[str]:
    """The import paths of all folders with Go files below the chosen ones."""
    src = root / "src"
    found = []
    for folder in folders:
        for at, below, names in os.walk(src / folder):
            below[:] = sorted(d for d in below if d != "testdata" and d[0] not in "._")
            if any(n.endswith(".go") and not n.endswith("_test.go") for n in names):
                found.append(os.path.relpath(at, src))
    return sorted(set(found) - LEFT_OUT)


def run(root: Path, folders: list[str], show_all: bool) -> int:
    """Check, print, and count the failures that should not be."""
    tree = Goroot(root)
    started = time.monotonic()
    wrong = 0
    counts: dict[str, list[int]] = {}  # kind of package -> packages, lines, packages with errors
    for path in packages(root, folders):
        result = tree.check(path)
        if result is None:
            if show_all:
                print(f"none  {path}: no files for this system")
            continue
        count = counts.setdefault(result.outside or "Go alone", [0, 0, 0])
        count[0] += 1
        count[1] += result.lines
        count[2] += bool(result.errors)
        wrong += bool(result.errors) and not result.outside
        if show_all or result.errors:
            word = "FAIL " if result.errors else "ok   "
            print(f"{word} {path} {result.outside}({result.lines} lines, {len(result.errors)} errors)", flush=True)
            for line in result.errors[:10]:
                print(f"      {line.removeprefix(str(root) + '/src/')}")
    spent = time.monotonic() - started
    for kind, (number, lines, failed) in counts.items():
        print(f"{kind}: {number} packages, {lines:,} lines, {number - failed} without an error")
    print(f"{sum(r.lines for r in tree.results.values() if r):,} lines in {spent:.0f} s")
    return wrong


def main() -> int:
    """Check what the arguments ask for; 0 if all is accepted."""
    parser = argparse.ArgumentParser(description="type-check Go's source tree")
    parser.add_argument("folders", nargs="*", default=["."])
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    gc.disable()  # trees and types are kept; looking at them again and again takes a third of the time
    return int(run_deep(lambda: run(find_goroot(), options.folders, options.all)) > 0)


if __name__ == "__main__":
    sys.exit(main())
