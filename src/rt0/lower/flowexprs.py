"""The flow graph of a function, its expressions but for calls: where the values of their operands go.

Read first: flow.py. Read next: flowcalls.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.lower.escape import Hole, flow
from rt0.lower.flow import (
    Build,
    addr,
    canon,
    deref,
    expr,
    expr_place,
    heap,
    note_only,
    nowhere,
    pointers,
    spill,
    text_made,
    typ,
    variable,
)
from rt0.lower.methods import Method, find
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.constant import to_int
from rt0.types.info import METHOD_EXPR, METHOD_VAL
from rt0.types.objects import PACKAGE_VAR, RESULT_VAR, Var


def _name(b: Build, k: Hole, e: ast.Name) -> None:
    obj = b.info.uses.get(e) or b.info.defs.get(e)
    if type(obj) is Var and obj.kind != PACKAGE_VAR:
        flow(b.g, k, variable(b, obj))


def _unary(b: Build, k: Hole, e: ast.Unary) -> None:
    if e.op != "&":
        expr(b, nowhere(b), e.x)
        return
    x = ast.unparen(e.x)
    if type(x) is ast.CompositeLit:
        t = typ(b, x)
        _literal(b, spill(b, k, x, t), x, t)
    else:
        expr_place(b, addr(k), x)


def _binary(b: Build, k: Hole, e: ast.Binary) -> None:
    tx, ty = typ(b, e.x), typ(b, e.y)
    tab = b.prog.tab
    if e.op == "+" and tab.is_string(tx):
        tv = b.info.types.get(e)
        if tv is not None and tv.value is None:
            text_made(b, k, e)
        for x in _terms(e):
            expr(b, nowhere(b), x)
        return
    mixed = e.op in ("==", "!=") and tab.is_interface(tx) != tab.is_interface(ty)
    expr(b, nowhere(b), e.x, ty if mixed and tab.is_interface(ty) else None)
    expr(b, nowhere(b), e.y, tx if mixed and tab.is_interface(tx) else None)


def _terms(e: ast.Binary) -> list[ast.Expr]:
    """The terms of a concatenation, which is one whatever its parentheses."""
    out: list[ast.Expr] = []
    for x in (e.x, e.y):
        inner = ast.unparen(x)
        out += _terms(inner) if type(inner) is ast.Binary and inner.op == "+" else [inner]
    return out


def _star(b: Build, k: Hole, e: ast.Star) -> None:
    expr(b, deref(k), e.x)


def _selector(b: Build, k: Hole, e: ast.Selector) -> None:
    sel = b.info.selections.get(e)
    if sel is None or sel.kind == METHOD_EXPR:
        return
    if sel.kind == METHOD_VAL:
        _method_value(b, k, e)
        return
    expr_place(b, through(b, k, canon(b, sel.recv), sel.index), e.x)


def through(b: Build, k: Hole, t: T.Type, path: tuple[int, ...]) -> Hole:
    """The hole for x when the field of x at a path goes to k: one dereference for each pointer on the way."""
    tab = b.prog.tab
    for number in path:
        u = tab.under(t)
        if type(u) is T.Pointer:
            k = deref(k)
            t = u.base
            u = tab.under(t)
        if type(u) is not T.Struct:
            break
        t = u.fields[number].type
    return k


def _method_value(b: Build, k: Hole, e: ast.Selector) -> None:
    """x.m kept as a value: nobody knows what the method will do with the receiver."""
    spill(b, k, e, None)
    m = method_of(b, e)
    if m is not None:
        receiver(b, heap(b), e.x, m)


def method_of(b: Build, e: ast.Selector) -> Method | None:
    sel = b.info.selections[e]
    path = sel.obj.pkg.path if sel.obj.pkg is not None else ""
    return find(b.prog, canon(b, sel.recv), sel.obj.name, path)


def receiver(b: Build, k: Hole, x: ast.Expr, m: Method) -> None:
    """The receiver that m gets from x goes to k: its address, its value, or an interface's data."""
    t = typ(b, x)
    tab = b.prog.tab
    walked = t
    hole = k
    for number in m.path:
        u = tab.under(walked)
        if type(u) is T.Pointer:
            walked = u.base
        u = tab.under(walked)
        if type(u) is not T.Struct:
            break
        walked = u.fields[number].type
    is_pointer = type(walked) is T.Pointer
    if m.concrete and m.func.ptr_recv and not is_pointer:
        hole = addr(k)
    elif m.concrete and not m.func.ptr_recv:
        if not pointers(b, m.owner):
            hole = nowhere(b)
        elif is_pointer:
            hole = deref(k)
    expr_place(b, through(b, hole, t, m.path), x)


