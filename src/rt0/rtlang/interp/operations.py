"""The operations of the interpreted mode: typed meaning over real memory, for the generated Python to call.

Values: integers are ints in their type's range, floats are floats (f32 rounded), bool is bool, pointers and functions
are addresses, structs and arrays are bytes (copies), several results are tuples.

Invariants: loads and stores go to the process's memory at the given address. Addresses below 4096 are refused with
`NilPointer`, so that a nil dereference is an exception here and not a crash; other wrong addresses crash as in
compiled code. Reads and writes of machine words are single; the read-modify-write atomics are indivisible for Python
threads, and for native threads too when the interpreter was given native ones (`Interpreter`).
"""

from __future__ import annotations

import ctypes
import math
import os
import struct as packing
import time
from collections.abc import Callable
from typing import Any

from rt0.rtlang.vocab_types import Bool, Float, Int, Type

LOWEST = 4096
"""Addresses below are never valid: the first page is not mapped."""

M64 = (1 << 64) - 1


class NilPointer(Exception):
    """A load or store through nil or a small number."""


class Interpreted(Exception):
    """Something that the interpreted mode cannot do; says what."""


_CTYPES: dict[tuple[int, bool], Any] = {
    (8, False): ctypes.c_uint8,
    (16, False): ctypes.c_uint16,
    (32, False): ctypes.c_uint32,
    (64, False): ctypes.c_uint64,
    (8, True): ctypes.c_int8,
    (16, True): ctypes.c_int16,
    (32, True): ctypes.c_int32,
    (64, True): ctypes.c_int64,
}
_FORMATS = {(8, 0): "B", (16, 0): "H", (32, 0): "I", (64, 0): "Q"}
_FORMATS |= {(8, 1): "b", (16, 1): "h", (32, 1): "i", (64, 1): "q"}


def scalar_ctype(t: Type) -> Any:
    """The ctypes type that lies in memory as a scalar `t` does."""
    if isinstance(t, Int):
        return _CTYPES[t.bits, t.signed]
    if isinstance(t, Float):
        return ctypes.c_double if t.bits == 64 else ctypes.c_float
    if isinstance(t, Bool):
        return ctypes.c_uint8
    return ctypes.c_uint64


def packer(t: Type) -> packing.Struct:
    """The struct format of a scalar."""
    if isinstance(t, Int):
        return packing.Struct("<" + _FORMATS[t.bits, int(t.signed)])
    if isinstance(t, Float):
        return packing.Struct("<d" if t.bits == 64 else "<f")
    if isinstance(t, Bool):
        return packing.Struct("<?")
    return packing.Struct("<Q")


def loader(t: Type) -> Callable[[int], Any]:
    """The function that loads a scalar."""
    at = scalar_ctype(t).from_address
    if isinstance(t, Bool):

        def load_bool(a: int) -> bool:
            if a < LOWEST:
                raise NilPointer(f"load of bool at {a:#x}")
            return bool(at(a).value)

        return load_bool

    def load(a: int) -> Any:
        if a < LOWEST:
            raise NilPointer(f"load of {t} at {a:#x}")
        return at(a).value

    return load


def storer(t: Type) -> Callable[[Any, int], Any]:
    """The function (value, address) that stores a scalar and gives the value."""
    at = scalar_ctype(t).from_address

    def store(v: Any, a: int) -> Any:
        if a < LOWEST:
            raise NilPointer(f"store of {t} at {a:#x}")
        at(a).value = v
        return v

    return store


def load_bytes(a: int, n: int) -> bytes:
    """The n bytes at an address."""
    if a < LOWEST and n:
        raise NilPointer(f"load of {n} bytes at {a:#x}")
    return ctypes.string_at(a, n)


def store_bytes(v: bytes, a: int) -> bytes:
    """Put bytes at an address."""
    if a < LOWEST and v:
        raise NilPointer(f"store of {len(v)} bytes at {a:#x}")
    ctypes.memmove(a, v, len(v))
    return v


def extractor(t: Type) -> Callable[[bytes, int], Any]:
    """The function (struct bytes, offset) that takes a scalar out."""
    unpack = packer(t).unpack_from

    def extract(data: bytes, offset: int) -> Any:
        return unpack(data, offset)[0]

    return extract


def make(size: int, *parts: Any) -> bytes:
    """A struct's bytes of (offset, packer or None, value) parts."""
    out = bytearray(size)
    for offset, pack, v in parts:
        data = v if pack is None else pack(v)
        out[offset : offset + len(data)] = data
    return bytes(out)


