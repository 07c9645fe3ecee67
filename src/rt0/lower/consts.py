"""Constants: exact values of the checker to LLVM operands."""

from __future__ import annotations

import struct as _struct

from rt0.base.errors import InternalError
from rt0.lower.fn import Fn, V, const_string
from rt0.types import types as T
from rt0.types.constant import Value, imag, real, round_float32, round_float64, to_int
from rt0.types.reals import Real

_BITS = {
    T.INT: 64, T.INT8: 8, T.INT16: 16, T.INT32: 32, T.INT64: 64, T.UINT: 64, T.UINT8: 8, T.UINT16: 16, T.UINT32: 32,
    T.UINT64: 64, T.UINTPTR: 64,
}  # fmt: skip


def float_operand(value: Real, single: bool) -> str:
    """A float constant as LLVM wants it: the bits of the double, for float32 of the rounded value."""
    rounded = round_float32(value) if single else round_float64(value)
    if rounded is None:
        raise InternalError("float constant does not fit its type")
    return "0x" + _struct.pack(">d", float(rounded)).hex().upper()


def const_value(fn: Fn, t: T.Type, value: Value) -> V:
    """The operands of a constant of canonical type t. An interface type gets the constant's default type elsewhere."""
    kind = fn.tab.kind(t)
    if kind == T.BOOL:
        return ("true" if value else "false",)
    if kind == T.STRING:
        if not isinstance(value, bytes):
            raise InternalError("string constant without bytes")
        return const_string(fn, value)
    if kind in _BITS:
        number = to_int(value)
        if number is None:
            raise InternalError("integer constant with a fraction")
        return (str(number),)
    if kind in (T.FLOAT32, T.FLOAT64):
        return (float_operand(real(value), kind == T.FLOAT32),)
    if kind in (T.COMPLEX64, T.COMPLEX128):
        single = kind == T.COMPLEX64
        return (float_operand(real(value), single), float_operand(imag(value), single))
    if kind == T.UNSAFE_POINTER:
        number = to_int(value)
        return ("null",) if not number else (f"inttoptr (i64 {number} to ptr)",)
    raise InternalError(f"constant of type {t}")
