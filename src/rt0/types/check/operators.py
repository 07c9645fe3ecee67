"""Unary and binary operators, comparisons and shifts.

Long chains `a + b + c + ...` are checked in a loop over their left operands, so that their length does not matter.
Source: Go spec, "Operators". Read next: consts.py (untyped operands), assignability.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import constant
from rt0.types.check.assignability import assignable
from rt0.types.check.checker import (
    EXPR,
    EXPRESSION,
    INVALID_OP,
    STATEMENT,
    Checker,
    Operand,
    Target,
    composite_kind,
    describe,
    error,
    record,
    verify_version,
)
from rt0.types.check.complete import is_complete
from rt0.types.check.consts import BITS, convert_untyped, op_pos, overflow, representable, update_expr_type
from rt0.types.check.core import expr, expr_or_type
from rt0.types.check.under import Cause, common_under
from rt0.types.check.validity import valid_var_type
from rt0.types.generic.typeset import under_is
from rt0.types.info import MODE_COMMAOK, MODE_CONST, MODE_INVALID, MODE_NIL, MODE_TYPE, MODE_VALUE, MODE_VARIABLE
from rt0.types.objects import PACKAGE_VAR, Var
from rt0.types.predicates import (
    all_boolean,
    all_integer,
    all_numeric,
    all_numeric_or_string,
    all_ordered,
    all_string,
    all_unsigned,
    comparable,
    comparable_type,
    has_nil,
    identical,
    is_complex,
    is_integer,
    is_pointer,
    is_real_interface,
    is_type_param,
    is_unsigned,
    is_untyped,
    is_valid,
)
from rt0.types.types import RECV_ONLY, SEND_ONLY, Array, Basic, Chan, Map, Pointer, Signature, Slice, Type, under
from rt0.types.universe import UINT, UNTYPED_BOOL, UNTYPED_INT, default_type

_UNARY: dict[str, Callable[[Type], bool]] = {"+": all_numeric, "-": all_numeric, "^": all_integer, "!": all_boolean}
_BINARY: dict[str, Callable[[Type], bool]] = {
    "+": all_numeric_or_string, "-": all_numeric, "*": all_numeric, "/": all_numeric, "%": all_integer,
    "&": all_integer, "|": all_integer, "^": all_integer, "&^": all_integer, "&&": all_boolean, "||": all_boolean,
}
COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))


def _defined(c: Checker, table: dict[str, Callable[[Type], bool]], x: Operand, op: str) -> bool:
    if table[op](x.type):
        return True
    error(c, x, "UndefinedOp", f"{INVALID_OP}operator {op} not defined on {describe(c, x)}")
    return False


# ---- unary operators ------------------------------------------------------------------------------------------------


def _unary(c: Checker, x: Operand, e: ast.Unary, hint: Type | None, target: Target | None) -> int:
    op = e.op
    expr(c, x, e.x)
    if x.mode == MODE_INVALID:
        return STATEMENT
    if op == "&":
        _address(c, x, e)
        return EXPRESSION
    if op == "<-":
        elem = chan_elem(c, x, x, True)
        if elem is None or not is_complete(c, elem):
            x.mode = MODE_INVALID
            return STATEMENT
        x.mode = MODE_COMMAOK
        x.type = elem
        c.has_call_or_recv = True
        return STATEMENT
    if op == "~":
        hint_text = " (use ^ for bitwise complement)" if all_integer(x.type) else ""
        error(c, e, "UndefinedOp", f"cannot use ~ outside of interface or type constraint{hint_text}")
        x.mode = MODE_INVALID
        return STATEMENT
    if not _defined(c, _UNARY, x, op):
        x.mode = MODE_INVALID
    elif x.mode == MODE_CONST:
        _const_unary(c, x, e)
    else:
        x.mode = MODE_VALUE
    return EXPRESSION


def _const_unary(c: Checker, x: Operand, e: ast.Unary) -> None:
    if x.val is None:
        return
    v = x.val
    if e.op == "^":
        v = constant.to_int(v) or 0
    u = under(x.type)
    bits = BITS.get(u.kind, 0) if type(u) is Basic and is_unsigned(u) else 0
    x.val = constant.unary_op(e.op, v, bits)
    x.expr = e
    overflow(c, x, e)


def _address(c: Checker, x: Operand, e: ast.Unary) -> None:
    inner = ast.unparen(e.x)
    if type(inner) is not ast.CompositeLit:
        if x.mode != MODE_VARIABLE:
            error(c, x, "UnaddressableOperand", f"{INVALID_OP}cannot take address of {describe(c, x)}")
            x.mode = MODE_INVALID
            return
        mark_address(c, inner)
    x.mode = MODE_VALUE
    x.type = Pointer(x.type)


def mark_address(c: Checker, e: ast.Node) -> None:
    """Notes that the address of the variable that holds e is taken (nothing if a pointer lies between)."""
    v = holder(c, e)
    if v is not None:
        v.addr_taken = True


def holder(c: Checker, e: ast.Node) -> Var | None:
    """The local variable that e is or is a part of; None if a pointer lies between."""
    while True:
        k = type(e)
        if k is ast.Paren:
            e = e.x  # type: ignore[attr-defined]
        elif k is ast.Selector:
            sel = c.info.selections.get(e)  # type: ignore[call-overload]
            if sel is None or sel.indirect:
                return None
            e = e.x  # type: ignore[attr-defined]
        elif k is ast.Index:
            tv = c.info.types.get(e.x)  # type: ignore[attr-defined]
            if tv is None or type(under(tv.type)) is not Array:
                return None
            e = e.x  # type: ignore[attr-defined]
        else:
            break
    if type(e) is ast.Name:
        v = c.info.uses.get(e)
        if type(v) is Var and v.kind != PACKAGE_VAR:
            return v
    return None


def _star(c: Checker, x: Operand, e: ast.Star, hint: Type | None, target: Target | None) -> int:
    expr_or_type(c, x, e.x)
    if x.mode == MODE_INVALID:
        return STATEMENT
    if x.mode == MODE_TYPE:
        valid_var_type(c, e.x, x.type)
        x.type = Pointer(x.type)
        return EXPRESSION
    base: list[Type] = []

    def indirect(u: Type | None) -> bool:
        if type(u) is not Pointer:
            error(c, x, "InvalidIndirection", f"{INVALID_OP}cannot indirect {describe(c, x)}")
            return False
        if base and not identical(u.base, base[0]):
            error(c, x, "InvalidIndirection",
                  f"{INVALID_OP}pointers of {describe(c, x)} must have identical base types")
            return False
        base[:] = [u.base]
        return True

    if not under_is(x.type, indirect) or not is_complete(c, base[0]):
        x.mode = MODE_INVALID
        return STATEMENT
    x.mode = MODE_VARIABLE
    x.type = base[0]
    return EXPRESSION


def chan_elem(c: Checker, at: Operand | ast.Node, x: Operand, recv: bool) -> Type | None:
    """The element type of the channel x for a receive or a send; None after reporting that it is none."""

    def cond(typ: Type | None, u: Type | None) -> Cause | None:
        if u is None:
            return Cause("no specific channel type")
        s = c.ts(typ) if typ is not None else ""
        if type(u) is not Chan:
            return Cause(f"non-channel {s}")
        if recv and u.dir == SEND_ONLY:
            return Cause(f"send-only channel {s}")
        if not recv and u.dir == RECV_ONLY:
            return Cause(f"receive-only channel {s}")
        return None

    u, cause = common_under(c, x.type, cond)
    if type(u) is Chan:
        return u.elem
    code, verb = ("InvalidReceive", "receive from") if recv else ("InvalidSend", "send to")
    d = describe(c, x)
    text = cause.text if cause is not None else ""
    if is_type_param(x.type):
        error(c, at, code, f"{INVALID_OP}cannot {verb} {d}: {text}")
    else:
        error(c, at, code, f"{INVALID_OP}cannot {verb} {text} {d}")
    return None


# ---- binary operators -----------------------------------------------------------------------------------------------


def _binary(c: Checker, x: Operand, e: ast.Binary, hint: Type | None, target: Target | None) -> int:
    spine = [e]
    left = e.x
    while type(left) is ast.Binary:
        spine.append(left)
        left = left.x
    expr(c, x, left)
    while spine:
        b = spine.pop()
        y = Operand()
        expr(c, y, b.y)
        binary_operands(c, x, y, b, b.x, b.y, b.op)
        if spine and x.mode != MODE_INVALID:
            x.expr = b
            record(c, x)
        else:
            x.expr = b
    return EXPRESSION


def binary(c: Checker, x: Operand, e: ast.Node | None, lhs: ast.Expr, rhs: ast.Expr, op: str) -> None:
    """Checks lhs op rhs into x. e is the expression, None for an assignment operation."""
    y = Operand()
    expr(c, x, lhs)
    expr(c, y, rhs)
    binary_operands(c, x, y, e, lhs, rhs, op)


def binary_operands(c: Checker, x: Operand, y: Operand, e: ast.Node | None, lhs: ast.Expr, rhs: ast.Expr,
                    op: str) -> None:
    """Checks x op y, both evaluated, into x."""
    if x.mode == MODE_INVALID:
        return
    if y.mode == MODE_INVALID:
        x.mode = MODE_INVALID
        x.expr = y.expr
        return
    if op == "<<" or op == ">>":
        shift(c, x, y, e, op)
        return
    if x.type is not y.type:
        match_types(c, x, y)
        if x.mode == MODE_INVALID:
            return
    if op in COMPARISONS:
        comparison(c, x, y, op)
        return
    if x.type is not y.type and not identical(x.type, y.type):
        if is_valid(x.type) and is_valid(y.type):
            what = expr_text(e) if e is not None else f"{expr_text(lhs)} {op}= {expr_text(rhs)}"
            error(c, x, "MismatchedTypes",
                  f"{INVALID_OP}{what} (mismatched types {c.ts(x.type)} and {c.ts(y.type)})")
        x.mode = MODE_INVALID
        return
    if not _defined(c, _BINARY, x, op):
        x.mode = MODE_INVALID
        return
    if (op == "/" or op == "%") and y.mode == MODE_CONST and _zero_divisor(c, x, y):
        x.mode = MODE_INVALID
        return
    if x.mode == MODE_CONST and y.mode == MODE_CONST:
        if x.val is None or y.val is None:
            x.val = None
            return
        a, b = x.val, y.val
        integer = is_integer(x.type)
        if integer:
            a, b = constant.to_int(a) or 0, constant.to_int(b) or 0
        x.val = constant.binary_op(op, a, b, integer)
        x.expr = e if e is not None else lhs  # no expression: an assignment to a constant, which is refused later
        if x.val is None:
            error(c, op_pos(x.expr), "InvalidConstVal", "constant result is not representable")
        overflow(c, x, x.expr)
        return
    x.mode = MODE_VALUE


def _zero_divisor(c: Checker, x: Operand, y: Operand) -> bool:
    if y.val is None or x.mode != MODE_CONST and not all_integer(x.type):
        return False
    if constant.is_zero(y.val) or x.mode == MODE_CONST and is_complex(x.type) and constant.vanishes(y.val):
        error(c, y, "DivByZero", f"{INVALID_OP}division by zero")
        return True
    return False


def match_types(c: Checker, x: Operand, y: Operand) -> None:
    """Converts an untyped operand to the other's type where that may make them match."""
    if not _may_convert(x, y):
        return
    convert_untyped(c, x, y.type)
    if x.mode == MODE_INVALID:
        return
    convert_untyped(c, y, x.type)
    if y.mode == MODE_INVALID:
        x.mode = MODE_INVALID


