"""The parser's entry: a source file → `ast.File`.

The rules are in `rt0.syntax.parse`; here are the file's own rule and what concerns the file as a whole: `//line` and
`//go:build` lines, the limit of recursion, errors before the package clause.

The parser always returns an `ast.File`. If `had_errors` is set, diagnostics are in the sink and the tree has holes.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager

from rt0.base.diagnostics import Sink
from rt0.base.source import SourceFile
from rt0.syntax import ast, constraint
from rt0.syntax.lines import apply_line_directives
from rt0.syntax.parse.decls import const_spec, declarations, function_decl, import_spec, type_spec, var_spec
from rt0.syntax.parse.exprs import expression
from rt0.syntax.parse.state import (
    NEVER,
    Parser,
    TooDeep,
    error_at,
    got,
    misplaced_words,
    name,
    report_scan_errors,
    skip_to,
    step,
    syntax_error,
    take_directives,
    want,
)
from rt0.syntax.parse.stmts import function_body
from rt0.syntax.scanner import Tokens, scan
from rt0.syntax.tokens import EOF, SEMI

RECURSION_LIMIT = 200_000  # frames; up to fifteen a level of nesting at MAX_NESTING, and room for callers


def parse_file(source: SourceFile, sink: Sink, *, keep_comments: bool = False) -> ast.File:
    """Parse `source`; faults go to `sink`. With `keep_comments` all comments are in `File.comments`."""
    before = sink.count
    tokens = scan(source, keep_comments)
    p = Parser(tokens, sink, source.base, tokens.kinds, tokens.lits, tokens.poss, expression, function_body)
    p.tok = p.kinds[0]
    if tokens.directives:
        p.directive_at = tokens.directives[0][0]
    if tokens.line_directives:
        for offset, message in apply_line_directives(source, tokens.line_directives):
            tokens.errors.append((bisect_right(tokens.poss, source.base + offset), offset, message))
        tokens.errors.sort(key=lambda error: error[0])
    file = ast.File(p.poss[0], source, ast.Name(p.poss[0], "_"), [], tokens.poss[-1])
    _build_line(tokens, file)
    with _deep_recursion():
        try:
            source_file(p, file)
        except TooDeep:
            p.directive_at = NEVER  # it was reported; what is parsed so far stays
    if not p.errors:
        for directive in p.misplaced:
            error_at(p, directive.pos, misplaced_words(directive))
    file.directives = [directive for _, directive in tokens.directives]
    file.comments = tokens.comments
    file.had_errors = p.errors > 0 or sink.count > before
    return file


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Room for the rules to call each other MAX_NESTING levels deep."""
    before = sys.getrecursionlimit()
    if before < RECURSION_LIMIT:
        sys.setrecursionlimit(RECURSION_LIMIT)
    try:
        yield
    finally:
        if before < RECURSION_LIMIT:
            sys.setrecursionlimit(before)


def _build_line(tokens: Tokens, file: ast.File) -> None:
    """Take the //go:build line, which counts only before the package clause."""
    for index, directive in tokens.directives:
        if index == 0 and directive.text.startswith("go:build "):
            file.build = directive.text[len("go:build ") :].strip()
            file.go_version = constraint.go_version(file.build)


_SPECS = {"import": import_spec, "const": const_spec, "type": type_spec, "var": var_spec}
_TOP_LEVEL = ("import", "const", "type", "var", "func")
_PACKAGE_DIRECTIVES = frozenset(["go:build"])


def source_file(p: Parser, file: ast.File) -> None:
    """SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
    PackageClause = "package" PackageName ."""
    if p.tok != "package":
        report_scan_errors(p)
        syntax_error(p, "package statement must be first")
        return
    take_directives(p, _PACKAGE_DIRECTIVES)
    step(p)
    file.name = name(p)
    want(p, SEMI)
    report_scan_errors(p)
    if p.errors:
        return
    _top_level(p, file.decls)
    report_scan_errors(p)
    if p.directive_at != NEVER:
        take_directives(p)


def _top_level(p: Parser, decls: list[ast.Decl]) -> None:
    """{ ( ImportDecl | TopLevelDecl ) ";" } ; imports after other declarations are reported."""
    before = "import"
    while p.tok != EOF:
        tok = p.tok
        if tok == "import" and before != "import":
            syntax_error(p, "imports must appear before other declarations")
        before = tok
        if tok == "func":
            step(p)
            decls.append(function_decl(p))
        elif tok in _SPECS:
            step(p)
            declarations(p, _SPECS[tok], decls)
        else:
            last = decls[-1] if decls else None
            if tok == "{" and type(last) is ast.FuncDecl and last.body is None:
                syntax_error(p, "unexpected semicolon or newline before {")
            else:
                syntax_error(p, "non-declaration statement outside function body")
            skip_to(p, *_TOP_LEVEL)
            continue
        if p.directive_at <= p.i:
            take_directives(p)
        if p.tok != EOF and not got(p, SEMI):
            syntax_error(p, "after top level declaration")
            skip_to(p, *_TOP_LEVEL)
