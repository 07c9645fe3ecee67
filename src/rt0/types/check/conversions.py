"""Conversions T(x) (Go spec, "Conversions").

Read next: assignability.py, consts.py.
"""
from __future__ import annotations

from rt0.types import constant
from rt0.types.check.assignability import assignable
from rt0.types.check.checker import Checker, Operand, allow_version, describe, error
from rt0.types.check.consts import representable_value, update_expr_type
from rt0.types.generic.typeset import param_terms, under_is
from rt0.types.info import MODE_CONST, MODE_INVALID, MODE_VALUE
from rt0.types.literal import encode_rune
from rt0.types.predicates import (
    all_string,
    identical,
    identical_ignore_tags,
    is_bytes_or_runes,
    is_complex,
    is_const_type,
    is_float,
    is_integer,
    is_pointer,
    is_real_interface,
    is_string,
    is_type_param,
    is_uintptr,
    is_unsafe_pointer,
    is_untyped,
)
from rt0.types.types import Array, Basic, Pointer, Slice, Type, TypeParam, unalias, under
from rt0.types.universe import UNTYPED_NIL, default_type


def conversion(c: Checker, x: Operand, t: Type) -> None:
    """Checks T(x) into x."""
    const_arg = x.mode == MODE_CONST
    ok = False
    cause = ""
    if const_arg and is_const_type(t):
        ok, val = _const_convertible(x, t)
        if not ok and is_integer(x.type) and is_integer(t) and x.val is not None:
            error(c, x, "InvalidConversion",
                  f"constant {constant.format_value(x.val)} overflows {c.ts(t)}")
            x.mode = MODE_INVALID
            return
        x.val = val
    elif const_arg and is_type_param(t):
        ok, cause = _const_to_param(c, x, t)
        x.mode = MODE_VALUE
    else:
        ok, cause = convertible(c, x, t)
        if ok:
            x.mode = MODE_VALUE
    if not ok:
        text = f"cannot convert {describe(c, x)} to type {c.ts(t)}"
        error(c, x, "InvalidConversion", f"{text}: {cause}" if cause else text)
        x.mode = MODE_INVALID
        return
    if is_untyped(x.type):
        _final_type(c, x, t, const_arg)
    x.type = t


def _final_type(c: Checker, x: Operand, t: Type, const_arg: bool) -> None:
    final = t
    if x.type is UNTYPED_NIL:
        pass  # nil gets the target type
    elif is_real_interface(t) or const_arg and not is_const_type(t):
        final = default_type(x.type)
    elif x.mode == MODE_CONST and is_integer(x.type) and all_string(t):
        final = x.type
    update_expr_type(c, x.expr, final, True)


def _const_convertible(x: Operand, t: Type) -> tuple[bool, constant.Value | None]:
    """Whether constant x can become a t, and its value: there, or as a message about the failure shows it."""
    u = under(t)
    if type(u) is not Basic:
        return False, x.val
    ok, v = representable_value(x.val, u)
    if ok:
        return True, v
    if is_integer(x.type) and is_string(u):
        n = constant.to_int(x.val) if x.val is not None else None
        return True, encode_rune(n if n is not None else -1)
    return False, v


def _const_to_param(c: Checker, x: Operand, t: Type) -> tuple[bool, str]:
    why: list[str] = []

    def check(u: Type | None) -> bool:
        if u is None:
            why.append(f"{c.ts(t)} does not contain specific types")
            return False
        if is_string(x.type) and is_bytes_or_runes(u) or _const_convertible(x, u)[0]:
            return True
        if is_integer(x.type) and is_integer(u) and x.val is not None:
            why.append(f"constant {constant.format_value(x.val)} overflows {c.ts(u)} (in {c.ts(t)})")
        else:
            why.append(f"cannot convert {describe(c, x)} to type {c.ts(u)} (in {c.ts(t)})")
        return False

    ok = under_is(t, check)
    return ok, why[0] if why else ""


def convertible(c: Checker, x: Operand, target: Type) -> tuple[bool, str]:
    """Whether the non-constant x can be converted to target; if not, why ("" if there is nothing to add)."""
    ok, cause, _ = assignable(c, x, target)
    if ok:
        return True, ""
    v, t = unalias(x.type), unalias(target)
    vu, tu = under(v), under(t)
    params = type(v) is TypeParam or type(t) is TypeParam
    if not params and identical_ignore_tags(vu, tu):
        return True, ""
    if type(v) is Pointer and type(t) is Pointer and not is_type_param(v.base) and not is_type_param(t.base) \
            and identical_ignore_tags(under(v.base), under(t.base)):
        return True, ""
    if _basic_convertible(vu, tu):
        return True, ""
    if type(vu) is Slice:
        known, slice_ok, why = _slice_convertible(c, vu, tu)
        if known:
            return slice_ok, why
    if not params:
        return False, cause
    return _convertible_params(c, x, target, cause)


def _basic_convertible(vu: Type, tu: Type) -> bool:
    v_num, t_num = is_integer(vu) or is_float(vu), is_integer(tu) or is_float(tu)
    return (v_num and t_num or is_complex(vu) and is_complex(tu)
            or (is_integer(vu) or is_bytes_or_runes(vu)) and is_string(tu)
            or is_string(vu) and is_bytes_or_runes(tu)
            or (is_pointer(vu) or is_uintptr(vu)) and is_unsafe_pointer(tu)
            or is_unsafe_pointer(vu) and (is_pointer(tu) or is_uintptr(tu)))


def _slice_convertible(c: Checker, s: Slice, tu: Type) -> tuple[bool, bool, str]:
    if type(tu) is Array and identical(s.elem, tu.elem):
        ok = allow_version(c, 20)
        return True, ok, "" if ok else "conversion of slice to array requires go1.20 or later"
    if type(tu) is Pointer:
        a = under(tu.base)
        if type(a) is Array and identical(s.elem, a.elem):
            ok = allow_version(c, 17)
            return True, ok, "" if ok else "conversion of slice to array pointer requires go1.17 or later"
    return False, False, ""


def _convertible_params(c: Checker, x: Operand, target: Type, unassignable: str) -> tuple[bool, str]:
    """Conversion from or to a type parameter: each of its types must do. `unassignable` is why x cannot be assigned."""
    v, t = unalias(x.type), unalias(target)
    vs = param_terms(v) if type(v) is TypeParam else None
    ts = param_terms(t) if type(t) is TypeParam else None
    if type(v) is TypeParam and not vs or type(t) is TypeParam and not ts:
        return False, unassignable
    y = x.copy()
    for vt in [m.type for m in vs] if vs else [x.type]:
        y.type = vt
        for tt in [m.type for m in ts] if ts else [target]:
            ok, cause = convertible(c, y, tt)
            if not ok:
                a = f"{c.ts(vt)} (in {c.ts(v)})" if vs else c.ts(x.type)
                b = f"{c.ts(tt)} (in {c.ts(t)})" if ts else c.ts(target)
                why = cause or unassignable
                return False, f"cannot convert {a} to type {b}" + ("\n\t" + why if why else "")
    return True, ""