def _may_convert(x: Operand, y: Operand) -> bool:
    xt, yt = x.type, y.type
    if not is_untyped(xt) and not is_untyped(yt):
        return False
    if all_numeric(xt) != all_numeric(yt):
        return False
    if is_real_interface(xt) or is_real_interface(yt):
        return True
    if all_boolean(xt) != all_boolean(yt) or all_string(xt) != all_string(yt):
        return False
    if x.mode == MODE_NIL:
        return has_nil(yt)
    if y.mode == MODE_NIL:
        return has_nil(xt)
    return not (is_pointer(xt) or is_pointer(yt))


def comparison(c: Checker, x: Operand, y: Operand, op: str, switch_case: bool = False) -> None:
    """Checks x op y into x; `switch_case`: the implicit == of a case against the switch's value y."""
    if not is_valid(x.type) or not is_valid(y.type):
        x.mode = MODE_INVALID
        return
    bad: Operand | None = None
    cause = ""
    code = "MismatchedTypes"
    if not (x.type is y.type or assignable(c, x, y.type)[0] or assignable(c, y, x.type)[0]):
        bad = y
        cause = f"mismatched types {c.ts(x.type)} and {c.ts(y.type)}"
    else:
        code = "UndefinedOp"
        bad, cause = _comparable_operands(c, x, y, op)
    if bad is not None:
        _comparison_error(c, x, y, op, bad, cause, code, switch_case)
        return
    if x.mode == MODE_CONST and y.mode == MODE_CONST:
        x.val = None if x.val is None or y.val is None else constant.compare(op, x.val, y.val)
    else:
        x.mode = MODE_VALUE
        # Both sides are computed at run time now: untyped ones get their default types.
        update_expr_type(c, x.expr, default_type(x.type), True)
        update_expr_type(c, y.expr, default_type(y.type), True)
    x.type = UNTYPED_BOOL


