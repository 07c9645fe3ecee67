"""Expressions: from Python's syntax to the typed tree.

`operand` gives what an expression denotes: a place, a value, or a compile-time value without a type. `value` makes a
value of an expected type of it. One function a kind of syntax, found by a table.

Rules (docs/rtlang.md section 3): both operands have one type, constants adapt and must fit, every conversion is
written; a pointer reaches its fields as a struct does.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from rt0.rtlang.compile.body import (
    Body,
    coerce,
    describe,
    evaluate,
    fields_of,
    name_operand,
    spell,
    wrap,
)
from rt0.rtlang.compile.tree import (
    PLACES,
    AddrOf,
    Binary,
    Bind,
    Call,
    CallPtr,
    Choose,
    Comp,
    Compare,
    Const,
    Deref,
    ElemPlace,
    Expr,
    Extract,
    FieldPlace,
    Intrin,
    Load,
    LocalPlace,
    Logic,
    Not,
    Operand,
    Place,
    PtrIndex,
)
from rt0.rtlang.vocab_types import (
    BOOL,
    Array,
    Bool,
    Float,
    Fn,
    Int,
    Ptr,
    RtlangTypeError,
    Struct,
    Type,
    Void,
    i64,
    pointer_to,
    resolve,
    u64,
)

_PLACE_SET = frozenset(PLACES)

_BINARY: dict[type, tuple[str, str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("add", "+", operator.add),
    ast.Sub: ("sub", "-", operator.sub),
    ast.Mult: ("mul", "*", operator.mul),
    ast.FloorDiv: ("floordiv", "//", operator.floordiv),
    ast.Mod: ("mod", "%", operator.mod),
    ast.Div: ("div", "/", operator.truediv),
    ast.LShift: ("shl", "<<", operator.lshift),
    ast.RShift: ("shr", ">>", operator.rshift),
    ast.BitAnd: ("and", "&", operator.and_),
    ast.BitOr: ("or", "|", operator.or_),
    ast.BitXor: ("xor", "^", operator.xor),
}
_COMPARE: dict[type, tuple[str, str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("eq", "==", operator.eq),
    ast.NotEq: ("ne", "!=", operator.ne),
    ast.Lt: ("lt", "<", operator.lt),
    ast.LtE: ("le", "<=", operator.le),
    ast.Gt: ("gt", ">", operator.gt),
    ast.GtE: ("ge", ">=", operator.ge),
    ast.Is: ("eq", "is", operator.is_),
    ast.IsNot: ("ne", "is not", operator.is_not),
}
_UNARY: dict[type, Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_INT_OPS = frozenset(("add", "sub", "mul", "floordiv", "mod", "shl", "shr", "and", "or", "xor"))
_FLOAT_OPS = frozenset(("add", "sub", "mul", "div"))
_BOOL_OPS = frozenset(("and", "or", "xor"))


def operand(b: Body, node: ast.expr, want: Type | None = None) -> Operand:
    """What `node` denotes. `want` is a hint for constants, not a demand."""
    handler = _HANDLERS.get(type(node))
    if handler is None:
        b.refuse(node, "RT002", f"found {type(node).__name__} ({spell(node)}), expected an expression of rtlang")
    return handler(b, node, want)


def value(b: Body, node: ast.expr, want: Type | None = None) -> Expr:
    """The value of `node`, of type `want` when given."""
    return coerce(b, operand(b, node, want), want, node)


def place(b: Body, node: ast.expr, what: str) -> Place:
    """The place that `node` denotes; `what` says in the message what for."""
    found = operand(b, node, None)
    if type(found) not in _PLACE_SET:
        b.refuse(node, "RT011", f"{what}: found {spell(node)}, expected a variable, field or element")
    return found  # type: ignore[return-value]


def condition(b: Body, node: ast.expr) -> Comp | Expr:
    """A bool value, or a compile-time truth."""
    found = operand(b, node, BOOL)
    if type(found) is Comp:
        if isinstance(found.value, (bool, int, str, tuple, type(None), float)):
            return Comp(bool(found.value))
        b.refuse(node, "RT013", f"{spell(node)}: found {describe(found.value)}, expected a bool")
    e: Expr = Load(found.type, found) if type(found) in _PLACE_SET else found  # type: ignore[union-attr, arg-type, assignment]
    if e.type is not BOOL:
        hint = f"a bool (write {spell(node)} is not None)" if isinstance(e.type, Ptr) else "a bool"
        if isinstance(e.type, Int):
            hint = f"a bool (write {spell(node)} != 0)"
        b.refuse(node, "RT013", f"{spell(node)}: found {e.type}, expected {hint}")
    return e


def _constant(b: Body, node: ast.Constant, want: Type | None) -> Operand:
    if node.value is ... or isinstance(node.value, complex):
        b.refuse(node, "RT002", f"found {spell(node)}, expected a number, text, bool or None")
    return Comp(node.value)


def _binop(b: Body, node: ast.BinOp, want: Type | None) -> Operand:
    op, sign, compute = _BINARY.get(type(node.op), ("", "", operator.add))
    if not op:
        b.refuse(node, "RT002", f"found operator {type(node.op).__name__}, expected one of + - * / // % << >> & | ^")
    left = operand(b, node.left, want)
    right = operand(b, node.right, want if type(left) is Comp or op in ("shl", "shr") else left.type)  # type: ignore[union-attr]
    if type(left) is Comp and type(right) is Comp:
        return _fold(b, node, compute, left.value, right.value)
    for side in (left, right):
        if type(side) is not Comp and isinstance(side.type, Ptr):  # type: ignore[union-attr]
            binary(b, node, op, sign, coerce(b, side, None, node), Const(i64, 0))
    if op in ("shl", "shr"):
        lv = coerce(b, left, (want if isinstance(want, Int) else i64) if type(left) is Comp else None, node.left)
        rv = _count(b, right, node.right)
    elif type(left) is Comp:
        rv = coerce(b, right, None, node.right)
        lv = coerce(b, left, rv.type, node.left)
    else:
        lv = coerce(b, left, None, node.left)
        rv = coerce(b, right, lv.type if type(right) is Comp else None, node.right)
        if rv.type is not lv.type and not isinstance(lv.type, Ptr):
            b.refuse(
                node, "RT007", f"{spell(node)}: found {lv.type} {sign} {rv.type}, expected one type (convert one side)"
            )
    return binary(b, node, op, sign, lv, rv)


def binary(b: Body, node: ast.AST, op: str, sign: str, left: Expr, right: Expr) -> Expr:
    """`left op right` when the operator exists for the type."""
    t = left.type
    allowed = (
        _INT_OPS
        if isinstance(t, Int)
        else _FLOAT_OPS
        if isinstance(t, Float)
        else _BOOL_OPS
        if isinstance(t, Bool)
        else frozenset()
    )
    if op not in allowed:
        hint = ""
        if isinstance(t, Ptr):
            hint = " (write add(p, n), addr(p[i]) or uintptr(p))"
        elif isinstance(t, Int) and op == "div":
            hint = " (write //)"
        b.refuse(node, "RT008", f"{spell(node)}: found {t} {sign}, expected a type that has this operator{hint}")
    return Binary(t, op, left, right)


def binary_names(op: ast.operator) -> tuple[str, str]:
    """(`add`, `+`) of a syntax operator, empty when rtlang has none."""
    found = _BINARY.get(type(op))
    return (found[0], found[1]) if found else ("", "")


def _count(b: Body, right: Operand, node: ast.expr) -> Expr:
    if type(right) is Comp:
        if isinstance(right.value, int) and right.value < 0:
            b.refuse(node, "RT006", f"found shift count {right.value}, expected one >= 0")
        return coerce(b, right, u64, node)
    e = coerce(b, right, None, node)
    if not isinstance(e.type, Int):
        b.refuse(node, "RT007", f"{spell(node)}: found shift count of type {e.type}, expected an integer")
    return e


def shift_count(b: Body, node: ast.expr) -> Expr:
    """The right operand of `<<=` and `>>=`."""
    return _count(b, operand(b, node, None), node)


def _fold(b: Body, node: ast.AST, compute: Callable[..., Any], *values: Any) -> Operand:
    try:
        return wrap(b, compute(*values), node)
    except Exception as error:  # whatever Python says of these constants is the author's problem at this line
        b.refuse(node, "RT020", f"{spell(node)}: found {type(error).__name__}: {error}, expected a constant")


def _unary(b: Body, node: ast.UnaryOp, want: Type | None) -> Operand:
    if isinstance(node.op, ast.Not):
        c = condition(b, node.operand)
        return Comp(not c.value) if type(c) is Comp else Not(BOOL, c)  # type: ignore[arg-type]
    found = operand(b, node.operand, want)
    if type(found) is Comp:
        compute = _UNARY[type(node.op)]
        if isinstance(node.op, ast.Invert) and isinstance(want, Int) and isinstance(found.value, int):
            return Const(want, want.wrap(~found.value))
        return _fold(b, node, compute, found.value)
    e = coerce(b, found, None, node.operand)
    t = e.type
    if isinstance(node.op, ast.Invert):
        if isinstance(t, Int):
            return Binary(t, "xor", e, Const(t, t.wrap(-1)))
    elif isinstance(t, (Int, Float)):
        if isinstance(node.op, ast.UAdd):
            return e
        return Binary(t, "sub", Const(t, -0.0 if isinstance(t, Float) else 0), e)
    return b.refuse(node, "RT008", f"{spell(node)}: found {t}, expected a type that has this operator")


def _boolop(b: Body, node: ast.BoolOp, want: Type | None) -> Operand:
    op = "and" if isinstance(node.op, ast.And) else "or"
    result: Expr | None = None
    for part in node.values:
        c = condition(b, part)
        if type(c) is Comp:
            if c.value == (op == "and"):
                continue  # the neutral constant
            if result is None:
                return Comp(c.value)
            return Logic(BOOL, op, result, Const(BOOL, c.value))
        e: Expr = c  # type: ignore[assignment]
        result = e if result is None else Logic(BOOL, op, result, e)
    return Comp(op == "and") if result is None else result


def _compare(b: Body, node: ast.Compare, want: Type | None) -> Operand:
    left = operand(b, node.left, None)
    left_node = node.left
    result: Operand | None = None
    last = len(node.ops) - 1
    for i, (op, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = operand(b, right_node, None if type(left) is Comp else left.type)  # type: ignore[union-attr]
        if i < last and type(right) is not Comp:
            again = coerce(b, right, None, right_node)
            hidden = b.temp(again.type)
            right = Bind(again.type, hidden, again)
            one = _compare_two(b, node, op, left, left_node, right, right_node)
            right = LocalPlace(again.type, hidden)
        else:
            one = _compare_two(b, node, op, left, left_node, right, right_node)
        if result is None:
            result = one
        elif type(result) is Comp:
            result = one if result.value else result
        else:
            result = Logic(BOOL, "and", result, coerce(b, one, BOOL, node))  # type: ignore[arg-type]
        left, left_node = right, right_node
    assert result is not None
    return result


def _compare_two(
    b: Body, node: ast.AST, op: ast.cmpop, left: Operand, left_node: ast.expr, right: Operand, right_node: ast.expr
) -> Operand:
    name, sign, compute = _COMPARE.get(type(op), ("", "", operator.eq))
    if not name:
        b.refuse(node, "RT002", f"found operator {type(op).__name__}, expected == != < <= > >= is")
    if type(left) is Comp and type(right) is Comp:
        return _fold(b, node, compute, left.value, right.value)
    if type(left) is Comp:
        rv = coerce(b, right, None, right_node)
        lv = coerce(b, left, rv.type, left_node)
    else:
        lv = coerce(b, left, None, left_node)
        rv = coerce(b, right, lv.type if type(right) is Comp else None, right_node)
    t = lv.type
    if t is not rv.type and not (
        isinstance(t, Ptr) and isinstance(rv.type, Ptr) and (isinstance(t.elem, Void) or isinstance(rv.type.elem, Void))
    ):
        b.refuse(
            node, "RT007", f"{spell(node)}: found {t} {sign} {rv.type}, expected one type (convert one side)"
        )
    if isinstance(t, (Ptr, Fn)):
        if name not in ("eq", "ne"):
            b.refuse(node, "RT008", f"{spell(node)}: found {t} {sign}, expected integers (write uintptr(p))")
    elif sign in ("is", "is not"):
        b.refuse(node, "RT008", f"{spell(node)}: found {t} {sign}, expected a pointer (write == or !=)")
    elif isinstance(t, Bool):
        if name not in ("eq", "ne"):
            b.refuse(node, "RT008", f"{spell(node)}: found bool {sign}, expected == or !=")
    elif not isinstance(t, (Int, Float)):
        b.refuse(node, "RT008", f"{spell(node)}: found {t} {sign}, expected numbers or pointers")
    return Compare(BOOL, name, lv, rv)


def _ifexp(b: Body, node: ast.IfExp, want: Type | None) -> Operand:
    c = condition(b, node.test)
    if type(c) is Comp:
        return operand(b, node.body if c.value else node.orelse, want)
    then = operand(b, node.body, want)
    other = operand(b, node.orelse, want)
    if type(then) is Comp and type(other) is not Comp:
        ov = coerce(b, other, None, node.orelse)
        tv = coerce(b, then, ov.type, node.body)
    else:
        tv = coerce(b, then, want if type(then) is Comp else None, node.body)
        ov = coerce(b, other, tv.type, node.orelse)
    return Choose(tv.type, c, tv, ov)  # type: ignore[arg-type]


def _attribute(b: Body, node: ast.Attribute, want: Type | None) -> Operand:
    base = operand(b, node.value, None)
    if type(base) is Comp:
        try:
            found = getattr(base.value, node.attr)
        except AttributeError as error:
            b.refuse(node, "RT010", f"{spell(node)}: {error}")
        return wrap(b, found, node)
    return member(b, node, base, node.attr)


def member(b: Body, node: ast.AST, base: Operand, name: str) -> Operand:
    """The field `name` of a struct (place or value) or of what a pointer points to."""
    t: Type = base.type  # type: ignore[union-attr]
    if isinstance(t, Ptr) and isinstance(t.elem, Struct):
        s = t.elem
        inner: Operand = Deref(s, coerce(b, base, None, node))
    elif isinstance(t, Struct):
        s, inner = t, base
    else:
        b.refuse(node, "RT010", f"{spell(node)}: found {t}, expected a struct or a pointer to one")
    fields_of(b, s, node)
    f = s.field(name)
    if f is None:
        if name in s.methods:
            b.refuse(node, "RT010", f"{spell(node)}: found a method of {s}, expected a call of it")
        b.refuse(node, "RT010", f"{spell(node)}: found no field {name} in {s}, expected one of its fields or methods")
    if type(inner) in _PLACE_SET:
        return FieldPlace(f.type, inner, s, f)  # type: ignore[arg-type]
    return Extract(f.type, inner, f.index)  # type: ignore[arg-type]


def _subscript(b: Body, node: ast.Subscript, want: Type | None) -> Operand:
    base = operand(b, node.value, None)
    if type(base) is Comp:
        return _comptime_subscript(b, node, base)
    if isinstance(node.slice, (ast.Slice, ast.Tuple)):
        b.refuse(node, "RT002", f"found {spell(node)}, expected one index")
    index = operand(b, node.slice, None)
    if type(index) is Comp and type(index.value) is int and index.value == 0 and isinstance(base.type, Ptr):  # type: ignore[union-attr]
        return Deref(_element(b, node, base.type.elem), coerce(b, base, None, node.value))  # type: ignore[union-attr]
    at = coerce(b, index, i64 if type(index) is Comp else None, node.slice)
    if not isinstance(at.type, Int):
        b.refuse(node.slice, "RT005", f"{spell(node.slice)}: found {at.type}, expected an integer index")
    t: Type = base.type  # type: ignore[union-attr]
    if isinstance(t, Ptr):
        return Deref(_element(b, node, t.elem), PtrIndex(t, coerce(b, base, None, node.value), at))
    if isinstance(t, Array):
        if isinstance(at, Const) and not 0 <= at.value < t.length:
            b.refuse(node, "RT006", f"{spell(node)}: found index {at.value}, expected one below {t.length}")
        if type(base) not in _PLACE_SET:
            b.refuse(node, "RT011", f"{spell(node)}: found an array value, expected an array in a place")
        return ElemPlace(t.elem, base, at)  # type: ignore[arg-type]
    if isinstance(t, Struct) and t.elem is not None:
        pt = pointer_to(t.elem)
        if b.program.debug:
            first, again = twice(b, base)
            length = coerce(b, member(b, node, again, "len"), None, node)
            base, at = first, Intrin(at.type, "boundscheck", [at, length], node.lineno)
        pointer = coerce(b, member(b, node, base, "ptr"), None, node)
        return Deref(t.elem, PtrIndex(pt, pointer, at))
    return b.refuse(node, "RT008", f"{spell(node)}: found {t}, expected a pointer, array, slice or string")


def twice(b: Body, e: Operand) -> tuple[Operand, Operand]:
    """Two operands for the first and the second use of `e`: a call's value is held in a hidden local between."""
    if type(e) in _PLACE_SET and not _calls(e):
        return e, e
    v: Expr = Load(e.type, e) if type(e) in _PLACE_SET else e  # type: ignore[union-attr, arg-type, assignment]
    hidden = b.temp(v.type)
    return Bind(v.type, hidden, v), LocalPlace(v.type, hidden)


