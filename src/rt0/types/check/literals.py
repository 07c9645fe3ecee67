"""Composite literals and function literals (Go spec, "Composite literals", "Function literals").

A function literal's body is checked as soon as the statement around it is, before the scope changes.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import constant
from rt0.types.check.assignability import assignment
from rt0.types.check.bodies import func_body
from rt0.types.check.checker import (
    EXPR,
    EXPRESSION,
    Checker,
    Operand,
    Target,
    error,
    later,
    record_type,
    verify_version,
)
from rt0.types.check.complete import is_complete
from rt0.types.check.core import generic_expr, type_expr, use
from rt0.types.check.index import constant_index
from rt0.types.check.selectors import lookup_error
from rt0.types.check.under import common_under
from rt0.types.check.validity import var_type
from rt0.types.info import MODE_CONST, MODE_INVALID, MODE_TYPE, MODE_VALUE
from rt0.types.lookup import deref, deref_struct, lookup_field_or_method
from rt0.types.objects import Var, exported
from rt0.types.predicates import identical, is_real_interface
from rt0.types.types import INVALID_TYPE, Array, Map, Signature, Slice, Struct, Type, under


def _func_lit(c: Checker, x: Operand, e: ast.FuncLit, hint: Type | None, target: Target | None) -> int:
    sig = type_expr(c, e.type)
    assert type(sig) is Signature
    decl, iota, chain = c.decl, c.iota, c.func_chain
    c.captures.setdefault(e, {})
    # The parameters were declared before the literal was known to own them.
    for v in (*sig.params.vars, *sig.results.vars):
        v.owner = e
    later(c, lambda: func_body(c, decl, sig, e, e.body, iota, chain + (e,)))
    x.mode = MODE_VALUE
    x.type = sig
    return EXPRESSION


def _composite_lit(c: Checker, x: Operand, e: ast.CompositeLit, hint: Type | None, target: Target | None) -> int:
    typ, base, is_elem = _literal_type(c, e, hint)
    if not is_complete(c, base):
        x.mode = MODE_INVALID
        return EXPRESSION
    u, _ = common_under(c, base)
    if type(u) is Struct:
        _struct_lit(c, e, base, u)
    elif type(u) is Array:
        n = _elements(c, e.elems, u.elem, u.length)
        if u.length < 0:
            u.length = n
            if e.type is not None:
                record_type(c, e.type, MODE_TYPE, u)
    elif type(u) is Slice:
        _elements(c, e.elems, u.elem, -1)
    elif type(u) is Map:
        _map_lit(c, e, u)
    else:
        use(c, e.elems)
        if u is not INVALID_TYPE:
            qualifier = " element" if is_elem else ""
            cause = " (no common underlying type)" if u is None else ""
            error(c, e, "InvalidLit", f"invalid composite literal{qualifier} type {c.ts(typ)}{cause}")
            x.mode = MODE_INVALID
            return EXPRESSION
    x.mode = MODE_VALUE
    x.type = typ
    return EXPRESSION


def _literal_type(c: Checker, e: ast.CompositeLit, hint: Type | None) -> tuple[Type, Type, bool]:
    """The literal's type, the type whose elements it lists, and whether it is an element with its type elided."""
    if e.type is not None:
        if type(e.type) is ast.ArrayType and e.type.len is None:
            a = Array(-1, var_type(c, e.type.elem))
            return a, a, False
        typ = type_expr(c, e.type)
        return typ, typ, False
    if hint is not None:
        u, _ = common_under(c, hint)
        base = hint
        if u is not None:
            b, is_ptr = deref(u)
            if is_ptr:
                base = b  # *T stands for &T{}
        return hint, base, True
    error(c, e, "UntypedLit", "missing type in composite literal")
    return INVALID_TYPE, INVALID_TYPE, False


def _struct_lit(c: Checker, e: ast.CompositeLit, base: Type, u: Struct) -> None:
    if not e.elems:
        return
    if type(e.elems[0]) is ast.KeyValue:
        visited: dict[tuple[int, ...], Var] = {}
        for el in e.elems:
            if type(el) is ast.KeyValue:
                _keyed_field(c, el, base, u, visited)
            else:
                error(c, el, "MixedStructLit", "mixture of field:value and value elements in struct literal")
        return
    x = Operand()
    for i, el in enumerate(e.elems):
        if type(el) is ast.KeyValue:
            error(c, el, "MixedStructLit", "mixture of field:value and value elements in struct literal")
            continue
        generic_expr(c, x, el)
        if i >= len(u.fields):
            error(c, x, "InvalidStructLit", f"too many values in struct literal of type {c.ts(base)}")
            break
        f = u.fields[i]
        if not exported(f.name) and f.pkg is not c.pkg:
            error(c, x, "UnexportedLitField",
                  f"implicit assignment to unexported field {f.name} in struct literal of type {c.ts(base)}")
            continue
        assignment(c, x, f.type, "struct literal")
    if len(e.elems) < len(u.fields):
        hint = ""
        if any(not exported(f.name) and f.pkg is not c.pkg for f in u.fields):
            hint = " (type has unexported fields - use key:value pairs)"
        error(c, e.rbrace, "InvalidStructLit", f"too few values in struct literal of type {c.ts(base)}{hint}")


