"""Writes the marks of the programs in data/ anew, as the real Go reports their errors. For a person to run:

    python tests/types/mark_with_go.py [FILE...]

Needs Go (beside this Python or on the PATH, or GO=...). Read the difference afterwards: the tests hold rt0 against these marks.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from rt0.base.source import FileSet
from rt0.syntax.scanner import scan
from rt0.types.literal import quote

_MARKS = re.compile(r" ?/\* ERRORx? (?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`) \*/")
_ERROR = re.compile(r"p\.go:(\d+):(\d+): (.*)", re.DOTALL)


def _go() -> str:
    beside = Path(sys.executable).parent / "go"
    return os.environ.get("GO") or (str(beside) if beside.exists() else "go")


def go_errors(source: str) -> list[tuple[int, int, str]]:
    """All errors of the real compiler: line, column, message up to the first mention of another place."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "p.go").write_text(source)
        Path(folder, "importcfg").write_text("")
        name = re.search(r"^package (\w+)", source, re.MULTILINE)
        assert name is not None
        done = subprocess.run(
            [_go(), "tool", "compile", "-e", "-p", name[1], "-importcfg", "importcfg", "-o",
             "p.o", *re.findall(r"\A// (-lang=\S+)", source), "p.go"],
            cwd=folder, capture_output=True, text=True, check=False)
    out = []
    for text in re.split(r"\n(?=p\.go:)", done.stdout.rstrip("\n")):
        m = _ERROR.match(text)
        if m is not None:
            message = re.split(r"(?:\n\t|\s*\(declared at |\s+at )?p\.go:", m[3])[0]
            out.append((int(m[1]), int(m[2]), message.rstrip("\n")))
    return out


def marked(source: str) -> str:
    """The source with a mark after the token of each error."""
    plain = _MARKS.sub("", source)
    sf = FileSet().add("p.go", plain)
    tokens = scan(sf)
    ends = {}
    for pos, kind, lit in zip(tokens.poss, tokens.kinds, tokens.lits):
        text = lit if kind in ("name", "literal") or lit and kind not in (";",) else kind
        ends[pos] = sf.offset(pos) + len(text.encode())
    inserts: dict[int, list[str]] = {}
    for line, col, message in go_errors(plain):
        at = ends[sf.base + sf.line_starts[line - 1] + col - 1]
        inserts.setdefault(at, []).append(f" /* ERROR {quote(message.encode())} */")
    data = plain.encode()
    for at in sorted(inserts, reverse=True):
        data = data[:at] + "".join(inserts[at]).encode() + data[at:]
    return data.decode()


if __name__ == "__main__":
    paths = [Path(a) for a in sys.argv[1:]] or sorted((Path(__file__).parent / "data").glob("*.go"))
    for path in paths:
        path.write_text(marked(path.read_text()))
        print(path.name, len(_MARKS.findall(path.read_text())), "errors")
