"""Constants and untyped values: which types can represent them, and how they get their final type.

An untyped expression keeps an entry in `Checker.untyped` until its context decides; `update_expr_type` then walks
down its operands, which is how `var f float64 = 1 << s` comes to be refused: the 1 becomes a float64.

Source: Go spec, "Constants", "Representability", "Constant expressions". Read next: operators.py.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import constant
from rt0.types import types as t
from rt0.types.check.checker import INVALID_OP, Checker, Operand, describe, error, record_type
from rt0.types.constant import Complex, Value
from rt0.types.generic.typeset import type_set, under_is
from rt0.types.info import MODE_CONST, MODE_INVALID, MODE_NIL
from rt0.types.predicates import (
    all_integer,
    has_nil,
    is_boolean,
    is_integer,
    is_numeric,
    is_string,
    is_type_param,
    is_untyped,
    is_valid,
)
from rt0.types.reals import Real
from rt0.types.types import Basic, Interface, Type, under
from rt0.types.universe import default_type

# Reasons why a constant or untyped value cannot become something; also error codes.
TRUNCATED, OVERFLOW, BAD_VALUE, BAD_UNTYPED = ("TruncatedFloat", "NumericOverflow", "InvalidConstVal",
                                               "InvalidUntypedConversion")

_RANGES = {
    t.INT: (-(1 << 63), (1 << 63) - 1), t.INT8: (-128, 127), t.INT16: (-32768, 32767),
    t.INT32: (-(1 << 31), (1 << 31) - 1), t.INT64: (-(1 << 63), (1 << 63) - 1), t.UINT: (0, (1 << 64) - 1),
    t.UINT8: (0, 255), t.UINT16: (0, 65535), t.UINT32: (0, (1 << 32) - 1), t.UINT64: (0, (1 << 64) - 1),
    t.UINTPTR: (0, (1 << 64) - 1),
}
BITS = {t.INT: 64, t.INT8: 8, t.INT16: 16, t.INT32: 32, t.INT64: 64, t.UINT: 64, t.UINT8: 8, t.UINT16: 16,
        t.UINT32: 32, t.UINT64: 64, t.UINTPTR: 64}

MAX_BITS = 512  # untyped integer constants beyond this are an error, as in gc


def representable_value(v: Value | None, typ: Basic) -> tuple[bool, Value | None]:
    """Whether a constant is representable as typ, and the value it then has there (rounded for floats)."""
    if v is None:
        return True, None
    flags = typ.flags
    if flags & t.IS_INTEGER:
        if type(v) is bool or type(v) is bytes:
            return False, v
        n = v if type(v) is int else constant.to_int(v)
        if n is None:
            return False, v
        r = _RANGES.get(typ.kind)
        return r is None or r[0] <= n <= r[1], n
    if flags & t.IS_FLOAT:
        f = constant.to_float(v) if type(v) is not bool and type(v) is not bytes else None
        return _round(f, typ.kind, v)
    if flags & t.IS_COMPLEX:
        z = constant.to_complex(v) if type(v) is not bool and type(v) is not bytes else None
        return _round_complex(z, typ.kind, v)
    if flags & t.IS_STRING:
        return type(v) is bytes, v
    if flags & t.IS_BOOLEAN:
        return type(v) is bool, v
    return False, v


def _round(f: Real | None, kind: int, v: Value) -> tuple[bool, Value]:
    if f is None:
        return False, v
    if kind == t.UNTYPED_FLOAT:
        return True, f
    r = constant.round_float32(f) if kind == t.FLOAT32 else constant.round_float64(f)
    return (False, v) if r is None else (True, r)


def _round_complex(z: Complex | None, kind: int, v: Value) -> tuple[bool, Value]:
    if z is None:
        return False, v
    if kind == t.UNTYPED_COMPLEX:
        return True, z
    rnd = constant.round_float32 if kind == t.COMPLEX64 else constant.round_float64
    re, im = rnd(z.re), rnd(z.im)
    return (False, v) if re is None or im is None else (True, Complex(re, im))


def representation(x: Operand, typ: Basic) -> tuple[Value | None, str]:
    """The value of constant x as typ and "", or the reason why there is none."""
    ok, v = representable_value(x.val, typ)
    if ok:
        return v, ""
    if is_numeric(x.type) and typ.flags & t.IS_NUMERIC:
        return None, TRUNCATED if not is_integer(x.type) and typ.flags & t.IS_INTEGER else OVERFLOW
    return None, BAD_VALUE


def representable(c: Checker, x: Operand, typ: Basic) -> None:
    """Gives constant x its value as typ, or reports that it has none."""
    v, code = representation(x, typ)
    if code:
        invalid_conversion(c, code, x, typ)
        x.mode = MODE_INVALID
    else:
        x.val = v


def invalid_conversion(c: Checker, code: str, x: Operand, target: Type) -> None:
    """Reports an implicit conversion that cannot be."""
    d, s = describe(c, x), c.ts(target)
    if code == TRUNCATED:
        error(c, x, code, f"{d} truncated to {s}")
    elif code == OVERFLOW:
        error(c, x, code, f"{d} overflows {s}")
    else:
        error(c, x, code, f"cannot convert {d} to type {s}")


_OP_NAMES = {"+": "addition ", "-": "subtraction ", "^": "bitwise XOR ", "*": "multiplication ", "<<": "shift "}


def overflow(c: Checker, x: Operand, e: ast.Node) -> None:
    """Checks that the constant x, the value of e, is representable in its type and not absurdly large."""
    if x.val is None:
        return
    typ = x.type
    if not is_untyped(typ):
        u = under(typ)
        assert type(u) is Basic
        x.expr = e
        representable(c, x, u)
        return
    v = x.val
    if type(v) is int and v.bit_length() > MAX_BITS:
        op = ""
        if type(e) is ast.Binary:
            op = _OP_NAMES.get(e.op, "")
        elif type(e) is ast.Unary and e.op == "^":
            op = "bitwise complement "
        error(c, op_pos(e), "InvalidConstVal", f"constant {op}overflow")
        x.val = None
    elif type(v) is bytes and len(v) > 2_000_000_000:
        error(c, op_pos(e), "InvalidConstVal",
              f"constant string too long ({len(v)} bytes > 2000000000 bytes)")
        x.val = None


def op_pos(e: ast.Node) -> int:
    """The operator's position of an operation, else the start of the expression."""
    return e.pos if type(e) in (ast.Binary, ast.Unary, ast.Star) else ast.start_pos(e)


