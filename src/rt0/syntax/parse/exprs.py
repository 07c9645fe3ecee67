"""Rules for expressions.

Binary operators are parsed by precedence climbing (`binary_expression`), everything that follows an operand (calls,
selectors, indices, literals' braces) in one loop (`primary_expression`). Types may stand wherever expressions do; that
a type is meant is often known only to the checker.

Source: Go specification, "Expressions"; the words of errors: gc. See `rt0.syntax.parse` for the conventions.
"""

from __future__ import annotations

from rt0.base.source import Pos
from rt0.syntax import ast
from rt0.syntax.parse.state import (
    Parser,
    after_element,
    bad_expr,
    enter,
    error_at,
    got,
    here,
    literal_or_none,
    skip_to,
    step,
    syntax_error,
    want,
)
from rt0.syntax.parse.types import func_type, type_, type_list
from rt0.syntax.printer import expr_text
from rt0.syntax.tokens import EOF, LITERAL, NAME, PRECEDENCE, SEMI, UNARY_OPS, WORDS

_PRECEDENCE_OF = PRECEDENCE.get


def expression(p: Parser) -> ast.Expr:
    """Expression = UnaryExpr | Expression binary_op Expression ."""
    x = unary_expression(p)
    return binary_rest(p, x, 0) if p.tok in PRECEDENCE else x


def binary_rest(p: Parser, x: ast.Expr, above: int) -> ast.Expr:
    """Go on after the operand x with operators that bind more strongly than `above`."""
    while True:
        op = p.tok
        precedence = _PRECEDENCE_OF(op, 0)
        if precedence <= above:
            return x
        i = p.i
        pos = p.poss[i]
        i = p.i = i + 1
        p.tok = p.kinds[i]
        y = unary_expression(p)
        if _PRECEDENCE_OF(p.tok, 0) > precedence:
            y = binary_rest(p, y, precedence)
        x = ast.Binary(pos, op, x, y)


def expression_list(p: Parser) -> list[ast.Expr]:
    """ExpressionList = Expression { "," Expression } ."""
    exprs = [expression(p)]
    while p.tok == ",":
        step(p)
        exprs.append(expression(p))
    return exprs


def unary_expression(p: Parser) -> ast.Expr:
    """UnaryExpr = PrimaryExpr | unary_op UnaryExpr ."""
    tok = p.tok
    if tok in WORDS:
        return primary_expression(p, None, True)
    if tok in UNARY_OPS:
        pos = here(p)
        step(p)
        enter(p)
        x = unary_expression(p)
        p.depth -= 1
        if tok == "*":
            return ast.Star(pos, x)
        # &(T{}) means &T{}: the operand may be a literal that is in parentheses
        return ast.Unary(pos, tok, ast.unparen(x) if tok == "&" else x)
    if tok == "<-":
        pos = here(p)
        step(p)
        enter(p)
        x = unary_expression(p)
        p.depth -= 1
        return _receive_chan(p, x) if type(x) is ast.ChanType else ast.Unary(pos, "<-", x)
    return primary_expression(p, None, True)


def _receive_chan(p: Parser, x: ast.ChanType) -> ast.Expr:
    """`<-` before a channel type belongs to the type: `<-(chan T)` is `<-chan T`, `<-(chan<- T)` is `<-chan (<-T)`,
    which is right only if T is a channel type again."""
    typ: ast.Expr = x
    direction = "send"
    while direction == "send" and type(typ) is ast.ChanType:
        direction = typ.dir
        if direction == "recv":
            syntax_error(p, "unexpected <-, expected chan")
        typ.dir = "recv"
        typ = typ.elem
    if direction == "send":
        syntax_error(p, f"unexpected {expr_text(typ)}, expected chan")
    return x


