"""Assignments of a part of an object to another part of the same object: `p.x = p.y`, `a[i], a[j] = a[j], a[i]`, `b.buf = b.buf[n:]`.

A store through a pointer is a flow to the heap (escape.py), because nobody knows what the pointer points to. Here it does not matter:
what is stored was in the same object before, so it lives no longer than it did. That holds when both sides name the object by the same
expression, and nothing that is evaluated on the way (a call, a receive) could make it another object in between. The value must be
stored as it is, not become an interface on the way, which is a new object; and a piece of an array that is in the object itself is a
new pointer, to the object.

Source: cmd/compile/internal/escape, for the forms. Read next: flowstmts.assign, which asks.
"""

from __future__ import annotations

from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import FIELD_VAL, Info
from rt0.types.objects import Var
from rt0.types.predicates import identical

_PLAIN = (ast.Name, ast.BasicLit, ast.Selector, ast.Star, ast.Index, ast.Unary, ast.Binary, ast.Paren)


def moves_nothing(info: Info, to: ast.Expr, value: ast.Expr) -> bool:
    """Whether `to = value` stores in an object what the same object held before."""
    to, value = ast.unparen(to), ast.unparen(value)
    if type(to) not in (ast.Selector, ast.Index, ast.Star) or not (type(value) is ast.SliceExpr or type(value) is type(to)):
        return False
    if not _plain(to) or type(value) is not ast.SliceExpr and not _plain(value):
        return False
    if not identical(info.type_of(to), info.type_of(value)):
        return False
    if type(to) is ast.Selector and type(value) is ast.Selector:
        x, y = info.selections.get(to), info.selections.get(value)
        if x is None or y is None or x.kind != FIELD_VAL or y.kind != FIELD_VAL or x.index[:-1] != y.index[:-1]:
            return False
        return _same(info, to.x, value.x)
    if type(to) is ast.Index and type(value) is ast.Index:
        return type(T.under(info.type_of(to.x))) in (T.Slice, T.Array, T.Pointer) and _same(info, to.x, value.x)
    return type(value) is ast.SliceExpr and _piece(info, to, value)


def _piece(info: Info, to: ast.Expr, value: ast.SliceExpr) -> bool:
    """Whether `to` is given a piece of a slice or string that stands behind the same pointer, a variable."""
    if not all(i is None or _plain(i) for i in (value.lo, value.hi, value.max)):
        return False
    if type(T.under(info.type_of(value.x))) is T.Array:
        return False
    x, y = _pointer(info, to), _pointer(info, ast.unparen(value.x))
    return x is not None and x is y


def _pointer(info: Info, e: ast.Expr) -> Var | None:
    """The variable p of *p or p.x, p a pointer and x its own field."""
    if type(e) is ast.Selector:
        sel = info.selections.get(e)
        if sel is None or sel.kind != FIELD_VAL or len(sel.index) != 1:
            return None
    elif type(e) is not ast.Star:
        return None
    name = ast.unparen(e.x)
    v = info.uses.get(name) if type(name) is ast.Name else None
    return v if type(v) is Var and type(T.under(v.type)) is T.Pointer else None


def _plain(e: ast.Node) -> bool:
    """Whether evaluating e changes nothing: no calls, no receives."""
    if type(e) is ast.Unary and e.op == "<-":
        return False
    return type(e) in _PLAIN and all(_plain(x) for x in ast.children(e))


def _same(info: Info, x: ast.Expr, y: ast.Expr) -> bool:
    """Whether two plain expressions have the same value."""
    x, y = ast.unparen(x), ast.unparen(y)
    if type(x) is ast.Name and type(y) is ast.Name:
        return info.uses.get(x) is info.uses.get(y) and x in info.uses
    if type(x) is ast.BasicLit and type(y) is ast.BasicLit:
        return x.kind == y.kind and x.value == y.value
    if type(x) is ast.Selector and type(y) is ast.Selector:
        if x not in info.selections:  # a package's
            return info.uses.get(x.sel) is info.uses.get(y.sel)
        return y in info.selections and info.selections[x].obj is info.selections[y].obj and _same(info, x.x, y.x)
    if type(x) is ast.Star and type(y) is ast.Star:
        return _same(info, x.x, y.x)
    if type(x) is ast.Index and type(y) is ast.Index:
        return _same(info, x.x, y.x) and len(x.indices) == len(y.indices) == 1 and _same(info, x.indices[0], y.indices[0])
    if type(x) is ast.Unary and type(y) is ast.Unary:
        return x.op == y.op != "&" and _same(info, x.x, y.x)
    return type(x) is ast.Binary and type(y) is ast.Binary and x.op == y.op and _same(info, x.x, y.x) and _same(info, x.y, y.y)
