"""switch, type switch and select statements (Go spec, "Switch statements", "Select statements")."""
from __future__ import annotations

from collections.abc import Sequence

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import assertable_to, assignment
from rt0.types.check.bodies import stmt_list
from rt0.types.check.checker import (
    EXPR,
    EXPRESSION,
    INVALID_OP,
    STMT,
    Checker,
    Operand,
    Target,
    close_scope,
    declare,
    describe,
    error,
    lookup,
    open_scope,
    process_delayed,
    soft_error,
)
from rt0.types.check.complete import is_complete
from rt0.types.check.consts import convert_untyped
from rt0.types.check.core import expr
from rt0.types.check.literals import key_value
from rt0.types.check.operators import comparison
from rt0.types.check.stmts import stmt
from rt0.types.check.validity import var_type
from rt0.types.format import type_key
from rt0.types.info import MODE_COMMAOK, MODE_CONST, MODE_INVALID
from rt0.types.objects import LOCAL_VAR, Nil, Var
from rt0.types.predicates import comparable, has_nil, identical, is_interface, is_type_param
from rt0.types.types import INVALID_TYPE, Interface, Type, under
from rt0.types.universe import BOOL


def _multiple_defaults(c: Checker, clauses: Sequence[ast.CaseClause | ast.CommClause]) -> None:
    first: ast.Node | None = None
    for cl in clauses:
        what = cl.exprs if type(cl) is ast.CaseClause else cl.comm  # type: ignore[union-attr]
        if what is None:
            if first is not None:
                error(c, cl, "DuplicateDefault", f"multiple defaults (first at {c.files.position(first.pos)})")
            else:
                first = cl


def _switch(c: Checker, s: ast.SwitchStmt) -> None:
    open_scope(c, s)
    if s.init is not None:
        stmt(c, s.init)
    x = Operand()
    top = len(c.delayed)
    if s.tag is not None:
        expr(c, x, s.tag)
        assignment(c, x, None, "switch expression")
        if x.mode != MODE_INVALID and not comparable(x.type) and not has_nil(x.type):
            error(c, x, "InvalidExprSwitch",
                  f"cannot switch on {describe(c, x)} ({c.ts(x.type)} is not comparable)")
            x.mode = MODE_INVALID
    else:
        x.mode, x.type, x.val = MODE_CONST, BOOL, True
        x.expr = ast.Name(s.clauses[0].pos if s.clauses else s.rbrace, "true")
    if len(c.delayed) > top:
        process_delayed(c, top)
    _multiple_defaults(c, s.clauses)
    seen: dict[object, list[tuple[int, Type]]] = {}
    for cl in s.clauses:
        top = len(c.delayed)
        for e in cl.exprs or ():
            _case_value(c, x, e, seen)
        if len(c.delayed) > top:
            process_delayed(c, top)
        open_scope(c, cl)
        stmt_list(c, cl.body)
        close_scope(c)
    close_scope(c)


def _case_value(c: Checker, x: Operand, e: ast.Expr, seen: dict[object, list[tuple[int, Type]]]) -> None:
    v = Operand()
    expr(c, v, e)
    if x.mode == MODE_INVALID or v.mode == MODE_INVALID:
        return
    convert_untyped(c, v, x.type)
    if v.mode == MODE_INVALID:
        return
    res = v.copy()
    comparison(c, res, x.copy(), "==", True)
    if res.mode == MODE_INVALID or v.mode != MODE_CONST or v.val is None or type(v.val) is bool:
        return
    known = seen.setdefault(key_value(v.val), [])
    for pos, t in known:
        if identical(v.type, t):
            error(c, v, "DuplicateCase", f"duplicate case {describe(c, v)} in expression switch",
                  (pos, "previous case"))
            return
    known.append((v.expr.pos, v.type))


# ---- type switches --------------------------------------------------------------------------------------------------


def _type_switch(c: Checker, s: ast.TypeSwitchStmt) -> None:
    open_scope(c, s)
    if s.init is not None:
        stmt(c, s.init)
    lhs = s.guard.lhs
    if lhs is not None:
        if lhs.value == "_":
            soft_error(c, lhs, "NoNewVar", "no new variable on left side of :=")
            lhs = None
        else:
            c.info.defs[lhs] = None
    x = _guard_operand(c, s.guard)
    _multiple_defaults(c, s.clauses)
    variables: list[Var] = []
    seen: dict[str, list[tuple[Type | None, ast.Expr]]] = {}
    for cl in s.clauses:
        typ = _case_types(c, x, cl.exprs or [], seen)
        open_scope(c, cl)
        if lhs is not None:
            v = Var(lhs.value, typ, c.pkg, lhs.pos, LOCAL_VAR, owner=c.func)
            declare(c, c.scope, None, v, cl.colon)
            c.info.implicits[cl] = v
            variables.append(v)
        stmt_list(c, cl.body)
        close_scope(c)
    if lhs is not None:
        # All clauses' variables count as one: used in one, used in all.
        if not any(v.used for v in variables):
            soft_error(c, lhs, "UnusedVar", f"{lhs.value} declared and not used")
        for v in variables:
            v.used = True
    close_scope(c)