def operand(p: Parser, keep_parens: bool) -> ast.Expr:
    """Operand = Literal | OperandName [ TypeArgs ] | "(" Expression ")" .

    Parentheses are kept if asked, and before `{`, where they may be around the type of a literal.
    """
    tok = p.tok
    if tok == NAME:
        i = p.i
        x: ast.Expr = ast.Name(p.poss[i], p.lits[i])
        i = p.i = i + 1
        p.tok = p.kinds[i]
        return x
    if tok == LITERAL:
        lit = literal_or_none(p)
        assert lit is not None
        return lit
    if tok == "(":
        return _parenthesized(p, keep_parens)
    if tok == "func":
        return function_literal(p)
    if tok in ("[", "chan", "map", "struct", "interface"):
        return type_(p)
    x = bad_expr(p)
    syntax_error(p, "expected expression")
    skip_to(p, ")", "]", "}")
    return x


def _parenthesized(p: Parser, keep_parens: bool) -> ast.Expr:
    """ "(" Expression ")" ."""
    pos = here(p)
    step(p)
    enter(p)
    p.xnest += 1
    x = expression(p)
    p.xnest -= 1
    p.depth -= 1
    want(p, ")")
    return ast.Paren(pos, x) if keep_parens or p.tok == "{" else x


def function_literal(p: Parser) -> ast.Expr:
    """FunctionLit = "func" Signature FunctionBody .  Without a body it is a type."""
    pos = here(p)
    step(p)
    typ = func_type(p, "function type")[1]
    if p.tok != "{":
        return typ
    enter(p)
    p.xnest += 1
    body = p.parse_body(p)
    p.xnest -= 1
    p.depth -= 1
    return ast.FuncLit(pos, typ, body)


def primary_expression(p: Parser, x: ast.Expr | None, keep_parens: bool) -> ast.Expr:
    """PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | TypeAssertion | Arguments | LiteralValue ) .

    `x` is an operand that is parsed already.
    """
    if x is None:
        x = operand(p, keep_parens)
    while True:
        tok = p.tok
        if tok == ".":
            x = _selector(p, x)
        elif tok == "(":
            x = _call(p, x)
        elif tok == "[":
            x = _index_or_slice(p, x)
        elif tok == "{":
            typ = ast.unparen(x)
            if not _may_be_literal_type(p, typ):
                return x
            if typ is not x:
                syntax_error(p, "cannot parenthesize type in composite literal")
            x = literal_value(p, x)
        else:
            return x


def _selector(p: Parser, x: ast.Expr) -> ast.Expr:
    """Selector = "." identifier .  TypeAssertion = "." "(" Type ")" .  Also the guard ".(type)"."""
    i = p.i
    pos = p.poss[i]
    i = p.i = i + 1
    tok = p.tok = p.kinds[i]
    if tok == NAME:
        sel = ast.Name(p.poss[i], p.lits[i])
        i = p.i = i + 1
        p.tok = p.kinds[i]
        return ast.Selector(pos, x, sel)
    if tok == "(":
        step(p)
        if got(p, "type"):
            x = ast.TypeSwitchGuard(pos, None, x)
        else:
            x = ast.TypeAssert(pos, x, type_(p))
        want(p, ")")
        return x
    syntax_error(p, "expected name or (")
    skip_to(p, SEMI, ")")
    return x


def _call(p: Parser, fun: ast.Expr) -> ast.Expr:
    """Arguments = "(" [ ( ExpressionList | Type [ "," ExpressionList ] ) [ "..." ] [ "," ] ] ")" ."""
    pos = here(p)
    step(p)
    args: list[ast.Expr] = []
    dots = False
    enter(p)
    p.xnest += 1
    closed = True
    while p.tok != ")" and p.tok != EOF and not dots:
        args.append(expression(p))
        if p.tok == "...":
            step(p)
            dots = True
        if not after_element(p, "argument list", ",", ")"):
            closed = False
            break
    p.xnest -= 1
    p.depth -= 1
    rparen = here(p)
    if closed:
        want(p, ")")
    return ast.Call(pos, fun, args, dots, rparen)


