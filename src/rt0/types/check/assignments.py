"""Assignments, variable initialisation, short variable declarations and the counting of values.

Source: Go spec, "Assignment statements", "Variable declarations", "Short variable declarations", "Return statements".
Read next: assignability.py.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import assignment, new_target
from rt0.types.check.checker import (
    At,
    Checker,
    Operand,
    declare,
    describe,
    error,
    lookup,
    process_delayed,
    record_comma_ok,
    soft_error,
)
from rt0.types.check.core import expr, expr_list, multi_expr, use
from rt0.types.check.counts import types_summary
from rt0.types.check.operators import holder
from rt0.types.info import MODE_CONST, MODE_INVALID, MODE_MAPINDEX, MODE_VARIABLE
from rt0.types.objects import LOCAL_VAR, Const, Var
from rt0.types.predicates import is_untyped, is_valid
from rt0.types.types import INVALID_TYPE, Signature, Type, under
from rt0.types.universe import UNTYPED_NIL, default_type


def init_const(c: Checker, lhs: Const, x: Operand) -> None:
    """Initialises a constant by x; its type may be None still."""
    typ: Type | None = lhs.type
    if x.mode == MODE_INVALID or not is_valid(x.type) or typ is not None and not is_valid(typ):
        if typ is None:
            lhs.type = INVALID_TYPE
        return
    if x.mode != MODE_CONST:
        error(c, x, "InvalidConstInit", f"{describe(c, x)} is not constant")
        if typ is None:
            lhs.type = INVALID_TYPE
        return
    if typ is None:
        lhs.type = typ = x.type
    assignment(c, x, typ, "constant declaration")
    if x.mode != MODE_INVALID:
        lhs.value = x.val


def init_var(c: Checker, lhs: Var, x: Operand, context: str) -> None:
    """Initialises a variable by x, giving it x's type if it has none."""
    typ: Type | None = lhs.type
    if x.mode == MODE_INVALID or not is_valid(x.type) or typ is not None and not is_valid(typ):
        if typ is None:
            lhs.type = INVALID_TYPE
        x.mode = MODE_INVALID
        return
    if typ is None:
        typ = x.type
        if is_untyped(typ):
            if typ is UNTYPED_NIL:
                error(c, x, "UntypedNilUse", f"use of untyped nil in {context}")
                lhs.type = INVALID_TYPE
                x.mode = MODE_INVALID
                return
            typ = default_type(typ)
        lhs.type = typ
    assignment(c, x, typ, context)


def _lhs_var(c: Checker, lhs: ast.Expr) -> Type | None:
    """The type of what is assigned to: None for the blank identifier, INVALID_TYPE after an error."""
    name = ast.unparen(lhs)
    v: Var | None = None
    was_used = False
    if type(name) is ast.Name:
        if name.value == "_":
            c.info.defs[name] = None
            return None
        obj = lookup(c, name.value)
        if type(obj) is Var and obj.pkg is c.pkg:
            v, was_used = obj, obj.used  # being assigned to does not count as a use
            obj.assigned += 1
    x = Operand()
    expr(c, x, lhs)
    if v is not None:
        v.used = was_used
    else:
        part_of = holder(c, lhs)  # x.f = ... and x[i] = ... of an array assign to x
        if part_of is not None:
            part_of.assigned += 1
    if x.mode == MODE_VARIABLE or x.mode == MODE_MAPINDEX:
        return x.type
    if x.mode == MODE_INVALID or not is_valid(x.type):
        return INVALID_TYPE
    s = expr_text(x.expr)
    if type(x.expr) is ast.Selector:
        op = Operand()
        expr(c, op, x.expr.x)
        if op.mode == MODE_MAPINDEX:
            error(c, x, "UnaddressableFieldAssign", f"cannot assign to struct field {s} in map")
            return INVALID_TYPE
    error(c, x, "UnassignableOperand", f"cannot assign to {s} (neither addressable nor a map index expression)")
    return INVALID_TYPE


def assign_var(c: Checker, lhs: ast.Expr, rhs: ast.Expr | None, x: Operand | None, context: str) -> None:
    """Checks lhs = rhs or, if x is given, lhs = x."""
    typ = _lhs_var(c, lhs)
    if typ is INVALID_TYPE:
        if x is not None:
            x.mode = MODE_INVALID
        else:
            use(c, [rhs])
        return
    if x is None:
        assert rhs is not None
        x = Operand()
        target = None
        if typ is not None and type(under(typ)) is Signature:
            target = new_target(c, typ, expr_text(lhs))
        expr(c, x, rhs, target)
    if typ is None and context == "assignment":
        context = "assignment to _ identifier"
    assignment(c, x, typ, context)


def measure(n: int, unit: str) -> str:
    """"1 variable", "2 variables"."""
    return f"{n} {unit}" + ("" if n == 1 else "s")


def _count_error(c: Checker, rhs: list[ast.Expr], left: int, right: int) -> None:
    variables, values = measure(left, "variable"), measure(right, "value")
    if len(rhs) == 1:
        call = ast.unparen(rhs[0])
        if type(call) is ast.Call:
            error(c, rhs[0], "WrongAssignCount",
                  f"assignment mismatch: {variables} but {expr_text(call.fun)} returns {values}")
            return
    error(c, rhs[0], "WrongAssignCount", f"assignment mismatch: {variables} but {values}")


