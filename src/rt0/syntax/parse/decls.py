"""Rules for declarations, at the top of a file and inside functions.

Source: Go specification, "Declarations and scope"; the words of errors: gc. See `rt0.syntax.parse` for conventions.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.base.source import Pos
from rt0.syntax import ast
from rt0.syntax.parse.exprs import binary_rest, expression_list, primary_expression
from rt0.syntax.parse.state import (
    FUNC_DIRECTIVES,
    NO_DIRECTIVES,
    Parser,
    after_element,
    bad_expr,
    error_at,
    got,
    got_assign,
    here,
    literal_or_none,
    name,
    name_list,
    skip_to,
    step,
    syntax_error,
    syntax_error_at,
    take_directives,
)
from rt0.syntax.parse.types import array_type, func_type, parameters, type_, type_or_none
from rt0.syntax.tokens import EOF, NAME, SEMI

Spec = Callable[[Parser, "ast.Group | None"], ast.Decl]


def declarations(p: Parser, spec: Spec, decls: list[ast.Decl]) -> None:
    """Spec | "(" { Spec ";" } ")" , after the keyword: "import", "const", "type" or "var"."""
    if p.tok != "(":
        decls.append(spec(p, None))
        return
    group = ast.Group(here(p))
    take_directives(p)
    step(p)
    while p.tok != EOF and p.tok != ")":
        decls.append(spec(p, group))
        if not after_element(p, "grouped declaration", SEMI, ")"):
            return
    if not got(p, ")"):
        syntax_error(p, "expected )")


def import_spec(p: Parser, group: ast.Group | None) -> ast.Decl:
    """ImportSpec = [ "." | PackageName ] ImportPath ."""
    pos = here(p)
    directives = take_directives(p, NO_DIRECTIVES)
    local: ast.Name | None = None
    if p.tok == NAME:
        local = name(p)
    elif p.tok == ".":
        local = ast.Name(pos, ".")
        step(p)
    path = literal_or_none(p)
    if path is None:
        syntax_error(p, "missing import path")
        skip_to(p, SEMI, ")")
    elif not path.bad and path.kind != "string":
        syntax_error_at(p, path.pos, "import path must be a string")
        path.bad = True
    return ast.ImportDecl(pos, local, path, group, directives)


def const_spec(p: Parser, group: ast.Group | None) -> ast.Decl:
    """ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] ."""
    pos = here(p)
    directives = take_directives(p, NO_DIRECTIVES)
    names = name_list(p, name(p))
    typ: ast.Expr | None = None
    values: list[ast.Expr] = []
    if p.tok not in (EOF, SEMI, ")"):
        typ = type_or_none(p)
        if got_assign(p):
            values = expression_list(p)
    return ast.ConstDecl(pos, names, typ, values, group, directives)


_EMBED = frozenset(["go:embed"])


def var_spec(p: Parser, group: ast.Group | None) -> ast.Decl:
    """VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) ."""
    pos = here(p)
    directives = take_directives(p, _EMBED)
    names = name_list(p, name(p))
    typ: ast.Expr | None = None
    values: list[ast.Expr] = []
    if not got_assign(p):
        typ = type_(p)
        if got_assign(p):
            values = expression_list(p)
    else:
        values = expression_list(p)
    return ast.VarDecl(pos, names, typ, values, group, directives)


def type_spec(p: Parser, group: ast.Group | None) -> ast.Decl:
    """TypeSpec = identifier [ TypeParameters ] [ "=" ] Type ."""
    pos = here(p)
    directives = take_directives(p, NO_DIRECTIVES)
    ident = name(p)
    tparams: list[ast.Field] = []
    alias = False
    typ: ast.Expr | None
    if p.tok == "[":
        bracket = here(p)
        step(p)
        if p.tok == NAME:
            tparams, typ = _params_or_array(p, bracket)
            if typ is None:
                alias = got_assign(p)
                typ = type_or_none(p)
        elif p.tok == "]":
            step(p)
            typ = ast.SliceType(bracket, type_(p))
        else:
            typ = array_type(p, bracket, None)
    else:
        alias = got_assign(p)
        typ = type_or_none(p)
    if typ is None:
        typ = bad_expr(p)
        syntax_error(p, "in type declaration")
        skip_to(p, SEMI, ")")
    return ast.TypeDecl(pos, ident, tparams, alias, typ, group, directives)


def _params_or_array(p: Parser, bracket: Pos) -> tuple[list[ast.Field], ast.Expr | None]:
    """`type T[name...`: type parameters, or an array whose length begins with a name; then the array is returned too.

    `[P *C]` and `[P (C)]` read as products and calls as well. What begins with a name is parsed as an expression and
    taken for a parameter if it can be nothing else: `split_parameter` has the rules.
    """
    x: ast.Expr = name(p)
    if p.tok != "[":  # name [ begins a constraint []T, for a constant is never indexed
        p.xnest += 1
        x = binary_rest(p, primary_expression(p, x, False), 0)
        p.xnest -= 1
    first, constraint = split_parameter(x, p.tok == ",")
    if first is not None and (constraint is not None or p.tok != "]"):
        tparams = parameters(p, "]", require_names=True, dots_ok=False, first_name=first, first_type=constraint)
        return tparams, None
    return [], array_type(p, bracket, x)


def split_parameter(x: ast.Expr, force: bool) -> tuple[ast.Name | None, ast.Expr | None]:
    """x as a type parameter's name and constraint, if it reads so: (name, constraint), (name, None) for a lone name,
    (None, None) for an expression.

    `P *C`, `P (C)` and unions that begin so are split when the constraint can only be a type (`is_type_element`), or
    when `force` is set because a comma follows.
    """
    if isinstance(x, ast.Name):
        return x, None
    if isinstance(x, ast.Binary) and x.op == "*" and isinstance(x.x, ast.Name):
        if force or is_type_element(x.y):
            return x.x, ast.Star(x.pos, x.y)
    elif isinstance(x, ast.Binary) and x.op == "|":
        first, constraint = split_parameter(x.x, force or is_type_element(x.y))
        if first is not None and constraint is not None:
            return first, ast.Binary(x.pos, "|", constraint, x.y)
    elif isinstance(x, ast.Call) and isinstance(x.fun, ast.Name) and len(x.args) == 1 and not x.has_dots:
        if force or is_type_element(x.args[0]):
            return x.fun, ast.unparen(x.args[0])
    return None, None


_TYPES = (
    ast.ArrayType, ast.StructType, ast.FuncType, ast.InterfaceType, ast.SliceType, ast.MapType, ast.ChanType,
)  # fmt: skip


def is_type_element(x: ast.Expr) -> bool:
    """Whether x can only be a type or a union of types."""
    if isinstance(x, ast.Binary):
        return is_type_element(x.x) or is_type_element(x.y)
    if isinstance(x, ast.Unary):
        return x.op == "~" or is_type_element(x.x)
    if isinstance(x, (ast.Star, ast.Paren)):
        return is_type_element(x.x)
    return isinstance(x, _TYPES)


def function_decl(p: Parser) -> ast.FuncDecl:
    """FunctionDecl = "func" identifier [ TypeParameters ] Signature [ FunctionBody ] .
    MethodDecl = "func" Parameters identifier [ TypeParameters ] Signature [ FunctionBody ] .  After "func"."""
    pos = here(p)
    directives = take_directives(p, FUNC_DIRECTIVES)
    receiver: ast.Field | None = None
    has_receiver = got(p, "(")
    if has_receiver:
        receivers = parameters(p, ")", require_names=False, dots_ok=False)
        if not receivers:
            error_at(p, here(p), "method has no receiver")
        else:
            receiver = receivers[0]
            if len(receivers) > 1:
                error_at(p, here(p), "method has multiple receivers")
    tparams: list[ast.Field] = []
    if p.tok == NAME:
        ident = name(p)
        tparams, typ = func_type(p, "")
    else:
        ident = ast.Name(here(p), "_")
        typ = ast.FuncType(here(p), [], [])
        syntax_error(p, "expected name" if has_receiver else "expected name or (")
        skip_to(p, "{", SEMI)
    body = p.parse_body(p) if p.tok == "{" else None
    return ast.FuncDecl(pos, receiver, ident, tparams, typ, body, directives)
