"""Parse every valid Go file of a folder, print it, parse that (a script that a person runs).

    python tests/syntax/parse_tree.py FOLDER [--no-print]

FOLDER is a Go tree's src, for example. Folders called testdata and _* are left out, as the go command does: they hold
wrong programs. Any error and any tree that changes is printed; exit status 1 if there is one.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from pathlib import Path

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet
from rt0.syntax import parse_file
from rt0.syntax.printer import dump, print_file


def check(path: Path, printing: bool) -> tuple[str, int]:
    """What is wrong with the parsing of a file, "" if nothing is; and how many lines it has."""
    files = FileSet()
    sink = Sink(files)
    source = files.add(str(path), path.read_bytes())
    file = parse_file(source, sink)
    lines = len(source.line_starts)
    if sink:
        return sink.format(), lines
    if printing:
        again = parse_file(files.add(f"{path} (printed)", print_file(file)), sink)
        file.directives = again.directives = []
        if sink:
            return sink.format(), lines
        if dump(file) != dump(again):
            return f"{path}: the printed file has another tree", lines
    return "", lines


def main() -> None:
    parser = argparse.ArgumentParser(description="parse a tree of Go files")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-print", action="store_true")
    args = parser.parse_args()
    gc.disable()  # trees are garbage file by file, without cycles to look for
    count = total = wrong = 0
    started = time.perf_counter()
    for path in sorted(args.folder.rglob("*.go")):
        parts = path.relative_to(args.folder).parts
        if any(part == "testdata" or part.startswith(("_", ".")) for part in parts):
            continue
        message, lines = check(path, not args.no_print)
        count, total = count + 1, total + lines
        if message:
            wrong += 1
            print(message)
    seconds = time.perf_counter() - started
    print(f"{count} files, {total} lines, {wrong} wrong, {seconds:.1f} s")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
