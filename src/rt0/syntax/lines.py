"""`//line` directives: from there on, positions are shown as if they were in another file or at another line.

Forms: `//line FILE:LINE`, `//line FILE:LINE:COL`, `//line :LINE`, and the same in `/*line ...*/`, which acts from the
byte after it. Only what is shown changes (see `rt0.base.source.LineBase`).
Source: https://pkg.go.dev/cmd/compile, "Line directives".
"""

from __future__ import annotations

import os.path

from rt0.base.source import LineBase, SourceFile

_MAX = (1 << 30) - 1  # gc's limit for lines and columns


def apply_line_directives(source: SourceFile, directives: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Enter the directives, given as (offset of the comment, its text), into the file; faults as (offset, message)."""
    faults: list[tuple[int, str]] = []
    for offset, comment in directives:
        block = comment.startswith("/*")
        if block and "\n" in comment:
            continue
        text = comment[7:-2] if block else comment[7:].rstrip("\r")
        length = len(comment.encode("utf-8"))
        start = offset + length if block else offset + length + 1
        fault = _enter(source, start, text)
        if fault is not None:
            faults.append((offset + 7 + fault[0], fault[1]))
    return faults


def _enter(source: SourceFile, start: int, text: str) -> tuple[int, str] | None:
    """Enter one directive that acts from `start` on; its fault as (index in text, message)."""
    head, colon, last = text.rpartition(":")
    if not colon:
        return None  # no directive
    line = _number(last)
    col = 0
    at = len(head) + 1
    if line is None:
        return at, f"invalid line number: {last}"
    name, colon, middle = head.rpartition(":")
    has_col = bool(colon) and _number(middle) is not None
    if has_col:
        col = line
        line = _number(middle)
        if not 0 < col <= _MAX:
            return at, f"invalid column number: {last}"
        at = len(name) + 1
        head = name
    if line is None or not 0 < line <= _MAX:
        return at, f"invalid line number: {text[at:]}"
    source.line_bases.append(LineBase(start, _shown_path(source, head, has_col), line, col))
    return None


def _number(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _shown_path(source: SourceFile, name: str, has_col: bool) -> str:
    """The path that a directive means: relative to the file's folder; "" keeps the last one if a column is given."""
    if not name:
        if not has_col:
            return ""
        return source.line_bases[-1].path if source.line_bases else source.path
    name = os.path.normpath(name)
    folder = os.path.dirname(source.path)
    return name if os.path.isabs(name) or not folder else os.path.normpath(os.path.join(folder, name))
