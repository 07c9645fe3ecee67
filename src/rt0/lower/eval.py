"""The dispatchers: from a syntax node to the function that lowers it.

What it is: `value`, `values`, `converted`, `condition`, `place`, `stmt` look up the handler of a node's class in tables
that dispatch.py fills. Every construct's file imports this one and none of them each other's dispatcher, so that there
is no cycle of imports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.base.errors import InternalError
from rt0.lower import debugvars
from rt0.lower.consts import const_value
from rt0.lower.fn import MEM, SSA, Fn, Place, V, load_place, zero
from rt0.lower.order import taken
from rt0.lower.program import Unsupported
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL
from rt0.types.objects import Func, Nil

EXPRS: dict[type, Callable[[Fn, Any], V]] = {}
"""Expressions that have a value of their own (not read from a place)."""

PLACES: dict[type, Callable[[Fn, Any], Place]] = {}
"""Expressions that may be places: names, selectors, index expressions, dereferences."""

COMMA_OK: dict[type, Callable[[Fn, Any], list[V]]] = {}
"""Expressions with an optional second value."""

STMTS: dict[type, Callable[[Fn, Any], None]] = {}
"""Statements."""

_SCOPES = frozenset((ast.IfStmt, ast.ForStmt, ast.RangeStmt, ast.SwitchStmt, ast.TypeSwitchStmt))
"""The statements that declare variables outside of their blocks."""

HOOKS: dict[str, Callable[..., Any]] = {}
"""`call` (fn, call) -> values; `to_interface` (fn, expr, source, target) -> value."""


def value(fn: Fn, e: ast.Expr) -> V:
    """The value of an expression with one result."""
    while type(e) is ast.Paren:
        e = e.x
    if e in fn.early:
        return fn.early[e]
    tv = fn.info.types.get(e)
    if tv is not None:
        if tv.value is not None:
            return _constant(fn, e, tv.type, tv.value)
        if tv.mode == MODE_NIL:
            return zero(fn, fn.canon(tv.type))
    if type(e) in PLACES and not is_function(fn, e):
        return load_place(fn, fn.typ(e), PLACES[type(e)](fn, e))
    return value_of_other(fn, e)


def hoist(fn: Fn, *roots: ast.Expr | None) -> None:
    """Before the expressions of a statement are evaluated: evaluate what gc takes out of it, see order.py."""
    for e in taken(fn, [e for e in roots if e is not None]):
        fn.early.pop(e, None)
        fn.early[e] = value(fn, e)


def _constant(fn: Fn, e: ast.Expr, t: T.Type, exact: Any) -> V:
    target = fn.canon(t)
    if fn.tab.is_interface(target):
        raise InternalError(f"{fn.name}: constant of interface type", e.pos)
    return const_value(fn, target, exact)


def is_function(fn: Fn, e: ast.Expr) -> bool:
    """Whether e denotes a declared function, a method or an instance, and not a variable."""
    c = type(e)
    if c is ast.Name:
        obj = fn.info.uses.get(e)  # type: ignore[arg-type]
        return type(obj) in (Func, Nil)
    if c is ast.Selector:
        sel = fn.info.selections.get(e)  # type: ignore[arg-type]
        if sel is not None:
            return type(sel.obj) is Func
        return type(fn.info.uses.get(e.sel)) is Func  # type: ignore[union-attr]
    if c is ast.Index:
        tv = fn.info.types.get(e.x)  # type: ignore[union-attr]
        if tv is None:
            return True
        u = fn.tab.under(fn.canon(tv.type)) if not is_generic(tv.type) else None
        return u is None or type(u) is T.Map or type(u) is T.Basic or type(u) is T.Signature
    return False


def is_generic(t: T.Type) -> bool:
    """Whether t is the type of a generic function that is not instantiated."""
    return type(t) is T.Signature and bool(t.tparams)


def value_of_other(fn: Fn, e: ast.Expr) -> V:
    """The value of an expression that is no variable, field, element or dereference."""
    handler = EXPRS.get(type(e))
    if handler is None:
        raise Unsupported(e.pos, type(e).__name__)
    return handler(fn, e)


def scalar(fn: Fn, e: ast.Expr) -> str:
    """The operand of an expression of one leaf."""
    return value(fn, e)[0]


def place(fn: Fn, e: ast.Expr) -> Place:
    """Where the value of e stands; evaluates the operands of e. Works for every expression (see places.py)."""
    while type(e) is ast.Paren:
        e = e.x
    if type(e) in PLACES and not is_function(fn, e):
        tv = fn.info.types.get(e)
        if tv is None or tv.value is None and tv.mode != MODE_NIL:
            return PLACES[type(e)](fn, e)
    return value_place(fn, fn.typ(e), value(fn, e))


def value_place(fn: Fn, t: T.Type, v: V) -> Place:
    """A value as a place that is only read."""
    if fn.lay(t).mem and v[0] != "null":
        return Place(MEM, v)
    return Place(SSA, v)


def values(fn: Fn, e: ast.Expr) -> list[tuple[T.Type, V]]:
    """The values of an expression that may have several (a call, or one with a comma-ok), with their types."""
    t = fn.typ(e)
    inner = ast.unparen(e)
    if type(t) is T.Tuple:
        types = [v.type for v in t.vars]
        got = HOOKS["call"](fn, inner) if type(inner) is ast.Call else comma_ok(fn, inner)
        return list(zip(types, got))
    return [(t, value(fn, e))]


def comma_ok(fn: Fn, e: ast.Expr) -> list[V]:
    """The value and the ok of m[k], x.(T) or <-c used for two values."""
    e = ast.unparen(e)
    return COMMA_OK[type(e)](fn, e)


def converted(fn: Fn, e: ast.Expr, target: T.Type) -> V:
    """The value of e assigned to something of type target: an interface where target is one and e is not."""
    tv = fn.info.types.get(ast.unparen(e))
    if tv is not None and tv.mode == MODE_NIL:
        return zero(fn, target)
    source = fn.typ(e)
    if source is target or not fn.tab.is_interface(target):
        return value(fn, e)
    return HOOKS["to_interface"](fn, e, source, target)  # type: ignore[no-any-return]


def stmt(fn: Fn, s: ast.Stmt) -> None:
    """Lower one statement."""
    kind = type(s)
    handler = STMTS.get(kind)
    if handler is None:
        raise Unsupported(s.pos, kind.__name__)
    around = debugvars.open_block(fn, s.pos) if kind in _SCOPES else fn.f.scope
    handler(fn, s)
    debugvars.close_block(fn, around)


def condition(fn: Fn, e: ast.Expr, then: str, other: str) -> None:
    """Branch on a boolean expression; && and || become control flow."""
    e = ast.unparen(e)
    tv = fn.info.types.get(e)
    if tv is None or tv.value is None:
        if type(e) is ast.Unary and e.op == "!":
            condition(fn, e.x, other, then)
            return
        if type(e) is ast.Binary and e.op in ("&&", "||"):
            middle = fn.block("and" if e.op == "&&" else "or")
            if e.op == "&&":
                condition(fn, e.x, middle, other)
            else:
                condition(fn, e.x, then, middle)
            fn.place(middle)
            condition(fn, e.y, then, other)
            return
    hoist(fn, e)
    v = value(fn, e)[0]
    if v == "true":
        fn.f.br(then)
    elif v == "false":
        fn.f.br(other)
    else:
        fn.f.cond_br(v, then, other)
