"""Programs with their expected errors in them.

An expected error is a comment right after the offending token: `x /* ERROR "undefined: x" */` (the text must occur in
the message) or `/* ERRORx "regular expression" */`. The error's line and column must be those of the token. A first
line `// -lang=go1.N` asks for a language version.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rt0.base.diagnostics import Diagnostic, Sink, format_diagnostic
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.syntax import parse_file
from rt0.syntax.scanner import scan
from rt0.types.check.checker import Checker
from rt0.types.check.package import check_package, new_checker
from rt0.types.literal import unquote_string
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE

_LANG = re.compile(r"// -lang=go(1\.\d+)\n")
_MARK = re.compile(r"(?://|/\*) (ERRORx?) (\"(?:[^\"\\]|\\.)*\"|`[^`]*`)")


@dataclass
class Mark:
    """One expected error: where, and what its message must hold or match."""

    pos: int
    line: int
    text: str
    regex: bool

    def matches(self, d: Diagnostic, shown: str) -> bool:
        """Whether a diagnostic is the expected one, its place aside."""
        return re.search(self.text, shown) is not None if self.regex else self.text in shown


def check(source: str, options: Options | None = None, importer: Callable[[str, int], Package | None] | None = None,
          despite_syntax: bool = False) -> tuple[Checker | None, Sink]:
    """Checks one file as a package; the checker (None after syntax errors, unless `despite_syntax`) and the errors."""
    sink = Sink(FileSet())
    f = parse_file(sink.files.add("p.go", source), sink)
    if f.had_errors and not despite_syntax:
        return None, sink
    pkg = Package(f.name.value, f.name.value)
    find = importer or (lambda path, pos: UNSAFE if path == "unsafe" else None)
    c = new_checker(pkg, [f], sink.files, sink, options or Options(), find)
    c.version = c.lang = (options or Options()).go_version
    check_package(c)
    return c, sink


def asked_options(source: str) -> Options:
    """The options that a source's first line asks for."""
    m = _LANG.match(source)
    return Options(go_version=m[1]) if m is not None else Options()


def errors(source: str, options: Options | None = None) -> list[str]:
    """The messages for a source, as "line:column: message"."""
    _, sink = check(source, options)
    return [format_diagnostic(d, sink.files).removeprefix("p.go:").replace("p.go:", "") for d in sink.sorted()]


def marks(source: str) -> tuple[FileSet, list[Mark]]:
    """The expected errors of a source."""
    files = FileSet()
    sf = files.add("p.go", source)
    tokens = scan(sf, True)
    real = [p for p, k, text in zip(tokens.poss, tokens.kinds, tokens.lits) if k != ";" or text == "semicolon"]
    out = []
    for c in tokens.comments:
        m = _MARK.match(c.text)
        if m is None:
            continue
        before = [p for p in real if p < c.pos]
        pos = before[-1] if before else c.pos
        text = unquote_string(m[2]).decode("utf-8")
        out.append(Mark(pos, sf.line(pos), text, m[1] == "ERRORx"))
    return files, out


def compare(source: str, options: Options | None = None, columns: bool = True,
            importer: Callable[[str, int], Package | None] | None = None, despite_syntax: bool = False) -> list[str]:
    """What differs between the errors of a source and those marked in it; empty when all is as expected."""
    _, sink = check(source, options or asked_options(source), importer, despite_syntax)
    files, expected = marks(source)
    out = []
    for d in sink.sorted():
        shown = format_diagnostic(d, sink.files).partition(": ")[2]
        line = sink.files.position(d.pos).line
        cands = [m for m in expected if m.line == line and m.matches(d, shown)]
        if not cands:
            out.append(f"unexpected {format_diagnostic(d, sink.files)}")
            continue
        best = min(cands, key=lambda m: abs(m.pos - d.pos))
        if columns and best.pos != d.pos:
            out.append(f"column of {format_diagnostic(d, sink.files)}: want {files.position(best.pos).col}")
        expected.remove(best)
    return out + [f"missing {files.position(m.pos)}: {m.text}" for m in expected]