def _comparable_operands(c: Checker, x: Operand, y: Operand, op: str) -> tuple[Operand | None, str]:
    if op != "==" and op != "!=":
        if not all_ordered(x.type):
            return x, ""
        return (y, "") if not all_ordered(y.type) else (None, "")
    if x.mode == MODE_NIL or y.mode == MODE_NIL:
        typ = y.type if x.mode == MODE_NIL else x.type
        if not has_nil(typ) or x.mode == MODE_NIL and y.mode == MODE_NIL:
            return y, ""
        return None, ""
    for z in (x, y):
        if not comparable(z.type):
            return z, incomparable_cause(c, z.type)
    return None, ""


def incomparable_cause(c: Checker, typ: Type) -> str:
    """Why values of typ cannot be compared, "" if there is nothing special to say."""
    if type(under(typ)) in (Slice, Signature, Map):
        return composite_kind(typ) + " can only be compared to nil"
    cause = comparable_type(typ, True)
    if cause is None:
        return ""
    text, what = cause
    return text % c.ts(what) if "%s" in text else text


def _comparison_error(c: Checker, x: Operand, y: Operand, op: str, bad: Operand, cause: str, code: str,
                      switch_case: bool) -> None:
    if not cause:
        if is_type_param(x.type) or is_type_param(y.type):
            if not is_type_param(x.type):
                bad = y
            cause = f"type parameter {c.ts(bad.type)} cannot use operator {op}"
        else:
            cause = f"operator {op} not defined on {composite_kind(bad.type) or c.ts(bad.type)}"
    a, b = expr_text(x.expr), expr_text(y.expr)
    if switch_case:
        error(c, x, code, f"invalid case {a} in switch on {b} ({cause})")
    else:
        error(c, bad, code, f"{INVALID_OP}{a} {op} {b} ({cause})")
    x.mode = MODE_INVALID