def _guard_operand(c: Checker, g: ast.TypeSwitchGuard) -> Operand | None:
    x = Operand()
    top = len(c.delayed)
    expr(c, x, g.x)
    process_delayed(c, top)
    if x.mode == MODE_INVALID:
        return None
    if is_type_param(x.type):
        error(c, x, "InvalidTypeSwitch", f"cannot use type switch on type parameter value {describe(c, x)}")
    elif is_interface(x.type):
        return x
    else:
        error(c, x, "InvalidTypeSwitch", f"{describe(c, x)} is not an interface")
    return None


def _case_types(c: Checker, x: Operand | None, types: list[ast.Expr],
                seen: dict[str, list[tuple[Type | None, ast.Expr]]]) -> Type:
    """Checks the types of a clause; returns the type that the switch's variable has in it."""
    typ: Type | None = None
    for e in types:
        if _is_nil(c, e):
            typ = None
            expr(c, Operand(), e)
        else:
            typ = var_type(c, e)
            if typ is INVALID_TYPE:
                continue
        alike = seen.setdefault("" if typ is None else type_key(typ), [])
        other = next((o for t, o in alike if t is None or typ is None or identical(t, typ)), None)
        if other is not None:
            name = "nil" if typ is None else c.ts(typ)
            error(c, e, "DuplicateCase", f"duplicate case {name} in type switch",
                  (ast.start_pos(other), "previous case"))
            continue
        alike.append((typ, e))
        if x is not None and typ is not None:
            _assertion(c, e, x, typ, True)
    if len(types) != 1 or typ is None:
        return x.type if x is not None else INVALID_TYPE
    return typ


def _is_nil(c: Checker, e: ast.Expr) -> bool:
    n = ast.unparen(e)
    return type(n) is ast.Name and type(lookup(c, n.value)) is Nil


def _assertion(c: Checker, e: ast.Node, x: Operand, typ: Type, in_switch: bool) -> None:
    """Reports that the interface value x can never hold a typ."""
    ok, cause = assertable_to(c, x.type, typ)
    if ok:
        return
    if in_switch:
        error(c, e, "ImpossibleAssert", f"impossible type switch case: {expr_text(e)}\n\t{describe(c, x)} "
              f"cannot have dynamic type {c.ts(typ)} {cause}")
    else:
        error(c, e, "ImpossibleAssert", f"impossible type assertion: {expr_text(e)}\n\t{c.ts(typ)} "
              f"does not implement {c.ts(x.type)} {cause}")


def _type_assert(c: Checker, x: Operand, e: ast.TypeAssert, hint: Type | None, target: Target | None) -> int:
    expr(c, x, e.x)
    if x.mode == MODE_INVALID:
        return EXPRESSION
    if is_type_param(x.type):
        error(c, x, "InvalidAssert",
              f"{INVALID_OP}cannot use type assertion on type parameter value {describe(c, x)}")
        x.mode = MODE_INVALID
        return EXPRESSION
    if type(under(x.type)) is not Interface:
        error(c, x, "InvalidAssert", f"{INVALID_OP}{describe(c, x)} is not an interface")
        x.mode = MODE_INVALID
        return EXPRESSION
    typ = var_type(c, e.type)
    if typ is INVALID_TYPE or not is_complete(c, typ):
        x.mode = MODE_INVALID
        return EXPRESSION
    _assertion(c, e, x, typ, False)
    x.mode = MODE_COMMAOK
    x.type = typ
    return EXPRESSION


# ---- select ---------------------------------------------------------------------------------------------------------


def _select(c: Checker, s: ast.SelectStmt) -> None:
    _multiple_defaults(c, s.clauses)
    for cl in s.clauses:
        if cl.comm is not None and not _valid_comm(cl.comm):
            error(c, cl.comm, "InvalidSelectCase",
                  "select case must be send or receive (possibly with assignment)")
            continue
        open_scope(c, cl)
        if cl.comm is not None:
            stmt(c, cl.comm)
        stmt_list(c, cl.body)
        close_scope(c)


def _valid_comm(s: ast.Node) -> bool:
    if type(s) is ast.SendStmt:
        return True
    rhs: ast.Expr | None = None
    if type(s) is ast.AssignStmt and len(s.rhs) == 1 and s.op in ("=", ":="):
        rhs = s.rhs[0]
    elif type(s) is ast.ExprStmt:
        rhs = s.x
    if rhs is None:
        return False
    x = ast.unparen(rhs)
    return type(x) is ast.Unary and x.op == "<-"


EXPR[ast.TypeAssert] = _type_assert
STMT.update({ast.SwitchStmt: _switch, ast.TypeSwitchStmt: _type_switch, ast.SelectStmt: _select})
