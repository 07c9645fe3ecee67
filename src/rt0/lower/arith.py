"""Arithmetic: operators, comparison, shifts, division checks and numeric conversions, with Go's meaning on amd64.

Integers wrap: no nsw or nuw is ever put on an operation of the program. Division by zero panics; the smallest integer
divided by -1 is itself (LLVM's sdiv would trap). A shift by the width or more gives 0 or the sign. A float converted to
an integer out of range gives what cvttsd2si gives. Floats are never reassociated or contracted.
"""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower.fn import Fn, V, check, panic, runtime_call
from rt0.types import types as T

_INT_OPS = {"+": "add", "-": "sub", "*": "mul", "&": "and", "|": "or", "^": "xor"}
_FLOAT_OPS = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
_ICMP = {"==": "eq", "!=": "ne"}
_ORDER = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_FCMP = {"==": "oeq", "!=": "une", "<": "olt", "<=": "ole", ">": "ogt", ">=": "oge"}


def ll_of(fn: Fn, t: T.Type) -> str:
    """The LLVM type of a scalar type."""
    return fn.lay(t).leaves[0][0]


def bits_of(ll: str) -> int:
    """Width of an LLVM integer type."""
    return int(ll[1:])


def is_literal(operand: str) -> bool:
    """Whether an operand is an integer literal."""
    return operand[:1].isdigit() or operand[:1] == "-"


def binary(fn: Fn, op: str, t: T.Type, x: V, y: V) -> V:
    """x op y for the arithmetic operators; both of type t, which is the result's."""
    tab = fn.tab
    if tab.is_string(t):
        return concat(fn, [x, y])
    if tab.is_complex(t):
        return complex_op(fn, op, ll_of(fn, t), x, y)
    ll = ll_of(fn, t)
    if tab.is_float(t):
        return (fn.val(f"{_FLOAT_OPS[op]} {ll} {x[0]}, {y[0]}"),)
    if op in _INT_OPS:
        return (fn.val(f"{_INT_OPS[op]} {ll} {x[0]}, {y[0]}"),)
    if op == "&^":
        return (fn.val(f"and {ll} {x[0]}, {invert(fn, ll, y[0])}"),)
    if op in ("/", "%"):
        return (divide(fn, op, ll, tab.is_signed(t), x[0], y[0]),)
    raise InternalError(f"binary operator {op}")


def invert(fn: Fn, ll: str, x: str) -> str:
    """All bits of x inverted."""
    return str(~int(x)) if is_literal(x) else fn.val(f"xor {ll} {x}, -1")


def divide(fn: Fn, op: str, ll: str, signed: bool, x: str, y: str) -> str:
    """Integer division or remainder with Go's checks."""
    word = ("s" if signed else "u") + ("div" if op == "/" else "rem")
    if is_literal(y) and int(y) not in (0, -1):
        return fn.val(f"{word} {ll} {x}, {y}")
    zero = fn.val(f"icmp eq {ll} {y}, 0")
    check(fn, zero, "divide", lambda: panic(fn, "panicdivide"))
    if not signed:
        return fn.val(f"{word} {ll} {x}, {y}")
    minus = fn.val(f"icmp eq {ll} {y}, -1")
    divisor = fn.val(f"select i1 {minus}, {ll} 1, {ll} {y}")
    quotient = fn.val(f"{word} {ll} {x}, {divisor}")
    if op == "%":
        return quotient  # x % 1 is 0, and so is x % -1
    negated = fn.val(f"sub {ll} 0, {x}")
    return fn.val(f"select i1 {minus}, {ll} {negated}, {ll} {quotient}")


def complex_op(fn: Fn, op: str, ll: str, x: V, y: V) -> V:
    """Complex arithmetic, as gc computes it: products and quotients of complex64 in double precision, quotients by the rules of
    runtime.complex128div."""
    a, b, c, d = x[0], x[1], y[0], y[1]
    if op in "+-":
        word = _FLOAT_OPS[op]
        return fn.val(f"{word} {ll} {a}, {c}"), fn.val(f"{word} {ll} {b}, {d}")
    if ll == "float":
        a, b, c, d = (fn.val(f"fpext float {v} to double") for v in (a, b, c, d))
    if op == "*":
        real = fn.val(f"fsub double {fn.val(f'fmul double {a}, {c}')}, {fn.val(f'fmul double {b}, {d}')}")
        imag = fn.val(f"fadd double {fn.val(f'fmul double {a}, {d}')}, {fn.val(f'fmul double {b}, {c}')}")
        got: V = real, imag
    else:
        got = runtime_call(fn, "complex128div", a, b, c, d)
    return got if ll == "double" else tuple([fn.val(f"fptrunc double {v} to float") for v in got])


def negate(fn: Fn, t: T.Type, x: V) -> V:
    """-x."""
    ll = ll_of(fn, t)
    if fn.tab.is_integer(t):
        return (fn.val(f"sub {ll} 0, {x[0]}"),)
    return tuple([fn.val(f"fneg {ll} {v}") for v in x])