# ---- shifts ---------------------------------------------------------------------------------------------------------


def shift(c: Checker, x: Operand, y: Operand, e: ast.Node | None, op: str) -> None:
    """Checks x << y or x >> y into x. e is the expression, None for an assignment operation."""
    xval = constant.to_int(x.val) if x.mode == MODE_CONST and x.val is not None and _is_number(x.val) else None
    if not (all_integer(x.type) or is_untyped(x.type) and xval is not None):
        _shift_operand_error(c, x)
        return
    if not _shift_count_ok(c, y, x.mode == MODE_CONST):
        x.mode = MODE_INVALID
        return
    if x.mode == MODE_CONST:
        if y.mode == MODE_CONST:
            _const_shift(c, x, y, xval, e, op)
            return
        if is_untyped(x.type):
            # The left operand's type is what it would be without the shift: decided when the context is known.
            u = c.untyped.get(x.expr)
            if u is not None:
                u.is_lhs = True
            x.mode = MODE_VALUE
            return
    if not all_integer(x.type):
        _shift_operand_error(c, x)
        return
    x.mode = MODE_VALUE


def _is_number(v: constant.Value) -> bool:
    return type(v) is not bool and type(v) is not bytes


def _shift_operand_error(c: Checker, x: Operand) -> None:
    error(c, x, "InvalidShiftOperand", f"{INVALID_OP}shifted operand {describe(c, x)} must be integer")
    x.mode = MODE_INVALID