def _calls(e: Any) -> bool:
    """Whether evaluating a place twice would run a call twice."""
    if isinstance(e, (Call, CallPtr, Intrin, Bind)):
        return True
    for slot in ("base", "pointer", "index", "place", "value"):
        inner = getattr(e, slot, None)
        if inner is not None and not isinstance(inner, (int, str, float, bool)) and _calls(inner):
            return True
    return False


def _element(b: Body, node: ast.AST, t: Type) -> Type:
    if isinstance(t, Void):
        b.refuse(node, "RT008", f"{spell(node)}: found ptr[void], expected a pointer to a type of some size (cast it)")
    if isinstance(t, Struct):
        fields_of(b, t, node)
    return t


def _comptime_subscript(b: Body, node: ast.Subscript, base: Comp) -> Operand:
    maker = type(base.value).__name__
    if maker in ("_PtrMaker", "_ArrayMaker", "_SliceMaker", "_FnMaker") or base.value is tuple:
        return Comp(evaluate(b, node))
    index = operand(b, node.slice, None)
    if type(index) is not Comp:
        b.refuse(node, "RT020", f"{spell(node)}: found an index known at run time only, expected a constant "
                 "(tables for run time are made by const_array)")
    return _fold(b, node, operator.getitem, base.value, index.value)


