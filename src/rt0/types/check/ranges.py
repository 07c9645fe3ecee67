"""for-range statements over every kind of operand (Go spec, "For statements with range clause")."""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import assignment
from rt0.types.check.assignments import assign_var, init_var, new_local
from rt0.types.check.checker import (
    STMT,
    Checker,
    Operand,
    allow_version,
    close_scope,
    declare,
    describe,
    error,
    open_scope,
    process_delayed,
    soft_error,
)
from rt0.types.check.core import expr
from rt0.types.check.stmts import stmt
from rt0.types.check.under import Cause, array_ptr_deref, common_under
from rt0.types.info import MODE_INVALID, MODE_VALUE
from rt0.types.objects import Var
from rt0.types.predicates import identical, is_boolean, is_integer, is_string
from rt0.types.types import INVALID_TYPE, SEND_ONLY, Array, Basic, Chan, Map, Signature, Slice, Type
from rt0.types.universe import BOOL, INT, RUNE

_YIELD = "func must be func(yield func(...) bool): "


def _range(c: Checker, s: ast.RangeStmt) -> None:
    x = Operand()
    top = len(c.delayed)
    expr(c, x, s.x)
    if len(c.delayed) > top:
        process_delayed(c, top)
    key: Type | None = INVALID_TYPE
    val: Type | None = INVALID_TYPE
    if x.mode != MODE_INVALID:
        key, val = _checked_types(c, s, x)
    open_scope(c, s)
    over_int = x.mode != MODE_INVALID and is_integer(x.type)
    types = (key, val)
    if s.define:
        _declare(c, s, x, types, over_int)
    elif s.lhs:
        _assign(c, s, x, types, over_int)
    elif over_int:
        assignment(c, x, None, "range clause")  # gives an untyped constant its type
    stmt(c, s.body)
    close_scope(c)


def _checked_types(c: Checker, s: ast.RangeStmt, x: Operand) -> tuple[Type | None, Type | None]:
    key, val, cause, ok = range_types(c, x.type)
    d = describe(c, x)
    if not ok:
        soft_error(c, x, "InvalidRangeExpr", f"cannot range over {d}" + (f": {cause}" if cause else ""))
    elif key is None and s.lhs:
        soft_error(c, s.lhs[0], "InvalidIterVar", f"range over {d} permits no iteration variables")
    elif val is None and len(s.lhs) > 1:
        soft_error(c, s.lhs[1], "InvalidIterVar", f"range over {d} permits only one iteration variable")
    elif len(s.lhs) > 2:
        soft_error(c, s.lhs[2], "InvalidIterVar", "range clause permits at most two iteration variables")
    return key, val


def _declare(c: Checker, s: ast.RangeStmt, x: Operand, types: tuple[Type | None, Type | None], over_int: bool) -> None:
    new: list[Var] = []
    for e, typ in zip(s.lhs, types):
        if type(e) is ast.Name:
            v = new_local(c, e)
            c.info.defs[e] = v
            if e.value != "_":
                new.append(v)
        else:
            error(c, e, "InvalidSyntaxTree", f"invalid syntax tree: cannot declare {expr_text(e)}")
            v = new_local(c, ast.Name(ast.start_pos(e), "_"))
        if typ is None or typ is INVALID_TYPE:
            v.type = INVALID_TYPE
            v.used = True
        elif over_int:
            init_var(c, v, x, "range clause")
        else:
            init_var(c, v, Operand(MODE_VALUE, typ, e), "assignment")
    if not allow_version(c, 22):
        c.info.shared_loops.add(s)
        for v in new:
            v.assigned += 1  # by each iteration
    if new:
        for v in new:
            declare(c, c.scope, None, v, s.body.pos)
    else:
        error(c, s, "NoNewVar", "no new variables on left side of :=")


def _assign(c: Checker, s: ast.RangeStmt, x: Operand, types: tuple[Type | None, Type | None], over_int: bool) -> None:
    for e, typ in zip(s.lhs, types):
        if typ is None or typ is INVALID_TYPE:
            continue
        if over_int:
            assign_var(c, e, None, x, "range clause")
            if x.mode != MODE_INVALID and not is_integer(x.type):
                soft_error(c, e, "InvalidRangeExpr", f"cannot use iteration variable of type {c.ts(x.type)}")
        else:
            assign_var(c, e, None, Operand(MODE_VALUE, typ, e), "assignment")


RangeTypes = tuple["Type | None", "Type | None", str, bool]


def _bad(cause: str) -> RangeTypes:
    return INVALID_TYPE, INVALID_TYPE, cause, False


def range_types(c: Checker, typ: Type) -> RangeTypes:
    """The types of key and value (None: there is none) when ranging over typ; or why that cannot be, and False."""

    def cond(t: Type | None, u: Type | None) -> Cause | None:
        if type(u) is Chan and u.dir == SEND_ONLY:
            assert t is not None
            return Cause(f"receive from send-only channel {c.ts(t)}")
        return None

    u, cause = common_under(c, typ, cond)
    if u is None:
        return _bad(cause.text if cause is not None else "")
    u = array_ptr_deref(u)
    if type(u) is Slice or type(u) is Array:
        return INT, u.elem, "", True
    if type(u) is Map:
        return u.key, u.elem, "", True
    if type(u) is Chan:
        return u.elem, None, "", True
    if type(u) is Basic:
        if is_string(u):
            return INT, RUNE, "", True
        if is_integer(u):
            return (typ, None, "", True) if allow_version(c, 22) else _bad("requires go1.22 or later")
    if type(u) is Signature:
        return _func_types(c, u)
    return _bad("")


def _func_types(c: Checker, f: Signature) -> RangeTypes:
    if not allow_version(c, 23):
        return _bad("requires go1.23 or later")
    if len(f.params.vars) != 1:
        return _bad(_YIELD + "wrong argument count")
    if f.results.vars:
        return _bad(_YIELD + "unexpected results")
    u, cause = common_under(c, f.params.vars[0].type)
    if type(u) is not Signature:
        return _bad(f"{_YIELD}in yield type, {cause.text}" if cause is not None else _YIELD + "argument is not func")
    params, results = u.params.vars, u.results.vars
    if len(params) > 2:
        return _bad(_YIELD + "yield func has too many parameters")
    if len(results) != 1 or not identical(results[0].type, BOOL):
        if len(results) == 1 and is_boolean(results[0].type):
            return _bad(_YIELD + "yield func returns user-defined boolean, not bool")
        return _bad(_YIELD + "yield func does not return bool")
    if u.variadic:
        return _bad(f"yield func of type {c.ts(u)} cannot be variadic")
    return (params[0].type if params else None), (params[1].type if len(params) > 1 else None), "", True


STMT[ast.RangeStmt] = _range