def _shift_count_ok(c: Checker, y: Operand, constant_left: bool) -> bool:
    if y.mode == MODE_CONST:
        n = constant.to_int(y.val) if y.val is not None and _is_number(y.val) else None
        if n is not None and n < 0:
            error(c, y, "InvalidShiftCount", f"{INVALID_OP}negative shift count {describe(c, y)}")
            return False
        if is_untyped(y.type):
            representable(c, y, UINT)
            if y.mode == MODE_INVALID:
                return False
            # The count is computed at run time if the left operand is: then it is a uint.
            update_expr_type(c, y.expr, UINT, True) if y.expr in c.untyped else None
            return True
        if not all_integer(y.type) and not (constant_left and n is not None):  # gc lets typed floats pass there
            error(c, y, "InvalidShiftCount", f"{INVALID_OP}shift count {describe(c, y)} must be integer")
            return False
        return True
    if all_integer(y.type) and not is_untyped(y.type):
        return all_unsigned(y.type) or verify_version(c, y, 13, f"{INVALID_OP}signed shift count {describe(c, y)}")
    if is_untyped(y.type):
        convert_untyped(c, y, UINT)
        return y.mode != MODE_INVALID
    error(c, y, "InvalidShiftCount", f"{INVALID_OP}shift count {describe(c, y)} must be integer")
    return False


def _const_shift(c: Checker, x: Operand, y: Operand, xval: int | None, e: ast.Node | None, op: str) -> None:
    if x.val is None or y.val is None:
        x.val = None
        if not is_integer(x.type):
            x.type = UNTYPED_INT
        return
    s = constant.to_int(y.val)
    if s is None or s > 1023 - 1 + 52:  # enough for the smallest float64
        error(c, y, "InvalidShiftCount", f"{INVALID_OP}invalid shift count {describe(c, y)}")
        x.mode = MODE_INVALID
        return
    if not is_integer(x.type):
        x.type = UNTYPED_INT
    assert xval is not None
    x.val = constant.shift_op(op, xval, s)
    if e is not None:
        x.expr = e
    overflow(c, x, x.expr)


EXPR[ast.Unary] = _unary
EXPR[ast.Star] = _star
EXPR[ast.Binary] = _binary

__all__ = ["binary", "comparison", "shift", "match_types", "chan_elem", "mark_address", "incomparable_cause",
           "COMPARISONS"]