def _tuple(b: Body, node: ast.Tuple | ast.List, want: Type | None) -> Operand:
    parts = [operand(b, e, None) for e in node.elts]
    if all(type(p) is Comp for p in parts):
        return Comp(tuple(p.value for p in parts))  # type: ignore[union-attr]
    return b.refuse(node, "RT002", f"found {spell(node)}, expected tuples in `return a, b` and `x, y = f()` only")


def type_of(b: Body, node: ast.expr) -> Type:
    """The type that an expression in type position names."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        found = operand(b, node, None)
        value = found.value if isinstance(found, Comp) else None
        if isinstance(value, Type):
            return value
        if value is bool:
            return BOOL
        b.refuse(node, "RT004", f"found {spell(node)}, expected a type")
    value = evaluate(b, node)
    try:
        return resolve(value, b.func.module, spell(node))
    except (RtlangTypeError, NameError) as error:
        b.refuse(node, "RT004", str(error))


def address(b: Body, p: Place) -> Expr:
    """The address of a place as ptr[T]."""
    if isinstance(p, Deref):
        return p.pointer
    return AddrOf(pointer_to(p.type), p)


_HANDLERS: dict[type, Callable[[Body, Any, Type | None], Operand]] = {
    ast.Constant: _constant,
    ast.Name: name_operand,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _binop,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolop,
    ast.Compare: _compare,
    ast.IfExp: _ifexp,
    ast.Tuple: _tuple,
    ast.List: _tuple,
}


def handle_calls(handler: Callable[[Body, Any, Type | None], Operand]) -> None:
    """Give the table the handler of calls: calls.py builds on this module."""
    _HANDLERS[ast.Call] = handler