def _index(b: Build, k: Hole, e: ast.Index) -> None:
    tv = b.info.types.get(e.x)
    if tv is None or type(tv.type) is T.Signature:
        return
    u = b.prog.tab.under(typ(b, e.x))
    if type(u) is T.Map:
        expr(b, nowhere(b), e.x)
        expr(b, nowhere(b), e.indices[0], u.key)
        return
    expr(b, nowhere(b), e.indices[0])
    if type(u) is T.Array:
        expr_place(b, k, e.x)
    elif type(u) in (T.Slice, T.Pointer):
        expr(b, deref(k), e.x)
    else:
        expr(b, nowhere(b), e.x)


def _slice(b: Build, k: Hole, e: ast.SliceExpr) -> None:
    for i in (e.lo, e.hi, e.max):
        if i is not None:
            expr(b, nowhere(b), i)
    if type(b.prog.tab.under(typ(b, e.x))) is T.Array:
        expr_place(b, addr(k), e.x)
    else:
        expr(b, k, e.x)


def _assert(b: Build, k: Hole, e: ast.TypeAssert) -> None:
    t = typ(b, e)
    if type(t) is T.Tuple:
        t = t.vars[0].type
    expr(b, unboxed(b, k, t), e.x)


def unboxed(b: Build, k: Hole, t: T.Type) -> Hole:
    """The hole for an interface value when the t in it goes to k."""
    tab = b.prog.tab
    if not pointers(b, t):
        return nowhere(b)
    return k if tab.is_interface(t) or tab.direct(t) else deref(k)


def _composite(b: Build, k: Hole, e: ast.CompositeLit) -> None:
    _literal(b, k, e, typ(b, e))


def _literal(b: Build, k: Hole, e: ast.CompositeLit, t: T.Type) -> None:
    """The elements of a literal of type t go to k (or into what it allocates)."""
    u = b.prog.tab.under(t)
    if type(u) is T.Pointer:  # an elided &T
        _literal(b, spill(b, k, e, u.base), e, u.base)
    elif type(u) is T.Slice:
        inner = spill(b, k, e, b.prog.tab.array(_length(b, e), u.elem))
        for x in e.elems:
            _element(b, inner, x.value if type(x) is ast.KeyValue else x, u.elem)
    elif type(u) is T.Map:
        note_only(b, k, e, b.depth)
        for x in e.elems:
            assert type(x) is ast.KeyValue
            _element(b, heap(b), x.key, u.key)
            _element(b, heap(b), x.value, u.elem)
    elif type(u) is T.Array:
        for x in e.elems:
            _element(b, k, x.value if type(x) is ast.KeyValue else x, u.elem)
    elif type(u) is T.Struct:
        _struct_elements(b, k, e, u)


def _struct_elements(b: Build, k: Hole, e: ast.CompositeLit, u: T.Struct) -> None:
    for i, x in enumerate(e.elems):
        if type(x) is not ast.KeyValue:
            _element(b, k, x, u.fields[i].type)
            continue
        path: tuple[int, ...] | None = b.info.field_paths.get(x)
        t: T.Type | None = next((f.type for f in u.fields if type(x.key) is ast.Name and f.name == x.key.value), None)
        if path is not None and len(path) > 1:
            t = u
            for number in path:
                inner = b.prog.tab.under(t)
                t = inner.fields[number].type if type(inner) is T.Struct else t
        _element(b, k, x.value, t)


def _length(b: Build, e: ast.CompositeLit) -> int:
    at = most = 0
    for x in e.elems:
        if type(x) is ast.KeyValue:
            tv = b.info.types.get(ast.unparen(x.key))
            at = (to_int(tv.value) or 0) if tv is not None and tv.value is not None else at
        at += 1
        most = max(most, at)
    return most


def _element(b: Build, k: Hole, x: ast.Expr, t: T.Type | None) -> None:
    inner = ast.unparen(x)
    if type(inner) is ast.CompositeLit and inner.type is None and t is not None:
        _literal(b, k, inner, t)
        return
    if t is not None and not pointers(b, t):
        k = nowhere(b)
    expr(b, k, x, t)


def _func_lit(b: Build, k: Hole, e: ast.FuncLit) -> None:
    inner = spill(b, k, e, None)
    b.g.inside[e] = b.func
    for v in b.info.captures.get(e, ()):
        t = canon(b, v.type)
        by_value = not (v.addr_taken or v.assigned or v.kind == RESULT_VAR) and b.prog.tab.size(t) <= 128
        loc = variable(b, v)
        if not by_value:
            flow(b.g, addr(inner), loc)
        elif pointers(b, t):
            flow(b.g, inner, loc)
    b.later.append(e)


EXPRESSIONS: dict[type, Callable[[Build, Hole, Any], None]] = {
    ast.Name: _name, ast.Unary: _unary, ast.Binary: _binary, ast.Star: _star, ast.Selector: _selector,
    ast.Index: _index, ast.SliceExpr: _slice, ast.TypeAssert: _assert, ast.CompositeLit: _composite,
    ast.FuncLit: _func_lit,
}  # fmt: skip
