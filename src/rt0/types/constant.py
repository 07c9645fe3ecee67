"""Exact constant values and the operations on them (Go spec, "Constants" and "Constant expressions").

A value is a plain Python object: bool, int (any size), a real (a float constant: Fraction or Huge, see reals.py), `Complex` (a
pair of reals), or bytes (a string constant: Go's strings are bytes and need not be UTF-8). Which kind a constant
*has* is decided by its Go type, so an integral Fraction may stand for an integer until `to_int` makes it one.

Invariants: no operation here rounds, except that floats whose exact form has grown too long are rounded to 512 bits of mantissa, as gc
does (reals.py); conversion to a concrete type rounds in `round_float32/64`. An operation whose result is out of all bounds gives
None, an unknown value.
Rejected: Python's float or decimal (not exact), a class for every kind (slow, and no clearer).

Read next: literal.py (values of literals), check/consts.py (representability), types.py (the types that decide the kind).
"""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rt0.base.records import dataclass
from rt0.types import reals
from rt0.types.literal import quote
from rt0.types.reals import ZERO, Huge, Real


@dataclass(slots=True, frozen=True)
class Complex:
    """A complex constant."""

    re: Real
    im: Real


Value = bool | int | Fraction | Huge | Complex | bytes


def to_int(v: Value) -> int | None:
    """v as an int if it is a number with an integral value of reasonable size, else None."""
    t = type(v)
    if t is int:
        return v  # type: ignore[return-value]
    if t is Fraction or t is Huge:
        return reals.integer(v)  # type: ignore[arg-type]
    if t is Complex and reals.sign(v.im) == 0:  # type: ignore[union-attr]
        return reals.integer(v.re)  # type: ignore[union-attr]
    return None


def to_float(v: Value) -> Real | None:
    """v as a real if it is a number without imaginary part, else None."""
    t = type(v)
    if t is Fraction or t is Huge:
        return v  # type: ignore[return-value]
    if t is int:
        return reals.limited(Fraction(v))  # type: ignore[arg-type]
    if t is Complex and reals.sign(v.im) == 0:  # type: ignore[union-attr]
        return v.re  # type: ignore[union-attr]
    return None


def to_complex(v: Value) -> Complex | None:
    """v as a Complex if it is a number, else None."""
    t = type(v)
    if t is Complex:
        return v  # type: ignore[return-value]
    if t is bool or t is bytes:
        return None
    return Complex(real(v), ZERO)


def real(v: Value) -> Real:
    """The real part of a number."""
    t = type(v)
    if t is Complex:
        return v.re  # type: ignore[union-attr]
    return v if t is Fraction or t is Huge else Fraction(v)  # type: ignore[return-value, arg-type]


def imag(v: Value) -> Real:
    """The imaginary part of a number."""
    return v.im if type(v) is Complex else ZERO


def is_zero(v: Value) -> bool:
    """Whether a number is 0."""
    return sign(v) == 0


def vanishes(v: Value) -> bool:
    """Whether a complex number's square is 0, so that nothing can be divided by it."""
    return all(reals.multiply(part, part) == ZERO for part in (real(v), imag(v)))


def sign(v: Value) -> int:
    """-1, 0 or 1; of a complex number, 0 exactly when it is zero."""
    if type(v) is Complex:
        return int(reals.sign(v.re) != 0 or reals.sign(v.im) != 0)
    return reals.sign(v) if type(v) is Huge else (v > 0) - (v < 0)  # type: ignore[operator]


def _match(x: Value, y: Value) -> tuple[Value, Value]:
    """Both numbers in the smallest kind that holds both (int, real, Complex)."""
    tx, ty = type(x), type(y)
    if tx is ty:
        return x, y
    if tx is Complex or ty is Complex:
        a, b = to_complex(x), to_complex(y)
        assert a is not None and b is not None
        return a, b
    return real(x), real(y)


_Part = Real | None


def _sum(x: _Part, y: _Part) -> _Part:
    return None if x is None or y is None else reals.add(x, y)


def _difference(x: _Part, y: _Part) -> _Part:
    return None if x is None or y is None else reals.subtract(x, y)


def _ratio(x: _Part, y: _Part) -> _Part:
    return None if x is None or y is None or reals.sign(y) == 0 else reals.divide(x, y)


