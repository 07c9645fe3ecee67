"""Printed text parses to an equal tree; messages quote expressions as gc does."""

from __future__ import annotations

from pathlib import Path

import pytest
from go_source import files as go_files
from hypothesis import given, settings

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet
from rt0.syntax import ast, parse_file
from rt0.syntax.printer import dump, expr_text, print_file


def parse(text: str | bytes) -> ast.File:
    files = FileSet()
    sink = Sink(files)
    file = parse_file(files.add("x.go", text), sink)
    assert sink.format() == "", text
    file.directives.clear()  # each is on its declaration as well
    return file


def check_round_trip(text: str | bytes) -> None:
    file = parse(text)
    printed = print_file(file)
    again = parse(printed)
    assert dump(again) == dump(file)
    assert print_file(again) == printed


@given(go_files())
@settings(max_examples=250, deadline=None)
def test_round_trip(text: str) -> None:
    check_round_trip(text)


def test_operand_of_an_address() -> None:
    check_round_trip("package p\nvar _ = F(&(a + a), & /**/ (x), -(a + a), &(<-c))\n")


@pytest.mark.parametrize("path", sorted(Path(__file__).with_name("golden").glob("*.go")), ids=lambda path: path.stem)
def test_round_trip_of_golden_files(path: Path) -> None:
    check_round_trip(path.read_bytes())


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("f( 1,x ... )", "f(1, x...)"),
        ("[]int{1,2}", "[]int{…}"),
        ("T{}", "T{}"),
        ("func(a,b int) (c string) {return}", "func(a, b int) (c string) {…}"),
        ("func(){}", "func() {}"),
        ("struct{a,b int; c string `t`}{}", "struct{a, b int; c string `t`}{}"),
        ("interface{m(); ~int|string}(x)", "interface{m(); ~int | string}(x)"),
        ("a+(b*c)", "a + (b * c)"),
        ("- - x", "--x"),
        ("m[k].f[1:2:3]", "m[k].f[1:2:3]"),
        ("x.(*T)", "x.(*T)"),
        ("G[int,string](nil)", "G[int, string](nil)"),
        ("map[string]chan<- []int(nil)", "map[string]chan<- []int(nil)"),
    ],
)
def test_quoted_in_messages(text: str, quoted: str) -> None:
    decl = parse(f"package p\nvar _ = {text}\n").decls[0]
    assert isinstance(decl, ast.VarDecl)
    assert expr_text(decl.values[0]) == quoted


def test_start_and_end() -> None:
    text = "package p\nvar _ = a.b(c)[d] + T{1}\n"
    decl = parse(text).decls[0]
    assert isinstance(decl, ast.VarDecl)
    x = decl.values[0]
    assert text[ast.start_pos(x) - 1 :].startswith("a.b(c)")
    assert text[x.pos - 1] == "+"
    assert text[ast.end_pos(x) - 1] == "}"


def test_walk_meets_every_node_once() -> None:
    file = parse("package p\nfunc f(a, b int) { for i := range a { if i == b { return } } }\n")
    nodes = list(ast.walk(file))
    names = [node.value for node in nodes if isinstance(node, ast.Name)]
    assert names[:3] == ["p", "f", "a"]
    assert {type(node).__name__ for node in nodes} >= {"RangeStmt", "IfStmt", "ReturnStmt", "Binary", "Field"}
