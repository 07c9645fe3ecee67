"""Errors of scanner and parser in gc's words, order and places (recorded from gc 1.27.3 in errors.txt)."""

from __future__ import annotations

import pytest
from error_cases import Case, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet
from rt0.syntax import parse_file
from rt0.syntax.parse.state import MAX_NESTING


def messages(program: str | bytes, path: str = "x.go") -> str:
    """What the parser reports."""
    files = FileSet()
    sink = Sink(files)
    file = parse_file(files.add(path, program), sink)
    assert file.had_errors == bool(sink)
    return sink.format()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_as_gc(case: Case) -> None:
    assert messages(case.program) == case.messages


# Programs that are no text; what gc says of them was recorded by hand.
BYTES = [
    (
        b'package main\nvar x = "a\x00b"\nvar a\x00b = 1\n\x00\x00\nvar c = 2 \x00\n',
        "x.go:2:11: invalid NUL character\nx.go:3:6: invalid NUL character\n"
        "x.go:4:1: invalid NUL character\nx.go:5:11: invalid NUL character",
    ),
    (
        b'package main\nvar x = "a\xffb\xc3"\nvar a\xff\xfeb = 1\n',
        "x.go:2:11: invalid UTF-8 encoding\nx.go:3:6: invalid UTF-8 encoding",
    ),
    (
        b'\xef\xbb\xbfpackage main\nvar x = "\xef\xbb\xbf"\nvar y = \xef\xbb\xbf 3 x\n',
        "x.go:2:10: invalid BOM in the middle of the file\nx.go:3:9: invalid BOM in the middle of the file\n"
        "x.go:3:15: syntax error: unexpected name x after top level declaration",
    ),
    (
        b"package main\r\nvar x = 3 x\r\nfunc f() {\r\n\tx y\r\n}\r\n",
        "x.go:2:11: syntax error: unexpected name x after top level declaration\n"
        "x.go:4:4: syntax error: unexpected name y at end of statement",
    ),
    (
        "package main\nvar é, 日本 = \"日本\", '本' x\n".encode(),
        "x.go:2:34: syntax error: unexpected name x after top level declaration",
    ),
    (
        "package main\nvar v = “hello”\n".encode(),
        "x.go:2:9: invalid character U+201C '“' in identifier\nx.go:2:17: invalid character U+201D '”' in identifier",
    ),
]


@pytest.mark.parametrize(("program", "expected"), BYTES)
def test_bytes_that_are_no_go(program: bytes, expected: str) -> None:
    assert messages(program) == expected


NESTED = [
    "var x = {}1{}".format("(" * 12_000, ")" * 12_000),
    "var x = " + "f(" * 12_000,
    "var x = " + "[]T{" * 12_000,
    "var x " + "*" * 12_000 + "int",
    "var x " + "func(" * 12_000,
    "var x " + "struct{a " * 12_000,
    "var x = " + "! " * 12_000 + "y",
    "func f() " + "{" * 12_000,
    "func f() {" + "if x {" * 12_000,
    "func f() {" + "for { switch { case x:" * 12_000,
    "func f() {" + "L:" * 12_000,
]


@pytest.mark.parametrize("program", NESTED, ids=lambda program: program[:20])
def test_deep_nesting_is_one_line(program: str) -> None:
    shown = messages("package p\n" + program)
    assert shown.count("\n") == 0
    assert shown.endswith(f"program is nested too deeply (more than {MAX_NESTING} levels)")


@pytest.mark.parametrize(
    "program",
    [
        "var x = {}1{}".format("(" * 900, ")" * 900),
        "var x = a" + "+b" * 50_000,
        "var x = a" + ".b()" * 50_000,
        "func f() {" + "if x {} else " * 20_000 + "{}}",
        "func f() {" + "{" * 900 + "}" * 900 + "}",
    ],
    ids=lambda program: program[:20],
)
def test_long_or_not_too_deep_is_fine(program: str) -> None:
    assert messages("package p\n" + program) == ""


_SNIPPETS = st.sampled_from([
    "package p", "\n", "func", "f", "(", ")", "{", "}", "[", "]", "x", ":=", "=", "1", '"s', "'a", "`", "/*", "*/",
    "if", "for", "range", "switch", "case", "default", ":", ";", "type", "struct", "interface", "~", "|", "chan", "<-",
    "map", "go", "defer", "return", "var", "const", "import", "...", ".", ",", "*", "&", "+", "++", "+=", "goto",
    "else", "\0", "é", "#", "0x", "//go:noinline\n", "//line y.go:3\n", "\\",
])  # fmt: skip


@given(st.lists(_SNIPPETS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_file_or_errors(snippets: list[str]) -> None:
    messages("package p\n" + " ".join(snippets))


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_file_or_errors(data: bytes) -> None:
    messages(data)