# Arithmetic.


def shl(a: int, n: int, t: Int) -> int:
    """a << n, 0 for counts of the width and over."""
    return t.wrap(a << n) if 0 <= n < t.bits else 0


def shr(a: int, n: int, t: Int) -> int:
    """a >> n, the sign (or 0) for counts of the width and over."""
    if 0 <= n < t.bits:
        return a >> n
    return -1 if a < 0 else 0


def f32(x: float) -> float:
    """x rounded to f32."""
    return ctypes.c_float(x).value


def fdiv(a: float, b: float) -> float:
    """a / b with IEEE's results for b == 0."""
    if b != 0:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def int_to_f32(a: int) -> float:
    """An integer as f32, rounded once."""
    if -(1 << 53) <= a <= 1 << 53:
        return f32(float(a))
    # More bits than a double has: drop low ones into a sticky bit, which keeps the one rounding to f32 right.
    n = abs(a)
    k = n.bit_length() - 40
    n = (n >> k) | (1 if n & ((1 << k) - 1) else 0)
    return f32(math.copysign(math.ldexp(float(n), k), a))


def _cvt(x: float) -> int:
    """cvttsd2si: 64 bits, the indefinite integer when it does not fit."""
    if x != x or not -9223372036854775808.0 <= x < 9223372036854775808.0:
        return -(1 << 63)
    return int(x)


def truncate(x: float, t: Int) -> int:
    """Float to integer as compiled code does it."""
    if t.signed and t.bits == 32:
        return int(x) if x == x and -2147483649.0 < x < 2147483648.0 else -(1 << 31)
    if t.bits == 64 and not t.signed:
        return (_cvt(x) if x < 9223372036854775808.0 else _cvt(x - 9223372036854775808.0) ^ (1 << 63)) & M64
    return t.wrap(_cvt(x))


def bitcast(v: Any, source: Type, t: Type) -> Any:
    """The same bits as another number type."""
    return packer(t).unpack(packer(source).pack(v))[0]


def sqrt(x: float) -> float:
    """The square root; nan below zero."""
    return math.sqrt(x) if x >= 0 else math.nan


def bits(name: str, v: int, t: Int) -> int:
    """ctz, clz, popcount and bswap on a width."""
    u = v & t.mask
    if name == "popcount":
        return u.bit_count()
    if name == "bswap":
        return t.wrap(int.from_bytes(u.to_bytes(t.size, "little"), "big"))
    if u == 0:
        return t.bits
    return t.bits - u.bit_length() if name == "clz" else (u & -u).bit_length() - 1


# Memory and the machine.


def memmove(dst: int, src: int, n: int) -> None:
    """Move n bytes."""
    if n:
        if dst < LOWEST or src < LOWEST:
            raise NilPointer(f"memmove of {n} bytes from {src:#x} to {dst:#x}")
        ctypes.memmove(dst, src, n)


def memclr(p: int, n: int) -> None:
    """Zero n bytes."""
    if n:
        if p < LOWEST:
            raise NilPointer(f"memclr of {n} bytes at {p:#x}")
        ctypes.memset(p, 0, n)


def memequal(p: int, q: int, n: int) -> bool:
    """Whether n bytes are equal."""
    return n == 0 or load_bytes(p, n) == load_bytes(q, n)


_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def syscall(*args: int) -> int:
    """A raw system call; negative errno on failure."""
    result = int(_libc.syscall(*[ctypes.c_ulong(a) for a in args]))
    return -ctypes.get_errno() if result == -1 else result


def cputicks() -> int:
    """A running count of nanoseconds (compiled code has the processor's counter)."""
    return time.perf_counter_ns()


def yield_now() -> None:
    """Let another thread run."""
    os.sched_yield()


def boundscheck(index: int, length: int) -> int:
    """Debug builds: the index, refused unless it is below the length."""
    if not 0 <= index < length:
        raise IndexError(f"index {index} out of range with length {length}")
    return index


def unreachable() -> None:
    """Where control must not come."""
    raise Interpreted("reached unreachable()")


def aligned(n: int, align: int) -> tuple[Any, int]:
    """Zeroed memory: (what keeps it alive, its address)."""
    align = max(align, 16)
    buffer = ctypes.create_string_buffer(n + align)
    return buffer, -(-ctypes.addressof(buffer) // align) * align