def shift(fn: Fn, op: str, t: T.Type, x: str, count_type: T.Type, count: str) -> str:
    """x << count or x >> count; a negative count panics."""
    ll, signed = ll_of(fn, t), fn.tab.is_signed(t)
    bits = bits_of(ll)
    word = "shl" if op == "<<" else ("ashr" if signed else "lshr")
    unsigned = not fn.tab.is_signed(count_type)
    if is_literal(count) and (unsigned or int(count) >= 0):
        n = int(count) % (1 << bits_of(ll_of(fn, count_type)))  # ^0 of an unsigned type is -1 here
        if n < bits:
            return fn.val(f"{word} {ll} {x}, {n}")
        return fn.val(f"ashr {ll} {x}, {bits - 1}") if word == "ashr" else "0"
    cll = ll_of(fn, count_type)
    if not unsigned:
        negative = fn.val(f"icmp slt {cll} {count}, 0")
        check(fn, negative, "shift", lambda: panic(fn, "panicshift"))
    inside = fn.val(f"icmp ult {cll} {count}, {bits}") if bits_of(cll) >= 7 or bits < 1 << bits_of(cll) else "true"
    small = resize(fn, count, cll, ll, False)
    if word == "ashr":
        amount = small if inside == "true" else fn.val(f"select i1 {inside}, {ll} {small}, {ll} {bits - 1}")
        return fn.val(f"ashr {ll} {x}, {amount}")
    shifted = fn.val(f"{word} {ll} {x}, {small}")
    return shifted if inside == "true" else fn.val(f"select i1 {inside}, {ll} {shifted}, {ll} 0")


def resize(fn: Fn, x: str, source: str, target: str, signed: bool) -> str:
    """An integer of another width, extended by its own sign."""
    if source == target or is_literal(x) and bits_of(source) < bits_of(target) and (signed or int(x) >= 0):
        return x
    if bits_of(source) > bits_of(target):
        return fn.val(f"trunc {source} {x} to {target}")
    return fn.val(f"{'sext' if signed else 'zext'} {source} {x} to {target}")


def ordered(fn: Fn, op: str, t: T.Type, x: V, y: V) -> str:
    """x < y and its like for ordered types, as an i1."""
    if fn.tab.is_string(t):
        got = runtime_call(fn, "cmpstring", *x, *y)[0]
        return fn.val(f"icmp s{_ORDER[op]} i64 {got}, 0")
    ll = ll_of(fn, t)
    if fn.tab.is_float(t):
        return fn.val(f"fcmp {_FCMP[op]} {ll} {x[0]}, {y[0]}")
    sign = "s" if fn.tab.is_signed(t) else "u"
    return fn.val(f"icmp {sign}{_ORDER[op]} {ll} {x[0]}, {y[0]}")


def concat(fn: Fn, parts: list[V], room: str = "null", entry: str = "concatstrings") -> V:
    """The concatenation of strings, in the frame's `room` if it is short and room is not null. `entry` concatborrowed never gives one
    of the parts itself."""
    block = fn.f.alloca(f"[{2 * len(parts)} x i64]", 8)
    for i, (p, n) in enumerate(parts):
        for j, (ll, v) in enumerate((("ptr", p), ("i64", n))):
            slot = fn.val(f"getelementptr inbounds i8, ptr {block}, i64 {16 * i + 8 * j}") if i + j else block
            fn.emit(f"store {ll} {v}, ptr {slot}")
    return runtime_call(fn, entry, room, block, str(len(parts)))


# ---- numeric conversions --------------------------------------------------------------------------------------------


def convert_number(fn: Fn, x: V, source: T.Type, target: T.Type) -> V:
    """A number of one type as another numeric type (Go spec, "Conversions between numeric types")."""
    tab = fn.tab
    sll, tll = ll_of(fn, source), ll_of(fn, target)
    if tab.is_complex(source):
        word = "fpext" if tll == "double" else "fptrunc"
        return x if sll == tll else tuple([fn.val(f"{word} {sll} {v} to {tll}") for v in x])
    if tab.is_float(source):
        if tab.is_float(target):
            if sll == tll:
                return x
            return (fn.val(f"{'fpext' if tll == 'double' else 'fptrunc'} {sll} {x[0]} to {tll}"),)
        return (float_to_int(fn, x[0], sll, tll, tab.is_signed(target)),)
    if tab.is_float(target):
        word = "sitofp" if tab.is_signed(source) else "uitofp"
        return (fn.val(f"{word} {sll} {x[0]} to {tll}"),)
    return (resize(fn, x[0], sll, tll, tab.is_signed(source)),)


def float_to_int(fn: Fn, x: str, source: str, target: str, signed: bool) -> str:
    """A float truncated to an integer as Go does on amd64: through cvttsd2si of 32 or 64 bits."""
    bits = bits_of(target)
    if source == "float":
        x = fn.val(f"fpext float {x} to double")
    if bits == 64 and not signed:
        return _float_to_u64(fn, x)
    wide = 64 if bits == 64 or bits == 32 and not signed else 32
    got = _truncate(fn, x, wide)
    return fn.val(f"trunc i{wide} {got} to {target}") if wide > bits else got


def _truncate(fn: Fn, x: str, bits: int) -> str:
    name = "llvm.x86.sse2.cvttsd2si" + ("64" if bits == 64 else "")
    fn.prog.module.declare(name, f"i{bits}", "<2 x double>")
    vector = fn.val(f"insertelement <2 x double> poison, double {x}, i64 0")
    return fn.val(f"call i{bits} @{name}(<2 x double> {vector})")


def _float_to_u64(fn: Fn, x: str) -> str:
    """Below 2**63 directly, above through x - 2**63 with the top bit put back."""
    low = _truncate(fn, x, 64)
    high = _truncate(fn, fn.val(f"fsub double {x}, 0x43E0000000000000"), 64)
    flipped = fn.val(f"xor i64 {high}, -9223372036854775808")
    big = fn.val(f"fcmp oge double {x}, 0x43E0000000000000")
    return fn.val(f"select i1 {big}, i64 {flipped}, i64 {low}")