def implicit_type(c: Checker, x: Operand, target: Type) -> tuple[Type | None, Value | None, str]:
    """The type that untyped x gets where `target` is expected, and its value there if that changes.

    Without a possible conversion the type is None and the third result the reason.
    """
    xt = x.type
    if x.mode == MODE_INVALID or not is_untyped(xt) or not is_valid(target):
        return xt, None, ""
    if is_untyped(target):
        m = max_type(xt, target)
        return (m, None, "") if m is not None else (None, None, BAD_UNTYPED)
    if x.mode == MODE_NIL:
        return (target, None, "") if has_nil(target) else (None, None, BAD_UNTYPED)
    u = under(target)
    if type(u) is Basic:
        if x.mode == MODE_CONST:
            v, code = representation(x, u)
            return (None, None, code) if code else (target, v, "")
        return (target, None, "") if _kinds_match(xt, target) else (None, None, BAD_UNTYPED)
    if type(u) is Interface:
        if is_type_param(target):
            if not under_is(target, lambda v: v is not None and implicit_type(c, x, v)[0] is not None):
                return None, None, BAD_UNTYPED
            return target, None, ""
        # Values in interfaces have concrete types: the default one.
        return (default_type(xt), None, "") if type_set(u).is_all else (None, None, BAD_UNTYPED)
    return None, None, BAD_UNTYPED


def _kinds_match(xt: Type, target: Type) -> bool:
    assert type(xt) is Basic
    if xt.kind == t.UNTYPED_BOOL:
        return is_boolean(target)
    if xt.flags & t.IS_NUMERIC:
        return is_numeric(target)
    return xt.kind == t.UNTYPED_STRING and is_string(target)


def max_type(x: Type, y: Type) -> Type | None:
    """The later of two untyped numeric kinds in the order int, rune, float, complex; x if equal; else None."""
    if x is y:
        return x
    if is_numeric(x) and is_numeric(y):
        return x if x.kind > y.kind else y  # type: ignore[attr-defined]
    return None


def convert_untyped(c: Checker, x: Operand, target: Type) -> None:
    """Gives untyped x the type that `target` asks for, or reports that it cannot."""
    new, val, code = implicit_type(c, x, target)
    if code:
        invalid_conversion(c, code, x, target if is_type_param(target) else under(target))
        x.mode = MODE_INVALID
        return
    set_type(c, x, new, val)


def set_type(c: Checker, x: Operand, new: Type | None, val: Value | None) -> None:
    """Carries out what implicit_type found."""
    if val is not None:
        x.val = val
        u = c.untyped.get(x.expr)
        if u is not None:
            u.val = val
    if new is not None and new is not x.type:
        x.type = new
        update_expr_type(c, x.expr, new, False)


def update_expr_type(c: Checker, e: ast.Node, typ: Type, final: bool) -> None:
    """Gives the untyped expression e, and its operands as needed, the type typ."""
    old = c.untyped.get(e)
    if old is None:
        return
    k = type(e)
    if k is ast.Paren:
        update_expr_type(c, e.x, typ, final)  # type: ignore[attr-defined]
    elif old.mode != MODE_CONST:
        # Operands of constant expressions are never computed at run time: they need no type.
        if k is ast.Unary:
            update_expr_type(c, e.x, typ, final)  # type: ignore[attr-defined]
        elif k is ast.Binary and e.op not in _COMPARISONS:  # type: ignore[attr-defined]
            update_expr_type(c, e.x, typ, final)  # type: ignore[attr-defined]
            if e.op not in ("<<", ">>"):  # type: ignore[attr-defined]
                update_expr_type(c, e.y, typ, final)  # type: ignore[attr-defined]
    if not final and is_untyped(typ):
        old.type = typ
        return
    del c.untyped[e]
    if old.is_lhs and not all_integer(typ):
        error(c, e, "InvalidShiftOperand",
              f"{INVALID_OP}shifted operand {expr_text(e)} (type {c.ts(typ)}) must be integer")
        return
    val = old.val
    if old.mode == MODE_CONST and val is not None:
        x = Operand(old.mode, old.type, e)
        x.val = val
        convert_untyped(c, x, typ)
        if x.mode == MODE_INVALID:
            return
        val = x.val
    record_type(c, e, old.mode, typ, val)


_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