def _return_error(c: Checker, at: At, lhs: list[Var], rhs: list[Operand]) -> None:
    what = "not enough"
    if len(rhs) > len(lhs):
        at, what = rhs[len(lhs)], "too many"
    elif rhs:
        at = rhs[-1]
    have = types_summary(c, [x.type for x in rhs], False, False)
    want = types_summary(c, [v.type for v in lhs], False, False)
    error(c, at, "WrongResultCount", f"{what} return values", more=f"\n\thave {have}\n\twant {want}")


def init_vars(c: Checker, lhs: list[Var], rhs: list[ast.Expr], returning: ast.ReturnStmt | None) -> None:
    """Initialises variables, or in a return statement results, by expressions."""
    n, r = len(lhs), len(rhs)
    context = "return statement" if returning is not None else "multiple assignment" if n > 1 else "assignment"
    is_call = r == 1 and type(ast.unparen(rhs[0])) is ast.Call
    if n == r and not is_call:
        for v, e in zip(lhs, rhs):
            x = Operand()
            desc = v.name or ("result variable" if returning is not None else "")
            expr(c, x, e, new_target(c, v.type, desc))
            init_var(c, v, x, context)
        return
    if r != 1:
        # Count mismatch: said only if nothing else is wrong on the right.
        if use(c, rhs):
            if returning is not None:
                _return_error(c, returning, lhs, expr_list(c, rhs))
            else:
                _count_error(c, rhs, n, r)
        _invalidate(lhs)
        return
    values, comma_ok = multi_expr(c, rhs[0], n == 2 and returning is None)
    if len(values) == n:
        for v, x in zip(lhs, values):
            init_var(c, v, x, context)
        if comma_ok and values[0].mode != MODE_INVALID and values[1].mode != MODE_INVALID:
            record_comma_ok(c, rhs[0], values[0], values[1])
        return
    if values[0].mode != MODE_INVALID:
        if returning is not None:
            _return_error(c, returning, lhs, values)
        else:
            _count_error(c, rhs, n, len(values))
    _invalidate(lhs)


def _invalidate(lhs: list[Var]) -> None:
    for v in lhs:
        typ: Type | None = v.type
        if typ is None:
            v.type = INVALID_TYPE


def assign_vars(c: Checker, lhs: list[ast.Expr], rhs: list[ast.Expr]) -> None:
    """Checks lhs0, lhs1, ... = rhs0, rhs1, ..."""
    n, r = len(lhs), len(rhs)
    context = "multiple assignment" if n > 1 else "assignment"
    is_call = r == 1 and type(ast.unparen(rhs[0])) is ast.Call
    if n == r and not is_call:
        for a, b in zip(lhs, rhs):
            assign_var(c, a, b, None, context)
        return
    if r != 1:
        ok = use(c, lhs, True)
        if use(c, rhs) and ok:
            _count_error(c, rhs, n, r)
        return
    values, comma_ok = multi_expr(c, rhs[0], n == 2)
    if len(values) == n:
        for a, x in zip(lhs, values):
            assign_var(c, a, None, x, context)
        if comma_ok and values[0].mode != MODE_INVALID and values[1].mode != MODE_INVALID:
            record_comma_ok(c, rhs[0], values[0], values[1])
        return
    if values[0].mode != MODE_INVALID:
        _count_error(c, rhs, n, len(values))
    use(c, lhs, True)


def new_local(c: Checker, name: ast.Name, typ: Type | None = None) -> Var:
    """A new local variable of the function being checked; its type may come later."""
    return Var(name.value, typ, c.pkg, name.pos, LOCAL_VAR, owner=c.func)  # type: ignore[arg-type]


def short_var_decl(c: Checker, pos: int, lhs: list[ast.Expr], rhs: list[ast.Expr]) -> None:
    """Checks lhs := rhs; at least one name must be new in this scope."""
    top = len(c.delayed)
    scope = c.scope
    seen: set[str] = set()
    variables: list[Var] = []
    new: list[Var] = []
    bad = False
    for e in lhs:
        v = None
        if type(e) is not ast.Name:
            use(c, [e], True)
            error(c, e, "BadDecl", f"non-name {expr_text(e)} on left side of :=")
            bad = True
        elif e.value != "_" and e.value in seen:
            error(c, e, "RepeatedDecl", f"{e.value} repeated on left side of :=")
            bad = True
        else:
            seen.add(e.value)
            alt = scope.names.get(e.value)
            if alt is not None:
                c.info.uses[e] = alt
                if type(alt) is Var:
                    v = alt
                    v.assigned += 1
                else:
                    error(c, e, "UnassignableOperand", f"cannot assign to {e.value}")
                    bad = True
            else:
                v = new_local(c, e)
                if e.value != "_":
                    new.append(v)
                c.info.defs[e] = v
        if v is None:
            v = new_local(c, ast.Name(ast.start_pos(e), "_"))
        variables.append(v)
    init_vars(c, variables, rhs, None)
    if len(c.delayed) > top:
        process_delayed(c, top)  # function literals see the scope as it was before the declaration
    if not new and not bad:
        soft_error(c, pos, "NoNewVar", "no new variables on left side of :=")
        return
    end = ast.end_pos(rhs[-1])
    for v in new:
        declare(c, scope, None, v, end)