def _complex_op(op: str, x: Complex, y: Complex) -> Complex | None:
    a, b, c, d = x.re, x.im, y.re, y.im
    mul = reals.multiply
    re: _Part
    im: _Part
    if op == "+":
        re, im = reals.add(a, c), reals.add(b, d)
    elif op == "-":
        re, im = reals.subtract(a, c), reals.subtract(b, d)
    elif op == "*":
        re, im = _difference(mul(a, c), mul(b, d)), _sum(mul(b, c), mul(a, d))
    else:
        s = _sum(mul(c, c), mul(d, d))
        re = _ratio(_sum(mul(a, c), mul(b, d)), s)
        im = _ratio(_difference(mul(b, c), mul(a, d)), s)
    return None if re is None or im is None else Complex(re, im)


def _int_quo(x: int, y: int) -> int:
    q = abs(x) // abs(y)
    return -q if (x < 0) != (y < 0) else q


def binary_op(op: str, x: Value, y: Value, integer: bool) -> Value | None:
    """x op y for the arithmetic, bitwise, string and logical operators (spelled as in Go); None if out of all bounds.

    `integer` asks for truncated integer division. The caller has excluded division by zero and operators
    that the operands' type does not have. Raises KeyError for an unknown operator.
    """
    if type(x) is bool:
        return (x and y) if op == "&&" else (x or y)
    if type(x) is bytes:
        return x + y  # type: ignore[operator]
    x, y = _match(x, y)
    if type(x) is int:
        if op == "/" and not integer:
            return reals.limited(Fraction(x, y))  # type: ignore[arg-type]
        return _INT_OPS[op](x, y)  # type: ignore[no-any-return, no-untyped-call]
    if type(x) is Complex:
        return _complex_op(op, x, y)  # type: ignore[arg-type]
    return _REAL_OPS[op](x, y)  # type: ignore[arg-type]


_INT_OPS = {
    "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": _int_quo,
    "%": lambda x, y: x - y * _int_quo(x, y), "&": lambda x, y: x & y, "|": lambda x, y: x | y,
    "^": lambda x, y: x ^ y, "&^": lambda x, y: x & ~y,
}
_REAL_OPS: dict[str, Callable[[Real, Real], Real | None]] = {
    "+": reals.add, "-": reals.subtract, "*": reals.multiply, "/": reals.divide,
}


def unary_op(op: str, x: Value, unsigned_bits: int) -> Value:
    """op x; for `^` of an unsigned type of `unsigned_bits` bits (0: signed or untyped) the result is cut to them."""
    if op == "!":
        return not x
    if op == "+":
        return x
    if op == "-":
        if type(x) is Complex:
            return Complex(reals.negate(x.re), reals.negate(x.im))
        return reals.negate(x) if type(x) is Huge else -x  # type: ignore[operator]
    assert op == "^" and type(x) is int
    return x ^ ((1 << unsigned_bits) - 1) if unsigned_bits else ~x


def shift_op(op: str, x: int, s: int) -> int:
    """x << s or x >> s."""
    return x << s if op == "<<" else x >> s


def compare(op: str, x: Value, y: Value) -> bool:
    """x op y for the six comparison operators."""
    if type(x) is not bool and type(x) is not bytes:
        x, y = _match(x, y)
        if type(x) is Huge or type(y) is Huge:
            x, y = reals.compare(x, y), 0  # type: ignore[arg-type]
    if op == "==":
        return x == y
    if op == "!=":
        return x != y
    if op == "<":
        return x < y  # type: ignore[operator]
    if op == "<=":
        return x <= y  # type: ignore[operator]
    if op == ">":
        return x > y  # type: ignore[operator]
    return x >= y  # type: ignore[operator]


def round_float32(x: Real) -> Fraction | None:
    """x rounded to the nearest float32; None on overflow. Rounds once: never by way of float64."""
    return reals.to_binary(x, 24, -126, 127)


def round_float64(x: Real) -> Fraction | None:
    """x rounded to the nearest float64; None on overflow."""
    return reals.to_binary(x, 53, -1022, 1023)


def format_value(v: Value) -> str:
    """The value as gc's error messages show it (long strings cut, floats with six digits)."""
    t = type(v)
    if t is bool:
        return "true" if v else "false"
    if t is bytes:
        s = quote(v)  # type: ignore[arg-type]
        return s if len(s) <= 72 else s[:69] + "..."
    if t is Complex:
        return f"({reals.text(v.re)} + {reals.text(v.im)}i)"  # type: ignore[union-attr]
    return _int_text(v) if t is int else reals.text(v)  # type: ignore[arg-type]


def _int_text(n: int) -> str:
    # Python refuses to print integers of more than 4300 digits; a constant is bounded by the checker's 512 bits.
    return str(n) if n.bit_length() < 10_000 else hex(n)
