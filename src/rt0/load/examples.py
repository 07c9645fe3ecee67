"""What examples print: the `// Output:` comments of a file's Example functions.

As in package go/doc: the last comment of the body counts, if it begins with "Output:" or "Unordered output:" in any case. Comments
that follow each other without an empty line between are one.
"""

from __future__ import annotations

import re

from rt0.base.diagnostics import Sink
from rt0.base.records import dataclass
from rt0.base.source import FileSet
from rt0.syntax import ast, parse_file

_OUTPUT = re.compile(rb"\s*(unordered )?output:", re.IGNORECASE)
_DIRECTIVE = re.compile(rb"(line |extern |export |[a-z0-9]+:[a-z0-9])")


@dataclass(slots=True, frozen=True)
class Example:
    """An example function that is to be run, and what it is to print."""

    name: str
    output: bytes
    unordered: bool


def examples_of(f: ast.File) -> list[Example]:
    """The examples of a file that say what they print, in its order."""
    found = [d for d in f.decls if type(d) is ast.FuncDecl and _is_example(d)]
    if not found or b"utput:" not in f.source.data and b"UTPUT:" not in f.source.data:
        return []
    # The comments were not kept when the file was read first.
    files = FileSet()
    again = parse_file(files.add(f.source.path, f.source.data), Sink(files), keep_comments=True)
    shift = f.source.base - again.source.base
    groups = _groups(again)
    out = []
    for d in found:
        assert d.body is not None
        inside = [g for g in groups if d.body.pos < g[0].pos + shift and g[-1].pos + shift < d.body.rbrace]
        if not inside:
            continue
        text = _text(inside[-1])
        m = _OUTPUT.match(text)
        if m is not None:
            output = text[m.end() :].lstrip(b" ").removeprefix(b"\n")
            out.append(Example(d.name.value, output, m[1] is not None))
    return out


def _is_example(d: ast.FuncDecl) -> bool:
    name = d.name.value
    if not name.startswith("Example") or name[7:8].islower() or d.recv is not None or d.body is None:
        return False
    return not d.type.params and not d.type.results and not d.tparams


def _groups(f: ast.File) -> list[list[ast.Comment]]:
    """The comments of a file in groups: nothing but one line end stands between two of a group, and no line end at all where the
    first stands behind code on its line."""
    out: list[list[ast.Comment]] = []
    text, end, lines = f.source.text, -1, 1
    for c in f.comments:
        at = f.source.offset(c.pos)
        between = text[end:at] if end >= 0 else "x"
        if between.strip() or between.count("\n") > lines:
            out.append([])
            lines = 0 if text[text.rfind("\n", 0, at) + 1 : at].strip() else 1
        out[-1].append(c)
        end = at + len(_bytes(c))
    return out


def _bytes(c: ast.Comment) -> bytes:
    return c.text.encode("utf-8", "surrogateescape")


def _text(group: list[ast.Comment]) -> bytes:
    """A comment's text without its marks, directives, spaces at line ends and empty lines around."""
    lines: list[bytes] = []
    for c in group:
        raw = _bytes(c).replace(b"\r", b"")
        if raw.startswith(b"//"):
            raw = raw[2:]
            if raw.startswith(b" "):
                raw = raw[1:]
            elif _DIRECTIVE.match(raw):
                continue
        else:
            raw = raw[2:-2]
        lines += raw.split(b"\n")
    out: list[bytes] = []
    for line in lines:
        line = line.rstrip(b" \t\r\n")
        if line or out and out[-1]:
            out.append(line)
    while out and not out[-1]:
        out.pop()
    return b"".join(line + b"\n" for line in out)