def _index_or_slice(p: Parser, x: ast.Expr) -> ast.Expr:
    """Index = "[" Expression [ "," ] "]" .  TypeArgs, and slices (`_slice`)."""
    pos = here(p)
    step(p)
    first: list[ast.Expr] = []
    if p.tok != ":":
        comma = False
        if p.tok == "]":
            syntax_error(p, "expected operand")
            first = [bad_expr(p)]
        else:
            first, comma = type_list(p, strict=False)
        if comma or p.tok == "]":
            want(p, "]")
            return ast.Index(pos, x, first)
    if not got(p, ":"):
        syntax_error(p, "expected comma, : or ]")
        skip_to(p, ",", ":", "]")  # and take the rest for a slice, so that the brackets pair up
    return _slice(p, pos, x, first[0] if first else None)


def _slice(p: Parser, pos: Pos, x: ast.Expr, low: ast.Expr | None) -> ast.Expr:
    """Slice = "[" [ Expression ] ":" [ Expression ] "]" | "[" [ Expression ] ":" Expression ":" Expression "]" .

    From after the first colon.
    """
    high: ast.Expr | None = None
    limit: ast.Expr | None = None
    full = False
    p.xnest += 1
    if p.tok != ":" and p.tok != "]":
        high = expression(p)
    if p.tok == ":":
        full = True
        if high is None:
            error_at(p, here(p), "middle index required in 3-index slice")
            high = bad_expr(p)
        step(p)
        if p.tok != "]":
            limit = expression(p)
        else:
            error_at(p, here(p), "final index required in 3-index slice")
            limit = bad_expr(p)
    p.xnest -= 1
    want(p, "]")
    return ast.SliceExpr(pos, x, low, high, limit, full)


# ---- composite literals ---------------------------------------------------------------------------------------------

_LITERAL_TYPES = (ast.ArrayType, ast.SliceType, ast.StructType, ast.MapType)
_VALUES = (
    ast.BasicLit, ast.CompositeLit, ast.FuncLit, ast.SliceExpr, ast.TypeAssert, ast.TypeSwitchGuard, ast.Call,
    ast.Unary, ast.Binary,
)  # fmt: skip


def _may_be_literal_type(p: Parser, x: ast.Expr) -> bool:
    """Whether a `{` after x begins the value of a literal: x can be a type, and we are not in a statement's header."""
    kind = type(x)
    if kind is ast.Name or kind is ast.Selector:
        return p.xnest >= 0
    if kind is ast.Index:
        return p.xnest >= 0 and not _is_value(x)
    return kind in _LITERAL_TYPES


def _is_value(x: ast.Expr) -> bool:
    """Whether x is certainly no type."""
    while type(x) is ast.Paren:
        x = x.x
    if type(x) is ast.Index:
        return _is_value(x.x) or (len(x.indices) == 1 and _is_value(x.indices[0]))
    return type(x) in _VALUES


def literal_value(p: Parser, typ: ast.Expr | None) -> ast.CompositeLit:
    """LiteralValue = "{" [ KeyedElement { "," KeyedElement } [ "," ] ] "}" ."""
    pos = here(p)
    elems: list[ast.Expr] = []
    enter(p)
    p.xnest += 1
    want(p, "{")
    closed = True
    while p.tok != "}" and p.tok != EOF:
        elems.append(keyed_element(p))
        if not after_element(p, "composite literal", ",", "}"):
            closed = False
            break
    rbrace = here(p)
    if closed:
        want(p, "}")
    p.xnest -= 1
    p.depth -= 1
    return ast.CompositeLit(pos, typ, elems, rbrace)


def keyed_element(p: Parser) -> ast.Expr:
    """KeyedElement = [ Element ":" ] Element ."""
    x = element(p)
    if p.tok == ":":
        pos = here(p)
        step(p)
        return ast.KeyValue(pos, x, element(p))
    return x


def element(p: Parser) -> ast.Expr:
    """Element = Expression | LiteralValue ."""
    return literal_value(p, None) if p.tok == "{" else expression(p)
