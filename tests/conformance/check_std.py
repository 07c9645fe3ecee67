"""Type-checks Go's own packages with rt0's checker: right programs must be accepted.

    python tests/conformance/check_std.py [--all] [PACKAGE ...]      e.g. net/http cmd/compile/internal/types2

Without arguments: some that matter. --all: every package below Go's src that has no assembly and no cgo, cmd/ included. A package is
checked with all its bodies; what it imports, once, with its declarations. One line for a package with errors; the last
line says how many there were, of how many lines. Needs Go's sources (goroot.py). Not part of the suite: --all takes several minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from goroot import Tree, find_goroot

from rt0.base.diagnostics import format_diagnostic
from rt0.load.packages import LoadError
from rt0.load.program import no_collector

SOME = ["strings", "strconv", "sort", "fmt", "regexp", "encoding/json", "text/template", "go/types", "net/http", "math/big",
        "cmd/compile/internal/types2"]  # fmt: skip


def packages(src: Path) -> Iterator[str]:
    """The import paths of all packages without assembly and cgo."""
    for folder in sorted(p for p in src.rglob("*") if p.is_dir()):
        path = folder.relative_to(src).as_posix()
        if "testdata" in path or path == "unsafe" or path.startswith(("builtin", "vendor/", "cmd/vendor/")):
            continue
        files = list(folder.glob("*.go"))
        if not any(not f.name.endswith("_test.go") for f in files) or list(folder.glob("*.s")):
            continue
        if not any(b'\nimport "C"' in f.read_bytes() for f in files if not f.name.endswith("_test.go")):
            yield path


def main() -> int:
    """Check the chosen packages; 0 when none has an error."""
    parser = argparse.ArgumentParser(description="Go's own packages on rt0's checker")
    parser.add_argument("packages", nargs="*", default=SOME)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    tree = Tree(find_goroot())
    begin = time.monotonic()
    wrong = lines = none = count = 0
    with no_collector():
        for path in packages(tree.root / "src") if options.all else options.packages:
            try:
                parsed = tree.parse(path)
            except LoadError:
                none += 1  # no file of it is for this system
                continue
            count += 1
            before = tree.sink.count
            tree.check(parsed, bodies=True)
            lines += sum(f.source.data.count(b"\n") for f in parsed.files)
            if tree.sink.count > before:
                wrong += 1
                print(f"{path}: {format_diagnostic(tree.sink.diagnostics[before], tree.files)}", flush=True)
    print(f"{count} packages, {lines} lines: {wrong} with errors; {none} have no file for this system; "
          f"{time.monotonic() - begin:.0f} s")  # fmt: skip
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
