"""Expressions: the dispatcher and the ways in which the rest of the checker asks for an expression's value.

`raw_expr` dispatches on the node's class and records the result. `expr` wants one value, `generic_expr` also takes an
uninstantiated function, `multi_expr` several values or a comma-ok pair, `expr_or_type` also a type. `use` only makes
sure that names count as used, after another error.

Read next: names.py, operators.py, calls.py.
"""
from __future__ import annotations

from collections.abc import Iterable

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.checker import (
    EXPR,
    STATEMENT,
    TYPE,
    Checker,
    Operand,
    Target,
    describe,
    error,
    lookup,
    record,
    record_type,
)
from rt0.types.info import MODE_BUILTIN, MODE_COMMAOK, MODE_INVALID, MODE_MAPINDEX, MODE_NOVALUE, MODE_TYPE, MODE_VALUE
from rt0.types.objects import TypeName, Var
from rt0.types.predicates import is_generic
from rt0.types.types import INVALID_TYPE, Signature, Tuple, Type
from rt0.types.universe import UNTYPED_BOOL


def raw_expr(c: Checker, x: Operand, e: ast.Node, hint: Type | None = None, target: Target | None = None,
             generic: bool = False) -> int:
    """Checks e into x and records it. Returns the kind of expression.

    `hint` is the type of a composite literal's element, `target` what a generic function is assigned to; with
    `generic` set the result may be an uninstantiated type or function.
    """
    x.mode = MODE_INVALID
    x.type = INVALID_TYPE
    x.val = None
    kind = EXPR[type(e)](c, x, e, hint, target)
    x.expr = e
    if x.mode == MODE_INVALID:
        return STATEMENT  # avoids a follow-up error about an unused value
    if not generic:
        non_generic(c, x, target)
    record(c, x)
    return kind


def non_generic(c: Checker, x: Operand, target: Target | None) -> None:
    """Refuses an uninstantiated generic type or function, or instantiates the function by what it is assigned to."""
    t = x.type
    if type(t) is Signature:
        if not t.tparams or x.mode in (MODE_INVALID, MODE_NOVALUE):
            return
        if target is not None:
            from rt0.types.check.instances import func_inst  # instances.py needs expressions: the import must be late
            func_inst(c, x, None, target, True)
            return
        what = "function"
    elif x.mode == MODE_TYPE and is_generic(t):
        what = "type"
    else:
        return
    error(c, x.expr, "WrongTypeArgCount", f"cannot use generic {what} {expr_text(x.expr)} without instantiation")
    x.mode = MODE_INVALID
    x.type = INVALID_TYPE


def expr(c: Checker, x: Operand, e: ast.Node, target: Target | None = None) -> None:
    """Checks e, which must be one value, into x."""
    raw_expr(c, x, e, None, target)
    if x.mode <= MODE_TYPE:
        exclude(c, x, True, True)
    elif type(x.type) is Tuple:
        single_value(c, x)


def generic_expr(c: Checker, x: Operand, e: ast.Node, hint: Type | None = None) -> None:
    """Like expr, but the value may be an uninstantiated generic function."""
    raw_expr(c, x, e, hint, None, True)
    if x.mode <= MODE_TYPE:
        exclude(c, x, True, True)
    elif type(x.type) is Tuple:
        single_value(c, x)


def expr_or_type(c: Checker, x: Operand, e: ast.Node, generic: bool = False) -> None:
    """Checks e, a value, a type or the name of a predeclared function."""
    raw_expr(c, x, e, None, None, generic)
    if x.mode == MODE_NOVALUE:
        exclude(c, x, False, False)
    elif type(x.type) is Tuple:
        single_value(c, x)


def exclude(c: Checker, x: Operand, no_type: bool, no_builtin: bool) -> None:
    """Refuses an operand without a value and, as asked, types and predeclared functions."""
    if x.mode == MODE_NOVALUE:
        what = "%s used as value" if no_type else "%s used as value or type"
        code = "TooManyValues"
    elif x.mode == MODE_BUILTIN and no_builtin:
        what, code = "%s must be called", "UncalledBuiltin"
    elif x.mode == MODE_TYPE and no_type:
        what, code = "%s is not an expression", "NotAnExpr"
    else:
        return
    error(c, x, code, what % describe(c, x))
    x.mode = MODE_INVALID


def single_value(c: Checker, x: Operand) -> None:
    """Refuses the results of a call with several."""
    if x.mode == MODE_VALUE and type(x.type) is Tuple:
        error(c, x, "TooManyValues", f"multiple-value {describe(c, x)} in single-value context")
        x.mode = MODE_INVALID