def _keyed_field(c: Checker, kv: ast.KeyValue, base: Type, u: Struct, visited: dict[tuple[int, ...], Var]) -> None:
    x = Operand()
    key = kv.key
    simple = None
    if type(key) is ast.Name:
        simple = next((f for f in u.fields if f.name == key.value), None) if key.value != "_" else None
        if simple is not None and not exported(simple.name) and simple.pkg is not c.pkg:
            simple = None
    generic_expr(c, x, kv.value)
    if type(key) is not ast.Name:
        error(c, kv, "InvalidLitField", f"invalid field name {expr_text(key)} in struct literal")
        return
    if simple is not None:
        fld = simple
        index: tuple[int, ...] = (u.fields.index(simple),)
    else:
        found = lookup_field_or_method(u, False, c.pkg, key.value)
        if found.obj is None:
            alt = lookup_field_or_method(u, False, c.pkg, key.value, True).obj
            error(c, key, "MissingLitField", lookup_error(c, base, key.value, alt, True))
            return
        if type(found.obj) is not Var:
            error(c, key, "MissingLitField", f"{key.value} is not a field")
            return
        fld, index = found.obj, found.index
        what = f"use of promoted field {_path(u, index)} in struct literal of type {c.ts(base)}"
        if len(index) > 1 and not verify_version(c, key, 27, what):
            return
        if found.indirect:
            error(c, key, "InvalidLitField", f"invalid implicit pointer indirection to reach {key.value}")
            return
        c.info.field_paths[kv] = index
    c.info.uses[key] = fld
    assignment(c, x, fld.type, "struct literal")
    _note_field(c, kv, fld, index, visited)


def _path(u: Type, index: tuple[int, ...]) -> str:
    names = []
    for i in index:
        s = under(deref_struct(u))
        assert type(s) is Struct
        names.append(s.fields[i].name)
        u = s.fields[i].type
    return ".".join(names)


def _note_field(c: Checker, kv: ast.KeyValue, fld: Var, index: tuple[int, ...],
                visited: dict[tuple[int, ...], Var]) -> None:
    for other, alt in visited.items():
        n = min(len(other), len(index))
        if other[:n] != index[:n]:
            continue
        if len(other) == len(index):
            text = f"duplicate field name {fld.name} in struct literal"
        elif len(other) < len(index):
            text = f"cannot specify promoted field {fld.name} and enclosing embedded field {alt.name}"
        else:
            text = f"cannot specify embedded field {fld.name} and enclosed promoted field {alt.name}"
        error(c, kv, "DuplicateLitField", text)
        return
    visited[index] = fld


def _elements(c: Checker, elems: list[ast.Expr], typ: Type, length: int) -> int:
    """Checks the elements of an array or slice literal; returns its length (the greatest index plus one)."""
    visited: set[int] | None = None  # made when the first key shows up: without keys no index can repeat
    index = largest = 0
    x = Operand()
    for pos, e in enumerate(elems):
        valid = False
        value = e
        if type(e) is ast.KeyValue:
            if visited is None:
                visited = set(range(pos))
            t, i = constant_index(c, e.key, length)
            if t is not INVALID_TYPE:
                if i >= 0:
                    index, valid = i, True
                else:
                    error(c, e, "InvalidLitIndex", f"index {expr_text(e.key)} must be integer constant")
            value = e.value
        elif 0 <= length <= index:
            error(c, e, "OversizeArrayLit", f"index {index} is out of bounds (>= {length})")
        else:
            valid = True
        if valid and visited is not None:
            if index in visited:
                error(c, e, "DuplicateLitKey", f"duplicate index {index} in array or slice literal")
            visited.add(index)
        index += 1
        largest = max(largest, index)
        generic_expr(c, x, value, typ)
        assignment(c, x, typ, "array or slice literal")
    return largest


def _map_lit(c: Checker, e: ast.CompositeLit, u: Map) -> None:
    by_type = is_real_interface(u.key)
    visited: dict[object, list[Type]] = {}
    x = Operand()
    for el in e.elems:
        if type(el) is not ast.KeyValue:
            error(c, el, "MissingLitKey", "missing key in map literal")
            continue
        generic_expr(c, x, el.key, u.key)
        assignment(c, x, u.key, "map literal")
        if x.mode == MODE_INVALID:
            continue
        if x.mode == MODE_CONST and x.val is not None:
            key = key_value(x.val)
            known = visited.get(key)
            if known is not None and (not by_type or any(identical(t, x.type) for t in known)):
                error(c, x, "DuplicateLitKey", f"duplicate key {constant.format_value(x.val)} in map literal")
                continue
            visited.setdefault(key, []).append(x.type)
        generic_expr(c, x, el.value, u.elem)
        assignment(c, x, u.elem, "map literal")


def key_value(v: constant.Value) -> object:
    """A dictionary key that equal constants share, whatever kind they have (1, 1.0 and 1+0i are one)."""
    if type(v) is bool or type(v) is bytes:
        return (type(v), v)
    n = constant.to_int(v)
    if n is not None:
        return n
    f = constant.to_float(v)
    return f if f is not None else v


EXPR[ast.FuncLit] = _func_lit
EXPR[ast.CompositeLit] = _composite_lit