def multi_expr(c: Checker, e: ast.Node, allow_comma_ok: bool) -> tuple[list[Operand], bool]:
    """The values of e: several for a call with several results, two for a comma-ok expression if allowed.

    The second result says whether it is a comma-ok pair. On an error the first operand is invalid.
    """
    x = Operand()
    raw_expr(c, x, e)
    if x.mode <= MODE_TYPE:
        exclude(c, x, True, True)
    if x.mode != MODE_INVALID and type(x.type) is Tuple:
        out = []
        for i, v in enumerate(x.type.vars):
            name = ast.Name(ast.start_pos(e), nth(i + 1, "function result"))
            out.append(Operand(MODE_VALUE, v.type, name))
        return out, False
    if allow_comma_ok and x.mode in (MODE_MAPINDEX, MODE_COMMAOK):
        name = ast.Name(ast.start_pos(e), "ok value of (comma, ok) expression")
        return [x, Operand(MODE_VALUE, UNTYPED_BOOL, name)], True
    return [x], False


def nth(n: int, what: str) -> str:
    """"1st what", "2nd what", ..."""
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n, 'th')} {what}"


def expr_list(c: Checker, es: list[ast.Expr]) -> list[Operand]:
    """The values of a list of expressions; a single call may give several."""
    if len(es) == 1:
        return multi_expr(c, es[0], False)[0]
    out = []
    for e in es:
        x = Operand()
        expr(c, x, e)
        out.append(x)
    return out


def use(c: Checker, es: Iterable[ast.Expr | None], lhs: bool = False) -> bool:
    """Checks expressions for their uses of names only. False if one of them has an error.

    `lhs`: they stand on the left of an assignment, where a name does not count as used.
    """
    ok = True
    for e in es:
        if e is not None and not _use1(c, e, lhs):
            ok = False
    return ok


def _use1(c: Checker, e: ast.Expr, lhs: bool) -> bool:
    n = ast.unparen(e)
    x = Operand()
    if type(n) is ast.Name:
        if n.value == "_":
            return True
        obj = lookup(c, n.value) if lhs else None
        was = obj.used if type(obj) is Var else False
        expr_or_type(c, x, n, True)
        if type(obj) is Var and obj.pkg is c.pkg:
            obj.used = was
        return x.mode != MODE_INVALID
    if type(n) is ast.KeyValue:
        return _use1(c, n.value, lhs)
    raw_expr(c, x, e, None, None, True)
    return x.mode != MODE_INVALID


# ---- types ----------------------------------------------------------------------------------------------------------


def type_expr(c: Checker, e: ast.Node, definition: TypeName | None = None) -> Type:
    """The type that e denotes, INVALID_TYPE after an error; not an uninstantiated generic one.

    `definition` is the name that a type declaration gives to it, if e is its right side.
    """
    f = TYPE.get(type(e))
    typ = f(c, e, definition) if f is not None else not_a_type(c, e)
    if is_generic(typ):
        error(c, e, "WrongTypeArgCount", f"cannot use generic type {c.ts(typ)} without instantiation")
        typ = INVALID_TYPE
    record_type(c, e, MODE_TYPE, typ)
    return typ


def not_a_type(c: Checker, e: ast.Node) -> Type:
    """Reports that e does not denote a type."""
    error(c, e, "NotAType", f"{expr_text(e)} is not a type")
    use(c, [e])  # type: ignore[list-item]
    return INVALID_TYPE


def _bad(c: Checker, x: Operand, e: ast.Node, hint: Type | None, target: Target | None) -> int:
    return STATEMENT  # the parser has reported it


def _key_value(c: Checker, x: Operand, e: ast.Node, hint: Type | None, target: Target | None) -> int:
    error(c, e, "InvalidSyntaxTree", "invalid syntax tree: no key:value expected")
    return STATEMENT


def _dots(c: Checker, x: Operand, e: ast.Node, hint: Type | None, target: Target | None) -> int:
    error(c, e, "InvalidSyntaxTree", "invalid syntax tree: invalid use of ...")
    return STATEMENT


def _guard(c: Checker, x: Operand, e: ast.TypeSwitchGuard, hint: Type | None, target: Target | None) -> int:
    error(c, e, "BadTypeKeyword", "invalid syntax tree: use of .(type) outside type switch")
    use(c, [e.x])
    return STATEMENT


def _paren(c: Checker, x: Operand, e: ast.Paren, hint: Type | None, target: Target | None) -> int:
    return raw_expr(c, x, e.x)


def _type_as_expr(c: Checker, x: Operand, e: ast.Node, hint: Type | None, target: Target | None) -> int:
    x.type = type_expr(c, e)
    x.mode = MODE_TYPE
    return 1


EXPR.update({ast.BadExpr: _bad, ast.KeyValue: _key_value, ast.DotsType: _dots, ast.TypeSwitchGuard: _guard,
             ast.Paren: _paren})
for _k in (ast.ArrayType, ast.SliceType, ast.StructType, ast.FuncType, ast.InterfaceType, ast.MapType, ast.ChanType):
    EXPR[_k] = _type_as_expr
